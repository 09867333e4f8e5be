"""A temporary stack to preview a program in, without the real stack's secrets or any credential.

It has the stack's name and plain configuration, so that URNs and answers are the same, a backend
and a home of Pulumi in a temporary folder, and a placeholder for each secret. Nothing of the user's
is written: no stack, no backend, no workspace, no file of the project.
"""

import io
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from azure_hotpatch_operations.check.projects import Project
from azure_hotpatch_operations.errors import OperationsError, UsageError
from azure_hotpatch_operations.pulumi_command import executable, failure

PLACEHOLDER = "Placeholder-4711"
"""In place of every secret: a text, and one that Azure would take for a password."""

NOBODY = "00000000-0000-4000-8000-000000000000"
CREDENTIALS = {
    "ARM_SUBSCRIPTION_ID": NOBODY,
    "ARM_TENANT_ID": NOBODY,
    "ARM_CLIENT_ID": NOBODY,
    "ARM_CLIENT_SECRET": PLACEHOLDER,
}
"""In place of a sign-in: azure-native wants one before it looks at anything, and asks for a token
only when it calls Azure; the configuration goes before the environment.

Source: https://github.com/pulumi/pulumi-azure-native, provider/pkg/provider/auth_azidentity.go,
read 2026-11-25.
"""

_WITHHELD = re.compile(
    r"(ARM|AZURE|AWS|GOOGLE|ACTIONS_ID_TOKEN)_.*"
    r"|PULUMI_(ACCESS_TOKEN|BACKEND_URL|CONFIG_PASSPHRASE.*|HOME|STACK)"
)
_PASSED_ON = frozenset(
    {"ARM_ENVIRONMENT", "ARM_METADATA_HOSTNAME", "AZURE_ENVIRONMENT", "AZURE_HOTPATCH_POLICIES"}
)
"""What would be withheld by its name, and is no credential."""

_OF_SECRETS = ("encryptionsalt", "encryptedkey", "secretsprovider")
_KEY = "throwaway"


@dataclass(frozen=True)
class Throwaway:
    """A temporary stack.

    Attributes:
        stack: Its name.
        config_file: The file with its configuration.
        environment: The environment in which the engine knows it.
        notes: What is not as in the real stack.
    """

    stack: str
    config_file: Path
    environment: Mapping[str, str]
    notes: tuple[str, ...]


@contextmanager
def throwaway(
    project: Project, stack: str | None, environment: Mapping[str, str]
) -> Iterator[Throwaway]:
    """A temporary stack in place of one of a project; gone afterwards.

    Args:
        project: The project.
        stack: Name of the stack, with or without organization and project.
        environment: Environment variables; what could be a credential is withheld.

    Raises:
        UsageError: the stack is not named, or its file cannot be used.
        OperationsError: the engine makes no stack.
    """
    name = (stack or environment.get("PULUMI_STACK") or "").rpartition("/")[2]
    if not name:
        raise UsageError("--throwaway: needs --stack, whose Pulumi.<stack>.yaml is read")
    document = _read(project.stack_file(name))
    with tempfile.TemporaryDirectory(prefix="azure-hotpatch-") as temporary:
        folder = Path(temporary)
        surroundings = _environment(environment, folder)
        kept = _made(name, project, surroundings, folder)
        notes = tuple(_filled(document, kept))
        config_file = folder / "config.yaml"
        _write(config_file, document)
        yield Throwaway(name, config_file, surroundings, notes)


def _read(file: Path) -> dict[str, Any]:
    try:
        document = _yaml().load(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UsageError(
            f"--throwaway: {file}: found no such file, and the stack's configuration is read there;"
            " correct --stack, or make an empty file"
        ) from error
    except (OSError, UnicodeError, YAMLError) as error:
        raise UsageError(f"{file}: cannot be read: {' '.join(str(error).split())}") from error
    document = {} if document is None else document
    if not isinstance(document, dict) or not isinstance(document.get("config") or {}, dict):
        raise UsageError(f"{file}: found no configuration of a stack; allowed: a mapping `config`")
    return document


def _environment(outside: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return an environment for the engine, with a backend and a home in the folder."""
    home = Path(outside.get("PULUMI_HOME") or Path.home() / ".pulumi")
    (folder / "home").mkdir()
    if (home / "plugins").is_dir():
        (folder / "home" / "plugins").symlink_to((home / "plugins").resolve())
    (folder / "state").mkdir()
    return {
        **{
            name: text
            for name, text in outside.items()
            if name in _PASSED_ON or not _WITHHELD.fullmatch(name)
        },
        **CREDENTIALS,
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe(),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _made(
    stack: str, project: Project, environment: Mapping[str, str], folder: Path
) -> Mapping[str, Any]:
    """Make the stack from a project of the same name; return its file, with one secret in it."""
    scratch = folder / "scratch"
    scratch.mkdir()
    name = project.document.get("name")
    _write(scratch / "Pulumi.yaml", {"name": name, "runtime": "python"})
    _pulumi(scratch, environment, "stack", "init", stack, "--no-select")
    _pulumi(scratch, environment, "config", "set", "--secret", "-s", stack, _KEY, PLACEHOLDER)
    return _read(scratch / f"Pulumi.{stack}.yaml")


def _pulumi(folder: Path, environment: Mapping[str, str], *words: str) -> None:
    done = subprocess.run(  # noqa: S603 (the user's own pulumi)
        [executable(), *words, "--non-interactive", "--color", "never"],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = failure(" ".join(words[:2]), done.stderr or done.stdout)
        raise OperationsError(f"--throwaway: {said}")


def _filled(document: dict[str, Any], kept: Mapping[str, Any]) -> Iterator[str]:
    """Put the placeholder in place of each secret; yield what is different from the real stack."""
    (locked,) = (kept["config"] or {}).values()
    config = document.get("config") or {}
    hidden = [key for key in config if _has_secret(config[key])]
    for key in hidden:
        config[key] = _replaced(config[key], locked)
    for key in _OF_SECRETS:
        document.pop(key, None)
    document["encryptionsalt"] = kept["encryptionsalt"]
    if hidden:
        yield f"A placeholder stood for each secret of {', '.join(map(str, hidden))}."
    if document.pop("environment", None) is not None:
        yield "What comes from environments of Pulumi ESC was absent: they need a login."
    yield "HP019 was not asked: a temporary stack has no machine that could be replaced or deleted."


def _has_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return set(value) == {"secure"} or any(map(_has_secret, value.values()))
    return isinstance(value, list) and any(map(_has_secret, value))


def _replaced(value: Any, locked: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return dict(locked)
        return {key: _replaced(one, locked) for key, one in value.items()}
    return [_replaced(one, locked) for one in value] if isinstance(value, list) else value


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    return yaml


def _write(file: Path, document: Any) -> None:
    written = io.StringIO()
    _yaml().dump(document, written)
    file.write_text(written.getvalue(), encoding="utf-8")
