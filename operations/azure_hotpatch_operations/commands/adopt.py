"""`azure-hotpatch adopt`."""

import asyncio
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from azure_hotpatch_cloud.settings import read_settings
from azure_hotpatch_facts.violations import shown
from azure_hotpatch_operations.adopting import Adoption, look
from azure_hotpatch_operations.arm_session import connected
from azure_hotpatch_operations.commands.enroll import wish_of
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.machine_ids import MachineId, is_scale_set, machine_id
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_operations.whole_files import write_whole

Write = Annotated[bool, typer.Option("--write", help="Write the two files that Pulumi needs.")]


def adopt(
    machine: Annotated[
        str,
        typer.Argument(help="ARM id of the machine: az vm show --query id.", show_default=False),
    ],
    name: Annotated[
        str | None,
        typer.Option("--name", "-n", help="Name in the program. Default: the machine's."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--cwd", "-C", help="The folder of the project. Default: here."),
    ] = None,
    *,
    write: Write = False,
    as_json: AsJson = False,
) -> None:
    """Show what would change if an existing machine came under management; change nothing.

    With --write, two files in the project's folder: the machine as it is, for the component
    AdoptedVm, and what `pulumi import` reads. A machine whose image can't hotpatch is refused.

    Exit code 0: it can be adopted. 1: it cannot. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        wanted = _wanted(machine)
        where = folder or Path()
        if not where.is_dir():
            raise UsageError(f"--cwd: {where} is no folder")
        component = _name(name or wanted.name.lower())
        with speech.working("Reading the machine"):
            found = asyncio.run(_look(wanted, component, folder))
        if write and found.refusal is None:
            for file, text in found.files(where).items():
                write_whole(file, text)
        return Answer(
            is_well=found.refusal is None,
            data=found.data(),
            words=tuple(_words(found, wanted, where, is_written=write)),
        )

    answer(work, as_json=as_json)


def _wanted(text: str) -> MachineId:
    found = machine_id(text)
    if found is not None:
        return found
    if is_scale_set(text):
        raise UsageError(
            f"MACHINE: found {text!r}, a scale set or a part of one; allowed: the ARM id of a "
            "machine of its own. Make a HotpatchScaleSet."
        )
    raise UsageError(
        f"MACHINE: found {text!r}; allowed: /subscriptions/{{id}}/resourceGroups/{{name}}/providers"
        "/Microsoft.Compute/virtualMachines/{name}. `az vm show -g GROUP -n NAME --query id` "
        "prints it."
    )


def _name(text: str) -> str:
    if re.fullmatch(r"[\w-][\w.-]*", text):
        return text
    raise UsageError(
        f"--name: found {text!r}; allowed: letters, digits, '_', '.' and '-'. Files are called so."
    )


async def _look(wanted: MachineId, name: str, folder: Path | None) -> Adoption:
    settings = read_settings({"subscriptionId": wanted.subscription}, os.environ, prefix="--")
    wish = wish_of(enrol_them=True, is_dry=True, interval=1, folder=folder)
    async with connected(settings) as arm:
        return await look(arm, wanted, name, wish.added)


def _words(found: Adoption, wanted: MachineId, folder: Path, *, is_written: bool) -> Iterator[str]:
    if found.refusal is not None:
        yield f"{wanted.words} cannot be adopted: {found.refusal}"
        return
    yield f"{wanted.words} can be adopted as AdoptedVm {found.name!r}, and is not replaced."
    yield ""
    if found.changes:
        yield "The first update changes in place:"
        for path, (before, after) in found.changes.items():
            yield f"  {path}: {shown(before)} becomes {shown(after)}"
    else:
        yield "The first update changes nothing."
    if found.left_out:
        yield "Azure shows more of it, which azure-native has no input for, and cannot keep:"
        yield f"  {', '.join(found.left_out)}"
    if found.kept:
        yield "What stays, though a new machine has it otherwise:"
        for each in found.kept:
            yield f"  {each.sentence}"
    yield ""
    if not is_written:
        yield "Nothing was written; --write writes what Pulumi needs for it."
        return
    yield f"Written: {folder / found.machine_file} and {folder / found.import_file}."
    yield "Add to the program:"
    yield ""
    yield f'  machine = json.loads(Path("{found.machine_file}").read_text())'
    yield f'  AdoptedVm("{found.name}", {{"machine": machine}})'
    yield ""
    yield "Then bring it into the state, look, and go:"
    command = ("pulumi", "import", "--file", found.import_file, "--generate-code=false", "--yes")
    yield f"  {shlex.join(command)}"
    yield "  pulumi preview --diff"
    yield "  pulumi up"
