"""What the components give out."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch.hotpatch_network import HotpatchNetwork
from azure_hotpatch.hotpatch_vm import HotpatchVm
from tests.components.conftest import machine

Deploy = Callable[..., Any]

COMPONENTS: dict[type[pulumi.ComponentResource], dict[str, Any]] = {
    HotpatchNetwork: {"resource_group_name": "servers", "bastion": True},
    HotpatchVm: machine(system_identity=True),
}


@pytest.mark.parametrize("kind", COMPONENTS, ids=lambda kind: kind.__name__)
def test_what_is_declared_is_registered(
    kind: type[pulumi.ComponentResource], deploy: Deploy
) -> None:
    """Other languages see the annotations, the engine sees what was registered."""
    made = deploy(lambda: kind("web", COMPONENTS[kind]))

    assert made.registered_outputs == {camel_case(name) for name in kind.__annotations__}
