"""The environment variables with which clients find a local Azure and trust it."""

from local_azure.errors import NotRunningError
from local_azure.folder import Folder
from local_azure.managed_identity import PATH
from local_azure.settings import Settings

# Each tool reads its own: requests, OpenSSL and Go, curl, Node.
_BUNDLE_NAMES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def environment(folder: Folder, *, managed_identity: bool = False) -> dict[str, str]:
    """ARM_* for azure-native and azure-hotpatch, and the bundle for every TLS client.

    With `managed_identity` there are IDENTITY_ENDPOINT, IDENTITY_HEADER and ARM_USE_MSI in the
    place of the secret.

    Raises:
        NotRunningError: no server was ever started in this folder.
    """
    server = folder.last_server()
    if server is None:
        raise NotRunningError(
            f"{folder.path}: no local Azure was started here yet. Start one with `local-azure"
            f" start --folder {folder.path}`."
        )
    settings = folder.settings()
    return {
        "ARM_SUBSCRIPTION_ID": server["subscriptions"][0],
        "ARM_TENANT_ID": settings.tenant,
        "ARM_CLIENT_ID": settings.client_id,
        **_credential(server["port"], settings, managed_identity=managed_identity),
        "ARM_METADATA_HOSTNAME": f"localhost:{server['port']}",
        **{name: str(folder.bundle) for name in _BUNDLE_NAMES},
    }


def _credential(port: int, settings: Settings, *, managed_identity: bool) -> dict[str, str]:
    if not managed_identity:
        return {"ARM_CLIENT_SECRET": settings.client_secret}
    return {
        "ARM_USE_MSI": "true",
        "IDENTITY_ENDPOINT": f"https://localhost:{port}{PATH}",
        "IDENTITY_HEADER": settings.identity_header,
    }
