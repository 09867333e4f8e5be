"""A history for people: a line an installation, and what Azure does not remember."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table

from azure_hotpatch_operations.history.model import History, Run
from azure_hotpatch_operations.patch_records import INSTALLATIONS_KEPT, Patch

_UNKNOWN = "unknown"


def history_words(history: History) -> Iterator[RenderableType]:
    """The whole history."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title in ("Began", "Machine", "Status", "Reboot", "Started by", "Updates"):
        table.add_column(title)
    for each in history.machines:
        for run in each.runs:
            installation = run.installation
            began = installation.began
            table.add_row(
                _UNKNOWN if began is None else f"{began:%Y-%m-%d %H:%M}",
                each.machine.id.name,
                installation.status or _UNKNOWN,
                installation.reboot_status or _UNKNOWN,
                installation.started_by or _UNKNOWN,
                "; ".join(_updates(run)),
            )
    if table.row_count:
        yield table
    silent = [each.machine.id.name for each in history.machines if not each.runs]
    if silent:
        yield f"Nothing installed on record: {', '.join(silent)}."
    yield from history.missing.values()
    yield (
        f"Azure keeps installations for {INSTALLATIONS_KEPT.days} days: what came before"
        f" {history.since:%Y-%m-%d} is not known here."
    )


def _updates(run: Run) -> Iterator[str]:
    """What the run did, by what became of each update, failures first."""
    for state, word in (("Failed", "failed"), ("Installed", "installed"), ("Pending", "pending")):
        named = [_named(each) for each in run.of_state(state)]
        if named:
            yield f"{word} {', '.join(named)}"
        elif run.installation.counts.get(word):
            yield f"{word} {run.installation.counts[word]}"
    if run.installation.window_exceeded:
        yield "its time was too short"
    if run.installation.error:
        yield run.installation.error


def _named(patch: Patch) -> str:
    """An update by its article, which titles have in them as a rule."""
    return (
        patch.name if patch.kb is None or patch.kb in patch.name else f"{patch.name} (KB{patch.kb})"
    )
