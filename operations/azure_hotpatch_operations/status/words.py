"""A status for people: a table, what needs them in sentences, and a sum."""

import datetime as dt
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table

from azure_hotpatch_operations.patch_records import Assessment, Installation
from azure_hotpatch_operations.status.model import MachineStatus, StatusReport, Verdict

_FEW = 10
"""So many machines have all said of them; of more, what happens by itself is left out."""
_STYLES = {Verdict.NEEDS_PERSON: "bold", Verdict.UNKNOWN: "bold", Verdict.NOT_ELIGIBLE: "dim"}
_UNKNOWN = "unknown"


def report_words(report: StatusReport) -> Iterator[RenderableType]:
    """The whole status."""
    if len(report.machines) == 1 and not report.missing:
        yield from _one(report.machines[0], report.at)
        return
    yield _table(report)
    yield ""
    for each in report.machines:
        waits = each.waits if len(report.machines) <= _FEW else ()
        for sentence in (*each.needs, *each.doubts, *waits):
            yield f"{each.machine.id.name}: {sentence}"
    yield from report.missing.values()
    yield from _coming(report.machines, report.at)
    yield _sum(report)


def _table(report: StatusReport) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    has_groups = len({each.machine.id.group.lower() for each in report.machines}) > 1
    titles = ("Machine", "Hotpatch", "Patches by", "Assessed", "Pending", "Reboot")
    for title in (*(("Group",) if has_groups else ()), *titles):
        table.add_column(title)
    for title in ("Last installation", "Current", "Baseline planned", "Verdict"):
        table.add_column(title)
    for each in report.machines:
        baseline = each.standing.next_baseline
        table.add_row(
            *((each.machine.id.group,) if has_groups else ()),
            each.machine.id.name,
            each.enrolment.value,
            each.orchestration,
            _assessed(each.patching.assessment),
            _pending(each.patching.assessment),
            _reboot(each.patching.assessment),
            _installed(each.patching.installation),
            _current(each),
            "none" if baseline is None else baseline.date.isoformat(),
            each.verdict.value,
            style=_STYLES.get(each.verdict),
        )
    return table


def _one(status: MachineStatus, now: dt.datetime) -> Iterator[RenderableType]:
    """A single machine, line by line."""
    machine, patching, standing = status.machine, status.patching, status.standing
    coming, baseline = standing.next_release, standing.next_baseline
    why = f" ({status.why_not_eligible})" if status.why_not_eligible else ""
    lines = [
        ("Machine", machine.id.path),
        ("System", f"{machine.system}, {machine.image_name or 'no marketplace image'}"),
        ("Power", machine.power or _UNKNOWN),
        ("Agent", machine.agent or _UNKNOWN),
        ("Hotpatch", f"{status.enrolment.value}{why}"),
        ("Patches by", status.orchestration),
        ("Assessed", _assessed(patching.assessment)),
        ("Pending", _pending(patching.assessment)),
        *(("", each.name) for each in patching.urgent),
        ("Reboot", _reboot(patching.assessment)),
        ("Last installation", _installed(patching.installation)),
        ("Current", f"{_current(status)}: {standing.reason}"),
    ]
    if coming is not None:
        said = f"{coming.date}, {coming.kind.value}, {coming.reboot_on(now.date())}"
        lines.append(("Next release", said))
    if baseline is not None:
        lines.append(("Baseline planned", f"{baseline.date}, {baseline.reboot_on(now.date())}"))
    undocumented = machine.patch_status.get("hotPatchStatus")
    if undocumented is not None:
        lines.append(("hotPatchStatus", f"{undocumented} (undocumented)"))
    lines.append(("Verdict", status.verdict.value))
    table = Table.grid(padding=(0, 2, 0, 0))
    for label, value in lines:
        table.add_row(label, value)
    yield table
    for sentence in (*status.needs, *status.doubts, *status.waits):
        yield f"  {sentence}"


def _coming(machines: Iterable[MachineStatus], now: dt.datetime) -> Iterator[str]:
    """What is planned next, once for each system."""
    systems = {each.machine.system: each.standing for each in machines}
    for system, standing in sorted(systems.items()):
        coming = standing.next_release
        if coming is not None:
            yield (
                f"{system}: next planned release {coming.date}, {coming.kind.value},"
                f" {coming.reboot_on(now.date())}."
            )


_SUMS = {
    Verdict.NEEDS_PERSON: ("needs a person", "need a person"),
    Verdict.UNKNOWN: ("unknown", "unknown"),
    Verdict.WAITING: ("waiting", "waiting"),
    Verdict.GOOD: ("as wished", "as wished"),
    Verdict.NOT_ELIGIBLE: ("not eligible", "not eligible"),
}


def _sum(report: StatusReport) -> str:
    counts = [
        f"{count} {_SUMS[verdict][count > 1]}" for verdict, count in report.counts.items() if count
    ]
    if report.missing:
        counts.append(f"{len(report.missing)} not found")
    left_out = f" {report.others} without Windows left out." if report.others else ""
    return f"{report.subject}: {', '.join(counts)}.{left_out}"


def _assessed(assessment: Assessment | None) -> str:
    if assessment is None:
        return "not in 7 days"
    return f"{_minute(assessment.at)} {assessment.status or _UNKNOWN}"


def _pending(assessment: Assessment | None) -> str:
    if assessment is None or assessment.pending is None:
        return _UNKNOWN
    some = [f"{name} {count}" for name, count in assessment.pending.items() if count]
    return ", ".join(some) or "none"


def _reboot(assessment: Assessment | None) -> str:
    pending = None if assessment is None else assessment.reboot_pending
    return _UNKNOWN if pending is None else "pending" if pending else "not pending"


def _installed(installation: Installation | None) -> str:
    if installation is None:
        return "none in 30 days"
    said = f"{_minute(installation.at)} {installation.status or _UNKNOWN}"
    return f"{said}, reboot {installation.reboot_status or _UNKNOWN}"


def _current(status: MachineStatus) -> str:
    known = status.standing.is_current
    return _UNKNOWN if known is None else "yes" if known else "no"


def _minute(at: dt.datetime | None) -> str:
    return _UNKNOWN if at is None else f"{at:%Y-%m-%d %H:%M}"
