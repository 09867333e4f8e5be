"""A refusal reads the same in a program, inside `apply`, and from the plugin."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.plugin.hosted import COMPONENTS
from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.components.conftest import machine
from tests.components.inputs import SOUND, in_schema_names
from tests.engine_stack import EngineStack
from tests.plugin.plugin_process import PluginProcess, plugin_process, struct

pytestmark = pytest.mark.engine

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "components"
FOLDERS = {
    "refusals": "HotpatchVm",
    "fleet_refusals": "HotpatchFleet",
    "scale_set_refusals": "HotpatchScaleSet",
    "adopted_refusals": "AdoptedVm",
}
"""Whose cases are in which folder of `tests/components`."""


def of_files(folder: str, component: str) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """The cases of a folder: a component, and arguments that it refuses."""
    for path in sorted((HERE.parent / "components" / folder).glob("*.json")):
        if not path.stem.endswith("_emptied"):  # In other languages null is absence.
            # A machine that is adopted is written out in its file.
            sound = {} if component == "AdoptedVm" else SOUND[component]
            args = {**sound, **json.loads(path.read_text())["args"]}
            given = {name: value for name, value in args.items() if value is not None}
            yield f"{component}.{path.stem}", (component, given)


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    **{
        name: case
        for folder, component in FOLDERS.items()
        for name, case in of_files(folder, component)
    },
    "network": (
        "HotpatchNetwork",
        {"address_space": "127.0.0.0/8", "subnet_prefix": "x", "bastion": "yes"},
    ),
    "access": (
        "PreviewAccess",
        {"subscription_id": "mine", "features": ["A", "a", "b/c"], "namespace": 7},
    ),
}
LATER = {
    "admin_password": "canary-password",
    "subnet_id": "/subscriptions/mine/subnets/web",
}
"""Arguments that are known late where they come from another resource, and a wrong value."""
LINE = re.compile(r"[A-Z]\w+ 'web': \S.*: .+")


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An Azure for the engine's providers; nothing is ever made in it."""
    with running(tmp_path_factory.mktemp("azure")) as server:
        yield server


@pytest.fixture(scope="module")
def stack(
    engine_environment_in: Callable[[Path], dict[str, str]],
    local_azure: Running,
    tmp_path_factory: pytest.TempPathFactory,
) -> EngineStack:
    """The program, with all cases."""
    root = tmp_path_factory.mktemp("words")
    environment = engine_environment_in(root)
    install(Path(environment["PULUMI_HOME"]))
    shutil.copytree(HERE / "program", root / "program")
    with (root / "program/Pulumi.yaml").open("a") as project:
        project.write(f"plugins:\n  providers:\n    - name: azure-hotpatch\n      path: {PLUGIN}\n")
    (root / "program/cases.json").write_text(json.dumps(list(CASES.values())))
    own = {"PULUMI_STACK": "dev", "PULUMI_DEBUG_COMMANDS": "true"}
    made = EngineStack(root / "program", {**environment, **local_azure.env, **own})
    made.pulumi("stack", "init", "dev")
    return made


@pytest.fixture(scope="module")
def said(stack: EngineStack) -> dict[tuple[str, str], str]:
    """What a program said to each case, in each way: one run for all."""
    events = stack.folder / "events.json"
    stack.pulumi("preview", "--event-log", str(events))
    logged = [json.loads(line).get("diagnosticEvent") for line in events.read_text().splitlines()]
    found = [json.loads(one["message"]) for one in logged if one and one["severity"] == "info"]
    names = list(CASES)
    return {(names[one["case"]], one["way"]): one["said"] for one in found}


@pytest.fixture(scope="module")
def plugin(local_azure: Running) -> Iterator[PluginProcess]:
    """The real plugin, asked as the engine asks for a remote component."""
    with plugin_process(local_azure.env) as made:
        yield made


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_reads_the_same_in_every_way(
    case: str, said: dict[tuple[str, str], str], plugin: PluginProcess
) -> None:
    """In the program, inside apply, and out of the plugin; a line a mistake, the place first."""
    component, args = CASES[case]
    with pytest.raises(grpc.RpcError) as refused:
        plugin.stub.Construct(
            provider_pb2.ConstructRequest(
                type=f"azure-hotpatch:index:{component}",
                name="web",
                inputs=struct(in_schema_names(args)),
                monitorEndpoint=plugin.listening.address,
            )
        )

    words = said[case, "program"]
    assert all(LINE.fullmatch(line) for line in words.splitlines())
    assert said[case, "apply"] == words
    assert refused.value.details() == words


def test_every_component_has_refusals_here() -> None:
    """A new one has to say what it refuses in the same words."""
    assert {component for component, _ in CASES.values()} == {each.__name__ for each in COMPONENTS}


@pytest.mark.parametrize("way", ["program", "plugin"])
@pytest.mark.parametrize("name", LATER)
def test_an_output_is_refused_in_the_words_for_a_plain_value(
    name: str, way: str, stack: EngineStack
) -> None:
    """The program ends on them: no line of our code, and no password."""
    with pytest.raises(ArgumentsError) as refused:
        HotpatchVm("web", machine(**{name: LATER[name]}))
    later = json.dumps([way, machine(), [name, LATER[name]]])
    probe = EngineStack(stack.folder, {**stack.environment, "PROBE_LATER": later})

    printed = probe.pulumi("preview", fails=True)

    assert all(line in printed for line in str(refused.value).splitlines())
    assert "hotpatch_vm.py" not in printed
    assert "canary" not in printed
