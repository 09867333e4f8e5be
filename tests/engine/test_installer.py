"""The installer takes a Pulumi that is there, else builds one once with Go, else says what to do.

`pulumi` and `go` are stand-ins here: sh scripts on a PATH of their own that note each call.
"""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "engine"
RELEASE = re.findall(r"pulumi/pkg/v3 (v\S+)", (ENGINE / "go.mod").read_text())[0]
GO = """#!/bin/sh
echo "$1" >> {calls}
case "$1" in
  version) echo "go version go{version} linux/amd64" ;;
  build) {build} ;;
  list) echo {sdk} ;;
esac
"""
BUILT = 'echo "$5, $6, $GOWORK, $CGO_ENABLED" > "$3"'


class Machine:
    """A PATH with stand-ins on it, and an empty folder to install into."""

    def __init__(self, folder: Path) -> None:
        self.tools = folder / "tools"
        self.folder = folder / "local"
        self.calls = folder / "calls"
        self.python = folder / "a venv/bin/python"
        self.sdk = folder / "sdk"
        executor = self.sdk / "python/cmd/pulumi-language-python-exec"
        executor.parent.mkdir(parents=True)
        executor.write_text("the executor\n")
        self.tools.mkdir()

    def has(self, name: str, script: str) -> None:
        """Put a script on PATH."""
        (self.tools / name).write_text(script)
        (self.tools / name).chmod(0o755)

    def has_go(self, version: str = "1.26.8", build: str = BUILT) -> None:
        """Put a stand-in for Go on PATH, whose build writes a small file."""
        self.has("go", GO.format(calls=self.calls, version=version, build=build, sdk=self.sdk))

    def has_pulumi(self, version: str) -> None:
        """Put a stand-in for Pulumi on PATH."""
        self.has("pulumi", f"#!/bin/sh\necho {version}\n")

    def start(self) -> subprocess.Popen[str]:
        """Start the installer."""
        options = ["--folder", str(self.folder), "--python", str(self.python)]
        return subprocess.Popen(
            [sys.executable, str(ENGINE / "install.py"), *options],
            env={"PATH": str(self.tools)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def install(self) -> tuple[int, str, str]:
        """Run the installer; return its exit code, output and error output."""
        process = self.start()
        output, errors = process.communicate()
        return process.returncode, output, errors

    def calls_of_go(self) -> list[str]:
        """What Go was asked for, in order."""
        return self.calls.read_text().split() if self.calls.exists() else []

    def installed(self) -> set[str]:
        """The names of what lies in the folder for commands."""
        folder = self.folder / "bin"
        return {file.name for file in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with neither Pulumi nor Go."""
    return Machine(tmp_path)


@pytest.mark.parametrize("version", ["v3.249.0", "v3.260.1", "v4.0.0", "v3.300.0-dev.1"])
def test_a_pulumi_that_is_new_enough_is_used_as_it_is(machine: Machine, version: str) -> None:
    """Nothing is built, and Go is not asked for."""
    machine.has_pulumi(version)
    machine.has_go()

    assert machine.install() == (0, "", "")
    assert machine.calls_of_go() == []
    assert machine.installed() == set()


@pytest.mark.parametrize(
    ("pulumi", "reason"),
    [
        ("#!/bin/sh\necho v3.248.9\n", "3.248.9, and 3.249 or newer is needed"),
        ("#!/bin/sh\nexit 1\n", "of an unknown version, and 3.249 or newer is needed"),
    ],
)
def test_go_builds_a_pulumi_where_the_one_on_path_is_too_old(
    machine: Machine, pulumi: str, reason: str
) -> None:
    """The output says that it builds, why, how long it takes, and how long it took."""
    machine.has("pulumi", pulumi)
    machine.has_go()

    code, output, errors = machine.install()

    assert (code, errors) == (0, "")
    assert f"Building Pulumi {RELEASE} with {machine.tools / 'go'}" in output
    assert f"{machine.tools / 'pulumi'} is {reason}" in output
    assert "about 4 minutes" in output
    assert f"Built Pulumi {RELEASE} in 0:0" in output


def test_the_build_carries_its_version_and_no_go_work_or_c_compiler(machine: Machine) -> None:
    """`pulumi version` prints the pinned release, as that of an official build does."""
    machine.has_go()
    machine.install()

    module = "github.com/pulumi/pulumi"
    assert (machine.folder / "bin/pulumi").read_text().strip().split(", ") == [
        f"-s -w -X {module}/sdk/v3/go/common/version.Version={RELEASE}",
        f"{module}/pkg/v3/cmd/pulumi",
        "off",
        "0",
    ]
    assert machine.calls_of_go() == ["version", "build", "list"]


def test_pulumi_its_language_host_and_the_executor_lie_side_by_side(machine: Machine) -> None:
    """The engine warns on every run about a language host that lies elsewhere."""
    machine.has_go()
    machine.install()

    bin_ = machine.folder / "bin"
    executor = bin_ / "pulumi-language-python-exec"
    assert machine.installed() == {
        "pulumi",
        "pulumi.stamp",
        "pulumi-language-python",
        "pulumi-language-python-exec",
    }
    assert executor.read_text() == "the executor\n"
    assert (bin_ / "pulumi-language-python").read_text() == (
        f"#!/bin/sh\nexec '{machine.python}' {ENGINE / 'pulumi_language_python'}"
        f' --executor {executor} "$@"\n'
    )
    assert os.access(bin_ / "pulumi-language-python", os.X_OK)


def test_a_second_run_builds_nothing(machine: Machine) -> None:
    """Times do not count: a fresh checkout of the same go.mod is no change."""
    machine.has_go()
    machine.install()
    calls = machine.calls_of_go()

    assert machine.install() == (0, "", "")
    assert machine.calls_of_go() == calls


def test_a_second_run_needs_no_go(machine: Machine) -> None:
    """What is built is enough."""
    machine.has_go()
    machine.install()
    (machine.tools / "go").unlink()

    assert machine.install() == (0, "", "")


def test_what_an_older_go_mod_built_is_built_again(machine: Machine) -> None:
    """The stamp is of the content of go.mod and go.sum."""
    machine.has_go()
    machine.install()
    (machine.folder / "bin/pulumi.stamp").write_text("of another go.mod")

    assert machine.install()[0] == 0
    assert machine.calls_of_go() == ["version", "build", "list"] * 2


def test_the_language_host_follows_the_checkout_without_a_build(machine: Machine) -> None:
    """The script names the environment, so another one rewrites it."""
    machine.has_go()
    machine.install()
    machine.python = machine.folder / "other/bin/python"

    assert machine.install() == (0, "", "")
    assert str(machine.python) in (machine.folder / "bin/pulumi-language-python").read_text()


@pytest.mark.parametrize(
    ("go", "no_go"),
    [(None, "no go on PATH"), ("1.25.11", "is 1.25.11, and 1.26 or newer is needed")],
)
def test_with_neither_pulumi_nor_go_one_error_names_both(
    machine: Machine, go: str | None, no_go: str
) -> None:
    """It says what to install, from where, and shows no traceback."""
    if go is not None:
        machine.has_go(version=go)

    code, output, errors = machine.install()

    assert (code, output) == (1, "")
    assert errors.startswith("engine: no pulumi on PATH; ")
    assert no_go in errors
    assert "https://www.pulumi.com/docs/install/" in errors
    assert "https://go.dev/doc/install" in errors
    assert "Traceback" not in errors
    assert machine.installed() == set()


def test_a_build_that_fails_shows_what_go_said(machine: Machine) -> None:
    """Nothing of it is taken for a Pulumi."""
    machine.has_go(build="echo no such module >&2; echo half > $3; exit 1")

    code, _, errors = machine.install()

    assert code == 1
    assert "exit code 1\nno such module\n" in errors
    assert "Traceback" not in errors
    assert machine.installed() == set()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing(machine: Machine, signum: signal.Signals) -> None:
    """A half-built Pulumi is never taken for a whole one, and Go does not go on."""
    pid = machine.folder.parent / "pid"
    machine.has_go(
        build=f"echo half > $3; echo $$ > {pid}.new; /bin/mv {pid}.new {pid}; exec /bin/sleep 60"
    )
    process = machine.start()
    deadline = time.monotonic() + 20
    while not pid.exists() and time.monotonic() < deadline:
        time.sleep(0.01)

    process.send_signal(signum)
    _, errors = process.communicate(timeout=20)

    assert process.returncode == 130
    assert errors == "\nengine: stopped; nothing half-built is left\n"
    assert machine.installed() == set()
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
