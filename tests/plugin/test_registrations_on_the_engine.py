"""PreviewAccess on the real engine, before a real local Azure."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from azure.mgmt.resource.features import FeatureClient

from local_azure.testing import Running
from tests.plugin.plugin_process import ROOT
from tests.plugin.stack import PROJECT, Stack, new_stack

pytestmark = pytest.mark.engine

FEATURES = ["InGuestAutoPatchVMPreview", "InGuestHotPatchVMPreview", "InGuestPatchVMPreview"]
READY = "/subscriptions/00000000-0000-4000-8000-000000000001"
IN_PROCESS = """\
import pulumi
from azure_hotpatch.preview_access import PreviewAccess

access = PreviewAccess("access", {arguments})
for output in ("ready", "feature_states", "provider_state", "subscription_id"):
    pulumi.export(output, getattr(access, output))
"""
REMOTE = """\
import pulumi

class PreviewAccess(pulumi.ComponentResource):
    def __init__(self, name, arguments):
        super().__init__("azure-hotpatch:index:PreviewAccess", name, arguments, None, remote=True)

access = PreviewAccess("access", {"ready": None, **{arguments}})
pulumi.export("ready", access.ready)
"""
IN_APPLY = """\
import pulumi
from azure_hotpatch.preview_access import PreviewAccess

pulumi.Output.from_input(1).apply(lambda _: PreviewAccess("access", {arguments}))
"""
LATE = """\
import sys
from typing import NotRequired, TypedDict

import pulumi
from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.server import main

class LateArgs(TypedDict):
    word: NotRequired[pulumi.Input[str]]

class Late(pulumi.ComponentResource):
    out: pulumi.Output[str]

    def __init__(self, name: str, args: LateArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("azure-hotpatch:index:Late", name, {}, opts)

        def refuse(_: str) -> str:
            raise HotpatchError(f"Late {name!r}: refused when it was known")

        self.out = pulumi.Output.from_input("word").apply(refuse)
        self.register_outputs({"out": self.out})

main([Late])
"""


@pytest.fixture
def stack(local_azure: Running, engine_environment: dict[str, str], tmp_path: Path) -> Stack:
    """A project with the plugin, a clean local Azure, and registrations that take no time."""
    local_azure.admin("POST", "/reset")
    environment = {**engine_environment, **local_azure.env}
    return new_stack(tmp_path / "project", environment, IN_PROCESS)


def asked(local_azure: Running) -> list[str]:
    """Method and last part of the path of every request about the subscription, in order."""
    return [
        f"{one['method']} {one['path'].partition('/providers/')[2]}"
        for one in local_azure.requests()
        if "/subscriptions/" in one["path"]
    ]


def registering(local_azure: Running) -> list[str]:
    """The requests that register, in order."""
    posts = [one for one in asked(local_azure) if one.startswith("POST")]
    return [one.removesuffix("/register").rpartition("/")[2].split(" ")[-1] for one in posts]


def test_up_registers_features_together_and_then_the_provider(
    stack: Stack, local_azure: Running
) -> None:
    """A preview asks nobody; an up registers in order; a second up changes nothing."""
    preview = stack.pulumi("preview")
    before = asked(local_azure)

    first = stack.update("up")
    order = registering(local_azure)
    second = stack.update("up")

    assert (before, f'"{READY}"' in preview) == ([], True)
    assert first == {"create": 6}
    assert (sorted(order[:3]), order[3:]) == (FEATURES, ["Microsoft.Compute"])
    last_feature_read = max(
        number for number, one in enumerate(asked(local_azure)) if "/features/" in one
    )
    assert asked(local_azure).index("POST Microsoft.Compute/register") > last_feature_read
    assert second == {"same": 6}
    assert stack.outputs() == {
        "ready": READY,
        "feature_states": dict.fromkeys(FEATURES, "Registered"),
        "provider_state": "Registered",
        "subscription_id": "00000000-0000-4000-8000-000000000001",
    }


def test_destroy_leaves_and_up_adopts(stack: Stack, local_azure: Running) -> None:
    """A destroy unregisters nothing; the up after it takes over what is registered."""
    stack.update("up")
    first = stack.registered_here()
    left = stack.pulumi("destroy", "--yes", "--skip-preview")

    again = stack.update("up")

    assert first == FEATURES
    assert left.count("left registered with subscription") >= 4
    assert again == {"create": 6}
    assert stack.registered_here() == []
    assert registering(local_azure)[4:] == ["Microsoft.Compute"]


def test_undone_registration_is_repaired(stack: Stack, local_azure: Running) -> None:
    """A refresh sees what somebody unregistered; the next up registers it and the provider."""
    stack.update("up")
    unregister(local_azure, "InGuestPatchVMPreview")
    before = len(registering(local_azure))

    refreshed = stack.update("refresh")
    repaired = stack.update("up")

    assert refreshed == {"same": 5, "update": 1}
    assert repaired == {"same": 4, "update": 2}
    assert registering(local_azure)[before:] == ["InGuestPatchVMPreview", "Microsoft.Compute"]


def test_interrupted_up_is_finished_by_the_next(stack: Stack, local_azure: Running) -> None:
    """Ctrl-C keeps what was begun, and says that running again is safe, which it is."""
    stuck = {"method": "POST", "path": "*/features/*/register", "action": "stuck", "times": 3}
    local_azure.admin("POST", "/faults", stuck)
    running = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
        cwd=stack.folder,
        env=dict(stack.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    until(lambda: len(registering(local_azure)) == 3)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[0]
    begun = stack.registered_here()
    local_azure.admin("POST", "/reset")

    finished = stack.update("up")

    assert "Running pulumi up again is safe" in said
    assert begun == FEATURES
    assert finished["update"] == 3
    assert stack.outputs()["ready"] == READY


def test_a_program_in_another_language_gets_the_same(stack: Stack) -> None:
    """Made by the plugin's process, as every other language does it, it comes out the same."""
    stack.write(REMOTE, '{"features": ["EncryptionAtHost"], "featureTimeoutMinutes": 5}')

    changes = stack.update("up")

    assert changes == {"create": 4}
    assert stack.outputs() == {"ready": READY}


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        (IN_PROCESS, '{"subscription_id": "mine", "features": ["A", "a"]}'),
        (REMOTE, '{"subscriptionId": "mine", "features": ["A", "a"]}'),
        (IN_APPLY, '{"subscription_id": "mine", "features": ["A", "a"]}'),
    ],
    ids=["in-process", "remote", "in apply"],
)
def test_refusals_read_the_same_everywhere(stack: Stack, program: str, arguments: str) -> None:
    """The same words in a program, from the plugin, and inside apply; never a traceback."""
    stack.write(program, arguments)

    said = stack.pulumi("preview", fails=True)

    assert (
        "PreviewAccess 'access': subscription_id: found 'mine'; allowed: a GUID, as in"
        " 00000000-0000-0000-0000-000000000000. `az account list -o table` shows those that you"
        " can use.\n"
        "    PreviewAccess 'access': features[1]: found 'a' again; allowed: each once. Remove it."
    ) in said
    assert not frames(said)


def test_a_refusal_inside_a_hosted_components_apply_reads_the_same(
    stack: Stack, tmp_path: Path
) -> None:
    """What a component refuses once a value is known comes out of the plugin in its own words."""
    hosted = tmp_path / "hosted"
    hosted.mkdir()
    (hosted / "PulumiPlugin.yaml").write_text("name: azure-hotpatch\nruntime: python\n")
    (hosted / "__main__.py").write_text(LATE)
    project = stack.folder / "Pulumi.yaml"
    project.write_text(PROJECT.replace(str(ROOT / "components"), str(hosted)))
    stack.write(REMOTE.replace("PreviewAccess", "Late").replace("ready", "out"))

    said = stack.pulumi("preview", fails=True)

    assert "Late resource 'access' has a problem: Late 'access': refused when it was known" in said
    assert not frames(said)


def test_without_the_plugin_the_first_error_says_how_to_get_it(stack: Stack) -> None:
    """Where the engine would look on the internet, the program says what is missing."""
    project = stack.folder / "Pulumi.yaml"
    project.write_text(PROJECT.partition("plugins:")[0], encoding="utf-8")

    said = stack.pulumi("preview", fails=True)

    assert "Run `python -m azure_hotpatch plugin install` with the python of this program" in said


def test_installed_plugin_is_found(stack: Stack) -> None:
    """After `python -m azure_hotpatch plugin install` nothing in Pulumi.yaml is needed."""
    project = stack.folder / "Pulumi.yaml"
    project.write_text(PROJECT.partition("plugins:")[0], encoding="utf-8")
    command = [str(ROOT / ".venv/bin/python"), "-m", "azure_hotpatch", "plugin", "install"]

    done = subprocess.run(
        command, env=dict(stack.environment), capture_output=True, text=True, check=True
    )

    assert (
        done.stdout == f"The plugin azure-hotpatch 0.1.0 is installed; it runs in {ROOT}/.venv.\n"
    )
    assert READY in stack.pulumi("preview")


def unregister(local_azure: Running, feature: str) -> None:
    """Undo a registration beside Pulumi, as another person does, and let that take its time."""
    azure = local_azure.client(FeatureClient)
    azure.features.unregister("Microsoft.Compute", feature)
    azure.close()
    local_azure.admin("POST", "/clock", {"advance": 60})


def frames(said: str) -> list[str]:
    """Lines that show the inside of our package, or of the plugin that hosts it.

    A Python program may print frames of Pulumi's SDK of its own when an engine that has failed
    shuts down under it ("resource monitor shut down"); those are not about the refusal.
    """
    inside = ("azure_hotpatch/", "pulumi/provider/")
    return [line for line in said.splitlines() if any(one in line for one in inside)]


def until(holds: Callable[[], bool]) -> None:
    """Ask until it holds, thirty seconds at most."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
