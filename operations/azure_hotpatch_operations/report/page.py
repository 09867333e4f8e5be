"""The report as one HTML page: no network, no cookies, opens from disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from azure_hotpatch_operations.report.chart import year_chart
from azure_hotpatch_operations.report.model import (
    Deed,
    Installation,
    Report,
    ReportedMachine,
    deeds,
    reboots,
)

_LETTERS = {
    Deed.NO_REBOOT: ("s", "S"),
    Deed.REBOOTED: ("r", "R"),
    Deed.FAILED: ("f", "F"),
    Deed.NOTHING: ("n", "·"),
}
_ENROLMENTS = {
    "Enabled": "still",
    "Pending Evaluation": "reboot",
    "Disabled": "failed",
    "Not Available": "nothing",
}


@dataclass(frozen=True)
class _Part:
    count: int
    style: str


@dataclass(frozen=True)
class _Tile:
    title: str
    figure: str
    words: str
    parts: tuple[_Part, ...] = ()


@dataclass(frozen=True)
class _Row:
    machine: ReportedMachine
    current: str
    pending: str
    year: tuple[tuple[str, str], ...]
    taken: int
    without: int


def page(report: Report) -> str:
    """Return the page; whatever a machine is called stays text."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_part("page.html.j2"))
    return template.render(
        subject=report.subject,
        cloud=report.cloud,
        at=report.at.isoformat(timespec="seconds"),
        day=report.at.date().isoformat(),
        recorded_from=report.recorded_from.isoformat(),
        notes=report.notes,
        tiles=list(_tiles(report)),
        chart=Markup(year_chart(report)),  # noqa: S704 (its words are escaped where they are put in)
        machines=report.machines,
        needing=[machine for machine in report.machines if machine.needs],
        enrolments=sorted({machine.enrolment for machine in report.machines}),
        months=[f"{year}-{month:02}" for year, month in report.months],
        rows=list(_rows(report)),
        css=Markup(_part("page.css")),  # noqa: S704 (ours)
        js=Markup(_part("page.js")),  # noqa: S704 (ours)
    )


def _part(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")


def _tiles(report: Report) -> Iterator[_Tile]:
    machines = report.machines
    enrolled = sum(machine.enrolment == "Enabled" for machine in machines)
    yield _Tile(
        "Enrolled in hotpatch",
        f"{enrolled} of {len(machines)}",
        _counts((machine.enrolment for machine in machines), _ENROLMENTS),
        tuple(
            _Part(sum(machine.enrolment == word for machine in machines), style)
            for word, style in _ENROLMENTS.items()
        ),
    )
    current = sum(machine.is_current is True for machine in machines)
    behind = sum(machine.is_current is False for machine in machines)
    unknown = len(machines) - current - behind
    yield _Tile(
        "On the newest release",
        f"{current} of {len(machines)}",
        f"{behind} behind, {unknown} not known",
        (_Part(current, "still"), _Part(behind, "failed"), _Part(unknown, "nothing")),
    )
    counted = reboots(report.counted)
    yield _Tile(
        "Reboots for updates",
        str(counted.taken),
        f"{counted.without_hotpatch} without hotpatch: one for each installation recorded",
        (
            _Part(counted.taken, "reboot"),
            _Part(max(counted.without_hotpatch - counted.taken, 0), "still"),
        ),
    )
    needing = sum(bool(machine.needs) for machine in machines)
    yield _Tile(
        "Need a person",
        str(needing),
        "listed below, with what to do" if needing else "nothing to do",
        (_Part(needing, "failed"), _Part(len(machines) - needing, "still")),
    )


def _counts(words: Iterable[str], order: Iterable[str]) -> str:
    found = list(words)
    return ", ".join(f"{found.count(word)} {word}" for word in order if word in found) or "none"


def _rows(report: Report) -> Iterator[_Row]:
    years = deeds(report)
    by_machine: dict[str, list[Installation]] = {}
    for each in report.counted:
        by_machine.setdefault(each.machine, []).append(each)
    for machine in report.machines:
        counted = reboots(by_machine.get(machine.id.lower(), ()))
        yield _Row(
            machine,
            {True: "yes", False: "behind", None: "not known"}[machine.is_current],
            "not known" if machine.pending is None else str(machine.pending),
            tuple(_LETTERS[deed] for deed in years[machine.id.lower()]),
            counted.taken,
            counted.without_hotpatch,
        )
