"""Where the local Azure is and who asks: the provider's configuration, checked before any request.

Keys and variables are azure-native's, configuration before environment.

Source: pulumi-azure-native provider/pkg/provider/auth_azidentity.go, read 2026-11-23.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from local_azure.azure_native.errors import ConfigurationError

SECRETS = ("clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken")
"""Keys that are secret whoever sets them."""

_PREFIX = "azure-native:config:"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_VARIABLES: Final = {
    "subscriptionId": "ARM_SUBSCRIPTION_ID",
    "tenantId": "ARM_TENANT_ID",
    "clientId": "ARM_CLIENT_ID",
    "clientSecret": "ARM_CLIENT_SECRET",
    "clientCertificatePath": "ARM_CLIENT_CERTIFICATE_PATH",
    "clientCertificatePassword": "ARM_CLIENT_CERTIFICATE_PASSWORD",
    "useOidc": "ARM_USE_OIDC",
    "oidcToken": "ARM_OIDC_TOKEN",
    "oidcTokenFilePath": "ARM_OIDC_TOKEN_FILE_PATH",
    "metadataHost": "ARM_METADATA_HOSTNAME",
    "location": "ARM_LOCATION_NAME",
}


@dataclass(frozen=True, kw_only=True, repr=False)
class Configuration:
    """A configuration that can be used: all of it present, and on this machine.

    `origin` is `https://{metadataHost}`. `assertion` is an OIDC token. `authorities` is the file of
    certificate authorities to trust, None for certifi's.
    """

    subscription: str
    tenant: str
    client: str
    client_secret: str | None
    certificate: tuple[Path, str | None] | None
    assertion: str | None
    origin: str
    location: str | None
    authorities: str | None


def read_configuration(
    variables: Mapping[str, str], environment: Mapping[str, str]
) -> Configuration:
    """The provider's configuration from the engine's variables and the process's environment.

    Raises:
        ConfigurationError: it names no local Azure, or lacks what signing in needs; every mistake
            is in the text.
    """
    given = {name.removeprefix(_PREFIX): value for name, value in variables.items()}
    values = {
        key: given.get(key) or environment.get(variable) or None
        for key, variable in _VARIABLES.items()
    }
    host = values["metadataHost"]
    problems = [*_host_problems(host), *_account_problems(values)]
    if problems:
        raise ConfigurationError(
            "this is the local Azure's stand-in for azure-native, and it cannot start:\n"
            + "\n".join(f"  {problem}" for problem in problems)
            + "\n`local-azure env` prints what it needs. For a real Azure, use Pulumi's own"
            " azure-native plugin: the stand-in is under this PULUMI_HOME only."
        )
    certificate = values["clientCertificatePath"]
    return Configuration(
        subscription=values["subscriptionId"] or "",
        tenant=values["tenantId"] or "",
        client=values["clientId"] or "",
        client_secret=values["clientSecret"],
        certificate=(Path(certificate), values["clientCertificatePassword"])
        if certificate
        else None,
        assertion=_assertion(values),
        origin=f"https://{host}",
        location=values["location"],
        authorities=environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE"),
    )


def is_loopback(url: str) -> bool:
    """Whether a URL is https and points to this machine, whatever its port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.hostname in _LOOPBACK and parts.username is None


def _host_problems(host: str | None) -> Iterator[str]:
    found = "absent" if host is None else repr(host)
    if host is None or not is_loopback(f"https://{host}") or urlsplit(f"https://{host}").path:
        yield (
            "metadataHost (ARM_METADATA_HOSTNAME) must be localhost, 127.0.0.1 or [::1] with the"
            f" local Azure's port, because the stand-in talks to this machine only (found {found})"
        )


def _account_problems(values: Mapping[str, str | None]) -> Iterator[str]:
    for key in ("subscriptionId", "tenantId", "clientId"):
        if values[key] is None:
            yield f"{key} ({_VARIABLES[key]}) is absent"
    if not (values["clientCertificatePath"] or values["clientSecret"] or _wants_oidc(values)):
        yield (
            "clientSecret (ARM_CLIENT_SECRET) is absent, and so are clientCertificatePath and"
            " useOidc; signing in with a managed identity or the Azure CLI would leave this machine"
        )
    if _wants_oidc(values) and not (values["oidcToken"] or values["oidcTokenFilePath"]):
        yield "useOidc is set, and oidcToken (ARM_OIDC_TOKEN) and oidcTokenFilePath are absent"
    path = values["oidcTokenFilePath"]
    if _wants_oidc(values) and path and not values["oidcToken"] and not Path(path).is_file():
        yield f"oidcTokenFilePath: {path} is no file"
    certificate = values["clientCertificatePath"]
    if certificate and not Path(certificate).is_file():
        yield f"clientCertificatePath: {certificate} is no file"


def _wants_oidc(values: Mapping[str, str | None]) -> bool:
    return (values["useOidc"] or "").lower() == "true"


def _assertion(values: Mapping[str, str | None]) -> str | None:
    if not _wants_oidc(values):
        return None
    return values["oidcToken"] or Path(values["oidcTokenFilePath"] or "").read_text().strip()
