"""Which Python runs a program, a plugin or a policy pack: never the host's own."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pulumi.runtime.proto import language_pb2

SERVED = {"virtualenv", "toolchain"}


class InterpreterError(Exception):
    """No Python can be chosen; the text says what to change."""


@dataclass(frozen=True)
class Interpreter:
    """A Python, and the virtual environment that it belongs to, if the manifest names one."""

    executable: Path
    virtualenv: Path | None = None

    def activate(self, environment: Mapping[str, str]) -> dict[str, str]:
        """Return the environment as the virtual environment's `activate` would leave it."""
        if self.virtualenv is None:
            return dict(environment)
        outside = {name: text for name, text in environment.items() if name != "PYTHONHOME"}
        path = os.pathsep.join(filter(None, [str(self.virtualenv / "bin"), outside.get("PATH")]))
        return {**outside, "PATH": path, "VIRTUAL_ENV": str(self.virtualenv)}


def virtualenv_of(info: language_pb2.ProgramInfo) -> Path | None:
    """Return the folder that `runtime.options.virtualenv` names, relative to the root directory.

    Raises:
        InterpreterError: The manifest asks for what only the official language host does.
    """
    options = dict(info.options)
    if unknown := sorted(set(options) - SERVED):
        raise InterpreterError(
            f"{info.root_directory}: runtime.options {', '.join(unknown)} is not served by the"
            " language host of azure-hotpatch, which knows virtualenv only; install Pulumi to use"
            " it: https://www.pulumi.com/docs/install/"
        )
    if options.get("toolchain", "pip") != "pip":
        raise InterpreterError(
            f"{info.root_directory}: runtime.options.toolchain is {options['toolchain']!r}; the"
            " language host of azure-hotpatch knows pip only; install Pulumi to use another:"
            " https://www.pulumi.com/docs/install/"
        )
    named = options.get("virtualenv", "")
    if not isinstance(named, str):
        raise InterpreterError(
            f"{info.root_directory}: runtime.options.virtualenv is {named!r}; it must be a path"
        )
    return Path(info.root_directory, named) if named else None


def interpreter_of(info: language_pb2.ProgramInfo, environment: Mapping[str, str]) -> Interpreter:
    """Choose the Python: the manifest's virtualenv, else PULUMI_PYTHON_CMD, else python3.

    Raises:
        InterpreterError: The virtual environment is absent, or no Python is on PATH.
    """
    virtualenv = virtualenv_of(info)
    if virtualenv is None:
        return Interpreter(_on_path(environment))
    executable = virtualenv / "bin/python"
    if not executable.is_file():
        found = "is no virtual environment" if virtualenv.exists() else "does not exist"
        raise InterpreterError(
            f"{info.root_directory}: runtime.options.virtualenv names {virtualenv}, which {found}."
            f" Make it with `pulumi install`, or with `python3 -m venv {virtualenv}` and"
            f" `{executable} -m pip install -r requirements.txt`."
        )
    return Interpreter(executable, virtualenv)


def _on_path(environment: Mapping[str, str]) -> Path:
    wanted = environment.get("PULUMI_PYTHON_CMD")
    names = [wanted] if wanted else ["python3", "python"]
    for name in names:
        if found := shutil.which(name, path=environment.get("PATH")):
            return Path(found)
    raise InterpreterError(
        f"{'PULUMI_PYTHON_CMD' if wanted else 'PATH'}: found no {' or '.join(names)}; install"
        " Python 3.11 or newer, or name one in PULUMI_PYTHON_CMD"
    )
