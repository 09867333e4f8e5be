"""The command `local-azure`, as a user types it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient
from typer.testing import CliRunner, Result

from local_azure import daemon
from local_azure.cli import app
from local_azure.folder import Folder
from local_azure.spans import span
from local_azure.testing import Running, running


def run(*arguments: str, folder: Path, code: int = 0) -> Result:
    """Run it, and expect this exit code and no traceback."""
    done = CliRunner().invoke(app, [*arguments, "--folder", str(folder)])
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done


def told(*arguments: str, folder: Path, code: int = 0) -> Any:
    """What it says with --json."""
    return json.loads(run(*arguments, "--json", folder=folder, code=code).stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose local Azure is stopped at the end."""
    path = tmp_path / "another"
    yield path
    if Folder(path).is_served():
        daemon.stop(Folder(path))


def start(folder: Path, port: int = 0) -> Any:
    """Start it as a user does, in a process that ends when it is healthy."""
    words = ["start", "--json", "--folder", str(folder), "--port", str(port)]
    done = subprocess.run(
        [sys.executable, "-m", "local_azure", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


def test_it_is_started_once_and_stopped(folder: Path) -> None:
    """Start waits until it is healthy; a second start finds it; stop ends it."""
    before = told("status", folder=folder, code=1)
    first = start(folder)
    second = start(folder, first["port"])
    during = told("status", folder=folder)
    run("stop", folder=folder)
    after = told("status", folder=folder, code=1)

    assert before == after == {"running": False, "folder": str(folder)}
    assert (first["started"], second["started"]) == (True, False)
    assert first["pid"] == second["pid"] == during["pid"]
    assert first["folder"] == str(folder)


def test_stopping_what_does_not_run_says_how_to_start_it(folder: Path) -> None:
    """Exit code 1, one sentence."""
    done = run("stop", folder=folder, code=1)

    assert done.stderr == (
        f"local-azure: {folder}: no local Azure is running here. Start one with `local-azure start"
        f" --folder {folder}`.\n"
    )


def test_a_port_of_another_checkout_is_refused(local_azure: Running, folder: Path) -> None:
    """The refusal names the other's folder."""
    port = local_azure.origin.rpartition(":")[2]

    done = run("start", "--port", port, folder=folder, code=1)

    assert f"port {port}: the local Azure of {local_azure.folder.path}" in done.stderr
    assert f"local-azure stop --folder {local_azure.folder.path}" in done.stderr


def test_a_folder_is_served_once(local_azure: Running) -> None:
    """A second server in the same folder is refused: one sentence, exit code 1."""
    done = subprocess.run(
        [sys.executable, "-m", "local_azure", "serve", "--folder", local_azure.folder.path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"local-azure: {local_azure.folder.path}: process {local_azure.process.pid} serves this"
        f" folder already, at {local_azure.origin}. Use it, or `local-azure stop` it first.\n"
    )


def test_the_environment_is_exported(local_azure: Running) -> None:
    """As lines for a shell, and as JSON."""
    folder = local_azure.folder.path
    names = told("env", folder=folder)
    lines = run("env", folder=folder).stdout.splitlines()

    bundle = str(folder / "bundle.pem")
    assert names == {
        "ARM_SUBSCRIPTION_ID": "00000000-0000-4000-8000-000000000001",
        "ARM_TENANT_ID": "00000000-0000-4000-8000-0000000000aa",
        "ARM_CLIENT_ID": "00000000-0000-4000-8000-0000000000c1",
        "ARM_CLIENT_SECRET": (folder / "client-secret").read_text(),
        "ARM_METADATA_HOSTNAME": local_azure.origin.removeprefix("https://"),
        "REQUESTS_CA_BUNDLE": bundle,
        "SSL_CERT_FILE": bundle,
        "CURL_CA_BUNDLE": bundle,
        "NODE_EXTRA_CA_CERTS": bundle,
    }
    assert lines == [f"export {name}={value}" for name, value in names.items()]


def test_the_environment_of_a_managed_identity_is_exported(local_azure: Running) -> None:
    """In the place of the secret."""
    folder = local_azure.folder.path
    usual = told("env", folder=folder)
    del usual["ARM_CLIENT_SECRET"]

    names = told("env", "--managed-identity", folder=folder)

    assert names == {
        **usual,
        "ARM_USE_MSI": "true",
        "IDENTITY_ENDPOINT": f"{local_azure.origin}/msi/token",
        "IDENTITY_HEADER": (folder / "identity-header").read_text(),
    }


def test_the_clock_is_moved_by_days(local_azure: Running) -> None:
    """It is shown before and after."""
    folder = local_azure.folder.path

    before = told("clock", "show", folder=folder)
    after = told("clock", "advance", "30d", folder=folder)

    assert (before["offset"], after["offset"]) == (0, 30 * 86_400)


def test_faults_are_ordered_listed_and_cleared(local_azure: Running) -> None:
    """What was ordered is told with how often it happened."""
    folder = local_azure.folder.path

    made = told(
        *("fault", "add", "status", "*/register", "--method", "POST"),
        *("--status", "429", "--code", "Throttled", "--retry-after", "3", "--times", "2"),
        folder=folder,
    )
    listed = told("fault", "list", folder=folder)
    run("fault", "clear", folder=folder)

    assert listed == [made]
    assert {name: made[name] for name in ("status", "code", "retryAfter", "times", "happened")} == {
        "status": 429,
        "code": "Throttled",
        "retryAfter": 3,
        "times": 2,
        "happened": 0,
    }
    assert told("fault", "list", folder=folder) == []


def test_releases_are_chosen_listed_and_taken_back(local_azure: Running) -> None:
    """A scenario that ships, for another Windows Server, moved to another year."""
    folder = local_azure.folder.path

    said = run(
        "releases", "use", "sample-year", "--os", "2019", "--begin", "2027-01", folder=folder
    )
    shown = told("releases", "list", folder=folder)["2019"]
    run("releases", "reset", folder=folder)
    after = told("releases", "list", folder=folder)["2019"]

    assert said.stdout == "releases of sample-year come out for Windows Server 2019\n"
    assert (shown["isScenario"], after["isScenario"]) == (True, False)
    assert shown["releases"][0] == {
        "date": "2027-01-12",
        "type": "baseline",
        "planned": True,
        "outOfBand": False,
        "kb": None,
        "build": None,
    }
    assert "KB5094125" in run("releases", "list", folder=folder).stdout


def test_a_scenario_s_machines_are_left_alone_and_that_is_said(
    local_azure: Running, tmp_path: Path
) -> None:
    """Where it says when they are off or fail; the releases come out all the same."""
    machines = [{"name": "web", "off": ["2027-01"]}, {"name": "db"}]
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps({"os": "2025", "releases": [], "machines": machines}))

    said = run("releases", "use", str(scenario), folder=local_azure.folder.path)

    assert (said.exit_code, said.stdout) == (
        0,
        f"releases of {scenario} come out for Windows Server 2025\n",
    )
    assert said.stderr == (
        "local-azure: machines[].off and .fails of web are not looked at: the machines here are"
        " your own. Deallocate them, or order `fault add fail-patches`; `local-azure simulate`"
        " lives through the scenario's.\n"
    )


def test_reset_and_requests(local_azure: Running) -> None:
    """The log is what came since the last reset."""
    folder = local_azure.folder.path
    local_azure.credential().get_token(f"{local_azure.origin}/.default")

    rows = told("requests", folder=folder)
    run("reset", folder=folder)

    assert [row["method"] for row in rows] == ["GET", "POST"]
    assert told("requests", folder=folder) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("clock", "advance", "soon"),
        ("serve", "--port", "70000"),
        ("serve", "--subscription", "mine"),
        ("serve", "--duration", "coffee=3"),
        ("serve", "--duration", "feature=long"),
        ("serve", "--off-peak", "25-4"),
        ("serve", "--off-peak", "night"),
        ("releases", "use", "sample-year", "--begin", "soon"),
        ("releases", "use", "sample-year", "--os", "XP"),
        ("releases", "use", "nowhere.json"),
        ("fault", "add", "explode", "*"),
        ("dance",),
    ],
)
def test_wrong_use_ends_with_2(arguments: tuple[str, ...], folder: Path) -> None:
    """Before anything is made."""
    run(*arguments, folder=folder, code=2)

    assert not folder.exists()


def test_a_bare_subscription_has_to_register_its_providers(tmp_path: Path) -> None:
    """--bare is for who wants to see that."""
    with running(tmp_path / "azure", "--bare") as server:
        providers = server.client(ResourceManagementClient).providers

        assert providers.get("Microsoft.Compute").registration_state == "NotRegistered"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("15m", 900), ("2h", 7200), ("1d12h", 129_600), ("1w", 604_800)],
)
def test_times_are_written_as_people_do(text: str, seconds: int) -> None:
    """Units from seconds to weeks, together too."""
    assert span(text).total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "30", "d30", "1 d", "-2h", "soon"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """The message shows how to write one."""
    with pytest.raises(ValueError, match="write 90s, 15m, 2h, 30d"):
        span(text)
