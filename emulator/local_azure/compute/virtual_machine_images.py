"""The marketplace's images by publisher, offer, SKU and version, as a client browses them."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote

from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure
from local_azure.compute import marketplace
from local_azure.compute.images import Image
from local_azure.compute.sizes import SIZES

_LEVELS = ("publisherName", "offer", "skus", "version")
_STEPS = ("Publishers", "ArtifactTypes/VMImage/Offers", "Skus", "Versions")


def _named(azure: Azure, request: Request) -> list[Image]:
    """The images under what the path names."""
    asked = [unquote(request.parameters[level]) for level in _LEVELS if level in request.parameters]
    found = [image for image in marketplace.known(azure) if _matches(image, asked)]
    if not found:
        raise ArmError(404, "NotFound", "Artifact: VMImage was not found.")
    return found


def _matches(image: Image, asked: list[str]) -> bool:
    parts = (image.publisher, image.offer, image.sku, image.version)
    return all(mine.lower() == theirs.lower() for mine, theirs in zip(parts, asked, strict=False))


def _entries(request: Request, found: Iterable[Image], depth: int) -> list[Json]:
    """The distinct names at one level, each as ARM lists it."""
    entries: dict[str, Json] = {}
    for image in found:
        parts = (image.publisher, image.offer, image.sku, image.version)
        path = "".join(f"/{step}/{part}" for step, part in zip(_STEPS[:depth], parts, strict=False))
        base = (
            f"/Subscriptions/{request.parameters['subscriptionId']}/Providers/Microsoft.Compute"
            f"/Locations/{request.parameters['location']}"
        )
        name = parts[depth - 1]
        entries.setdefault(
            name.lower(),
            {"location": request.parameters["location"], "name": name, "id": f"{base}{path}"},
        )
    return sorted(entries.values(), key=lambda entry: entry["name"].lower())


def _publishers(azure: Azure, request: Request) -> Reply:
    return Reply(status=200, body=_entries(request, marketplace.known(azure), 1))


def _below(azure: Azure, request: Request) -> Reply:
    depth = 1 + sum(level in request.parameters for level in _LEVELS)
    return Reply(status=200, body=_entries(request, _named(azure, request), depth))


def _get(azure: Azure, request: Request) -> Reply:
    latest = request.parameters["version"].lower() == "latest"
    named = {name: value for name, value in request.parameters.items() if name != "version"}
    image = _named(azure, replace(request, parameters=named) if latest else request)[0]
    entry = _entries(request, [image], len(_LEVELS))[0]
    plan = {"publisher": image.publisher, "product": image.offer, "name": image.sku}
    properties: Json = {
        "hyperVGeneration": image.generation,
        "osDiskImage": {"operatingSystem": image.os_type, "sizeInGb": image.disk_gb},
        "dataDiskImages": [],
        "architecture": "x64",
        "features": (
            [{"name": "SecurityType", "value": "TrustedLaunchSupported"}]
            if image.trusted_launch
            else []
        ),
        **({"plan": plan} if image.preview else {}),
    }
    return Reply(status=200, body={**entry, "properties": properties})


def _sizes(_azure: Azure, _request: Request) -> Reply:
    return Reply(
        status=200,
        body={"value": [{"name": size.name, "numberOfCores": size.cores} for size in SIZES]},
    )


_LOCATION = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}"
_OFFERS = f"{_LOCATION}/publishers/{{publisherName}}/artifacttypes/vmimage/offers"
_SKUS = f"{_OFFERS}/{{offer}}/skus"
_VERSIONS = f"{_SKUS}/{{skus}}/versions"

ROUTES = (
    Route(
        method="GET",
        path=f"{_LOCATION}/publishers",
        operation="VirtualMachineImages_ListPublishers",
        handler=_publishers,
    ),
    Route(method="GET", path=_OFFERS, operation="VirtualMachineImages_ListOffers", handler=_below),
    Route(method="GET", path=_SKUS, operation="VirtualMachineImages_ListSkus", handler=_below),
    Route(method="GET", path=_VERSIONS, operation="VirtualMachineImages_List", handler=_below),
    Route(
        method="GET",
        path=f"{_VERSIONS}/{{version}}",
        operation="VirtualMachineImages_Get",
        handler=_get,
    ),
    Route(
        method="GET",
        path=f"{_LOCATION}/vmSizes",
        operation="VirtualMachineSizes_List",
        handler=_sizes,
    ),
)
