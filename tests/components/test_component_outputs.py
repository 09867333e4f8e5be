"""What the components give out."""

from collections.abc import Callable
from typing import Any, cast

import pulumi
import pytest
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch.adopted_vm import AdoptedVm
from azure_hotpatch.hotpatch_fleet import HotpatchFleet
from azure_hotpatch.hotpatch_fleet_args import HotpatchFleetArgs
from azure_hotpatch.hotpatch_network import HotpatchNetwork
from azure_hotpatch.hotpatch_scale_set import HotpatchScaleSet
from azure_hotpatch.hotpatch_scale_set_args import (
    ApplicationHealth,
    HealthProtocol,
    HotpatchScaleSetArgs,
)
from azure_hotpatch.hotpatch_vm import HotpatchVm
from tests.components.conftest import machine
from tests.components.inputs import MACHINE

Deploy = Callable[..., Any]


def network() -> HotpatchNetwork:
    """A network with everything."""
    return HotpatchNetwork("web", {"resource_group_name": "servers", "bastion": True})


def identified() -> HotpatchVm:
    """A machine with an identity."""
    return HotpatchVm("web", machine(system_identity=True))


def scale_set() -> HotpatchScaleSet:
    """A scale set."""
    health: ApplicationHealth = {"protocol": HealthProtocol.TCP, "port": 80}
    args = {**machine(), "health": health}
    return HotpatchScaleSet("web", cast("HotpatchScaleSetArgs", args))


def fleet() -> HotpatchFleet:
    """A fleet of one."""
    return HotpatchFleet("web", cast("HotpatchFleetArgs", {**machine(), "machines": {"a1": {}}}))


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (HotpatchNetwork, network),
        (HotpatchVm, identified),
        (HotpatchFleet, fleet),
        (HotpatchScaleSet, scale_set),
        (AdoptedVm, lambda: AdoptedVm("web", {"machine": MACHINE})),
    ],
)
def test_what_is_declared_is_registered(
    kind: type[pulumi.ComponentResource],
    make: Callable[[], pulumi.ComponentResource],
    deploy: Deploy,
) -> None:
    """Other languages see the annotations, the engine sees what was registered."""
    made = deploy(make)

    assert made.registered_outputs["web"] == {camel_case(name) for name in kind.__annotations__}
