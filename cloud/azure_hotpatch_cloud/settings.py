"""How to reach Azure, and as whom: from configuration first, then from the environment.

The names are those of pulumi-azure-native, so that one set of ARM_* variables serves both.
Source: https://github.com/pulumi/pulumi-azure-native, provider/pkg/provider/auth_azidentity.go,
read 2026-11-23.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any

from azure_hotpatch_cloud.clouds import NAMES
from azure_hotpatch_cloud.errors import SettingsError


class Method(Enum):
    """The ways to get a token; the first that is configured is used, in this order."""

    CLIENT_CERTIFICATE = "client certificate"
    CLIENT_SECRET = "client secret"  # noqa: S105, the name of a way, not a secret
    OIDC = "OpenID Connect token"
    MSI = "managed identity"
    AZURE_CLI = "Azure CLI"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One way to reach Azure. Secrets show in no repr."""

    environment: str = "public"
    """`public`, `usgovernment` or `china`; not used where `metadata_host` is given."""

    metadata_host: str | None = None
    """`host` or `host:port` that describes another cloud at `/metadata/endpoints`."""

    subscription_id: str | None = None
    """GUID of the subscription; where absent, each resource names its own."""

    tenant_id: str | None = None
    """GUID or domain of the Entra tenant."""

    auxiliary_tenant_ids: tuple[str, ...] = ()
    """Further tenants that tokens may be asked of, a JSON list where it is text."""

    client_id: str | None = None
    """GUID of the application, or of a user-assigned managed identity."""

    client_secret: str | None = field(default=None, repr=False)
    """A secret of the application."""

    client_certificate_path: str | None = None
    """Path of the application's certificate with its private key, PEM or PKCS12."""

    client_certificate_password: str | None = field(default=None, repr=False)
    """Password of the certificate."""

    use_oidc: bool = False
    """Whether to sign in with an OpenID Connect token of a pipeline or cluster."""

    oidc_audience: str = "api://AzureADTokenExchange"
    """Audience of the requested OpenID Connect token."""

    oidc_token: str | None = field(default=None, repr=False)
    """The token itself."""

    oidc_token_file_path: str | None = None
    """Path of a file with the token, read each time a token is needed."""

    oidc_request_url: str | None = None
    """Address that gives tokens, as GitHub Actions has it."""

    oidc_request_token: str | None = field(default=None, repr=False)
    """Bearer token for `oidc_request_url`."""

    use_msi: bool = False
    """Whether to use the managed identity of this host.

    Its endpoint is found by azure-identity (IDENTITY_ENDPOINT, MSI_ENDPOINT, else IMDS);
    `msiEndpoint` is accepted and not used, as in pulumi-azure-native.
    """

    @property
    def method(self) -> Method:
        """The way in, by pulumi-azure-native's order."""
        if self.client_certificate_path:
            return Method.CLIENT_CERTIFICATE
        if self.client_secret:
            return Method.CLIENT_SECRET
        if self.use_oidc:
            return Method.OIDC
        if self.use_msi:
            return Method.MSI
        return Method.AZURE_CLI


VARIABLES: Mapping[str, tuple[str, ...]] = {
    "environment": ("ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"),
    "metadataHost": ("ARM_METADATA_HOSTNAME",),
    "subscriptionId": ("ARM_SUBSCRIPTION_ID",),
    "tenantId": ("ARM_TENANT_ID",),
    "auxiliaryTenantIds": ("ARM_AUXILIARY_TENANT_IDS",),
    "clientId": ("ARM_CLIENT_ID",),
    "clientSecret": ("ARM_CLIENT_SECRET",),
    "clientCertificatePath": ("ARM_CLIENT_CERTIFICATE_PATH",),
    "clientCertificatePassword": ("ARM_CLIENT_CERTIFICATE_PASSWORD",),
    "useOidc": ("ARM_USE_OIDC",),
    "oidcAudience": ("ARM_OIDC_AUDIENCE",),
    "oidcToken": ("ARM_OIDC_TOKEN",),
    "oidcTokenFilePath": ("ARM_OIDC_TOKEN_FILE_PATH",),
    "oidcRequestUrl": ("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"),
    "oidcRequestToken": ("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    "useMsi": ("ARM_USE_MSI",),
    "msiEndpoint": ("ARM_MSI_ENDPOINT",),
}
"""Every key of the configuration, and the variables that stand in for it, in order."""

SECRETS = frozenset({"clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"})
"""The keys whose values are never shown."""

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_TENANT = re.compile(r"[A-Za-z0-9.-]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")


def is_guid(text: str) -> bool:
    """Whether this is a GUID in the form 8-4-4-4-12.

    >>> is_guid("00000000-0000-4000-8000-000000000001"), is_guid("my subscription")
    (True, False)
    """
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def read_settings(
    config: Mapping[str, str], environment: Mapping[str, str], *, prefix: str = ""
) -> Settings:
    """The settings out of `config` (pulumi-azure-native's keys), else the environment's ARM_*.

    An empty value counts as absent. `prefix` stands before a key in messages, such as
    `azure-hotpatch:`.

    Raises:
        SettingsError: everything that is malformed or missing, at once.
    """
    found = dict(_found(config, environment, prefix))
    mistakes = list(_malformed(found))
    settings = Settings(**_values(found))
    mistakes += _missing(settings, prefix)
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _found(
    config: Mapping[str, str], environment: Mapping[str, str], prefix: str
) -> Iterable[tuple[str, tuple[str, str]]]:
    """Each key that has a value, with where it was found and the value."""
    for key, variables in VARIABLES.items():
        if config.get(key):
            yield key, (f"{prefix}{key}", config[key])
            continue
        for variable in variables:
            if environment.get(variable):
                yield key, (variable, environment[variable])
                break


def _is_tenant_list(text: str) -> bool:
    try:
        tenants = json.loads(text)
    except ValueError:
        return False
    return isinstance(tenants, list) and all(
        isinstance(tenant, str) and _TENANT.fullmatch(tenant) for tenant in tenants
    )


_GUID = "a GUID, as in 00000000-0000-0000-0000-000000000000"
_TRUE_OR_FALSE = "true or false. Choose one, or leave it out for false."
_FORMS: Mapping[str, tuple[Callable[[str], object], str]] = {
    "environment": (
        lambda text: text.lower() in NAMES,
        "public, usgovernment or china. Choose one, or leave it out for public.",
    ),
    "metadataHost": (
        _HOST.fullmatch,
        "host or host:port. Leave out https:// and the path.",
    ),
    "subscriptionId": (
        is_guid,
        f"{_GUID}. `az account list -o table` shows those that you can use.",
    ),
    "tenantId": (_TENANT.fullmatch, "the tenant's id or domain. `az account show` prints the id."),
    "auxiliaryTenantIds": (_is_tenant_list, 'a JSON list of tenants. Write it as ["…"].'),
    "clientId": (
        is_guid,
        f"{_GUID}. Take the application's id, not its object's.",
    ),
    "useOidc": (lambda text: text.lower() in _BOOLEANS, _TRUE_OR_FALSE),
    "useMsi": (lambda text: text.lower() in _BOOLEANS, _TRUE_OR_FALSE),
    "oidcRequestUrl": (
        lambda text: text.lower().startswith("https://"),
        "an https address. Take the one that the pipeline gives.",
    ),
}


def _malformed(found: Mapping[str, tuple[str, str]]) -> Iterable[str]:
    for key, (fits, allowed) in _FORMS.items():
        if key in found:
            place, value = found[key]
            if not fits(value):
                yield f"{place}: found {value!r}; allowed: {allowed}"


def _values(found: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """The constructor's arguments; what is malformed has been reported and is left as text."""
    values: dict[str, Any] = {}
    for one in fields(Settings):
        key = re.sub(r"_(\w)", lambda match: match[1].upper(), one.name)
        if key not in found:
            continue
        text = found[key][1]
        if one.name in {"use_oidc", "use_msi"}:
            values[one.name] = _BOOLEANS.get(text.lower(), False)
        elif one.name == "auxiliary_tenant_ids":
            values[one.name] = tuple(json.loads(text)) if _is_tenant_list(text) else ()
        else:
            values[one.name] = text
    return values


def _missing(settings: Settings, prefix: str) -> Iterable[str]:
    method = settings.method
    if method in {Method.CLIENT_CERTIFICATE, Method.CLIENT_SECRET, Method.OIDC}:
        for key, value, allowed in (
            ("tenantId", settings.tenant_id, "the tenant's id or domain"),
            ("clientId", settings.client_id, "the application's id"),
        ):
            if value is None:
                yield (
                    f"{prefix}{key}: found absent; allowed: {allowed}. Signing in with a"
                    f" {method.value} needs it: set it or {VARIABLES[key][0]}."
                )
    requested = settings.oidc_request_url and settings.oidc_request_token
    if method is Method.OIDC and not (
        settings.oidc_token or settings.oidc_token_file_path or requested
    ):
        yield (
            f"{prefix}useOidc: found true without a token; allowed: with oidcToken,"
            " oidcTokenFilePath, or oidcRequestUrl and oidcRequestToken. Set one of these; in"
            " GitHub Actions the permission `id-token: write` does."
        )
