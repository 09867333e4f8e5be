"""Images of HotpatchVm: previews and their access, spellings, and what is known only later."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import network, resources

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import HotpatchVm
from tests.components.conftest import PREVIEW, SUBSCRIPTION, machine

Deploy = Callable[..., Any]


def test_a_preview_image_brings_its_purchase_plan(deploy: Deploy) -> None:
    """Publisher, product and name are the image's publisher, offer and sku."""
    access = f"/subscriptions/{SUBSCRIPTION}"

    made = deploy(lambda: HotpatchVm("web", machine(image=PREVIEW, access=access)))

    assert made.resources["web-vm"].inputs["plan"] == {
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": PREVIEW,
    }


def test_a_machine_of_a_preview_image_waits_for_its_access(deploy: Deploy) -> None:
    """The engine records the dependency at the machine's own plan."""

    def program() -> HotpatchVm:
        granted = resources.ResourceGroup(
            "granted", tags={"ready": f"/subscriptions/{SUBSCRIPTION}"}
        )
        access = granted.tags.apply(lambda tags: (tags or {})["ready"])
        return HotpatchVm("web", machine(image=PREVIEW, access=access))

    made = deploy(program)

    assert made.resources["web-vm"].waits_for == {
        "networkProfile": ["web-nic"],
        "plan": ["granted"],
    }


def test_a_machine_of_a_released_image_waits_for_no_registration(deploy: Deploy) -> None:
    """It waits for its network interface only, and asks for no subscription."""
    made = deploy(lambda: HotpatchVm("web", machine()))

    assert made.resources["web-vm"].waits_for == {"networkProfile": ["web-nic"]}
    assert made.calls == []


def test_access_to_another_subscription_is_refused(deploy: Deploy) -> None:
    """It is compared with the subscription of the machine's own provider."""
    access = "/subscriptions/00000000-0000-4000-8000-000000000002"

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchVm("web", machine(image=PREVIEW, access=access)))

    assert str(refused.value) == (
        "HotpatchVm 'web': access: found '/subscriptions/00000000-0000-4000-8000-000000000002'; "
        "allowed: '/subscriptions/00000000-0000-4000-8000-000000000001', in which this machine is "
        "made. Pass the `ready` of a PreviewAccess for that subscription, or give the machine the "
        "provider of the other one."
    )


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("admin_password", "short", "admin_password: found a password of length 5; allowed: 8-123"),
        ("location", "usgovvirginia", "location: found 'usgovvirginia'; allowed: a region of"),
        ("subnet_id", "machines", "subnet_id: found 'machines'; allowed: /subscriptions/"),
        ("access", "yes", "access: found 'yes'; allowed: /subscriptions/{id}"),
    ],
)
def test_a_value_that_is_known_only_later_is_judged_when_it_is_known(
    deploy: Deploy, argument: str, value: str, message: str
) -> None:
    """An output is judged inside `apply`, in the same words."""
    access = f"/subscriptions/{SUBSCRIPTION}"

    def program() -> HotpatchVm:
        later = {argument: pulumi.Output.from_input(value)}
        return HotpatchVm("web", machine(**{"image": PREVIEW, "access": access, **later}))

    with pytest.raises(ArgumentsError) as refused:
        deploy(program)

    assert str(refused.value).startswith(f"HotpatchVm 'web': {message}")


def test_a_preview_takes_values_that_are_not_known_yet(deploy: Deploy) -> None:
    """Resource group, subnet and location may come from resources that do not exist."""

    def program() -> HotpatchVm:
        group = resources.ResourceGroup("group")
        subnet = network.Subnet(
            "subnet", resource_group_name=group.name, virtual_network_name="hotpatch"
        )
        return HotpatchVm(
            "web",
            machine(resource_group_name=group.name, subnet_id=subnet.id, location=group.location),
        )

    made = deploy(program, preview=True)

    assert sorted(made.resources) == ["group", "subnet", "web", "web-nic", "web-vm"]


def test_an_adopted_machine_keeps_the_spelling_of_its_image(deploy: Deploy) -> None:
    """The catalogue knows the image in any case, and writes it as given."""
    spelled = {
        "publisher": "microsoftwindowsserver",
        "offer": "windowsserver",
        "sku": "2022-Datacenter-Azure-Edition-Core",
    }

    inputs = (
        deploy(lambda: HotpatchVm("web", machine(image_reference=spelled)))
        .resources["web-vm"]
        .inputs
    )

    assert inputs["storageProfile"]["imageReference"] == {**spelled, "version": "latest"}


def test_an_image_that_the_user_vouches_for_is_taken(deploy: Deploy) -> None:
    """As a preview it brings a plan of its own."""
    reference = {
        "publisher": "Contoso",
        "offer": "servers-preview",
        "sku": "hardened",
        "reason": "built from 2025-datacenter-azure-edition-core by our platform team",
        "preview": True,
    }
    access = f"/subscriptions/{SUBSCRIPTION}"

    inputs = (
        deploy(lambda: HotpatchVm("web", machine(image_reference=reference, access=access)))
        .resources["web-vm"]
        .inputs
    )

    assert inputs["plan"] == {
        "publisher": "Contoso",
        "product": "servers-preview",
        "name": "hardened",
    }
