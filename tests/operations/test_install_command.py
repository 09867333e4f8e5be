"""The commands `azure-hotpatch assess` and `install`, on machines of a real local Azure."""

from collections.abc import Iterator
from typing import Any

import pytest
from azure.mgmt.compute import ComputeManagementClient

from tests.operations.estate import QUICK, SECURITY, Estate, estate


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


def test_an_assessment_says_what_waits(azure: Estate) -> None:
    """Many machines at once, each with its sentence."""
    for name in ("web-1", "web-2"):
        azure.machine(name, "assess")

    found = azure.json("assess", "-g", "assess", *QUICK)

    assert [each["state"] for each in found["machines"]] == ["assessed", "assessed"]
    first = found["machines"][0]
    result = first["result"]
    urgent, other = result["criticalAndSecurityPatchCount"], result["otherPatchCount"]
    assert first["message"] == (
        f"machine web-1 of resource group assess: {urgent} critical or security, {other} other"
        " updates wait."
    )
    assert len(result["availablePatches"]) == urgent + other


def test_an_installation_takes_what_was_selected(azure: Estate) -> None:
    """By class and by number, with or without the prefix, and leaves the rest."""
    machine = azure.machine("web-1", "select")
    waiting = azure.json("assess", machine, *QUICK)["machines"][0]["result"]["availablePatches"]
    by_class = {each["classifications"][0]: each for each in waiting}
    definition, rollup = by_class["Definition"], by_class["UpdateRollUp"]

    done = azure.run(
        "install", machine, "--kb", f"KB{definition['kbId']}", "--kb", rollup["kbId"],
        "--exclude-kb", f"kb{rollup['kbId']}9", "--yes", *QUICK,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    numbers = {definition["kbId"], rollup["kbId"]}
    assert done.stdout.startswith(
        "installed  machine web-1 of resource group select: 2 installed ("
    )
    assert all(f"KB{number}" in done.stdout for number in numbers)
    left = azure.json("assess", machine, *QUICK)["machines"][0]["result"]["availablePatches"]
    assert {each.get("kbId") for each in left}.isdisjoint(numbers)


def test_one_failure_does_not_stop_the_others(azure: Estate) -> None:
    """One off, one that fails with HTTP 200, one well: three machines, three sentences."""
    for name in ("failing", "well", "off"):
        azure.machine(name, "mixed")
    client: Any = azure.azure.client(ComputeManagementClient)
    client.virtual_machines.begin_deallocate("mixed", "off").result()
    azure.fault(
        action="fail-patches",
        path="*/failing/installPatches",
        code="0x80240022",
        message="All failed.",
    )

    found = azure.json("install", "-g", "mixed", *SECURITY, *QUICK, code=1)

    said = {each["id"].rpartition("/")[2]: each for each in found["machines"]}
    assert {name: each["state"] for name, each in said.items()} == {
        "failing": "failed",
        "off": "refused",
        "well": "installed",
    }
    assert said["off"]["message"] == (
        "machine off of resource group mixed: it is not running (deallocated). Start it (`az vm"
        " start`), then run this again."
    )
    assert "The installation ended Failed: 0x80240022: " in said["failing"]["message"]


def test_a_part_that_failed_is_not_as_wished(azure: Estate) -> None:
    """Azure answers HTTP 200, and CompletedWithWarnings in it."""
    machine = azure.machine("web-1", "partly")
    azure.fault(
        action="warn-patches", path="*/installPatches", code="Partly", message="One failed."
    )

    found = azure.json(
        "install", machine, "--classification", "Definition", "--classification", "UpdateRollUp",
        "--yes", *QUICK, code=1,
    )  # fmt: skip

    assert found["machines"][0]["state"] == "partly failed"
