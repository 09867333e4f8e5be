"""Aliases of what the components make."""

from collections.abc import Callable
from typing import Any

import pulumi

from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.version_aliases import VERSIONED_TOKEN, drop_version_aliases
from tests.components.conftest import machine

Deploy = Callable[..., Any]


def test_the_children_have_no_aliases_for_api_versions(deploy: Deploy) -> None:
    """They were never registered under one, and a preview is four times as fast without."""
    made = deploy(lambda: HotpatchVm("web", machine()))

    assert {name: each.aliases for name, each in made.resources.items()} == {
        "web": [],
        "web-nic": [],
        "web-vm": [],
    }


def test_a_stack_that_adopts_older_resources_keeps_those_aliases(deploy: Deploy) -> None:
    """`keep_version_aliases` leaves azure-native's own."""
    made = deploy(lambda: HotpatchVm("web", machine(keep_version_aliases=True)))

    kept = made.resources["web-vm"].aliases
    assert "azure-native:compute/v20240701:VirtualMachine" in kept
    assert all(VERSIONED_TOKEN.fullmatch(alias) for alias in kept)


def test_every_other_alias_stays() -> None:
    """Old names, parents and URNs are what keeps a renamed child from being replaced."""
    versioned = pulumi.Alias(type_="azure-native:compute/v20240701:VirtualMachine")
    others: list[pulumi.Input[str | pulumi.Alias]] = [
        pulumi.Alias(name="www-vm"),
        pulumi.Alias(type_="azure-nextgen:compute:VirtualMachine"),
        "urn:pulumi:stack::project::azure-native:compute:VirtualMachine::www-vm",
    ]
    opts = pulumi.ResourceOptions(aliases=[versioned, *others], protect=True)
    args = pulumi.ResourceTransformationArgs(None, "azure-native:…", "web-vm", {}, opts)  # type: ignore[arg-type]

    result = drop_version_aliases(args)

    assert result is not None
    assert result.opts.aliases == others
    assert result.opts.protect is True
