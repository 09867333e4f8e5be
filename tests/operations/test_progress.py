"""The progress of `install`: a bar a machine on a terminal, lines elsewhere, and Ctrl-C."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.estate import Estate, fleet, fleet_id
from tests.operations.terminal import Terminal, terminal

HOUR, ACCEPTED = 3600.0, 202
NAMES = ("web-0", "web-1", "web-2")
INSTALL = ("install", "-g", "hotpatch", "--classification", "Definition", "--yes")
BAR = "━"
_AT_WORK = re.compile(r"(\S+) .* \d:\d\d:\d\d (\S+)")
"""A machine, its bar, since when it is at work, and at what."""


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[Estate]:
    """Three machines; an installation takes an hour, which passes on order."""
    with fleet(tmp_path, len(NAMES), installation=HOUR, retry_after=0.1) as made:
        yield made


def colored(azure: Estate) -> dict[str, str]:
    """The environment of a person who likes colors."""
    environment = azure.environment()
    environment.pop("NO_COLOR")
    return environment


def bars(seen: Terminal) -> dict[str, str]:
    """What each machine with a bar on the screen is at, by its name."""
    found = filter(None, map(_AT_WORK.fullmatch, seen.lines))
    return {each[1]: each[2] for each in found}


def all_are_at_work(azure: Estate, seen: Terminal) -> bool:
    """Whether the screen says that all are installing, and Azure has accepted each."""
    accepted = [each for each in azure.azure.requests() if each["status"] == ACCEPTED]
    return bars(seen) == dict.fromkeys(NAMES, "installing") and len(accepted) == len(NAMES)


def test_each_machine_has_a_bar_until_it_ended(azure: Estate) -> None:
    """Then a line says how: installed, or failed; and the answer follows."""
    azure.fault(action="fail-patches", path=f"{fleet_id(azure, 1)}/installPatches", code="X")

    with terminal(colored(azure), *INSTALL) as seen:
        seen.until(lambda: all_are_at_work(azure, seen))
        drawn = sum(BAR in line for line in seen.lines)
        azure.azure.admin("POST", "/clock", {"advance": HOUR})
        code = seen.end()

    assert (code, drawn) == (1, len(NAMES))
    assert bars(seen) == {}
    assert set(seen.lines[:3]) == {"web-0: installed", "web-1: failed", "web-2: installed"}
    assert [line.split()[0] for line in seen.lines if "resource group" in line] == [
        "installed",
        "failed",
        "installed",
    ]
    assert seen.lines[-1] == "1 of 3 machines did not end as wished."
    assert seen.colors


def test_no_color_has_bars_without_color(azure: Estate) -> None:
    """NO_COLOR is respected; a bar is blank for its first minutes, and the time says as much."""
    with terminal({**colored(azure), "NO_COLOR": "1"}, *INSTALL, "--duration", "90m") as seen:
        seen.until(lambda: all_are_at_work(azure, seen))
        times = [
            line for line in seen.lines if re.search(r" \d:\d\d:\d\d of 1:30:00 installing", line)
        ]
        azure.azure.admin("POST", "/clock", {"advance": HOUR})
        code = seen.end()

    assert (code, len(times)) == (0, len(NAMES))
    assert seen.colors == []


def test_status_says_what_it_waits_for(azure: Estate) -> None:
    """Whose machines are asked for, until the answer takes its place."""
    azure.fault(action="hold-before", path="/providers/Microsoft.ResourceGraph/resources")
    asking = "Asking Azure Resource Graph for resource group hotpatch"

    with terminal(colored(azure), "status", "-g", "hotpatch") as seen:
        seen.until(lambda: any(asking in line for line in seen.lines))
        azure.azure.admin("DELETE", "/faults")
        seen.end()

    assert not any(asking in line for line in seen.lines)
    assert [name for name in NAMES if any(line.startswith(f"{name} ") for line in seen.lines)] == [
        *NAMES
    ]


def test_without_a_terminal_there_are_lines_only(tmp_path: Path) -> None:
    """A log has no bars and nothing that moves or colors."""
    with fleet(tmp_path, len(NAMES)) as azure:
        environment = {**colored(azure), "TERM": "xterm-256color"}
        done = azure.run(*INSTALL, **environment)
    assert done.returncode == 0
    assert set(done.stderr.splitlines()) == {f"{name}: installed" for name in NAMES}
    assert "\x1b" not in done.stdout + done.stderr
    assert BAR not in done.stdout + done.stderr


def test_ctrl_c_ends_the_bars_and_says_how_to_wait_again(azure: Estate) -> None:
    """Pressed in the middle; what it says is a command that works, from another shell."""
    with terminal(colored(azure), *INSTALL) as seen:
        seen.until(lambda: all_are_at_work(azure, seen))
        seen.press("\x03")
        code = seen.end()

    assert code == 130
    assert "Traceback" not in seen.said
    assert bars(seen) == {}
    assert seen.said.rindex("\x1b[?25h") > seen.said.rindex("\x1b[?25l")
    words = seen.said.rpartition("azure-hotpatch: stopped waiting; ")[2].strip()
    begin, again = words.split("To wait for it again: azure-hotpatch ")
    assert begin == "Azure goes on with web-0, web-1, web-2. "
    assert again == f"install --resume {' '.join(fleet_id(azure, number) for number in range(3))}"

    azure.azure.admin("POST", "/clock", {"advance": HOUR})
    waited = azure.json(*shlex.split(again))

    assert [each["state"] for each in waited["machines"]] == ["installed"] * 3
    assert len(azure.calls("POST", "/installPatches")) == len(NAMES)
