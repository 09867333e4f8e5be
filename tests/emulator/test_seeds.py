"""What the owner of a local Azure adds to it: features, providers, images."""

from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure import seeds
from local_azure.arm import ArmError
from local_azure.compute.images import Image
from local_azure.feature_catalog import Feature
from local_azure.testing import Running

IMAGE = {
    "publisher": "MicrosoftWindowsServer",
    "offer": "windowsserver-gen2preview-preview",
    "sku": "windows10-tvm",
    "version": "18363.592.2001092016",
    "osName": "Windows 10",
}


def test_a_seeded_image_is_in_the_marketplace(local_azure: Running) -> None:
    """Until a reset."""
    images: Any = local_azure.client(ComputeManagementClient).virtual_machine_images
    where = ("westus", IMAGE["publisher"], IMAGE["offer"])

    local_azure.admin("POST", "/images", IMAGE)
    skus = [entry.name for entry in images.list_skus(*where)]
    local_azure.admin("POST", "/reset")
    offers = [entry.name for entry in images.list_offers(*where[:2])]

    assert skus == ["windows10-tvm"]
    assert IMAGE["offer"] not in offers


def test_a_seeded_provider_can_be_registered(local_azure: Running) -> None:
    """It begins NotRegistered, as nearly every provider of a subscription does."""
    providers = local_azure.client(ResourceManagementClient).providers
    body = {
        "namespace": "Microsoft.Test",
        "resourceTypes": ["things"],
        "apiVersions": ["2018-01-01"],
    }

    local_azure.admin("POST", "/providers", body)
    before = providers.get("Microsoft.Test")
    providers.register("Microsoft.Test")
    local_azure.admin("POST", "/clock", {"advance": 60})

    assert before.registration_state == "NotRegistered"
    assert providers.get("microsoft.test").registration_state == "Registered"
    assert [each.resource_type for each in before.resource_types or ()] == ["things"]


@pytest.mark.parametrize(
    ("kind", "body", "message"),
    [
        (
            Feature,
            {"name": "Slow", "isReleased": "yes", "displayName": 3, "state": "Registered"},
            (
                "namespace: missing; isReleased: found 'yes', true or false is needed; displayName:"
                " found 3, a text or null is needed; state: not a field; there are namespace, name,"
                " approvalType, isReleased, displayName, description"
            ),
        ),
        (
            Image,
            {**IMAGE, "generation": "V3", "diskGb": True},
            (
                "generation: found 'V3', 'V1' or 'V2' is needed; diskGb: found True, a whole number"
                " is needed"
            ),
        ),
    ],
)
def test_every_mistake_of_a_seed_is_said_at_once(
    kind: type, body: dict[str, Any], message: str
) -> None:
    """Each with its field, what was found and what is needed."""
    with pytest.raises(ArmError) as refused:
        seeds.read(kind, body, "InvalidSeed")

    assert (refused.value.code, refused.value.message) == ("InvalidSeed", message)
