"""A check over a program, or over the state of a stack in a backend: what needs the engine."""

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from azure_hotpatch_operations.check.asked import Asked, read_settings
from azure_hotpatch_operations.check.exported import state_of
from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.check.preview import PreviewError, preview
from azure_hotpatch_operations.check.previewed import report_of_preview
from azure_hotpatch_operations.check.projects import Project, project_in
from azure_hotpatch_operations.check.report import report_of_state
from azure_hotpatch_operations.check.throwaway import throwaway
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_policies import settings_file
from azure_hotpatch_policies.pack_folder import write_pack
from azure_hotpatch_policies.settings import Settings

ALONE = (
    "This was a temporary stack, without stack references, Pulumi ESC, credentials and real "
    "secrets: a program that needs one of them is checked without --throwaway "
    "(docs/pull-requests.md)."
)


def check(asked: Asked, environment: Mapping[str, str], today: dt.date) -> CheckReport:
    """Check a stack's program, or its state; as `asked.check`."""
    project = project_in(asked.folder or Path.cwd())
    settings = read_settings(asked.settings, environment, project.work_folder, today)
    pulumi = Pulumi(asked.folder, asked.stack)
    if asked.is_exported:
        state = state_of(pulumi.export(), "pulumi stack export")
        report = report_of_state(state, settings, "as exported")
    elif asked.is_throwaway:
        report = _in_throwaway(asked, environment, project, settings)
    else:
        with _pack(asked, environment, project) as (pack, surroundings):
            report = report_of_preview(preview(pulumi, pack, surroundings), settings)
    return replace(report, folder=project.in_repository)


def _in_throwaway(
    asked: Asked, environment: Mapping[str, str], project: Project, settings: Settings
) -> CheckReport:
    with (
        _pack(asked, environment, project) as (pack, surroundings),
        throwaway(project, asked.stack, surroundings) as temporary,
    ):
        options = ("--config-file", str(temporary.config_file))
        try:
            found = preview(
                Pulumi(asked.folder, temporary.stack), pack, temporary.environment, options
            )
        except PreviewError as error:
            raise PreviewError(f"{error}\n{ALONE}") from error
    report = report_of_preview(found, settings, of_previews=())
    return replace(report, notes=(*temporary.notes, *report.notes))


@contextmanager
def _pack(
    asked: Asked, environment: Mapping[str, str], project: Project
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The pack's folder, and an environment in which it judges by the same settings."""
    with tempfile.TemporaryDirectory(prefix="azure-hotpatch-") as temporary:
        folder = Path(temporary)
        pack = asked.pack.absolute() if asked.pack is not None else write_pack(folder)
        none = folder / settings_file.FILE
        none.touch()
        usual = project.work_folder / (
            environment.get(settings_file.VARIABLE) or settings_file.FILE
        )
        chosen = asked.settings or (usual if usual.is_file() else none)
        yield pack, {**environment, settings_file.VARIABLE: str(chosen.absolute())}
