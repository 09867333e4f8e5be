"""`azure-hotpatch report`, against a local Azure."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_azure.compute.estate import write_estate
from local_azure.folder import Folder
from local_azure.testing import running
from tests.operations.status.conftest import AT, Estate


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Three machines that are as wished, each with one installation on record."""
    folder = Folder(tmp_path_factory.mktemp("estate") / "azure")
    write_estate(folder, 3, at=AT)
    with running(folder.path) as azure:
        yield Estate(azure)


def report(estate: Estate, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Write the report of the group into a folder."""
    page = folder / "report.html"
    return estate.run("report", "--resource-group", "hotpatch", "--output", str(page), *words)


def test_the_page_shows_the_machines_that_azure_has(estate: Estate, tmp_path: Path) -> None:
    """One line says where it is, and what stands out."""
    done = report(estate, tmp_path)

    assert (done.returncode, done.stdout) == (
        0,
        (
            f"{tmp_path}/report.html: 3 machines, 0 need a person; 0 reboots on record, where 3"
            " would have been without hotpatch; none is missing since 2035-02-18\n"
        ),
    )
    assert (tmp_path / "report.html").read_text().count("<tr data-enrolment=") == 3


def test_json_has_the_same(estate: Estate, tmp_path: Path) -> None:
    """For a job that keeps the figures."""
    found: dict[str, Any] = json.loads(report(estate, tmp_path, "--json").stdout)

    assert found | {"at": ""} == {
        "page": f"{tmp_path}/report.html",
        "at": "",
        "machines": 3,
        "needAPerson": 0,
        "recordedFrom": "2035-02-18",
        "reboots": 0,
        "rebootsWithoutHotpatch": 3,
        "missing": [],
    }


def test_the_history_remembers_from_report_to_report(estate: Estate, tmp_path: Path) -> None:
    """The same installation is never counted twice."""
    file = tmp_path / "installations.json"
    report(estate, tmp_path, "--history", str(file))
    first = json.loads(file.read_text())

    done = report(estate, tmp_path, "--history", str(file), "--json")

    second = json.loads(file.read_text())
    assert (len(first["installations"]), first["installations"]) == (3, second["installations"])
    assert first["wholeFrom"] == second["wholeFrom"]
    assert json.loads(done.stdout)["rebootsWithoutHotpatch"] == 3


def test_a_history_that_is_another_file_is_refused_before_azure_is_asked(
    estate: Estate, tmp_path: Path
) -> None:
    """Nothing is written, neither the page nor over the file."""
    file = tmp_path / "notes.json"
    file.write_text('{"format": 7}')
    asked = len(estate.queries())

    done = report(estate, tmp_path, "--history", str(file))

    assert (done.returncode, done.stderr) == (
        2,
        (
            f"azure-hotpatch: {file} cannot be used:\n"
            "  format: found 7; allowed: 1. Name another file.\n"
        ),
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.json"]
    assert len(estate.queries()) == asked


def test_a_page_that_cannot_be_written_is_one_sentence(estate: Estate, tmp_path: Path) -> None:
    """No traceback for a folder that is a file."""
    (tmp_path / "report.html").mkdir()

    done = report(estate, tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith(f"azure-hotpatch: {tmp_path}/report.html: it cannot be written:")
