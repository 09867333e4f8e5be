"""What HotpatchFleet makes, and what it refuses: a file a case, as for HotpatchVm."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
from pulumi_azure_native import Provider

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_fleet import HotpatchFleet
from azure_hotpatch.hotpatch_fleet_args import HotpatchFleetArgs
from tests.components.conftest import INTERFACE, PREVIEW, SUBNET, SUBSCRIPTION, Deployment, machine

Deploy = Callable[..., Deployment]

CASES = sorted((Path(__file__).parent / "fleet_refusals").glob("*.json"))
OTHER_SUBNET = SUBNET.replace("machines", "others")


def fleet(machines: dict[str, Any], **changed: Any) -> HotpatchFleetArgs:
    """The arguments of a fleet that nothing is wrong with but what is changed."""
    return cast("HotpatchFleetArgs", {**machine(**changed), "machines": machines})


def vms(made: Deployment) -> dict[str, dict[str, Any]]:
    """The inputs of each machine, by the name of its resource."""
    return {
        name: each.inputs
        for name, each in made.resources.items()
        if each.type == "azure-native:compute:VirtualMachine"
    }


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_fleet_is_refused_with_every_mistake_at_once(case: Path, deploy: Deploy) -> None:
    """What all machines share is told once, what one has of its own with the machine's name."""
    told = json.loads(case.read_text())
    args = {**fleet({"web-1": {}, "web-2": {}}), **told["args"]}
    given = {name: value for name, value in args.items() if value is not None}
    registered = []

    def see(args: pulumi.ResourceTransformationArgs) -> None:
        registered.append(args.name)

    def program() -> HotpatchFleet:
        opts = pulumi.ResourceOptions(transformations=[see])
        return HotpatchFleet("web", cast("HotpatchFleetArgs", given), opts)

    with pytest.raises(ArgumentsError) as refused:
        deploy(program)

    assert str(refused.value).splitlines() == [
        f"HotpatchFleet 'web': {mistake}" for mistake in told["mistakes"]
    ]
    assert registered == []


def test_each_machine_is_a_hotpatch_vm_of_its_own_name(deploy: Deploy) -> None:
    """Resources begin with the fleet's name, Azure's names are the machines' own."""
    made = deploy(lambda: HotpatchFleet("web", fleet({"web-1": {}, "web-2": {}})))

    assert {name: each.type for name, each in made.resources.items()} == {
        "web": "azure-hotpatch:index:HotpatchFleet",
        "web-web-1": "azure-hotpatch:index:HotpatchVm",
        "web-web-1-nic": "azure-native:network:NetworkInterface",
        "web-web-1-vm": "azure-native:compute:VirtualMachine",
        "web-web-2": "azure-hotpatch:index:HotpatchVm",
        "web-web-2-nic": "azure-native:network:NetworkInterface",
        "web-web-2-vm": "azure-native:compute:VirtualMachine",
    }
    assert {name: (vm["vmName"], vm["zones"]) for name, vm in vms(made).items()} == {
        "web-web-1-vm": ("web-1", ["1"]),
        "web-web-2-vm": ("web-2", ["2"]),
    }
    assert not made.resources["web-web-1-vm"].aliases


def test_a_machine_overrides_what_the_fleet_says(deploy: Deploy) -> None:
    """Its tags are added; an interface of its own needs no subnet."""
    machines = {
        "web-1": {},
        "web-2": {
            "size": "Standard_D4s_v5",
            "zone": "3",
            "vm_name": "shop",
            "computer_name": "shop-pc",
            "tags": {"team": "shop"},
            "image_reference": {
                "publisher": "MicrosoftWindowsServer",
                "offer": "WindowsServer",
                "sku": "2025-datacenter-azure-edition",
            },
        },
        "web-3": {"network_interface_id": INTERFACE},
        "web-4": {"subnet_id": OTHER_SUBNET},
    }
    common = {"size": "Standard_D2s_v5", "tags": {"stage": "test"}}
    image = "2022-datacenter-azure-edition-core"

    made = deploy(lambda: HotpatchFleet("web", fleet(machines, image=image, **common)))

    found = vms(made)
    assert {
        name: (
            vm["vmName"],
            vm["osProfile"]["computerName"],
            vm["zones"],
            vm["hardwareProfile"]["vmSize"],
            vm["tags"],
            vm["storageProfile"]["imageReference"]["sku"],
        )
        for name, vm in found.items()
    } == {
        "web-web-1-vm": (
            *("web-1", "web-1", ["1"], "Standard_D2s_v5"),
            *({"stage": "test"}, "2022-datacenter-azure-edition-core"),
        ),
        "web-web-2-vm": (
            *("shop", "shop-pc", ["3"], "Standard_D4s_v5"),
            *({"stage": "test", "team": "shop"}, "2025-datacenter-azure-edition"),
        ),
        "web-web-3-vm": (
            *("web-3", "web-3", ["3"], "Standard_D2s_v5"),
            *({"stage": "test"}, "2022-datacenter-azure-edition-core"),
        ),
        "web-web-4-vm": (
            *("web-4", "web-4", ["1"], "Standard_D2s_v5"),
            *({"stage": "test"}, "2022-datacenter-azure-edition-core"),
        ),
    }
    assert "web-web-3-nic" not in made.resources
    (address,) = made.resources["web-web-4-nic"].inputs["ipConfigurations"]
    assert address["subnet"] == {"id": OTHER_SUBNET}


def test_another_machine_changes_nothing_for_the_rest(deploy: Deploy) -> None:
    """Neither its coming nor its going."""
    few = deploy(lambda: HotpatchFleet("web", fleet({"web-1": {}, "mail": {}})))
    many = deploy(lambda: HotpatchFleet("web", fleet({"a": {}, "mail": {}, "b": {}, "web-1": {}})))

    assert {name: vms(many)[name] for name in vms(few)} == vms(few)


def test_only_machines_of_a_preview_image_wait_for_the_fleets_access(deploy: Deploy) -> None:
    """A released image needs no registration, so its machine waits for none."""
    access = f"/subscriptions/{SUBSCRIPTION}"
    released = {"image": "2025-datacenter-azure-edition-core"}
    machines = {"web-1": {}, "web-2": released}

    made = deploy(lambda: HotpatchFleet("web", fleet(machines, image=PREVIEW, access=access)))

    assert {name: "plan" in vm for name, vm in vms(made).items()} == {
        "web-web-1-vm": True,
        "web-web-2-vm": False,
    }


def test_the_outputs_are_by_the_machines_names(deploy: Deploy) -> None:
    """Of identities only those that there are."""
    machines = {"web-1": {"system_identity": True}, "web-2": {}}

    made = deploy(lambda: HotpatchFleet("web", fleet(machines)))

    image = "MicrosoftWindowsServer:WindowsServer:2025-datacenter-azure-edition-core:latest"
    assert made.outputs == {
        "ids": {
            "web-1": f"/subscriptions/{SUBSCRIPTION}/web-web-1-vm",
            "web-2": f"/subscriptions/{SUBSCRIPTION}/web-web-2-vm",
        },
        "private_addresses": {"web-1": "10.20.0.4", "web-2": "10.20.0.4"},
        "principal_ids": {"web-1": "00000000-0000-4000-8000-0000000000b1"},
        "images": {"web-1": image, "web-2": image},
        "zones": {"web-1": "1", "web-2": "2"},
    }


def test_a_fleet_in_one_zone_on_purpose_is_made_with_a_warning(
    deploy: Deploy, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever names one zone alone means it."""
    made = deploy(lambda: HotpatchFleet("web", {**fleet({"a": {}, "b": {}}), "zones": ["2"]}))

    assert [vm["zones"] for vm in vms(made).values()] == [["2"], ["2"]]
    assert [record.getMessage().partition(". ")[0] for record in caplog.records] == [
        "HotpatchFleet 'web': zones: found 2 of 2 machines in zone 2: a, b"
    ]


def test_a_region_without_zones_has_none(deploy: Deploy) -> None:
    """An empty list says so."""
    made = deploy(lambda: HotpatchFleet("web", {**fleet({"a": {}}), "zones": []}))

    assert ["zones" in vm for vm in vms(made).values()] == [False]
    assert made.outputs["zones"] == {}


def test_a_fleet_with_a_provider_of_its_own_is_not_judged_by_the_default_one(
    deploy: Deploy,
) -> None:
    """Nor are its machines."""
    config = {"azure-native:environment": "usgovernment"}

    def program() -> HotpatchFleet:
        public = Provider("public", environment="public")
        return HotpatchFleet("web", fleet({"a": {}}), pulumi.ResourceOptions(provider=public))

    assert "web-a-vm" in deploy(program, config=config).resources
    with pytest.raises(ArgumentsError, match="azure-native:environment: found 'usgovernment'"):
        deploy(lambda: HotpatchFleet("web", fleet({"a": {}, "b": {}})), config=config)
