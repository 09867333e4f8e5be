"""`azure-hotpatch cells`."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from azure_hotpatch_operations.cells import fleet_file, stack_files
from azure_hotpatch_operations.cells.stack_files import Change, StackFile
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer
from azure_hotpatch_operations.whole_files import write_whole

Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit code 1 where a file would change.")
]
Prune = Annotated[
    bool, typer.Option("--prune", help="Remove plain settings that the fleet file does not name.")
]
Matrix = Annotated[
    bool, typer.Option("--matrix", help="Print the matrix for GitHub Actions, and nothing else.")
]


def cells(
    fleet: Annotated[Path, typer.Argument(help="The fleet file, such as fleet.yaml.")],
    cwd: Annotated[
        Path | None, typer.Option("--cwd", "-C", help="The folder of the project. Default: here.")
    ] = None,
    *,
    check: Check = False,
    prune: Prune = False,
    matrix: Matrix = False,
    as_json: AsJson = False,
) -> None:
    """Write a stack file for each subscription and region of a fleet, and the matrix of a workflow.

    Secrets, comments and everything outside `config` in a file that is there already stay.

    Exit code 0: every file is as the fleet wants it. 1: with --check, a file would change; or there
    is one whose cell left the fleet. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        folder = cwd or Path()
        if not (folder / "Pulumi.yaml").is_file():
            raise UsageError(
                f"--cwd: {folder.resolve()} has no Pulumi.yaml; name the project's folder"
            )
        found = fleet_file.read(fleet)
        if matrix:
            _refuse_too_many(len(found.matrix["include"]), fleet)
            speech.out.print(json.dumps(found.matrix))
            return Answer(is_well=True, data=found.matrix)
        files = [stack_files.compare(cell, folder, prune=prune) for cell in found.cells]
        old = stack_files.left_over(folder, found.cells)
        renamed = stack_files.renamed(folder, old, found.cells)
        changing = [
            each
            for each in files
            # A file under the new name would stand in the way of the stack's secrets.
            if each.cell.stack not in renamed.values()
            and (each.changes or (prune and each.strangers))
        ]
        if not check:
            for each in changing:
                write_whole(each.path, each.text)
        speech.say(*_words(files, changing, old, renamed, is_written=not check, prune=prune))
        return Answer(
            is_well=not old and not (check and changing),
            data={
                "cells": [_data(each) for each in files],
                "leftOver": list(old),
                "renamed": renamed,
                "matrix": found.matrix,
            },
        )

    answer(work, as_json=as_json)


def _refuse_too_many(jobs: int, fleet: Path) -> None:
    if jobs > fleet_file.JOBS:
        raise UsageError(
            f"{fleet}: found {jobs} subscriptions; allowed: {fleet_file.JOBS} in a matrix, as"
            " GitHub takes no more jobs. Split the fleet: a project folder, a fleet file and a"
            " workflow for each part."
        )


def _words(
    files: list[StackFile],
    changing: list[StackFile],
    old: tuple[str, ...],
    renamed: dict[str, str],
    *,
    is_written: bool,
    prune: bool,
) -> list[str]:
    lines = []
    for file in changing:
        lines.append(f"{file.path.name}: {'written' if is_written else 'would change'}")
        gone = file.strangers if prune else ()
        lines += [f"  {_change(each)}" for each in (*file.changes, *gone)]
    for file in files if not prune else ():
        for each in file.strangers:
            lines.append(
                f"{file.path.name}: {each.key} is not in the fleet file and stays;"
                " --prune removes it"
            )
    for name, new in renamed.items():
        lines.append(
            f"Pulumi.{name}.yaml: the fleet calls this cell {new}; `pulumi stack rename {new}"
            f" --stack {name}` keeps what is in it, and renames this file. Then run this again"
        )
    for name in old:
        if name in renamed:
            continue
        lines.append(
            f"Pulumi.{name}.yaml: the fleet has no such cell any more; `pulumi destroy --stack"
            f" {name}` and remove it, or put it back"
        )
    lines.append(f"{len(files)} cells, {len(changing)} {'written' if is_written else 'to change'}")
    return lines


def _change(change: Change) -> str:
    found = "absent" if change.found is None else json.dumps(change.found)
    wanted = "absent" if change.wanted is None else json.dumps(change.wanted)
    return f"{change.key}: {found} -> {wanted}"


def _data(file: StackFile) -> dict[str, Any]:
    def told(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [{"key": each.key, "found": each.found, "wanted": each.wanted} for each in changes]

    return {
        "stack": file.cell.stack,
        "file": file.path.name,
        "subscription": file.cell.subscription,
        "region": file.cell.region,
        "changes": told(file.changes),
        "notInFleet": told(file.strangers),
    }
