"""The language host streams what its children write, and ends them before it ends."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, cast

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as language
from pulumi.runtime.proto.language_pb2 import RunPluginResponse as Response

from .conftest import Host


class Call(Iterator[Response], Protocol):
    """What a streaming call returns."""

    def cancel(self) -> None:
        """Let the call go."""


SLEEPING = """
    import os, signal, sys, time
    {prepare}
    print(os.getpid(), flush=True)
    time.sleep(600)
"""
STUBBORN = "[signal.signal(one, signal.SIG_IGN) for one in (signal.SIGTERM, signal.SIGINT)]"


def gone(pid: int) -> bool:
    """Whether a process is no more, or is soon."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists():
            with contextlib.suppress(OSError):
                if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                    return True
        time.sleep(0.01)
    return False


def run(host: Host, *arguments: str, kind: str = "resource") -> Call:
    """Start the project as a plugin."""
    request = language.RunPluginRequest(
        info=host.project(), pwd=str(host.folder), args=arguments, kind=kind
    )
    return cast("Call", host.calls.RunPlugin(request))


def sleeper(host: Host, prepare: str = "") -> tuple[int, Call]:
    """Start a plugin that sleeps; return its process id and its call."""
    host.program(SLEEPING.format(prepare=prepare))
    call = run(host)
    return int(next(call).stdout), call


def test_a_plugin_gets_its_arguments_and_its_output_is_streamed(host: Host) -> None:
    """Output and error output apart, the exit code last."""
    host.program("""
        import sys
        print(sys.argv[1:])
        print("oh", file=sys.stderr)
        sys.exit(7)
    """)

    responses = list(run(host, "127.0.0.1:1", "--flag"))

    assert b"".join(one.stdout for one in responses) == b"['127.0.0.1:1', '--flag']\n"
    assert b"".join(one.stderr for one in responses) == b"oh\n"
    assert responses[-1] == Response(exitcode=7)


def test_a_plugin_gets_the_environment_and_folder_that_the_engine_names(host: Host) -> None:
    """Nothing of the host's own environment, once the engine names one."""
    host.program("import os; print(os.getcwd(), os.environ['HOTPATCH'], 'PATH' in os.environ)")
    request = language.RunPluginRequest(
        info=host.project(), pwd=str(host.folder.parent), env=["HOTPATCH=a=b"]
    )

    written = b"".join(one.stdout for one in host.calls.RunPlugin(request))

    assert written.decode() == f"{host.folder.parent} a=b False\n"


def test_a_policy_pack_is_run_by_pulumi_policy(host: Host) -> None:
    """The module runs the pack's folder; the engine's address comes first."""
    host.program("import sys; print(sys.orig_argv[1:])")

    written = b"".join(one.stdout for one in run(host, "127.0.0.1:1", kind="analyzer")).decode()

    assert written == f"{['-u', '-m', 'pulumi.policy', '127.0.0.1:1', str(host.folder)]}\n"


def test_what_a_plugin_leaves_behind_does_not_hold_its_call(host: Host) -> None:
    """A grandchild may keep the pipes; the call ends with the plugin."""
    host.program("""
        import subprocess
        print(subprocess.Popen(["sleep", "600"]).pid, flush=True)
    """)

    responses = list(run(host))

    assert responses[-1] == Response(exitcode=0)
    host.process.terminate()
    host.process.wait()
    assert gone(int(responses[0].stdout))


def test_a_call_that_the_engine_lets_go_ends_its_plugin(host: Host) -> None:
    """That is how the engine ends a plugin."""
    pid, call = sleeper(host)

    call.cancel()

    assert gone(pid)


def test_a_program_whose_run_the_engine_lets_go_is_ended(host: Host) -> None:
    """As on Ctrl-C, when the engine has not asked for a cancellation first."""
    call = host.calls.Run.future(language.RunRequest(info=host.project(), args=["sleep"]))
    assert host.process.stdout is not None
    host.process.stdout.readline()
    pid = int(host.process.stdout.readline())

    call.cancel()  # type: ignore[no-untyped-call]  # grpc-stubs leave it so.

    assert gone(pid)


def terminate(host: Host) -> None:
    """As `kill` does."""
    host.process.terminate()


def interrupt_group(host: Host) -> None:
    """As the engine does when it is done."""
    os.killpg(host.process.pid, signal.SIGINT)


def engine_is_gone(host: Host) -> None:
    """As after kill -9 of the engine: the other end of standard input is closed."""
    assert host.process.stdin is not None
    host.process.stdin.close()


ENDINGS = [terminate, interrupt_group, engine_is_gone]


@pytest.mark.parametrize("end", ENDINGS)
@pytest.mark.parametrize("prepare", ["", STUBBORN], ids=["willing", "stubborn"])
def test_the_host_ends_its_children_however_it_ends(
    host: Host, end: Callable[[Host], None], prepare: str
) -> None:
    """One that ignores SIGTERM is killed."""
    pid, call = sleeper(host, prepare)

    end(host)
    with contextlib.suppress(grpc.RpcError):
        list(call)
    host.process.wait(60)

    assert gone(pid)


def test_cancel_ends_all_children_and_the_host_serves_on(host: Host) -> None:
    """Their calls return, with the signal as exit code."""
    pid, call = sleeper(host)
    answers: list[Response] = []
    reader = threading.Thread(target=lambda: answers.extend(call))
    reader.start()

    host.calls.Cancel(Empty())
    reader.join(5)

    assert gone(pid)
    assert answers[-1] == Response(exitcode=-signal.SIGTERM)
    assert host.calls.GetPluginInfo(Empty()).version
