"""Installations that go on in Azure: Ctrl-C, `install --resume`, and an answer that got lost."""

import json
import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.operations.estate import QUICK, SECURITY, Estate, command, estate
from tests.recovery.interruption import until


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """One local Azure for the file; each test has a resource group of its own."""
    with estate(tmp_path_factory.mktemp("estate")) as made:
        yield made


def is_watched(azure: Estate) -> bool:
    """Whether the installation was asked for, and then looked at."""
    paths = [each["path"].lower() for each in azure.azure.requests()]
    asked = [number for number, path in enumerate(paths) if path.endswith("/installpatches")]
    return bool(asked) and any("/operations/" in path for path in paths[asked[0] :])


def test_ctrl_c_leaves_the_installation_and_says_how_to_wait_for_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Another shell waits for it with --resume, and judges it."""
    with estate(tmp_path_factory.mktemp("long"), installation=3600) as azure:
        machine = azure.machine("web-1", "stop")
        with subprocess.Popen(
            command("install", machine, *SECURITY, *QUICK),
            env=azure.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            until(lambda: is_watched(azure), "it waits")
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)

        assert process.returncode == 130
        assert said == (
            "",
            (
                "azure-hotpatch: stopped waiting; Azure goes on with web-1. To wait for it again:"
                f" azure-hotpatch install --resume {machine}\n"
            ),
        )

        again = azure.json("install", machine, *SECURITY, code=1)
        assert "an installation is under way since" in again["machines"][0]["message"]

        with subprocess.Popen(
            command("install", "--resume", machine, *QUICK, "--json"),
            env=azure.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            reads = len(azure.calls("GET", "/web-1"))
            until(lambda: len(azure.calls("GET", "/web-1")) > reads + 1, "it waits again")
            azure.azure.admin("POST", "/clock", {"advance": 3700})
            out, _ = process.communicate(timeout=60)

        assert process.returncode == 0, out
        (only,) = json.loads(out)["machines"]
        assert only["state"] == "installed"


def test_there_may_be_nothing_to_wait_for(azure: Estate) -> None:
    """A machine that had no installation."""
    machine = azure.machine("web-1", "nothing")

    done = azure.run("install", "--resume", machine)

    assert (done.returncode, done.stdout) == (
        0,
        (
            "nothing to wait for  machine web-1 of resource group nothing: No installation is on"
            " record"
            " of the last 30 days.\n"
        ),
    )


def test_a_lost_answer_is_no_second_installation(azure: Estate) -> None:
    """It may go on there, and how to see it is told; nothing is asked for twice."""
    machine = azure.machine("web-1", "lost")
    azure.fault(action="drop-after", path="*/web-1/installPatches", method="POST")

    found = azure.json("install", machine, *SECURITY, *QUICK, code=1)

    (only,) = found["machines"]
    assert only["state"] == "out of sight"
    assert only["message"].endswith(
        "It may go on there: `azure-hotpatch install --resume` waits for it."
    )
    assert len(azure.calls("POST", f"{machine}/installPatches")) == 1
