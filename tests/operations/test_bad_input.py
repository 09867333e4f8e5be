"""What a person gets wrong, or may not do: one sentence that says what to do, also as data."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient

from tests.operations.estate import Estate, fleet, fleet_id

NOBODYS = "00000000-0000-4000-8000-0000000000ff"
SECURITY = ("--classification", "Security", "--yes")
COMMANDS = {
    "status": ("status",),
    "history": ("history",),
    "assess": ("assess",),
    "install": ("install", *SECURITY),
    "enroll": ("enroll",),
    "unenroll": ("unenroll",),
}
CHECK = "Check its name, its resource group and its subscription."


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Two machines, the second of them off; a fault is met by the test that orders it only."""
    with fleet(tmp_path_factory.mktemp("fleet"), 2) as made:
        client: Any = made.azure.client(ComputeManagementClient)
        client.virtual_machines.begin_deallocate("hotpatch", "web-1").result()
        yield made


def sentences(found: Any) -> list[str]:
    """What an answer says is wrong: of all, of a machine, or of one that was not found."""
    wrong = [each["message"] for each in found.get("machines", ()) if not each.get("isWell", True)]
    missing = [each["reason"] for each in found.get("notFound", ())]
    return [*([found["error"]] if "error" in found else []), *wrong, *missing]


def told(azure: Estate, command: str, *words: str) -> str:
    """The one sentence that a command says, the same with --json and without; its code is 1."""
    asked = (*COMMANDS[command], *words)
    (sentence,) = sentences(azure.json(*asked, code=1))
    done = azure.run(*asked)

    assert done.returncode == 1
    assert any(line.endswith(sentence) for line in (done.stdout + done.stderr).splitlines())
    assert "Traceback" not in done.stderr
    return str(sentence)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_machine_that_is_not_there(azure: Estate, command: str) -> None:
    """Its name, and where it was looked for."""
    assert told(azure, command, fleet_id(azure, 7)) == (
        f"machine web-7 of resource group hotpatch: there is no such machine. {CHECK}"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_subscription_that_is_not_there(azure: Estate, command: str) -> None:
    """Azure says no more than that it can't be read; how to see those that can is told."""
    said = told(azure, command, "--subscription", NOBODYS)

    assert said.startswith(f"subscription {NOBODYS}: ")
    assert "`az account list -o table` shows those that" in said


@pytest.mark.parametrize(
    ("command", "method", "action", "path"),
    [
        ("assess", "POST", "virtualMachines/assessPatches/action", "*/assessPatches"),
        ("install", "POST", "virtualMachines/installPatches/action", "*/installPatches"),
        ("unenroll", "PATCH", "virtualMachines/write", "*/web-0"),
        ("assess", "GET", "virtualMachines/read", "*/web-0"),
    ],
)
def test_no_rights(azure: Estate, command: str, method: str, action: str, path: str) -> None:
    """Which permission it takes, and a role that has it."""
    azure.fault(
        action="status",
        method=method,
        path=path,
        status=403,
        code="AuthorizationFailed",
        message=(
            "The client 'x' with object id 'x' does not have authorization to perform action"
            f" 'Microsoft.Compute/{action}' over scope '/'."
        ),
        times=2,
    )
    role = "Reader" if action.endswith("/read") else "Virtual Machine Contributor"

    assert told(azure, command, fleet_id(azure, 0)) == (
        "machine web-0 of resource group hotpatch: no rights: it takes the permission"
        f" Microsoft.Compute/{action}. Ask for a role that has it, such as {role}, or sign in as"
        " somebody else."
    )


@pytest.mark.parametrize("command", ["assess", "install"])
def test_a_machine_that_is_off(azure: Estate, command: str) -> None:
    """How it is started."""
    assert told(azure, command, fleet_id(azure, 1)) == (
        "machine web-1 of resource group hotpatch: it is not running (deallocated). Start it (`az"
        " vm start`), then run this again."
    )


def test_an_update_that_does_not_exist(azure: Estate) -> None:
    """Nothing begins, neither here nor on a machine that has others waiting."""
    machine = fleet_id(azure, 0)
    azure.json("assess", machine)
    before = len(azure.calls("POST", "/installPatches"))

    found = azure.json("install", machine, "--kb", "KB5000001", "--yes", code=1)
    done = azure.run("install", machine, "--kb", "KB5000001", "--yes")

    assert found["error"].startswith(
        "KB5000001: does not wait on the machine, by the last assessment. Check the number; or run"
    )
    assert (done.returncode, done.stderr) == (1, f"azure-hotpatch: {found['error']}\n")
    assert len(azure.calls("POST", "/installPatches")) == before


def test_authorities_that_cannot_be_read(azure: Estate, tmp_path: Path) -> None:
    """The variable is named, and what it may hold."""
    (tmp_path / "text.pem").write_text("none")
    allowed = "allowed: a file of certificate authorities in PEM, or a folder of them"

    absent = azure.run("status", "-g", "web", REQUESTS_CA_BUNDLE="/nowhere")
    no_pem = azure.run("status", "-g", "web", REQUESTS_CA_BUNDLE=str(tmp_path / "text.pem"))

    assert (absent.returncode, absent.stderr) == (
        1,
        (
            "azure-hotpatch: REQUESTS_CA_BUNDLE: found '/nowhere', No such file or directory;"
            f" {allowed}\n"
        ),
    )
    assert no_pem.stderr == (
        f"azure-hotpatch: REQUESTS_CA_BUNDLE: found '{tmp_path}/text.pem', no PEM; {allowed}\n"
    )


def test_a_secret_that_azure_does_not_take(azure: Estate) -> None:
    """One line, ours; the client library's log is not there too."""
    done = azure.run("status", "-g", "web", ARM_CLIENT_SECRET="wrong")

    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["azure-hotpatch"]
    assert "AADSTS7000215" in done.stderr
