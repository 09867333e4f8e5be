"""The programs of the components' pages, on the real engine."""

import json
import shutil
from pathlib import Path

import pytest

from local_azure.testing import running
from tests.components.component_pages import EXAMPLES
from tests.components.engine.conftest import new_stack
from tests.components.inputs import MACHINE

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "examples"
ADOPTED = "adopted_vm.py"


def test_the_example_of_every_page_comes_up_and_stays(
    engine_environment: dict[str, str], tmp_path: Path
) -> None:
    """Side by side in one stack; a machine that is adopted is previewed, as it has to be there."""
    with running(tmp_path / "azure") as azure:
        stack = new_stack(tmp_path, engine_environment, azure, PROGRAM)
        stack.pulumi("config", "set", "azure-native:location", "westeurope")
        stack.pulumi("config", "set", "--secret", "adminPassword", "canary-Example-4711")
        examples = stack.folder / "examples"
        shutil.copytree(EXAMPLES, examples, ignore=shutil.ignore_patterns(ADOPTED))
        stack.up()
        stack.up("--expect-no-changes")
        made = {one["type"] for one in stack.exported()}
        shutil.copy(EXAMPLES / ADOPTED, examples)
        (stack.folder / "erp.machine.json").write_text(json.dumps(MACHINE))
        previewed = stack.previewed()

    ours = {kind.rpartition(":")[2] for kind in made if kind.startswith("azure-hotpatch:")}
    assert ours == {
        "FeatureRegistration",
        "HotpatchFleet",
        "HotpatchNetwork",
        "HotpatchScaleSet",
        "HotpatchVm",
        "PreviewAccess",
        "ProviderRegistration",
    }
    assert {name: step for name, (step, _) in previewed.items()} == {
        "erp": "create",
        "erp-vm": "create",
    }
