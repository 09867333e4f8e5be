"""A language host in its own process, as the engine starts it, and a client of it."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import language_pb2 as language
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

ENGINE = Path(__file__).parents[2] / "engine"
EXECUTOR = """
import json, os, sys, time
kept = ("PULUMI_CONFIG", "PULUMI_CONFIG_SECRET_KEYS", "VIRTUAL_ENV")
print(json.dumps({"argv": sys.argv[1:], "env": {n: os.environ.get(n) for n in kept}}))
if sys.argv[-1] == "sleep":
    print(os.getpid())
    time.sleep(600)
sys.exit(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0)
"""
"""Stands in for pulumi-language-python-exec: prints what it was given, does as it is told."""


@dataclass
class Host:
    """A running language host: `calls` is the client, `process` the process, `folder` a project."""

    calls: LanguageRuntimeStub
    process: subprocess.Popen[str]
    folder: Path

    def project(self, **options: str) -> language.ProgramInfo:
        """The folder as a project with these runtime options."""
        info = language.ProgramInfo(
            root_directory=str(self.folder), program_directory=str(self.folder), entry_point="."
        )
        info.options.update(options)
        return info

    def program(self, text: str) -> None:
        """Write the project's `__main__.py`."""
        (self.folder / "__main__.py").write_text(textwrap.dedent(text))


StartHost = Callable[..., Host]


@pytest.fixture
def start_host(tmp_path: Path) -> Iterator[StartHost]:
    """Start a language host with these environment variables; at the end it is ended."""
    executor = tmp_path / "executor.py"
    executor.write_text(EXECUTOR)
    folder = tmp_path / "project"
    folder.mkdir()
    with ExitStack() as stack:

        def start(**environment: str) -> Host:
            command = [sys.executable, str(ENGINE / "pulumi_language_python")]
            process = subprocess.Popen(
                [*command, "--executor", str(executor), "127.0.0.1:1"],
                env={"PATH": os.environ["PATH"], "PULUMI_PYTHON_CMD": sys.executable} | environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                process_group=0,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            channel = stack.enter_context(grpc.insecure_channel(f"127.0.0.1:{port}"))
            return Host(LanguageRuntimeStub(channel), process, folder)

        yield start


@pytest.fixture
def host(start_host: StartHost) -> Host:
    """A language host whose PULUMI_PYTHON_CMD is the Python of the tests."""
    return start_host()
