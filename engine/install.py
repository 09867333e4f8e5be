"""Put a Pulumi command in place: the one on PATH, else one that Go builds once into `.local/bin`.

It runs before anything is installed, so it uses the standard library only.
"""

import argparse
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

ENGINE = Path(__file__).resolve().parent
PULUMI = (3, 249)
"""The oldest release that is used as it is; the tests run on the one that go.mod pins."""

GO = r"^go (\S+)$"
RELEASE = r"pulumi/pkg/v3 (v\S+)"
"""Where engine/go.mod says which Go it needs, and which Pulumi it pins."""

COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
SDK = "github.com/pulumi/pulumi/sdk/v3"
LANGUAGE_HOST = "pulumi-language-python"
EXECUTOR = "pulumi-language-python-exec"
TAIL = 20
"""How many lines of a failed build are shown."""


class InstallError(Exception):
    """No Pulumi command can be had; the text says what to install."""


def pulumi_on_path(environment: Mapping[str, str], folder: Path) -> tuple[Path | None, str]:
    """Return a Pulumi that is new enough, outside `folder`, or what is the matter, in words."""
    ours = folder / "bin"
    entries = environment.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(entry for entry in entries if Path(entry).resolve() != ours.resolve())
    found = shutil.which("pulumi", path=path)
    if found is None:
        return None, "no pulumi on PATH"
    version = _version([found, "version"], {**environment, "PULUMI_SKIP_UPDATE_CHECK": "true"})
    if version >= PULUMI:
        return Path(found), ""
    return None, f"{found} is {_text(version)}, and {_text(PULUMI)} or newer is needed"


def go_on_path(environment: Mapping[str, str]) -> tuple[Path | None, str]:
    """Return a Go that go.mod accepts, or what is the matter, in words."""
    wanted = _numbers(_pinned(GO))
    found = shutil.which("go", path=environment.get("PATH", ""))
    if found is None:
        return None, "no go on PATH"
    version = _version([found, "version"], _go_environment(environment))
    if version >= wanted:
        return Path(found), ""
    return None, f"{found} is {_text(version)}, and {_text(wanted)} or newer is needed"


def install(folder: Path, python: Path, environment: Mapping[str, str]) -> None:
    """Leave a Pulumi command on PATH or in `folder`/bin; build only what is not there.

    Raises:
        InstallError: There is neither Pulumi nor Go, or the build failed.
    """
    found, no_pulumi = pulumi_on_path(environment, folder)
    if found is not None:
        return
    target = folder / "bin"
    stamp = target / "pulumi.stamp"
    digest = _digest()
    made = all((target / name).exists() for name in ("pulumi", EXECUTOR))
    if not (made and stamp.exists() and stamp.read_text() == digest):
        go, no_go = go_on_path(environment)
        if go is None:
            raise InstallError(
                f"{no_pulumi}; {no_go}. Install one of the two:\n"
                f"  Pulumi {_text(PULUMI)} or newer: https://www.pulumi.com/docs/install/\n"
                f"  Go {_pinned(GO)} or newer, which builds it once:"
                " https://go.dev/doc/install"
            )
        target.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix=".building-", dir=target) as unfinished:
            _build(go, Path(unfinished), environment, no_pulumi)
            for name in ("pulumi", EXECUTOR):
                Path(unfinished, name).replace(target / name)
        stamp.write_text(digest)
    _write_language_host(target, python)


def _build(go: Path, folder: Path, environment: Mapping[str, str], reason: str) -> None:
    version = _pinned(RELEASE)
    print(f"Building Pulumi {version} with {go}: {reason}.")
    print("This happens once, takes about 4 minutes on 2 cores, and downloads Go modules.")
    began = time.monotonic()
    _go(go, _build_arguments(folder / "pulumi"), environment, began)
    sdk = _go(go, ["list", "-m", "-f", "{{.Dir}}", SDK], environment, began)
    executor = folder / EXECUTOR
    shutil.copyfile(Path(sdk.strip(), "python", "cmd", EXECUTOR), executor)
    executor.chmod(0o755)
    print(f"Built Pulumi {version} in {_clock(time.monotonic() - began)}.")


def _build_arguments(output: Path) -> list[str]:
    """Return what `go` is told: as the official release is built, its version written into it."""
    version = f"{SDK}/go/common/version.Version={_pinned(RELEASE)}"
    return ["build", "-o", str(output), "-ldflags", f"-s -w -X {version}", COMMAND]


def _go(go: Path, arguments: list[str], environment: Mapping[str, str], began: float) -> str:
    """Run go in engine/, with a line of progress, and return what it prints."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [go, *arguments],
            cwd=ENGINE,
            env=_go_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        try:
            _wait(process, began)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            last = "".join(errors.readlines()[-TAIL:])
            raise InstallError(
                f"{go} {' '.join(arguments)}: exit code {process.returncode}\n{last}"
                "If a module could not be downloaded, GOPROXY may name another proxy; or install"
                " Pulumi itself: https://www.pulumi.com/docs/install/"
            )
        return output.read()


def _wait(process: subprocess.Popen[bytes], began: float) -> None:
    """Wait for the process; show how long it has been, each second on a terminal."""
    terminal = sys.stdout.isatty()
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(1 if terminal else 30)
            break
        line = f"  {_clock(time.monotonic() - began)} so far"
        print(f"\r{line}" if terminal else line, end="" if terminal else "\n", flush=True)
    if terminal:
        print("\r", end="")


def _write_language_host(folder: Path, python: Path) -> None:
    """Write the script that the engine starts; a `#!` line could be too long for the kernel."""
    host = [python.absolute(), ENGINE / "pulumi_language_python", "--executor", folder / EXECUTOR]
    command = shlex.join(str(part) for part in host)
    script = f'#!/bin/sh\nexec {command} "$@"\n'
    target = folder / LANGUAGE_HOST
    if target.exists() and target.read_text() == script:
        return
    unfinished = folder / f".{LANGUAGE_HOST}.{os.getpid()}"
    unfinished.write_text(script)
    unfinished.chmod(0o755)
    unfinished.replace(target)


def _go_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Keep a go.work above this checkout, a C compiler and other toolchains out of the build."""
    return {**environment, "GOWORK": "off", "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}


def _digest() -> str:
    """Return what a build depends on, as one number: no times, so that a checkout is no change."""
    parts = [(ENGINE / name).read_bytes() for name in ("go.mod", "go.sum")]
    parts.append(" ".join(_build_arguments(Path("pulumi"))).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _pinned(pattern: str) -> str:
    found = re.search(pattern, (ENGINE / "go.mod").read_text(), re.MULTILINE)
    if found is None:
        raise InstallError(f"{ENGINE / 'go.mod'}: nothing matches {pattern}")
    return found[1]


def _version(command: list[str], environment: Mapping[str, str]) -> tuple[int, ...]:
    """Return the version that a command prints, or () if it prints none."""
    try:
        done = subprocess.run(
            command, env=dict(environment), capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return _numbers(done.stdout) if done.returncode == 0 else ()


def _numbers(text: str) -> tuple[int, ...]:
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(number) for number in found.groups() if number) if found else ()


def _text(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version)) or "of an unknown version"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02}"


def _interrupted(signum: int, frame: FrameType | None) -> None:
    del signum, frame
    raise KeyboardInterrupt


def main() -> int:
    """Read the command line; say in one error what is missing."""
    root = ENGINE.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=root / ".local")
    parser.add_argument("--python", type=Path, default=root / ".venv/bin/python")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        install(arguments.folder.absolute(), arguments.python, os.environ)
    except InstallError as error:
        print(f"engine: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nengine: stopped; nothing half-built is left", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
