"""The project that is checked: its folders, and what it calls its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_policies.documents import NotYamlError, read_yaml

FILES = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")


@dataclass(frozen=True)
class Project:
    """A Pulumi project.

    Attributes:
        file: Its Pulumi.yaml.
        document: What that file says.
    """

    file: Path
    document: Mapping[str, Any]

    @property
    def root(self) -> Path:
        """The folder with that file."""
        return self.file.parent

    @property
    def work_folder(self) -> Path:
        """Where its program works, and a policy pack with it."""
        main = self.root / str(self.document.get("main") or "")
        return main.parent if main.is_file() else main

    def stack_file(self, stack: str) -> Path:
        """Return where a stack's configuration is."""
        config = self.document.get("config")  # A text is the older name of the key.
        named = config if isinstance(config, str) else self.document.get("stackConfigDir")
        return self.root / str(named or "") / f"Pulumi.{stack}{self.file.suffix}"

    @cached_property
    def in_repository(self) -> str:
        """Its folder as seen from the root of its git repository; empty for the root itself."""
        for above in (self.root, *self.root.parents):
            if (above / ".git").exists():
                folder = self.root.relative_to(above).as_posix()
                return "" if folder == "." else folder
        return ""


def project_in(folder: Path) -> Project:
    """Return the project in which a folder lies, as the engine finds it.

    Raises:
        UsageError: there is none, or its file cannot be read.
    """
    if not folder.is_dir():
        raise UsageError(f"--cwd: {folder} is no folder")
    here = folder.resolve()
    for above in (here, *here.parents):
        for name in FILES:
            if (above / name).is_file():
                return Project(above / name, _read(above / name))
    raise UsageError(f"{folder}: found no Pulumi.yaml, here or above; name the project with --cwd")


def _read(file: Path) -> Mapping[str, Any]:
    try:
        document = read_yaml(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, NotYamlError) as error:
        raise UsageError(f"{file}: cannot be read: {error}") from error
    if not isinstance(document, dict):
        page = "https://www.pulumi.com/docs/iac/concepts/projects/project-file/"
        raise UsageError(f"{file}: found no project; allowed: what {page} tells")
    return document
