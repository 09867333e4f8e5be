"""Whatever ends in the middle of an `up`, the documented way leads to the wanted state.

The commands are those of docs/recovery.md.
"""

import json
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from tests.recovery.interruption import Place, held_up
from tests.stack.checkout import PASSWORD, Checkout, checkout

pytestmark = pytest.mark.engine

GROUP = "/subscriptions/*/resourcegroups/hotpatch-dev"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
MACHINE = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/hotpatch-1"
FEATURE = "*/features/InGuestHotPatchVMPreview/register"
PROVIDER = "*/providers/Microsoft.Compute/register"
ENGINE, SERVER = "the engine", "the server"
OURS, NATIVE = "the plugin azure-hotpatch", "the plugin azure-native"
TERM, KILL = signal.SIGTERM, signal.SIGKILL

UP: tuple[str, ...] = ()
RECOVER = ("--yes",)
RECOVER_PLANNED = ("--planned", "--yes")

CASES = {
    "a feature's registration": (ENGINE, TERM, "hold-before", "POST", FEATURE, UP),
    "a feature's registration, accepted": (ENGINE, KILL, "hold-after", "POST", FEATURE, RECOVER),
    "the provider's registration": (ENGINE, KILL, "hold-before", "POST", PROVIDER, RECOVER),
    "the resource group, made": (ENGINE, KILL, "hold-after", "PUT", GROUP, RECOVER),
    "the virtual network": (
        *(ENGINE, KILL, "hold-before", "PUT"),
        *(f"{NETWORK}/virtualNetworks/*", RECOVER),
    ),
    "the network interface, made": (
        *(ENGINE, KILL, "hold-after", "PUT"),
        *(f"{NETWORK}/networkInterfaces/*", RECOVER),
    ),
    "the machine": (ENGINE, KILL, "hold-before", "PUT", MACHINE, RECOVER),
    "the machine, accepted": (ENGINE, KILL, "hold-after", "PUT", MACHINE, RECOVER),
    "the machine, being made": (ENGINE, TERM, "hold-before", "GET", "*/operations/*", UP),
    "a feature's registration, no plugin": (OURS, KILL, "hold-after", "POST", FEATURE, UP),
    "the provider's registration, no plugin": (OURS, TERM, "hold-before", "POST", PROVIDER, UP),
    "the NAT gateway, no plugin": (
        *(NATIVE, KILL, "hold-before", "PUT"),
        *(f"{NETWORK}/natGateways/*", UP),
    ),
    "the machine, accepted, no plugin": (
        *(NATIVE, KILL, "hold-after", "PUT"),
        *(MACHINE, RECOVER_PLANNED),
    ),
    "the machine, accepted, no server": (
        *(SERVER, KILL, "hold-after", "PUT"),
        *(MACHINE, RECOVER_PLANNED),
    ),
    "the NAT gateway, no server": (
        *(SERVER, TERM, "hold-before", "PUT"),
        *(f"{NETWORK}/natGateways/*", UP),
    ),
}
"""Where the up is, whose process ends and how, and what comes before the next up."""

MADE = {
    "resourcegroups/hotpatch-dev",
    "natgateways/network-nat",
    "networkinterfaces/hotpatch-1-nic",
    "networksecuritygroups/network-nsg",
    "publicipaddresses/network-nat-ip",
    "subnets/machines",
    "virtualmachines/hotpatch-1",
    "virtualnetworks/network",
}


@pytest.mark.parametrize(
    ("victim", "number", "action", "method", "path", "repair"), CASES.values(), ids=CASES.keys()
)
def test_the_wanted_state_is_reached(
    engine_environment: dict[str, str],
    tmp_path: Path,
    victim: str,
    number: signal.Signals,
    action: str,
    method: str,
    path: str,
    repair: tuple[str, ...],
) -> None:
    """Nothing is made twice, nothing is lost, and one more up finds nothing to do."""
    with checkout(tmp_path, engine_environment, DURATIONS) as dev:
        dev.pulumi("config", "set", "machineCount", "1")
        with held_up(dev, Place(action, method, path)) as up:
            up.end(victim, number)

        if repair:
            recover(dev, *repair)
        dev.up()

        assert names_in_state(dev) == MADE
        assert names_in_azure(dev) == MADE - {"subnets/machines"} | {"disks/hotpatch-1-os"}
        assert creations(dev) == dict.fromkeys(MADE, 1)
        assert dev.steps("preview").keys() == {"same"}


DURATIONS = {"feature": 0.3, "provider": 0.3, "machine": 1.5, "delete": 0.1, "retry_after": 0.02}
"""A machine takes long enough to be met while it is being made."""


def recover(dev: Checkout, *options: str) -> str:
    """What `azure-hotpatch recover` prints; it must say that all is well."""
    done = subprocess.run(
        ["azure-hotpatch", "recover", "--stack", "dev", "--interval", "0.1", *options],
        cwd=dev.folder,
        env=dict(dev.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert PASSWORD not in done.stdout
    return done.stdout


def names_in_state(dev: Checkout) -> set[str]:
    """Type and name of everything that the state has in Azure; nothing is pending in it."""
    deployment = json.loads(dev.pulumi("stack", "export"))["deployment"]
    assert "pending_operations" not in deployment
    ids = [r["id"] for r in deployment["resources"] if r["type"].startswith("azure-native:")]
    assert len(ids) == len(set(ids))
    return {short(each) for each in ids}


def names_in_azure(dev: Checkout) -> set[str]:
    """Type and name of everything that Azure lists in the subscription."""
    client = dev.azure.client(ResourceManagementClient)
    listed = [*client.resources.list(), *client.resource_groups.list()]
    return {short(str(each.id)) for each in listed}


def creations(dev: Checkout) -> dict[str, int]:
    """How often each thing was created, by the server's log; nothing was ever deleted."""
    log = dev.azure.requests()
    assert "DELETE" not in {entry["method"] for entry in log}
    created = [e for e in log if e["method"] == "PUT" and e["status"] == 201]
    return dict(Counter(short(entry["path"]) for entry in created))


def short(arm_id: str) -> str:
    """The last two parts of an ARM id, in lower case."""
    return "/".join(arm_id.lower().split("/")[-2:])
