"""The machines of a stack, out of what the real engine exports of it."""

import json

import pytest

from tests.operations.exports import PROVIDER, STACK, SUBSCRIPTION, Json, export, urn
from tests.operations.test_recover_command import Project, project

pytestmark = pytest.mark.engine
__all__ = ["project"]

COMPONENT = "azure-hotpatch:index:HotpatchVm"
NATIVE = "azure-native:compute:VirtualMachine"
CLASSIC = "azure:compute/windowsVirtualMachine:WindowsVirtualMachine"


def machine(name: str, token: str, provider: str, parent: str) -> Json:
    """A machine in a state."""
    compute = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/web/providers/Microsoft.Compute"
    return {
        "urn": f"urn:pulumi:dev::hotpatch::{token}::{name}",
        "custom": True,
        "type": token,
        "id": f"{compute}/virtualMachines/{name}",
        "parent": parent,
        "provider": f"{provider}::d7f1d1d5-0e1a-4efa-8f11-be66e870e0f1",
    }


def provider(name: str, **settings: str) -> Json:
    """A provider of azure-native beside the default one."""
    token = "pulumi:providers:azure-native"
    return {
        "urn": urn(token, name),
        "custom": True,
        "id": "d7f1d1d5-0e1a-4efa-8f11-be66e870e0f1",
        "type": token,
        "inputs": settings,
        "outputs": settings,
    }


def imported(project: Project, *resources: Json) -> None:
    """Make these the stack's resources."""
    host = project.azure.origin.removeprefix("https://")
    state = export(resources=resources, metadataHost=host)
    del state["deployment"]["pending_operations"]
    empty = json.loads(project.run("pulumi", "stack", "export").stdout)
    state["deployment"]["secrets_providers"] = empty["deployment"]["secrets_providers"]
    done = project.run("pulumi", "stack", "import", "--force", text=json.dumps(state))
    assert done.returncode == 0, done.stderr


def test_every_machine_of_a_stack_is_meant_whoever_declares_it(project: Project) -> None:
    """By azure-native, in a component of ours, or by the classic provider; not their parts."""
    parent = urn(COMPONENT, "web")
    made = machine("web-vm", f"{COMPONENT}${NATIVE}", PROVIDER, parent) | {"type": NATIVE}
    component = {"urn": parent, "custom": False, "type": COMPONENT, "parent": STACK}
    part = machine("part", NATIVE, PROVIDER, STACK)
    part["id"] += "/extensions/x"
    imported(project, component, made, machine("plain", CLASSIC, PROVIDER, STACK), part)

    done = project.run("azure-hotpatch", "enroll", "--stack", "dev", "--dry-run", "--json")

    found = json.loads(done.stdout)["machines"]
    assert [each["id"].rpartition("/")[2] for each in found] == ["plain", "web-vm"]


def test_a_stack_that_reaches_azure_in_two_ways_is_not_guessed_at(project: Project) -> None:
    """Its machines are to be named, those of one way at a time."""
    other = provider("other", tenantId="contoso.example")
    imported(
        project,
        other,
        machine("one", NATIVE, PROVIDER, STACK),
        machine("two", NATIVE, other["urn"], STACK),
    )

    done = project.run("azure-hotpatch", "enroll", "--stack", "dev")

    assert (done.returncode, done.stderr) == (
        2,
        (
            "azure-hotpatch: --stack dev: its providers reach Azure in 2 ways; name the machines"
            " by ARM"
            " id instead, those of one way at a time\n"
        ),
    )


def test_a_stack_without_machines_is_one_sentence(project: Project) -> None:
    """With exit code 2, as for one that is not there."""
    empty = project.run("azure-hotpatch", "enroll", "--stack", "dev")
    absent = project.run("azure-hotpatch", "enroll", "--stack", "none")

    assert (empty.returncode, absent.returncode) == (2, 2)
    assert empty.stderr == (
        "azure-hotpatch: --stack dev: its state has no virtual machine; run `pulumi up` first\n"
    )
    assert "no stack named 'none' found" in absent.stderr
