"""Records what each program leaves in its state: `python -m tests.upgrades.record`.

Each file of `programs/` is brought up on a local Azure of its own, and kept beside its state under
`states/VERSION/`, for later versions to preview. A version that is released is not recorded again.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from release import version
from tests.components.engine.by_hand import adopt, made_by_hand
from tests.engine_stack import ROOT, EngineStack, environment_in, find_pulumi
from tests.schema.golden import is_released

HERE = Path(__file__).parent
PROGRAMS = sorted((HERE / "programs").glob("*.py"))
STATES = HERE / "states"
ADOPTED = "adopted"
"""The program whose machine is there before it."""
SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"
PROJECT = f"""\
name: upgrade
runtime: python
plugins:
  providers:
    - name: azure-hotpatch
      path: {ROOT / "components"}
"""
_MOMENTS = ("created", "modified", "sourcePosition", "stackTrace")


def new_stack(
    folder: Path, program: Path, environment: dict[str, str], azure: Running
) -> EngineStack:
    """An empty stack of a program, configured as all of them are."""
    folder.mkdir()
    shutil.copy(program, folder / "__main__.py")
    (folder / "Pulumi.yaml").write_text(PROJECT)
    install(Path(environment["PULUMI_HOME"]))
    made = EngineStack(folder, {**environment, **azure.env, "PULUMI_STACK": "dev"})
    made.pulumi("stack", "init", "dev")
    made.pulumi("config", "set", "--secret", "password", "canary-Upgrade-4711")
    made.pulumi("config", "set", "azure-hotpatch:pollIntervalSeconds", "0.05")
    made.pulumi("config", "set", "azure-hotpatch:stableReads", "2")
    return made


def take_over(stack: EngineStack, azure: Running) -> None:
    """Make a machine by hand, and import it as the command says."""
    adopt(stack, made_by_hand(azure, "legacy").id)
    stack.pulumi("import", "--file", "old.import.json", "--generate-code=false", "--yes")


def exported(stack: EngineStack) -> dict[str, Any]:
    """The state, without moments and without places in a source."""
    state: dict[str, Any] = json.loads(stack.pulumi("stack", "export", "--show-secrets"))
    state["deployment"].pop("secrets_providers", None)
    for resource in state["deployment"]["resources"]:
        for moment in _MOMENTS:
            resource.pop(moment, None)
    return state


def record(program: Path, folder: Path) -> None:
    """Bring a program up, and keep it and its state in a folder."""
    pulumi = find_pulumi()
    if pulumi is None:
        raise SystemExit("there is no Pulumi engine: run `make engine`")
    with (
        tempfile.TemporaryDirectory() as temporary,
        running(Path(temporary, "azure"), "--subscription", SUBSCRIPTION) as azure,
    ):
        environment = environment_in(Path(temporary, "engine"), pulumi)
        stack = new_stack(Path(temporary, "program"), program, environment, azure)
        if program.stem == ADOPTED:
            take_over(stack, azure)
        stack.up()
        text = json.dumps(exported(stack), indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(program, folder)
    (folder / f"{program.stem}.json").write_text(text)


def main() -> int:
    """Record every program for the version that is to be released."""
    number = version.current(ROOT)
    if is_released(number):
        sys.stderr.write(f"{number} is released, and what it recorded stays as it is.\n")
        return 1
    for program in PROGRAMS:
        record(program, STATES / number)
        sys.stdout.write(f"{program.stem} is recorded for {number}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
