"""What is to be checked: an exported state, or a program; and by which settings."""

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from azure_hotpatch_operations.check.exported import read_state
from azure_hotpatch_operations.check.findings import CheckReport
from azure_hotpatch_operations.check.report import report_of_state
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_policies import settings_file
from azure_hotpatch_policies.settings import Settings

STDIN = "-"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be checked.

    Attributes:
        state: File with an exported state, `-` for standard input; None for none.
        folder: The folder of the project; None for the working directory.
        stack: Name of the stack; None for the selected one.
        is_exported: Whether the stack's state is checked, instead of its program.
        is_throwaway: Whether the program is previewed in a temporary stack, without secrets.
        pack: Folder of the policy pack; None for the one of this installation.
        settings: File of settings; None for the usual places.
    """

    state: str | None = None
    folder: Path | None = None
    stack: str | None = None
    is_exported: bool = False
    is_throwaway: bool = False
    pack: Path | None = None
    settings: Path | None = None

    def mistakes(self) -> Iterator[str]:
        """Yield what does not go together."""
        given = {
            "--stack": self.stack is not None,
            "--exported": self.is_exported,
            "--throwaway": self.is_throwaway,
            "--pack": self.pack is not None,
        }
        if self.state is not None:
            others = [option for option, is_given in given.items() if is_given]
            if others:
                yield f"--state: goes without {', '.join(others)}; a file is all that is judged"
        elif self.is_exported:
            others = [one for one in ("--throwaway", "--pack") if given[one]]
            if others:
                yield f"--exported: goes without {', '.join(others)}; no program is run"
        if self.pack is not None and not (self.pack / "PulumiPolicy.yaml").is_file():
            yield f"--pack: {self.pack} has no PulumiPolicy.yaml; name the folder of a policy pack"
        if self.settings is not None and not self.settings.is_file():
            yield f"--settings: {self.settings} is no file"
        if self.folder is not None and not self.folder.is_dir():
            yield f"--cwd: {self.folder} is no folder"


def check(asked: Asked, environment: Mapping[str, str], today: dt.date) -> CheckReport:
    """Check what is asked.

    Args:
        asked: What.
        environment: Environment variables.
        today: The day, for exemptions that expire.

    Raises:
        UsageError: what is asked cannot be checked; every reason at once.
        OperationsError: the stack cannot be exported, or its program fails.
    """
    mistakes = list(asked.mistakes())
    if mistakes:
        raise UsageError("\n".join(mistakes))
    if asked.state is not None:
        folder = asked.folder or Path.cwd()
        settings = read_settings(asked.settings, environment, folder, today)
        source = "standard input" if asked.state == STDIN else asked.state
        state = read_state(_content(asked.state), source)
        return report_of_state(state, settings, f"out of {source}")
    # Only who checks a program or a stack of a backend pays for these.
    from azure_hotpatch_operations.check import program  # noqa: PLC0415

    return program.check(asked, environment, today)


def read_settings(
    named: Path | None, environment: Mapping[str, str], folder: Path, today: dt.date
) -> Settings:
    """Return the settings of a file that is named, else as the policy pack finds its own.

    Raises:
        UsageError: the file cannot be used.
    """
    variables = dict(environment)
    if named is not None:
        variables[settings_file.VARIABLE] = str(named.absolute())
    try:
        return settings_file.read(variables, folder, today)
    except settings_file.SettingsError as error:
        raise UsageError(str(error)) from error


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        raise UsageError(f"--state: {file}: cannot be read: {error}") from error
