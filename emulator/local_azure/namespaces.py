"""What this Azure knows of resource providers: types, api-versions, capabilities.

The versions are those that the REST specifications published, as far as the aliases of
pulumi-azure-native 3.29.0 and the defaults of the azure-mgmt wheels name them.
Source: PyPI pulumi-azure-native 3.29.0, azure-mgmt-compute 39.0.0, azure-mgmt-network 33.1.0,
azure-mgmt-resource 26.0.0, azure-mgmt-resource-features 1.0.0, read 2026-11-23.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_COMPUTE = (
    "2015-06-15 2016-03-30 2016-04-30-preview 2017-03-30 2017-12-01 2018-04-01 2018-06-01"
    " 2018-10-01 2019-03-01 2019-07-01 2019-12-01 2020-06-01 2020-12-01 2021-03-01 2021-04-01"
    " 2021-07-01 2021-11-01 2022-03-01 2022-08-01 2022-11-01 2023-03-01 2023-07-01 2023-09-01"
    " 2024-03-01 2024-07-01 2024-11-01 2025-04-01 2025-11-01 2026-03-01 2026-04-01"
)
_DISKS = (
    "2016-04-30-preview 2017-03-30 2018-04-01 2018-06-01 2018-09-30 2019-03-01 2019-07-01"
    " 2019-11-01 2020-05-01 2020-06-30 2020-09-30 2020-12-01 2021-04-01 2021-08-01 2021-12-01"
    " 2022-03-02 2022-07-02 2023-01-02 2023-04-02 2023-10-02 2024-03-02 2025-01-02 2026-03-02"
)
_NETWORK = (
    "2015-05-01-preview 2015-06-15 2016-03-30 2016-06-01 2016-09-01 2016-12-01 2017-03-01"
    " 2017-06-01 2017-08-01 2017-09-01 2017-10-01 2017-11-01 2018-01-01 2018-02-01 2018-04-01"
    " 2018-06-01 2018-07-01 2018-08-01 2018-10-01 2018-11-01 2018-12-01 2019-02-01 2019-04-01"
    " 2019-06-01 2019-07-01 2019-08-01 2019-09-01 2019-11-01 2019-12-01 2020-03-01 2020-04-01"
    " 2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 2021-02-01 2021-03-01 2021-05-01"
    " 2021-08-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 2023-02-01 2023-04-01"
    " 2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01"
    " 2024-10-01 2025-01-01 2025-03-01 2025-05-01 2025-07-01 2026-03-01"
)
_NAT_SINCE, _BASTION_SINCE = "2019-02-01", "2019-04-01"
_RESOURCES = (
    "2014-04-01-preview 2015-01-01 2015-11-01 2016-02-01 2016-06-01 2016-07-01 2016-09-01"
    " 2017-05-10 2018-01-01 2018-02-01 2018-05-01 2019-03-01 2019-05-01 2019-05-10 2019-06-01"
    " 2019-07-01 2019-08-01 2019-10-01 2019-11-01 2019-12-01 2020-01-01 2020-05-01 2020-06-01"
    " 2020-08-01 2020-10-01 2021-01-01 2021-04-01 2022-09-01 2022-12-01 2023-07-01 2024-03-01"
    " 2024-07-01 2024-11-01 2025-03-01 2025-04-01"
)
_MOVES = "CrossResourceGroupResourceMove, CrossSubscriptionResourceMove"
_TAGS = "SupportsTags, SupportsLocation"


@dataclass(frozen=True, kw_only=True)
class ResourceType:
    """One type of a namespace: `virtualMachines`, `virtualMachines/extensions`.

    `versions` are api-versions, oldest first; `zonal` types stand in an availability zone.
    """

    name: str
    versions: tuple[str, ...]
    capabilities: str = "None"
    zonal: bool = False


@dataclass(frozen=True, kw_only=True)
class Namespace:
    """One resource provider; `is_free` ones need no registration and have no other state."""

    name: str
    types: tuple[ResourceType, ...]
    is_free: bool = False
    authorizations: tuple[Mapping[str, str], ...] = ()

    def versions(self, type_: str) -> tuple[str, ...]:
        """The api-versions of a type, or of the nearest type above it, else of all types."""
        wanted = type_.lower()
        while wanted:
            for known in self.types:
                if known.name.lower() == wanted:
                    return known.versions
            wanted = wanted.rpartition("/")[0]
        return tuple(sorted({version for known in self.types for version in known.versions}))


def _type(
    name: str, versions: str, capabilities: str = "None", *, since: str = "", zonal: bool = False
) -> ResourceType:
    return ResourceType(
        name=name,
        versions=tuple(version for version in versions.split() if version >= since),
        capabilities=capabilities,
        zonal=zonal,
    )


NAMESPACES = (
    Namespace(
        name="Microsoft.Authorization",
        is_free=True,
        types=(),
    ),
    Namespace(
        name="Microsoft.Compute",
        authorizations=(
            {
                "applicationId": "60e6cd67-9c8c-4951-9b3c-23c25a2169af",
                "roleDefinitionId": "e4770acb-272e-4dc8-87f3-12f44a612224",
            },
        ),
        types=(
            _type(
                "virtualMachines",
                _COMPUTE,
                f"{_MOVES}, {_TAGS}, SystemAssignedResourceIdentity",
                zonal=True,
            ),
            _type("virtualMachines/extensions", _COMPUTE, _TAGS),
            _type("virtualMachineScaleSets", _COMPUTE, _TAGS, zonal=True),
            _type("virtualMachineScaleSets/virtualMachines", _COMPUTE, _TAGS),
            _type("disks", _DISKS, f"{_MOVES}, {_TAGS}", zonal=True),
            _type("locations", _COMPUTE),
            _type("locations/operations", " ".join(sorted({*_COMPUTE.split(), *_DISKS.split()}))),
            _type("locations/publishers", _COMPUTE),
            _type("locations/vmSizes", _COMPUTE),
        ),
    ),
    Namespace(
        name="Microsoft.Features",
        is_free=True,
        types=(
            _type("features", "2014-08-01-preview 2015-12-01 2021-07-01"),
            _type("providers", "2014-08-01-preview 2015-12-01 2021-07-01"),
            _type("featureProviders", "2021-07-01"),
            _type("subscriptionFeatureRegistrations", "2021-07-01"),
            _type("operations", "2014-08-01-preview 2015-12-01 2021-07-01"),
        ),
    ),
    Namespace(
        name="Microsoft.Network",
        types=(
            _type("virtualNetworks", _NETWORK, f"{_MOVES}, {_TAGS}"),
            _type("networkInterfaces", _NETWORK, f"{_MOVES}, {_TAGS}"),
            _type("networkSecurityGroups", _NETWORK, f"{_MOVES}, {_TAGS}"),
            _type("publicIPAddresses", _NETWORK, f"{_MOVES}, {_TAGS}", zonal=True),
            _type("natGateways", _NETWORK, f"{_MOVES}, {_TAGS}", since=_NAT_SINCE, zonal=True),
            _type("bastionHosts", _NETWORK, f"{_MOVES}, {_TAGS}", since=_BASTION_SINCE),
            _type("locations", _NETWORK),
            _type("locations/operations", _NETWORK),
            _type("locations/operationResults", _NETWORK),
        ),
    ),
    Namespace(
        name="Microsoft.ResourceGraph",
        is_free=True,
        types=(_type("resources", "2021-03-01 2022-10-01 2024-04-01"),),
    ),
    Namespace(
        name="Microsoft.Resources",
        is_free=True,
        types=(
            _type("resourceGroups", _RESOURCES),
            _type("subscriptions", _RESOURCES),
            _type("subscriptions/providers", _RESOURCES),
            _type("subscriptions/locations", _RESOURCES),
            _type("resources", _RESOURCES),
            _type("providers", _RESOURCES),
            _type("tenants", _RESOURCES),
            _type("operationresults", _RESOURCES),
        ),
    ),
)


def find(name: str) -> Namespace | None:
    """The namespace of that name, without case, or None."""
    wanted = name.lower()
    return next((known for known in NAMESPACES if known.name.lower() == wanted), None)
