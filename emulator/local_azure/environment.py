"""The environment variables with which clients find a local Azure and trust it."""

from local_azure.errors import NotRunningError
from local_azure.folder import Folder

# Each tool reads its own: requests, OpenSSL and Go, curl, Node.
_BUNDLE_NAMES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def environment(folder: Folder) -> dict[str, str]:
    """ARM_* for azure-native and azure-hotpatch, and the bundle for every TLS client.

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
        "ARM_CLIENT_SECRET": settings.client_secret,
        "ARM_METADATA_HOSTNAME": f"localhost:{server['port']}",
        **{name: str(folder.bundle) for name in _BUNDLE_NAMES},
    }
