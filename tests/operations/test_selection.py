"""Which machines the shared options mean."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from azure_hotpatch_cloud.settings import Settings
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.selection import Scope, Selection, select

ONE = "00000000-0000-4000-8000-000000000001"
TWO = "00000000-0000-4000-8000-000000000002"
ID = f"/subscriptions/{ONE}/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1"
SET = (
    f"/subscriptions/{ONE}/resourceGroups/web/providers/Microsoft.Compute/virtualMachineScaleSets/s"
)
WEB_1 = MachineId(ONE, "web", "web-1")
HERE = {"ARM_SUBSCRIPTION_ID": ONE}


def selected(
    *machines: str,
    g: tuple[str, ...] = (),
    s: tuple[str, ...] = (),
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Selection:
    """What these options mean, without a stack."""
    return select(machines, g, s, None, None, environment)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (selected(ID), Selection(settings=Settings(), machines=(WEB_1,))),
        (selected(ID, ID.lower()), Selection(settings=Settings(), machines=(WEB_1,))),
        (
            selected("web-1", g=("web",), environment=HERE),
            Selection(settings=Settings(subscription_id=ONE), machines=(WEB_1,)),
        ),
        (
            selected("web-1", g=("web",), s=(ONE,)),
            Selection(settings=Settings(), machines=(WEB_1,)),
        ),
        (
            selected(g=("web", "db"), environment=HERE),
            Selection(
                settings=Settings(subscription_id=ONE),
                scopes=(Scope(subscription=ONE, group="web"), Scope(subscription=ONE, group="db")),
            ),
        ),
        (
            selected(s=(ONE, TWO)),
            Selection(
                settings=Settings(), scopes=(Scope(subscription=ONE), Scope(subscription=TWO))
            ),
        ),
        (
            selected(s=(TWO,), environment=HERE),
            Selection(settings=Settings(subscription_id=ONE), scopes=(Scope(subscription=TWO),)),
        ),
    ],
    ids=[
        "an id",
        "an id in two spellings",
        "a name",
        "a name in a subscription",
        "groups",
        "subscriptions",
        "another subscription than the environment's",
    ],
)
def test_what_the_options_mean(found: Selection, expected: Selection) -> None:
    """An option says more than the environment."""
    assert found == expected


MISTAKES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "no machine is named: give the ARM id of a machine, --resource-group, --subscription, or"
    " --stack": ((), (), ()),
    "web-1: of which resource group? Add one, or give its ARM id.": (("web-1",), (), ()),
    "--resource-group: in which subscription? Add --subscription.": ((), ("web",), ()),
    f"{SET}: is a scale set's, which is patched by its own model as a whole. Name single"
    " machines.": ((SET,), (), ()),
    f"{ID}/extensions/x: is no ARM id of a virtual machine.\n"
    "web-1: of which resource group? Add one, or give its ARM id.": (
        (f"{ID}/extensions/x", "web-1"),
        ("web", "db"),
        (ONE,),
    ),
    "--resource-group and --subscription: an ARM id says them already. Leave them out.": (
        (ID,),
        ("web",),
        (ONE,),
    ),
    "--resource-group: found ''; allowed: letters, digits and `_-.()`, no period at the end\n"
    "--resource-group: found '..'; allowed: letters, digits and `_-.()`, no period at the end\n"
    "--resource-group: found 'a/b'; allowed: letters, digits and `_-.()`, no period at the end": (
        (),
        ("", "..", "a/b"),
        (ONE,),
    ),
    "MACHINE: found ''; allowed: letters, digits and `_-.()`, no period at the end\n"
    "MACHINE: found 'a b'; allowed: letters, digits and `_-.()`, no period at the end": (
        ("", "a b"),
        ("web",),
        (ONE,),
    ),
    "--subscription: found 'mine'; allowed: a GUID. `az account list -o table` shows those that"
    " you can use.": ((), (), ("mine",)),
}


@pytest.mark.parametrize("mistakes", MISTAKES)
def test_what_they_cannot_mean(mistakes: str) -> None:
    """All at once, a line each."""
    machines, groups, subscriptions = MISTAKES[mistakes]

    with pytest.raises(UsageError) as refused:
        selected(*machines, g=groups, s=subscriptions)

    assert str(refused.value) == mistakes


def test_a_stack_names_the_machines_already() -> None:
    """So nothing may stand beside it."""
    with pytest.raises(UsageError, match="names the machines already"):
        select([ID], None, None, "dev", Path(), {})


def test_ids_that_differ_in_case_are_one_machine() -> None:
    """Azure's services spell them differently."""
    assert MachineId(ONE, "WEB", "Web-1") == WEB_1
    assert len({MachineId(ONE, "WEB", "Web-1"), WEB_1}) == 1
    assert MachineId(ONE, "a b", "x").path.endswith(
        "/resourceGroups/a%20b/providers/Microsoft.Compute/virtualMachines/x"
    )
