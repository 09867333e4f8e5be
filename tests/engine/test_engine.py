"""The real engine runs Python programs and policy packs with what `make` puts in place."""

import json
import signal
import subprocess
import textwrap
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from .test_processes import gone

pytestmark = pytest.mark.engine

Pulumi = Callable[..., subprocess.CompletedProcess[str]]
UP = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", "dev"]
PACK = '''
    """A policy pack that pulumi_policy did not write: one finding about every stack."""
    import concurrent.futures
    import grpc
    from pulumi.runtime.proto import analyzer_pb2 as analyzer
    from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

    class Pack(analyzer_pb2_grpc.AnalyzerServicer):
        def Handshake(self, request, context):
            return analyzer.AnalyzerHandshakeResponse()
        def GetAnalyzerInfo(self, request, context):
            policy = analyzer.PolicyInfo(name="never", enforcementLevel=analyzer.MANDATORY)
            return analyzer.AnalyzerInfo(name="pack", version="1.0.0", policies=[policy])
        def GetPluginInfo(self, request, context):
            return plugin_pb2.PluginInfo(version="1.0.0")
        def ConfigureStack(self, request, context):
            return analyzer.AnalyzerStackConfigureResponse()
        def Analyze(self, request, context):
            return analyzer.AnalyzeResponse()
        def AnalyzeStack(self, request, context):
            found = analyzer.AnalyzeDiagnostic(
                policyName="never", policyPackName="pack", policyPackVersion="1.0.0",
                message="this stack is refused", enforcementLevel=analyzer.MANDATORY,
            )
            return analyzer.AnalyzeResponse(diagnostics=[found])

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Pack(), server)
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()
'''
SLEEPING = """
    import os, pathlib, time
    pathlib.Path("pid").write_text(str(os.getpid()))
    print("asleep", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a program that exports one number."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: tiny\nruntime: python\n")
    (folder / "__main__.py").write_text("import pulumi\npulumi.export('one', 1)\n")
    return folder


@pytest.fixture
def pulumi(project: Path, engine_environment: dict[str, str]) -> Pulumi:
    """Run `pulumi` in the project, which has a stack `dev`."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", *arguments],
            cwd=project,
            env=engine_environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    assert run("stack", "init", "dev").returncode == 0
    return run


def test_a_program_goes_up_and_nothing_warns(pulumi: Pulumi, project: Path) -> None:
    """The language host lies beside `pulumi`: elsewhere the engine warns on every run."""
    (project / "__main__.py").write_text("import pulumi\nprint('hello')\npulumi.export('one', 1)\n")

    preview = pulumi("preview", "--non-interactive", "--stack", "dev")
    up = pulumi(*UP)

    assert (preview.returncode, up.returncode) == (0, 0)
    assert "hello" in up.stdout
    assert "one: 1" in up.stdout
    assert "warning" not in (preview.stdout + up.stdout).lower()


def test_a_program_that_refuses_says_so_without_a_traceback(pulumi: Pulumi, project: Path) -> None:
    """pulumi.RunError is what a refusal is."""
    (project / "__main__.py").write_text("import pulumi\nraise pulumi.RunError('web: no')\n")

    up = pulumi(*UP)

    assert up.returncode != 0
    assert "error: web: no" in up.stdout
    assert "Traceback" not in up.stdout


def test_a_program_that_fails_shows_where(pulumi: Pulumi, project: Path) -> None:
    """The user's lines only, and once."""
    (project / "__main__.py").write_text("def far():\n    return 1 / 0\n\n\nfar()\n")

    up = pulumi(*UP)

    assert up.returncode != 0
    assert up.stdout.count("ZeroDivisionError: division by zero\n") == 1
    assert "line 2, in far" in up.stdout
    assert "pulumi-language-python-exec" not in up.stdout


def test_a_program_that_exits_is_reported_with_its_code(pulumi: Pulumi, project: Path) -> None:
    """It has said nothing itself."""
    (project / "__main__.py").write_text("import os\nos._exit(3)\n")

    up = pulumi(*UP)

    assert up.returncode != 0
    assert "program exited with non-zero exit code: 3" in up.stdout


def test_a_secret_of_the_configuration_stays_one(pulumi: Pulumi, project: Path) -> None:
    """The program sees the text; output and state do not."""
    pulumi("config", "set", "plain", "seen", "--stack", "dev")
    pulumi("config", "set", "word", "canary-1c9f", "--secret", "--stack", "dev")
    (project / "__main__.py").write_text(
        "import pulumi\nconfig = pulumi.Config()\npulumi.export('plain', config.require('plain'))\n"
        "pulumi.export('word', pulumi.Output.from_input(config.get_secret('word')).apply(len))\n"
        "pulumi.export('kept', config.require_secret('word'))\n"
    )

    up = pulumi(*UP)
    exported = pulumi("stack", "export", "--stack", "dev").stdout
    shown = pulumi("stack", "output", "--json", "--show-secrets", "--stack", "dev").stdout

    assert up.returncode == 0
    assert json.loads(shown) == {"kept": "canary-1c9f", "plain": "seen", "word": 11}
    assert "canary-1c9f" not in up.stdout + exported


def test_a_policy_pack_stops_a_preview(pulumi: Pulumi, tmp_path: Path) -> None:
    """The pack runs in a process of its own, which the language host starts."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (pack / "__main__.py").write_text(textwrap.dedent(PACK))

    preview = pulumi("preview", "--stack", "dev", "--policy-pack", str(pack))

    assert preview.returncode != 0
    assert "this stack is refused" in preview.stdout


def test_a_virtualenv_that_is_not_there_is_named(pulumi: Pulumi, project: Path) -> None:
    """With the commands that make it."""
    manifest = "name: tiny\nruntime:\n  name: python\n  options:\n    virtualenv: .absent\n"
    (project / "Pulumi.yaml").write_text(manifest)

    up = pulumi(*UP)

    assert up.returncode != 0
    assert f"virtualenv names {project}/.absent, which does not exist" in up.stdout
    assert "Make it with `pulumi install`" in up.stdout


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGKILL])
def test_an_engine_that_is_stopped_leaves_no_process(
    project: Path, pulumi: Pulumi, engine_environment: dict[str, str], signum: signal.Signals
) -> None:
    """After Ctrl-C, and after a kill -9, the program does not run on either."""
    del pulumi  # It made the stack.
    (project / "__main__.py").write_text(textwrap.dedent(SLEEPING))
    with subprocess.Popen(
        ["pulumi", *UP],
        cwd=project,
        env=engine_environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    ) as engine:
        assert engine.stdout is not None
        for line in engine.stdout:
            if "asleep" in line:
                break
        reader = threading.Thread(target=engine.stdout.read)
        reader.start()

        engine.send_signal(signum)
        reader.join(60)

    assert not reader.is_alive()
    assert gone(int((project / "pid").read_text()))
