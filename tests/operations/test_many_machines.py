"""`install` and `enroll` on forty machines: so many at a time, each with what became of it."""

import asyncio
import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.many import Done, for_each
from local_azure.arm import Json
from tests.operations.estate import Estate, command, fleet, fleet_id
from tests.recovery.interruption import until

MACHINES, BOUND = 40, 8
ROUNDS = [8, 8, 8, 8, 7]
"""Of forty machines one is refused before anything is asked of it."""
HOUR = 3600.0
ID = MachineId("00000000-0000-4000-8000-000000000001", "web", "web-1")


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 12))
def test_never_more_than_the_bound_are_at_work(spans: list[int], bound: int) -> None:
    """However long each takes; at first as many as may, and the answers keep their order."""
    at_work: set[int] = set()
    seen: list[int] = []

    async def work(number: int) -> Done:
        at_work.add(number)
        seen.append(len(at_work))
        for _ in range(spans[number] + 1):
            await asyncio.sleep(0)
        at_work.remove(number)
        return Done(machine=ID, is_well=True, state="done", sentence=str(number))

    done = asyncio.run(for_each(range(len(spans)), work, parallel=bound))

    assert [each.sentence for each in done] == [str(number) for number in range(len(spans))]
    assert max(seen, default=0) == min(bound, len(spans))


@dataclass(frozen=True)
class Ended:
    """How a command ended, and how many calls it had begun in each hour of Azure's."""

    code: int
    out: str
    notes: str
    rounds: list[int]


def hour_by_hour(azure: Estate, method: str, ending: str, *words: str) -> Ended:
    """Run a command in an Azure where whatever begins takes an hour, which passes on order.

    In an hour nothing ends, so all that began in it was in flight at the same time.
    """
    rounds: list[int] = []
    with subprocess.Popen(
        command(*words),
        env=azure.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None:
            before = sum(rounds)
            wanted = min(BOUND, sum(ROUNDS) - before)
            _until_or_end(
                process, lambda least: len(azure.calls(method, ending)) >= least, before + wanted
            )
            # Each looks several times more, while one too many would begin.
            _until_or_end(process, lambda least: _polls(azure) >= least, _polls(azure) + 4 * BOUND)
            rounds.append(len(azure.calls(method, ending)) - before)
            azure.azure.admin("POST", "/clock", {"advance": HOUR})
        out, notes = process.communicate()
    return Ended(process.returncode, out, notes, [each for each in rounds if each])


def _until_or_end(process: subprocess.Popen[str], reached: Any, least: int) -> None:
    until(lambda: process.poll() is not None or reached(least), f"{least} calls, or the end")


def _polls(azure: Estate) -> int:
    return sum("/operations/" in path for path in azure.calls("GET"))


def _on_a_schedule(_: int, machine: Json) -> None:
    """A user's own: the platform installs nothing while Azure's hours pass."""
    settings = machine["properties"]["osProfile"]["windowsConfiguration"]["patchSettings"]
    bypass = {"bypassPlatformSafetyChecksOnUserSchedule": True}
    settings |= {"enableHotpatching": False, "automaticByPlatformSettings": bypass}


def test_forty_installations_are_so_many_at_a_time(tmp_path: Path) -> None:
    """One fails, one has no agent that answers: thirty-eight install, and the sum says so."""
    with fleet(tmp_path, MACHINES, _on_a_schedule, installation=HOUR, retry_after=0.1) as azure:
        failing, silent = fleet_id(azure, 7), fleet_id(azure, 11)
        azure.fault(action="silent-agent", path=silent)
        azure.fault(action="fail-patches", path=f"{failing}/installPatches", code="0x80240022")

        ended = hour_by_hour(
            azure, "POST", "/installPatches",
            *("install", "-g", "hotpatch", "--parallel", str(BOUND)),
            *("--classification", "Definition", "--yes"),
        )  # fmt: skip

    assert (ended.code, ended.rounds) == (1, ROUNDS)
    said = ended.out.splitlines()
    assert Counter(line.split()[0] for line in said[:MACHINES]) == {
        "installed": 38,
        "failed": 1,
        "refused": 1,
    }
    assert said[MACHINES:] == ["", "2 of 40 machines did not end as wished."]
    assert len(ended.notes.splitlines()) == MACHINES


def _unenrolled(number: int, machine: Json) -> None:
    """Hotpatch is off; one machine is made of an image that cannot."""
    properties = machine["properties"]
    properties["osProfile"]["windowsConfiguration"]["patchSettings"]["enableHotpatching"] = False
    if number == 11:
        properties["storageProfile"]["imageReference"]["sku"] = "2022-datacenter-azure-edition"


def test_forty_enrolments_are_so_many_at_a_time(tmp_path: Path) -> None:
    """One is refused, one fails in Azure: thirty-eight are enrolled, and each is told."""
    with fleet(tmp_path, MACHINES, _unenrolled, machine=HOUR, retry_after=0.1) as azure:
        azure.fault(
            action="fail-operation",
            path=fleet_id(azure, 7),
            method="PATCH",
            code="InternalExecutionError",
            message="An internal execution error occurred.",
        )

        ended = hour_by_hour(
            azure, "PATCH", "",
            *("enroll", "-g", "hotpatch", "--parallel", str(BOUND), "--json"),
        )  # fmt: skip
        after = {
            number: azure.settings(fleet_id(azure, number))["enableHotpatching"]
            for number in (0, 11, 39)
        }

    assert (ended.code, ended.rounds) == (1, ROUNDS)
    machines = json.loads(ended.out)["machines"]
    assert {each["id"].rpartition("-")[2] for each in machines} == set(map(str, range(MACHINES)))
    assert Counter(each["state"] for each in machines) == {
        "enrolled": 38,
        "refused": 1,
        "failed": 1,
    }
    assert [each["isWell"] for each in machines].count(False) == 2
    assert after == {0: True, 11: False, 39: True}
