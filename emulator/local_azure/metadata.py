"""What a client reads first: the endpoints of this cloud, and the tenant's OpenID configuration."""

from local_azure.arm import Handler, Json, Reply, Request, Route
from local_azure.azure import Azure

LOOPBACK = ("localhost", "127.0.0.1", "::1")
NAME = "LocalAzure"

# The form of the answer changed twice. Source: azure-cli `cloud register
# --endpoint-resource-manager` (2015-01-01), azure-cli core/cloud.py (2019-05-01, a list),
# hashicorp/go-azure-sdk sdk/internal/metadata/client.go (2022-09-01, an object); read 2026-11-23.
_LIST_SINCE, _OBJECT_SINCE = "2017-12-01", "2020-06-01"

ASSUMED = (
    (
        "/metadata/endpoints answers the form of 2015-01-01 to api-versions before 2017-12-01, a"
        " list before 2020-06-01, and an object from then on."
    ),
    (
        "Endpoints that local Azure doesn't have (graph, key vault, storage …) are named at its own"
        " origin, or under the suffix local-azure.invalid, so that nothing leaves the machine."
    ),
)


def _endpoints(_: Azure, request: Request) -> Reply:
    version = request.api_version or "2015-01-01"
    origin = request.origin
    if version < _LIST_SINCE:
        return Reply(
            status=200,
            body={
                "galleryEndpoint": f"{origin}/",
                "graphEndpoint": f"{origin}/",
                "portalEndpoint": f"{origin}/",
                "authentication": {"loginEndpoint": f"{origin}/", "audiences": _audiences(origin)},
            },
        )
    cloud = _cloud(origin)
    return Reply(status=200, body=[cloud] if version < _OBJECT_SINCE else cloud)


def _audiences(origin: str) -> list[str]:
    return [origin, f"{origin}/"]


def _cloud(origin: str) -> Json:
    suffix = "local-azure.invalid"
    return {
        "portal": origin,
        "authentication": {
            "loginEndpoint": origin,
            "audiences": _audiences(origin),
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "media": origin,
        "graphAudience": f"{origin}/",
        "graph": f"{origin}/",
        "name": NAME,
        "suffixes": {
            "azureDataLakeStoreFileSystem": f"datalake.{suffix}",
            "acrLoginServer": f"azurecr.{suffix}",
            "sqlServerHostname": f"database.{suffix}",
            "azureDataLakeAnalyticsCatalogAndJob": f"analytics.{suffix}",
            "keyVaultDns": f"vault.{suffix}",
            "storage": f"core.{suffix}",
            "azureFrontDoorEndpointSuffix": f"azurefd.{suffix}",
            "storageSyncEndpointSuffix": f"afs.{suffix}",
            "mhsmDns": f"managedhsm.{suffix}",
            "mysqlServerEndpoint": f"mysql.{suffix}",
            "postgresqlServerEndpoint": f"postgres.{suffix}",
            "mariadbServerEndpoint": f"mariadb.{suffix}",
            "synapseAnalytics": f"synapse.{suffix}",
            "attestationEndpoint": f"attest.{suffix}",
        },
        "batch": f"{origin}/",
        "resourceManager": f"{origin}/",
        "vmImageAliasDoc": f"{origin}/metadata/aliases.json",
        "activeDirectoryDataLake": f"{origin}/",
        "sqlManagement": f"{origin}/",
        "gallery": f"{origin}/",
        "microsoftGraphResourceId": f"{origin}/",
        "appInsightsResourceId": origin,
        "appInsightsTelemetryChannelResourceId": origin,
        "attestationResourceId": origin,
        "synapseAnalyticsResourceId": origin,
        "logAnalyticsResourceId": origin,
        "ossrDbmsResourceId": origin,
    }


def _openid(azure: Azure, request: Request) -> Reply:
    asked = request.parameters["tenant"]
    common = asked.lower() in ("common", "organizations")
    tenant = azure.settings.tenant if common else asked
    if tenant.lower() != azure.settings.tenant.lower():
        return Reply(
            status=400,
            body={
                "error": "invalid_tenant",
                "error_description": f"AADSTS90002: Tenant '{tenant}' not found.",
                "error_codes": [90002],
            },
        )
    version = "/v2.0" if "/v2.0/" in request.path.lower() else ""
    oauth = f"{request.origin}/{tenant}/oauth2{version}"
    return Reply(
        status=200,
        body={
            "token_endpoint": f"{oauth}/token",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post",
                "private_key_jwt",
            ],
            "jwks_uri": f"{request.origin}/{tenant}/discovery{version}/keys",
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": f"{request.origin}/{tenant}{version or '/'}",
            "authorization_endpoint": f"{oauth}/authorize",
            "device_authorization_endpoint": f"{oauth}/devicecode",
            "end_session_endpoint": f"{oauth}/logout",
            "tenant_region_scope": None,
            "cloud_instance_name": NAME,
        },
    )


def _keys(_: Azure, __: Request) -> Reply:
    return Reply(status=200, body={"keys": []})


def _instance_discovery(azure: Azure, request: Request) -> Reply:
    host = request.origin.removeprefix("https://")
    path = f"{azure.settings.tenant}/v2.0/.well-known/openid-configuration"
    return Reply(
        status=200,
        body={
            "tenant_discovery_endpoint": f"{request.origin}/{path}",
            "api-version": "1.1",
            "metadata": [
                {"preferred_network": host, "preferred_cache": host, "aliases": [host]},
            ],
        },
    )


def _route(path: str, operation: str, handler: Handler) -> Route:
    return Route(method="GET", path=path, operation=operation, handler=handler, is_open=True)


ROUTES = (
    _route("/metadata/endpoints", "Metadata_Endpoints", _endpoints),
    _route("/{tenant}/v2.0/.well-known/openid-configuration", "OpenId_ConfigurationV2", _openid),
    _route("/{tenant}/.well-known/openid-configuration", "OpenId_Configuration", _openid),
    _route("/{tenant}/discovery/v2.0/keys", "OpenId_KeysV2", _keys),
    _route("/{tenant}/discovery/keys", "OpenId_Keys", _keys),
    _route("/common/discovery/instance", "OpenId_InstanceDiscovery", _instance_discovery),
)
