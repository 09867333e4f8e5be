"""The file that remembers installations for longer than Azure does."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.report import ledger
from tests.operations.report.reported import AT, installation

DAY = dt.timedelta(days=1)


def test_a_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Nothing is lost on disk, and no unfinished file is left there."""
    file = tmp_path / "year" / "installations.json"
    known = ledger.reading([installation(kbs=("5068966",))], AT)

    ledger.write(file, known)

    assert ledger.read(file) == known
    assert [each.name for each in file.parent.iterdir()] == ["installations.json"]


def test_no_file_is_no_history(tmp_path: Path) -> None:
    """The first report begins the file."""
    assert ledger.read(tmp_path / "installations.json") is None


def test_of_one_installation_the_newer_reading_counts() -> None:
    """What was going on at the last reading has ended by this one."""
    old = ledger.reading([installation(status="InProgress"), installation(month=9)], AT - 20 * DAY)
    new = ledger.reading([installation()], AT)

    assert ledger.merged(old, new) == ledger.Ledger(
        AT, AT - 50 * DAY, (installation(month=9), installation())
    )


def test_after_a_gap_the_history_is_whole_from_its_end_only() -> None:
    """Two readings more than 30 days apart miss what Azure forgot between them."""
    old = ledger.reading([installation(month=8)], AT - 31 * DAY)

    found = ledger.merged(old, ledger.reading([], AT))

    assert found == ledger.Ledger(AT, AT - 30 * DAY, (installation(month=8),))


@given(st.lists(st.integers(1, 60), min_size=1))
def test_reading_every_30_days_or_oftener_loses_nothing(pauses: list[int]) -> None:
    """Whole since the first reading exactly as long as no pause is over 30 days."""
    at, known = AT, ledger.reading([], AT)
    whole = AT - 30 * DAY
    for pause in pauses:
        at += pause * DAY
        whole = at - 30 * DAY if pause > 30 else whole
        known = ledger.merged(known, ledger.reading([], at))

    assert known.whole_from == whole


def test_a_file_that_is_something_else_is_refused_and_kept(tmp_path: Path) -> None:
    """All mistakes are told together, and the file stays as it is."""
    file = tmp_path / "installations.json"
    row = {
        "machine": 1, "activity": "a", "at": "yesterday", "status": "Succeeded",
        "reboot_status": "", "installed": -1, "started_by": "", "kbs": [5068966],
    }  # fmt: skip
    text = json.dumps({"format": 1, "readAt": None, "wholeFrom": "2026-11-25T10:00:00+00:00",
                       "installations": [row, {}]})  # fmt: skip
    file.write_text(text)

    with pytest.raises(UsageError) as refused:
        ledger.read(file)

    assert str(refused.value).removeprefix(str(file)) == (
        " cannot be used:\n"
        "  readAt: found None; allowed: a time with its zone.\n"
        "  installations[0].machine: found 1; allowed: a text.\n"
        "  installations[0].at: found 'yesterday'; allowed: a time with its zone.\n"
        "  installations[0].installed: found -1; allowed: a number from 0.\n"
        "  installations[0].kbs: found [5068966]; allowed: a list of texts.\n"
        "  installations[1]: allowed: an object of exactly machine, activity, at, status, "
        "reboot_status, installed, started_by, kbs."
    )
    assert file.read_text() == text


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2}', "\x00"])
def test_whatever_is_no_ledger_is_wrong_use(tmp_path: Path, text: str) -> None:
    """The command ends with exit code 2 and a sentence, not a traceback."""
    file = tmp_path / "notes.txt"
    file.write_text(text)

    with pytest.raises(UsageError, match=r"Name another file\."):
        ledger.read(file)
