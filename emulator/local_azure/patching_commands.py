"""The commands about updates: `simulate` without a server, `releases` of the one that runs."""

from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Any

import typer
from rich.table import Table

from local_azure import probe
from local_azure.patching.releases import SYSTEMS
from local_azure.patching.scenario import Scenario, month_of
from local_azure.patching.scenario_files import SHIPPED, open_scenario
from local_azure.patching.simulation import Life
from local_azure.patching.simulation import simulate as lives_of
from local_azure.terminal import AsJson, Where, folder_of, say, table, words

releases = typer.Typer(help="Show or choose which updates come out.", no_args_is_help=True)

Simulated = Enum("Simulated", {name: name for name in ("2022", "2025")}, type=str)  # type: ignore[misc]
System = Enum("System", {name: name for name in SYSTEMS}, type=str)  # type: ignore[misc]


def simulate(
    scenario: Annotated[
        str, typer.Option(help=f"A scenario file, or one that ships: {', '.join(SHIPPED)}.")
    ],
    machines: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=10_000,
            help="How many machines: the file's first, then others, always on.",
        ),
    ] = None,
    os: Annotated[
        Simulated | None, typer.Option(help="Windows Server, in the place of the file's.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Live through a scenario without a server: who installs what, and who reboots."""
    with words(code=2):
        read = open_scenario(scenario)
    wanted = read if machines is None else read.with_machines(machines)
    lives = list(lives_of(wanted))
    title = f"Windows Server {os.value if os else wanted.os}"
    say(as_json, {"machines": [life.as_json() for life in lives]}, _lives(title, wanted, lives))


def _lives(title: str, scenario: Scenario, lives: list[Life]) -> Table:
    made = Table("machine", box=None)
    for column in ("installed", "reboots", "reboots without hotpatch"):
        made.add_column(column, justify="right")
    for life in lives:
        counts = (len(life.installed), life.reboots, life.reboots_without_hotpatch)
        made.add_row(life.name, *(str(count) for count in counts))
    made.title = f"{title}{_span(scenario)}"
    made.title_justify = "left"
    return made


def _span(scenario: Scenario) -> str:
    """`, 2027-01 to 2027-03: 3 releases`."""
    months = [f"{release.date:%Y-%m}" for release in scenario.releases]
    ends = dict.fromkeys((months[0], months[-1])) if months else ()
    count = "1 release" if len(months) == 1 else f"{len(months)} releases"
    return f", {' to '.join(ends)}: {count}" if months else f": {count}"


@releases.command("list")
def releases_list(folder: Where = None, *, as_json: AsJson = False) -> None:
    """List what came out in the last year, and what comes in the next."""
    with words():
        answer = probe.ask(folder_of(folder), "GET", "/releases")
    rows: list[dict[str, Any]] = [
        {"os": f"Windows Server {system}", **each, "kb": each["kb"] or ""}
        for system, several in answer.items()
        for each in several["releases"]
    ]
    say(as_json, answer, table(rows, ("os", "date", "type", "planned", "kb")))


@releases.command("use")
def releases_use(
    scenario: Annotated[
        str, typer.Argument(help=f"A scenario file, or one that ships: {', '.join(SHIPPED)}.")
    ],
    folder: Where = None,
    begin: Annotated[
        str | None, typer.Option(help="The month of its first release, YYYY-MM: it is moved there.")
    ] = None,
    os: Annotated[
        list[System] | None,
        typer.Option(help="Windows Server; may be given more than once. Default: the scenario's."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Let the releases of a scenario come out, and no others; its machines are left alone.

    Where it says when they are off or fail, standard error says that this is not looked at.
    """
    with words(code=2):
        read = open_scenario(scenario)
    try:
        month_of(begin or "2027-01")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--begin") from error
    systems = [each.value for each in os or ()] or [read.os]
    body = {"scenario": read.as_json(), "systems": systems}
    with words():
        answer = probe.ask(
            folder_of(folder), "POST", "/releases", body | ({"begin": begin} if begin else {})
        )
    for line in _left_alone(read):
        typer.echo(f"local-azure: {line}", err=True)
    known = ", ".join(f"Windows Server {system}" for system in systems)
    say(as_json, answer, f"releases of {scenario} come out for {known}")


def _left_alone(scenario: Scenario) -> Iterator[str]:
    """What a scenario says of its machines, which are none of this Azure's."""
    named = [each.name for each in scenario.machines if each.off or each.fails]
    if named:
        yield (
            f"machines[].off and .fails of {', '.join(named)} are not looked at: the machines here"
            " are your own. Deallocate them, or order `fault add fail-patches`; `local-azure"
            " simulate` lives through the scenario's."
        )


@releases.command("reset")
def releases_reset(folder: Where = None, *, as_json: AsJson = False) -> None:
    """Go back to the known releases, and the planned ones after them."""
    with words():
        probe.ask(folder_of(folder), "DELETE", "/releases")
    say(as_json, {"status": "ok"}, "known and planned releases come out")
