"""A machine whose agent does not answer, as `assess`, `install` and `status` meet it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.estate import Estate, estate

SECURITY = ("--classification", "Security", "--yes")
QUICK = ("--interval", "0.05")
TO_DO = "Check that Windows is up and that the machine reaches Azure (168.63.129.16), then"


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[Estate]:
    """A local Azure of a test's own: each moves its clock, or orders what others would meet."""
    with estate(tmp_path) as made:
        yield made


def silence(azure: Estate, machine: str) -> None:
    """Let the machine's agent answer nothing any more."""
    azure.fault(action="silent-agent", path=machine)


@pytest.mark.parametrize("command", [("assess",), ("install", *SECURITY)], ids=lambda it: it[0])
def test_nothing_is_asked_of_it_and_the_others_go_on(
    azure: Estate, command: tuple[str, ...]
) -> None:
    """One sentence says what to do; with --json it is data; the exit code is 1."""
    silent, well = azure.machine("silent"), azure.machine("well")
    silence(azure, silent)
    sentence = (
        f"machine silent of resource group web: its agent does not answer (Not Ready). {TO_DO} run"
        " this again."
    )

    found = azure.json(*command, "-g", "web", *QUICK, code=1)
    said = azure.run(*command, silent, *QUICK)

    states = {each["id"]: (each["isWell"], each["state"]) for each in found["machines"]}
    assert states[silent] == (False, "refused")
    assert states[well][0] is True
    assert found["machines"][0]["message"] == sentence
    assert (said.returncode, said.stdout) == (1, f"refused  {sentence}\n")
    assert azure.calls("POST", f"{silent}/assessPatches") == []
    assert azure.calls("POST", f"{silent}/installPatches") == []


def test_an_agent_that_falls_silent_in_between_is_the_same_sentence(azure: Estate) -> None:
    """It was ready when it was looked at; Azure refuses the operation."""
    machine = azure.machine("web-1")
    azure.fault(
        action="status",
        path="*/assessPatches",
        status=409,
        code="VMAgentStatusCommunicationError",
        message="VM 'web-1' has not reported status for VM agent or extensions.",
    )

    found = azure.json("assess", machine, *QUICK, code=1)

    (only,) = found["machines"]
    assert only["state"] == "failed"
    assert only["message"] == (
        f"machine web-1 of resource group web: its agent does not answer. {TO_DO} run this again."
    )


def test_status_says_it_of_one_machine(azure: Estate) -> None:
    """Its instance view is read; Resource Graph has nothing of agents."""
    machine = azure.machine("web-1")
    before = json.loads(azure.run("status", machine, "--json").stdout)
    silence(azure, machine)
    sentence = (
        "Its agent does not answer (Not Ready), so it is neither assessed nor patched."
        f" {TO_DO} `azure-hotpatch assess` it."
    )

    said = azure.run("status", machine)
    (after,) = azure.json("status", machine, code=1)["machines"]

    assert [each["agent"] for each in before["machines"]] == ["Ready"]
    assert (after["agent"], after["verdict"]) == ("Not Ready", "needs a person")
    assert after["needs"] == [*before["machines"][0]["needs"], sentence]
    assert said.returncode == 1
    assert f"  {sentence}\n" in said.stdout


def test_status_of_many_notices_within_a_week(azure: Estate) -> None:
    """Azure has no assessment of it any more, where the others have theirs of a day or two ago."""
    silent, well = azure.machine("silent"), azure.machine("well")
    silence(azure, silent)
    azure.azure.admin("POST", "/clock", {"advance": 8 * 86_400})

    found = azure.json("status", "-g", "web", code=1)

    assert {each["id"]: each["needs"] for each in found["machines"]} == {
        silent: [
            (
                "Azure has no assessment of the last 7 days: see that its agent is healthy, then"
                " `azure-hotpatch assess` it."
            )
        ],
        well: [],
    }
