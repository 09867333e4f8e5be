"""The dev stack lives through the year of Microsoft's sample schedule: `make simulate`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.checkout import ROOT, checkout

pytestmark = pytest.mark.engine

YEAR = """\
January baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
February hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
March unplanned baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
April baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
May hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
June hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
July baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
August unplanned baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
September hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
October baseline rebooted: hotpatch-1, hotpatch-2; without a reboot: none
November hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
December hotpatch rebooted: none; without a reboot: hotpatch-1, hotpatch-2
"""


def test_two_machines_reboot_for_baselines_only(
    engine_environment: dict[str, str], tmp_path: Path
) -> None:
    """Six times instead of twelve; the report and its history are on disk afterwards."""
    with checkout(tmp_path, engine_environment) as stack:
        stack.up()
        done = subprocess.run(
            [sys.executable, str(ROOT / "examples/year/simulate.py"), "--folder", "year"],
            cwd=stack.folder,
            env={**stack.environment, "LOCAL_AZURE_FOLDER": str(tmp_path / "azure")},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    said = "".join(f"{month} {' '.join(rest)}\n" for month, _, *rest in lines[1:13])
    assert said == YEAR
    assert done.stdout.splitlines()[13:] == [
        "2 machines: 6 reboots each, 12 without hotpatch",
        "The report: year/report.html",
    ]
    year = stack.folder / "year"
    assert len(json.loads((year / "installations.json").read_text())["installations"]) == 24
    assert "hotpatch-2" in (year / "report.html").read_text()
