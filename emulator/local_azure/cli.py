"""The command `local-azure`: one verb, one function."""

import json
import logging
import shlex
import uuid
from datetime import timedelta
from enum import Enum
from typing import Annotated

import typer

from local_azure import daemon, faults, instance, patching_commands, probe, subscriptions
from local_azure.arm import Json
from local_azure.azure import Durations
from local_azure.clock import Clock
from local_azure.environment import environment
from local_azure.server import serve as serve_until_stopped
from local_azure.spans import durations_of, hours, span, steps_of
from local_azure.terminal import AsJson, Where, folder_of, progress, say, table, words

PORT = 18743

app = typer.Typer(
    help="A local Azure Resource Manager for hotpatch machines: a stand-in, on loopback only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
clock = typer.Typer(help="Show or move the time in the local Azure.", no_args_is_help=True)
fault = typer.Typer(help="Order what shall go wrong.", no_args_is_help=True)
app.add_typer(clock, name="clock")
app.add_typer(fault, name="fault")
app.add_typer(patching_commands.releases, name="releases")
app.command()(patching_commands.simulate)

Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, help="The loopback port; 0 takes a free one.")
]
Subscriptions = Annotated[
    list[str] | None,
    typer.Option("--subscription", help="A subscription's GUID; may be given more than once."),
]
Bare = Annotated[
    bool,
    typer.Option("--bare", help="Microsoft.Compute and Microsoft.Network begin NotRegistered."),
]
DurationOptions = Annotated[
    list[str] | None,
    typer.Option("--duration", help="How long a thing takes here, in seconds: feature=3."),
]
OffPeak = Annotated[
    str,
    typer.Option(
        "--off-peak", help="The hours, in a region's time zone, in which updates are installed."
    ),
]

Action = Enum("Action", {name: name for name in faults.ACTIONS}, type=str)  # type: ignore[misc]


@app.command()
def serve(
    folder: Where = None,
    port: Port = PORT,
    subscription: Subscriptions = None,
    duration: DurationOptions = None,
    off_peak: OffPeak = "22-4",
    *,
    bare: Bare = False,
) -> None:
    """Serve in the foreground; prints one line of JSON when ready."""
    durations = _durations(duration or [])
    night = _hours(off_peak)
    _check_subscriptions(subscription or [])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    where = folder_of(folder)
    with words():
        where.prepare()
        with where.serving():
            settings = where.settings(tuple(subscription or ()), bare=bare, off_peak=night)
            azure = instance.open_azure(where.state, settings=settings, durations=durations)
            subscriptions.add(azure, subscription or ())

            def ready(server: Json) -> None:
                known = list(subscriptions.known(azure))
                where.announce({**server, "subscriptions": known})
                typer.echo(
                    json.dumps({name: server[name] for name in ("origin", "port", "folder")})
                )

            try:
                serve_until_stopped(azure, Clock(azure.store), where, port, ready)
            finally:
                azure.store.close()


@app.command()
def start(
    folder: Where = None,
    port: Port = PORT,
    subscription: Subscriptions = None,
    duration: DurationOptions = None,
    off_peak: OffPeak = "22-4",
    *,
    bare: Bare = False,
    as_json: AsJson = False,
) -> None:
    """Start it in the background and wait until it is healthy."""
    _durations(duration or [])
    _hours(off_peak)
    _check_subscriptions(subscription or [])
    options = [
        *(word for each in subscription or [] for word in ("--subscription", each)),
        *(word for each in duration or [] for word in ("--duration", each)),
        "--off-peak",
        off_peak,
        *(["--bare"] if bare else []),
    ]
    with words():
        server, is_new = daemon.start(folder_of(folder), port, options)
    said = "started" if is_new else "already running"
    say(as_json, {**server, "started": is_new}, f"local Azure {said}: {server['origin']}")


@app.command()
def stop(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Stop the one that serves the folder."""
    with words():
        server = daemon.stop(folder_of(folder))
    say(as_json, server, f"local Azure stopped: {server['origin']}")


@app.command()
def status(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Tell whether it runs; the exit code is 1 when it doesn't."""
    where = folder_of(folder)
    if not where.is_served():
        say(as_json, {"running": False, "folder": str(where.path)}, "local Azure: not running")
        raise typer.Exit(1)
    with words():
        server = where.server()
        time = probe.ask(where, "GET", "/clock")
    say(
        as_json,
        {"running": True, **server, "clock": time},
        f"local Azure: {server['origin']} (process {server['pid']}, folder {server['folder']},"
        f" its time {time['time']})",
    )


@app.command()
def env(
    folder: Where = None,
    *,
    managed_identity: Annotated[bool, typer.Option(help="In the place of the secret.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the exports with which clients find it: eval "$(local-azure env)"."""
    with words():
        names = environment(folder_of(folder), managed_identity=managed_identity)
    text = "\n".join(f"export {name}={shlex.quote(value)}" for name, value in names.items())
    say(as_json, names, text)


@app.command()
def reset(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Forget all resources, registrations, faults and the clock's offset."""
    with words():
        answer = probe.ask(folder_of(folder), "POST", "/reset")
    say(as_json, answer, "local Azure: everything forgotten")


@app.command()
def requests(folder: Where = None, *, as_json: AsJson = False) -> None:
    """List the last requests: what was asked and answered, without bodies and tokens."""
    with words():
        rows = probe.ask(folder_of(folder), "GET", "/requests")
    say(as_json, rows, table(rows, ("number", "time", "method", "path", "status", "code")))


@clock.command("show")
def clock_show(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Show the time in it."""
    with words():
        answer = probe.ask(folder_of(folder), "GET", "/clock")
    say(as_json, answer, answer["time"])


@clock.command("advance")
def clock_advance(by: str, folder: Where = None, *, as_json: AsJson = False) -> None:
    """Move its time on: 90s, 15m, 2h, 30d."""
    try:
        steps = steps_of(span(by), timedelta(days=7))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    answer: Json = {}
    with words():
        # Step by step: a year of many machines takes a while, and Ctrl-C ends it in between.
        for step in progress(steps, "time passes"):
            seconds = {"advance": step.total_seconds()}
            answer = probe.ask(folder_of(folder), "POST", "/clock", seconds)
    say(as_json, answer, answer["time"])


@fault.command("add")
def fault_add(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    action: Action,
    path: Annotated[str, typer.Argument(help="The request's path; * stands for any characters.")],
    folder: Where = None,
    method: Annotated[str, typer.Option(help="The method, or * for any.")] = "*",
    times: Annotated[int, typer.Option(min=1, help="How many times it happens.")] = 1,
    status: Annotated[int | None, typer.Option(help="Of `status`: 429, 500, 403 …")] = None,
    code: Annotated[str | None, typer.Option(help="ARM's error code.")] = None,
    message: Annotated[str | None, typer.Option(help="ARM's error message.")] = None,
    retry_after: Annotated[int | None, typer.Option(help="Seconds, with `status`.")] = None,
    state: Annotated[str | None, typer.Option(help="Of `flap`: the older state.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Order a fault."""
    wanted = {
        "action": action.value,
        "path": path,
        "method": method,
        "times": times,
        "status": status,
        "code": code,
        "message": message,
        "retryAfter": retry_after,
        "state": state,
    }
    body = {name: value for name, value in wanted.items() if value is not None}
    with words():
        answer = probe.ask(folder_of(folder), "POST", "/faults", body)
    say(as_json, answer, f"fault ordered: {answer['id']}")


@fault.command("list")
def fault_list(folder: Where = None, *, as_json: AsJson = False) -> None:
    """List the faults that were ordered, with how many times each happened."""
    with words():
        rows = probe.ask(folder_of(folder), "GET", "/faults")
    say(as_json, rows, table(rows, ("action", "method", "path", "times", "happened")))


@fault.command("clear")
def fault_clear(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Forget all faults."""
    with words():
        probe.ask(folder_of(folder), "DELETE", "/faults")
    say(as_json, {"status": "ok"}, "faults cleared")


def _durations(texts: list[str]) -> Durations:
    try:
        return durations_of(texts)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--duration") from error


def _hours(text: str) -> tuple[int, int]:
    try:
        return hours(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--off-peak") from error


def _check_subscriptions(texts: list[str]) -> None:
    for text in texts:
        try:
            uuid.UUID(text)
        except ValueError as error:
            raise typer.BadParameter(
                f"{text!r}: a GUID is needed, as 00000000-0000-4000-8000-000000000001",
                param_hint="--subscription",
            ) from error
