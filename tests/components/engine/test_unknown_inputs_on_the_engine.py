"""A first preview on the real engine, with outputs of resources that are not there yet."""

import json
from pathlib import Path

import pytest

from local_azure.testing import Running
from tests.components.engine.conftest import new_stack
from tests.components.inputs import every_input
from tests.engine_stack import ROOT

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "unknown"


@pytest.mark.parametrize("remote", [False, True], ids=["here", "remote"])
def test_a_first_preview_takes_an_unknown_value_in_every_place(
    engine_environment: dict[str, str], local_azure: Running, tmp_path: Path, *, remote: bool
) -> None:
    """Each component is shown, with its children, and nothing is said against it."""
    environment = {**engine_environment, "PYTHONPATH": str(ROOT)}
    stack = new_stack(tmp_path, environment, local_azure, PROGRAM)
    stack.pulumi("config", "set", "azure-native:location", "westeurope")
    stack.configure(remote=remote)

    steps = json.loads(stack.pulumi("preview", "--json"))["steps"]

    shown = {step["urn"].rpartition("::")[2] for step in steps}
    made = [f"made-{number}" for number, _ in enumerate(every_input())]
    assert set(made) <= shown
    assert all(any(name.startswith(f"{each}-") for name in shown) for each in made)
