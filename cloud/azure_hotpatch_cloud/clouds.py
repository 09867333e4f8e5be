"""Which Azure: the public one, a sovereign one, or what a metadata host describes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from azure.core.exceptions import AzureError
from azure.core.pipeline import AsyncPipeline
from azure.core.pipeline.policies import AsyncRetryPolicy
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest

from azure_hotpatch_cloud.errors import MetadataError

METADATA_VERSION = "2022-09-01"
"""The version of `/metadata/endpoints` that azurerm reads as well.

Source: https://github.com/hashicorp/go-azure-sdk, sdk/internal/metadata/client.go, read 2026-11-23.
"""

_OK = 200


@dataclass(frozen=True, kw_only=True)
class Cloud:
    """Where one Azure is: three https origins without a closing slash, and a name for messages."""

    name: str
    """Such as `public`, or the metadata host that described it."""

    resource_manager: str
    """Origin of Azure Resource Manager, such as `https://management.azure.com`."""

    authority: str
    """Origin that issues tokens, such as `https://login.microsoftonline.com`."""

    audience: str
    """What tokens are for, such as `https://management.azure.com`."""

    @property
    def scope(self) -> str:
        """The OAuth scope of Azure Resource Manager in this cloud."""
        return f"{self.audience}/.default"


PUBLIC = Cloud(
    name="public",
    resource_manager="https://management.azure.com",
    authority="https://login.microsoftonline.com",
    audience="https://management.azure.com",
)
US_GOVERNMENT = Cloud(
    name="usgovernment",
    resource_manager="https://management.usgovcloudapi.net",
    authority="https://login.microsoftonline.us",
    audience="https://management.core.usgovcloudapi.net",
)
CHINA = Cloud(
    name="china",
    resource_manager="https://management.chinacloudapi.cn",
    authority="https://login.chinacloudapi.cn",
    audience="https://management.chinacloudapi.cn",
)

BUILT_IN = (PUBLIC, US_GOVERNMENT, CHINA)
"""The clouds that need no metadata host.

Source: azure.mgmt.core.tools.get_arm_endpoints of azure-mgmt-core 1.6.0, and
azure.identity.AzureAuthorityHosts of azure-identity 1.27.0, read 2026-11-23.
"""

NAMES: Mapping[str, Cloud] = {
    "public": PUBLIC,
    "azurecloud": PUBLIC,
    "azurepubliccloud": PUBLIC,
    "usgovernment": US_GOVERNMENT,
    "azureusgovernment": US_GOVERNMENT,
    "azureusgovernmentcloud": US_GOVERNMENT,
    "china": CHINA,
    "azurechinacloud": CHINA,
}
"""Clouds by the names that azure-native and the Azure CLI give them, in lower case."""

_PUBLIC_AUDIENCES = {
    host
    for cloud in BUILT_IN
    for host in (urlsplit(cloud.audience).netloc, urlsplit(cloud.resource_manager).netloc)
} | {
    # The audiences that the Go SDK uses for the same two:
    # https://github.com/Azure/azure-sdk-for-go, sdk/azcore/arm/runtime/runtime.go, read 2026-11-23.
    "management.core.windows.net",
    "management.core.chinacloudapi.cn",
}


def accepts_foreign_tokens(cloud: Cloud) -> bool:
    """Whether a token meant for one of Microsoft's clouds would be taken to another host.

    A credential that does not ask the cloud's own authority for its token (the Azure CLI, a managed
    identity) must not be used with such a cloud.
    """
    if cloud in BUILT_IN:
        return False
    return urlsplit(cloud.audience).netloc.lower() in _PUBLIC_AUDIENCES


async def read_cloud(host: str, transport: AsyncHttpTransport[Any, Any]) -> Cloud:
    """Ask `https://{host}/metadata/endpoints` which cloud this is.

    Raises:
        MetadataError: no answer, an answer of another form, or a description that would take tokens
            of a Microsoft cloud to a host that is not that cloud's.
    """
    url = f"https://{host}/metadata/endpoints?api-version={METADATA_VERSION}"
    pipeline: AsyncPipeline[HttpRequest, AsyncHttpResponse] = AsyncPipeline(
        transport, [AsyncRetryPolicy(retry_total=2)]
    )
    try:
        response = (await pipeline.run(HttpRequest("GET", url))).http_response
        if response.status_code != _OK:
            raise MetadataError(host, f"GET {url} answered {response.status_code}")
        return cloud_described(host, json.loads(response.text()))
    except AzureError as error:
        raise MetadataError(host, f"GET {url} failed: {error.message}") from error
    except ValueError as error:
        raise MetadataError(host, f"GET {url} answered something that is not JSON") from error


def cloud_described(host: str, body: Any) -> Cloud:
    """The cloud that a metadata document describes; older versions answer a list of them.

    Raises:
        MetadataError: as `read_cloud`.
    """
    documents = body if isinstance(body, list) else [body]
    document = next(
        (one for one in documents if _host_of(_text(one, "resourceManager")) == host.lower()),
        documents[0] if documents else None,
    )
    found = {
        "resourceManager": _text(document, "resourceManager"),
        "authentication.loginEndpoint": _text(document, "authentication", "loginEndpoint"),
        "authentication.audiences[0]": _text(document, "authentication", "audiences", 0),
    }
    wrong = [name for name, value in found.items() if urlsplit(value).scheme != "https"]
    if wrong:
        raise MetadataError(host, f"its {', '.join(wrong)} must be an https address")
    cloud = Cloud(
        name=host,
        resource_manager=_origin(found["resourceManager"]),
        authority=_origin(found["authentication.loginEndpoint"]),
        audience=found["authentication.audiences[0]"].rstrip("/"),
    )
    for known in BUILT_IN:
        if cloud.resource_manager == known.resource_manager:
            return known
        if cloud.authority == known.authority:
            raise MetadataError(
                host,
                f"it asks tokens of {known.authority} for {cloud.resource_manager}, which is not"
                f" the {known.name} cloud; such a token would leave that cloud",
            )
    return cloud


def _text(document: Any, *path: str | int) -> str:
    for step in path:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return document if isinstance(document, str) else ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _host_of(url: str) -> str:
    return urlsplit(url).netloc.lower()
