"""The calls of the engine, answered as the official language host answers them.

Source: https://github.com/pulumi/pulumi, sdk/python/cmd/pulumi-language-python/main.go and, at the
pinned version, sdk/python/toolchain/pip.go, read 2026-11-23.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as language
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeServicer
from typing_extensions import override

from pulumi_language_python import required_packages
from pulumi_language_python.interpreter import (
    Interpreter,
    InterpreterError,
    interpreter_of,
    virtualenv_of,
)
from pulumi_language_python.processes import Children

VERSION = "3.259.0"
"""The release whose behaviour this host follows; engine/go.mod pins the same."""

REPORTED = 32
"""Exit code of a program whose error is on the user's screen already."""

Context = grpc.aio.ServicerContext[Any, Any]


def _unserved(deed: str) -> Any:
    """Make a call that answers one sentence."""

    async def answer(self: object, request: object, context: Context) -> NoReturn:
        del self, request
        await context.abort(
            grpc.StatusCode.UNIMPLEMENTED,
            f"the language host of azure-hotpatch does not {deed}; install Pulumi, whose own does:"
            " https://www.pulumi.com/docs/install/",
        )

    return answer


def _line(text: str) -> language.InstallDependenciesResponse:
    return language.InstallDependenciesResponse(stdout=f"{text}\n".encode())


def _written(fd: int, data: bytes) -> language.InstallDependenciesResponse:
    if fd == 1:
        return language.InstallDependenciesResponse(stdout=data)
    return language.InstallDependenciesResponse(stderr=data)


class LanguageHost(LanguageRuntimeServicer):
    """Serves one engine. `children` holds every process that it started."""

    def __init__(self, engine: str, executor: Path, environment: Mapping[str, str]) -> None:
        self.engine = engine
        self.executor = executor
        self.environment = environment
        self.children = Children()

    @override
    async def Handshake(
        self, request: language.LanguageHandshakeRequest, context: Context
    ) -> language.LanguageHandshakeResponse:
        """Take the engine's address, which an engine that attaches gives only here."""
        self.engine = request.engine_address or self.engine
        return language.LanguageHandshakeResponse()

    @override
    async def GetPluginInfo(self, request: Empty, context: Context) -> plugin_pb2.PluginInfo:
        """Say which release this host follows."""
        return plugin_pb2.PluginInfo(version=VERSION)

    @override
    async def Run(self, request: language.RunRequest, context: Context) -> language.RunResponse:
        """Run a program to its end; its output is the host's own, which the engine shows."""
        python = await self._interpreter(request.info, context)
        flags = {
            "monitor": request.monitor_address,
            "engine": self.engine,
            "project": request.project,
            "root_directory": request.info.root_directory,
            "stack": request.stack,
            "pwd": request.pwd,
            "dry_run": "true" if request.dryRun else "false",
            "parallel": str(request.parallel),
            "organization": request.organization,
        }
        given = [part for name, text in flags.items() if text for part in (f"--{name}", text)]
        program = [request.info.entry_point or ".", *request.args]
        configuration = {
            "PULUMI_CONFIG": json.dumps(dict(request.config)),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
        }
        async with self.children.start(
            [python.executable, "-u", self.executor, *given, *program],
            environment={**python.activate(self.environment), **configuration},
            captured=False,
        ) as child:
            code = await child.code()
        if code == 0:
            return language.RunResponse()
        if code == REPORTED:
            return language.RunResponse(bail=True)
        return language.RunResponse(error=f"program exited with non-zero exit code: {code}")

    @override
    async def RunPlugin(
        self, request: language.RunPluginRequest, context: Context
    ) -> AsyncIterator[language.RunPluginResponse]:
        """Run a plugin or a policy pack, streaming what it writes, until the engine lets go."""
        python = await self._interpreter(request.info, context)
        folder = request.info.program_directory
        command: list[str | Path] = [python.executable, "-u", folder, *request.args]
        if request.kind == "analyzer":
            command = [python.executable, "-u", "-m", "pulumi.policy", *request.args, folder]
        given = dict(pair.split("=", 1) for pair in request.env) or self.environment
        async with self.children.start(
            command, environment=python.activate(given), folder=request.pwd
        ) as child:
            async for fd, data in child.output():
                if fd == 1:
                    yield language.RunPluginResponse(stdout=data)
                else:
                    yield language.RunPluginResponse(stderr=data)
            yield language.RunPluginResponse(exitcode=await child.code())

    @override
    async def About(
        self, request: language.AboutRequest, context: Context
    ) -> language.AboutResponse:
        """Say which Python a program would get."""
        question = (
            "import platform, sys; print(sys.executable, platform.python_version(), sep='\\n')"
        )
        written = await self._ask(request.info, context, "-c", question)
        executable, version = written.splitlines()
        return language.AboutResponse(executable=executable, version=version)

    @override
    async def GetProgramDependencies(
        self, request: language.GetProgramDependenciesRequest, context: Context
    ) -> language.GetProgramDependenciesResponse:
        """List the Python packages of a program, by their normalized names."""
        direct = [] if request.transitiveDependencies else ["--not-required"]
        listed = await self._ask(
            request.info, context, "-m", "pip", "list", "--format", "json", *direct
        )
        return language.GetProgramDependenciesResponse(
            dependencies=[
                language.DependencyInfo(
                    name=re.sub(r"[-_.]+", "-", package["name"].lower()), version=package["version"]
                )
                for package in json.loads(listed)
            ]
        )

    @override
    async def GetRequiredPackages(
        self, request: language.GetRequiredPackagesRequest, context: Context
    ) -> language.GetRequiredPackagesResponse:
        """Name the plugins that the program's Python packages need."""
        written = await self._ask(request.info, context, required_packages.__file__)
        return language.GetRequiredPackagesResponse(
            packages=[
                plugin_pb2.PackageDependency(
                    name=plugin["name"],
                    kind="resource",
                    version=f"v{plugin['version'].removeprefix('v')}",
                    server=plugin.get("server", ""),
                )
                for plugin in json.loads(written)
            ]
        )

    @override
    async def InstallDependencies(
        self, request: language.InstallDependenciesRequest, context: Context
    ) -> AsyncIterator[language.InstallDependenciesResponse]:
        """Make the virtual environment if it is absent, and install requirements.txt into it.

        A plugin's environment that exists is left as it is, so that asking for the schema of a
        plugin installs nothing.
        """
        folder = request.info.program_directory or request.directory
        absent = await self._absent_virtualenv(request.info, context)
        if absent is not None:
            maker = await self._interpreter(language.ProgramInfo(), context)
            steps: list[list[str | Path]] = [[maker.executable, "-m", "venv", absent]]
            python = Interpreter(absent / "bin/python", absent)
        else:
            steps = []
            python = await self._interpreter(request.info, context)
        required = await asyncio.to_thread(Path(folder, "requirements.txt").exists)
        if required and (steps or not request.is_plugin):
            steps.append([python.executable, "-m", "pip", "install", "-r", "requirements.txt"])
        if not steps:
            yield _line(f"{python.executable} is used as it is")
        for step in steps:
            yield _line(" ".join(map(str, step)))
            async with self.children.start(
                step, environment=python.activate(self.environment), folder=folder
            ) as child:
                async for fd, data in child.output():
                    yield _written(fd, data)
                code = await child.code()
            if code:
                await context.abort(
                    grpc.StatusCode.UNKNOWN, f"{' '.join(map(str, step))}: exit code {code}"
                )

    @override
    async def RuntimeOptionsPrompts(
        self, request: language.RuntimeOptionsRequest, context: Context
    ) -> language.RuntimeOptionsResponse:
        """Ask nothing more in `pulumi new`."""
        return language.RuntimeOptionsResponse()

    @override
    async def Template(
        self, request: language.TemplateRequest, context: Context
    ) -> language.TemplateResponse:
        """Leave a new project as its template made it."""
        return language.TemplateResponse()

    @override
    async def Cancel(self, request: Empty, context: Context) -> Empty:
        """End all programs and plugins; their calls then return."""
        await self.children.end()
        return Empty()

    async def _interpreter(self, info: language.ProgramInfo, context: Context) -> Interpreter:
        try:
            return interpreter_of(info, self.environment)
        except InterpreterError as error:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))

    async def _absent_virtualenv(self, info: language.ProgramInfo, context: Context) -> Path | None:
        """Return the virtual environment that the manifest names, if nothing is there yet."""
        try:
            virtualenv = virtualenv_of(info)
        except InterpreterError as error:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        if virtualenv is None or (virtualenv.exists() and any(virtualenv.iterdir())):
            return None
        return virtualenv

    async def _ask(self, info: language.ProgramInfo, context: Context, *arguments: str) -> str:
        """Return what the program's Python prints when it is run with these arguments."""
        python = await self._interpreter(info, context)
        command: list[str | Path] = [python.executable, *arguments]
        code, output, errors = await self.children.answer(
            command, python.activate(self.environment)
        )
        if code:
            await context.abort(
                grpc.StatusCode.UNKNOWN,
                f"{' '.join(map(str, command))}: exit code {code}: {errors.strip()}",
            )
        return output

    GetRequiredPlugins = _unserved("name plugins apart from their packages")
    GenerateProgram = _unserved("generate a program")
    GenerateProject = _unserved("generate a project")
    GeneratePackage = _unserved("generate an SDK")
    Pack = _unserved("pack an SDK")
    Link = _unserved("link a package")
