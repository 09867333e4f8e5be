"""A password of a machine is in nothing that `azure-hotpatch check` prints, writes or leaves."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.check.programs import WRONG, tree
from tests.operations.check.programs import check as check_program
from tests.operations.check.states import SECRET, machine, written
from tests.operations.check.test_check_state import check
from tests.policies.wrong_programs import extend
from tests.stack.checkout import PASSWORD, checkout

CANARY = "canary-Check-4711"
FORMATS = ("text", "json", "sarif", "junit", "markdown")
REPORTS = [word for name in FORMATS for word in ("--report", f"{name}=check.{name}")]
PLAIN = {**SECRET, "plaintext": json.dumps(CANARY)}
HOLDING = {
    "osProfile.adminPassword": CANARY,
    "osProfile.customData": PLAIN,
    "osProfile.windowsConfiguration.patchSettings.patchMode": {"password": CANARY},
    "securityProfile.securityType": [CANARY],
    "storageProfile.osDisk.image": {"uri": f"https://disks.invalid/os.vhd?sig={CANARY}"},
    "tags": {"password": CANARY},
}
"""Where a password may stand: also where a rule looks and wants something else."""


def test_a_password_in_a_state_is_told_nowhere(tmp_path: Path) -> None:
    """In no format, no baseline and no note, also of an export with --show-secrets."""
    state = str(written(tmp_path, machine("web", HOLDING)))

    done = check(tmp_path, "--state", state, *REPORTS, "--write-baseline", "baseline.json")

    written_files = [tmp_path / f"check.{name}" for name in FORMATS] + [tmp_path / "baseline.json"]
    told = [done.stdout, done.stderr, *(file.read_text() for file in written_files)]
    assert json.loads(told[-1])["accepted"], "nothing was found, and nothing was shown"
    assert [text for text in told if CANARY in text] == []


SHOWN = {
    "osProfile.windowsConfiguration.patchSettings.patchMode": PLAIN,
    "osProfile.windowsConfiguration.patchSettings.assessmentMode": PLAIN,
    "securityProfile.securityType": PLAIN,
    "storageProfile.imageReference.sku": PLAIN,
    "storageProfile.imageReference.id": PLAIN,
    "hardwareProfile.vmSize": {**SECRET, "plaintext": json.dumps([CANARY])},
    "location": {**SECRET, "plaintext": json.dumps(f"usgov-{CANARY}")},
    "plan": {**SECRET, "plaintext": json.dumps({"name": CANARY})},
}
"""What rules look at and show, as a secret that an export with --show-secrets has in plain text."""


@pytest.mark.parametrize("path", SHOWN)
def test_a_value_that_the_program_keeps_secret_is_judged_and_not_shown(
    tmp_path: Path, path: str
) -> None:
    """Even one that no rule takes for a password."""
    state = str(written(tmp_path, machine("web", {path: SHOWN[path]})))

    done = check(tmp_path, "--state", state, *REPORTS)

    told = [done.stdout, *((tmp_path / f"check.{name}").read_text() for name in FORMATS)]
    assert f"{path.removesuffix('.sku')}: found " in done.stdout
    assert [text for text in told if CANARY in text] == []


@pytest.mark.engine
def test_a_password_in_a_program_is_told_nowhere_and_nothing_is_left(
    engine_environment_in: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    """The pack sees it in plain text; the engine's events, which are gone afterwards, do not."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with checkout(tmp_path, engine_environment_in(tmp_path / "engine")) as dev:
        extend(dev, WRONG)
        before = set(tree(dev.folder))
        done = check_program(
            dev, "--stack", "dev", *REPORTS, environment={"TMPDIR": str(temporary)}
        )
        said = tree(dev.folder)

    assert done.returncode == 1
    assert "HP003" in done.stdout
    assert {name for name in set(said) - before if not name.endswith(".pyc")} == {
        f"check.{name}" for name in FORMATS
    }
    assert [name for name, content in said.items() if PASSWORD.encode() in content] == [
        "__main__.py"
    ]
    assert PASSWORD not in done.stdout + done.stderr
    assert [name for name in tree(temporary) if "azure-hotpatch" in name] == []
    assert [name for name, text in tree(temporary).items() if PASSWORD.encode() in text] == []
