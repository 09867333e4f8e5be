"""The command `azure-hotpatch recover` with the real engine, on stacks whose state was cut."""

import json
import os
import platform
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.operations.exports import GROUP, GROUP_ID, Json, export, pending
from tests.recovery.interruption import until

pytestmark = pytest.mark.engine


@dataclass(frozen=True)
class Project:
    """A project with a stack `dev`, a state of its own, and a local Azure."""

    folder: Path
    environment: dict[str, str]
    azure: Running

    def run(self, *command: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the project's folder."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def recover(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return self.run("azure-hotpatch", "recover", *options)

    def state(self, *operations: Json, **settings: Any) -> None:
        """Make this the stack's state."""
        settings = {"metadataHost": self.azure.origin.removeprefix("https://"), **settings}
        cut = export(*operations, **settings)
        empty = json.loads(self.run("pulumi", "stack", "export").stdout)
        cut["deployment"]["secrets_providers"] = empty["deployment"]["secrets_providers"]
        done = self.run("pulumi", "stack", "import", "--force", text=json.dumps(cut))
        assert done.returncode == 0, done.stderr
        # An import drops what is pending: that stands only in the backend's own file.
        file = self.folder.parent / "state/.pulumi/stacks/hotpatch/dev.json"
        checkpoint = json.loads(file.read_text())
        checkpoint["checkpoint"]["latest"]["pending_operations"] = list(operations)
        file.write_text(json.dumps(checkpoint))

    def with_plugin_and_group(self) -> None:
        """The stand-in plugin, a group in Azure, and the state cut while creating it."""
        install(Path(self.environment["PULUMI_HOME"]))
        groups = self.azure.client(ResourceManagementClient).resource_groups
        groups.create_or_update("web", {"location": "westeurope"})
        self.state(pending("creating", GROUP, "group"))

    def ids(self) -> list[str]:
        """The ids of azure-native's resources in the state, which has nothing pending."""
        deployment = json.loads(self.run("pulumi", "stack", "export").stdout)["deployment"]
        assert "pending_operations" not in deployment
        return [r["id"] for r in deployment["resources"] if r["type"] == GROUP]


@pytest.fixture
def project(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Project]:
    """A project whose stack has no resource."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: hotpatch\nruntime: python\n")
    with running(tmp_path / "azure") as azure:
        made = Project(folder, {**engine_environment, **azure.env}, azure)
        done = made.run("pulumi", "stack", "init", "dev")
        assert done.returncode == 0, done.stderr
        yield made


def test_a_sound_stack_needs_nothing(project: Project) -> None:
    """The exit code is 0; and what the state cannot show is told."""
    done = project.recover()

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Nothing was interrupted here; nothing to do.\n"
        "Where `pulumi up` says 'cannot create already existing resource': add --planned.\n"
    )


def test_without_yes_the_commands_are_printed_and_nothing_is_done(project: Project) -> None:
    """The exit code 1 says that something is to be done."""
    project.with_plugin_and_group()

    done = project.recover("--stack", "dev")

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        f"import     {GROUP} group: is in Azure, and not in the state; its import makes it this"
        " stack's\n"
        f"           {GROUP_ID}\n"
        "\n"
        "To repair the state (--yes does it):\n"
        f"  pulumi import {GROUP} group {GROUP_ID}"
        " --parent parent=urn:pulumi:dev::hotpatch::pulumi:pulumi:Stack::hotpatch-dev"
        " --provider provider=urn:pulumi:dev::hotpatch::pulumi:providers:azure-native"
        "::default_3_29_0 --protect=false --generate-code=false --yes --skip-preview --stack dev\n"
        "  pulumi refresh --clear-pending-creates --yes --skip-preview --stack dev\n"
        "  pulumi up --stack dev\n"
    )
    assert "pending_operations" in project.run("pulumi", "stack", "export").stdout


def test_with_yes_the_state_has_what_azure_has(project: Project) -> None:
    """And nothing is interrupted any more; a second run finds nothing to do."""
    project.with_plugin_and_group()

    done = project.recover("--yes")

    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("Repaired. Next: pulumi up\n")
    assert project.ids() == [GROUP_ID]
    assert project.recover("--yes").stdout.startswith("Nothing was interrupted here")


def test_the_engine_s_own_import_of_pending_creates_forgets_them(project: Project) -> None:
    """Why the command does not use it: a new engine that does better fails this test."""
    project.with_plugin_and_group()
    urn = pending("creating", GROUP, "group")["resource"]["urn"]
    words = [word for each in (urn, GROUP_ID) for word in ("--import-pending-creates", each)]

    done = project.run("pulumi", "refresh", "--yes", "--skip-preview", *words)

    assert done.returncode == 0, done.stderr
    assert project.ids() == []


def test_ctrl_c_ends_it_in_a_sentence(project: Project) -> None:
    """With the exit code of a signal, and no traceback."""
    project.state(pending("creating", GROUP, "group"))
    hold = {"action": "hold-before", "path": "*/resourcegroups/web"}
    project.azure.admin("POST", "/faults", hold)

    with subprocess.Popen(
        ["azure-hotpatch", "recover"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until(lambda: bool(project.azure.admin("GET", "/faults")[0]["happened"]), "it asks")
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert said == ("", "azure-hotpatch: stopped; it is safe to run it again\n")


def test_the_undecided_stops_everything(project: Project) -> None:
    """Even with --yes: clearing would forget what nobody has looked at."""
    project.state(
        pending("creating", GROUP, "group"), pending("creating", "random:index:RandomId", "id")
    )

    done = project.recover("--yes", "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [each["decision"] for each in report["operations"]] == ["clear", "undecided"]
    assert (report["commands"], report["repaired"]) == ([], False)


def test_an_update_that_runs_is_left_alone(project: Project, tmp_path: Path) -> None:
    """Its lock is not broken, and what it has not finished is not judged."""
    project.state(pending("creating", GROUP, "group"))
    folder = tmp_path / "state/.pulumi/locks/organization/hotpatch/dev"
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "c7e90c09-dba7-4b61-af06-91041f715236.json"
    content = {"pid": os.getpid(), "username": "ann", "hostname": platform.node()}
    lock.write_text(json.dumps({**content, "timestamp": "2026-11-23T09:25:33Z"}))

    done = project.recover("--yes")

    assert done.returncode == 1
    assert done.stdout == (
        f"The stack is locked by ann@{platform.node()}, process {os.getpid()}, since"
        " 2026-11-23T09:25:33; it is running.\n"
        "\n"
        "Nothing was done. Wait for that update to end; if you know that it is gone, run\n"
        "`pulumi cancel`, then this again.\n"
    )
    assert lock.exists()


def test_what_azure_is_still_making_is_waited_for(project: Project) -> None:
    """Until it has ended, or the patience has."""
    groups = project.azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update("web", {"location": "westeurope"})
    flap = {"action": "flap", "path": "*/resourcegroups/web", "state": "Creating", "times": 5}
    project.azure.admin("POST", "/faults", {**flap, "method": "GET"})
    project.state(pending("creating", GROUP, "group"))

    impatient = project.recover("--wait", "0", "--json")
    patient = project.recover("--interval", "0.01", "--json")

    reasons = [json.loads(each.stdout)["operations"][0] for each in (impatient, patient)]
    assert "provisioningState Creating" in reasons[0]["reason"]
    assert reasons[1]["decision"] == "import"


def test_a_secret_of_the_provider_signs_in_and_is_not_shown(project: Project) -> None:
    """It is read from the state where the state has it, before the environment."""
    secret = project.environment.pop("ARM_CLIENT_SECRET")
    signature = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
    project.state(
        pending("creating", GROUP, "group"),
        clientSecret={**signature, "plaintext": json.dumps(secret)},
    )

    done = project.recover("--json")

    assert json.loads(done.stdout)["operations"][0]["decision"] == "clear"
    assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--stack", "nope"], 2, "no stack named 'nope' found"),
        (["--cwd", "/nope"], 2, "--cwd: /nope is no folder"),
        (["--cwd", "/"], 2, "no Pulumi.yaml project file found"),
        (["--nope"], 2, "No such option"),
    ],
)
def test_wrong_use_is_one_sentence(
    project: Project, options: list[str], code: int, message: str
) -> None:
    """The exit code is 2."""
    done = project.recover(*options)

    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_azure_that_does_not_answer_is_one_sentence(project: Project) -> None:
    """Nothing is decided, as JSON too."""
    project.state(pending("creating", GROUP, "group"))
    project.azure.admin("POST", "/faults", {"action": "status", "status": 403, "path": "*/web"})

    done = project.recover("--yes", "--json")

    assert done.returncode == 1
    assert "403" in json.loads(done.stdout)["error"]
    assert done.stderr == f"azure-hotpatch: {json.loads(done.stdout)['error']}\n"
