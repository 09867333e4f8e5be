"""`check --baseline`: an old stack's findings are accepted, and new ones fail."""

import json
from pathlib import Path

import pytest

from azure_hotpatch_operations.check.baseline import schema
from tests.operations.check.states import HOTPATCHING, PATCH_MODE, machine, urn, written
from tests.operations.check.test_check_state import check, findings

OFF = {HOTPATCHING: False}
MANUAL = {PATCH_MODE: "Manual"}


def accept(folder: Path) -> None:
    """Write baseline.json for the machine `web`, whose hotpatch is off."""
    done = check(
        folder,
        "--state",
        str(written(folder, machine("web", OFF))),
        "--write-baseline",
        "baseline.json",
    )
    assert done.returncode == 0, done.stderr


def test_a_baseline_is_a_sorted_list_of_what_was_found(tmp_path: Path) -> None:
    """To be read in a review: resource, rule, property, and what was found there."""
    accept(tmp_path)

    assert json.loads((tmp_path / "baseline.json").read_text()) == {
        "form": "azure-hotpatch-baseline/1",
        "accepted": [
            {
                "resource": urn("web"),
                "rule": "HP003",
                "property": HOTPATCHING,
                "message": (
                    f"{HOTPATCHING}: found false; allowed: true. Azure turns hotpatch on only where"
                    " it is asked to: set it to true. (https://learn.microsoft.com/rest/api/compute"
                    "/virtual-machines/create-or-update)"
                ),
            }
        ],
    }


def test_a_baseline_is_the_same_for_the_same_findings(tmp_path: Path) -> None:
    """Whatever the order of the state; it ends with a line feed."""
    both = [machine("web", OFF), machine("db", {**OFF, **MANUAL})]
    texts = []
    for resources in (both, both[::-1]):
        state = str(written(tmp_path, *resources))
        check(tmp_path, "--state", state, "--write-baseline", "baseline.json")
        texts.append((tmp_path / "baseline.json").read_text())

    assert texts[0] == texts[1]
    assert texts[0].endswith("}\n")
    rows = json.loads(texts[0])["accepted"]
    assert [(one["resource"], one["rule"]) for one in rows] == [
        (urn("db"), "HP003"),
        (urn("db"), "HP004"),
        (urn("web"), "HP003"),
    ]


def test_what_is_accepted_passes_and_is_shown(tmp_path: Path) -> None:
    """Whatever the wrong value is by now."""
    accept(tmp_path)
    state = str(written(tmp_path, machine("web", {HOTPATCHING: "no"})))

    done = check(tmp_path, "--state", state, "--baseline", "baseline.json", "--json")

    assert done.returncode == 0
    assert findings(done) == [("web", "HP003", "accepted", False)]
    assert json.loads(done.stdout)["findings"][0]["reason"] == "accepted in baseline.json"
    assert json.loads(done.stdout)["notes"] == []


def test_what_is_new_fails(tmp_path: Path) -> None:
    """Another rule at the same machine, the same rule at another machine."""
    accept(tmp_path)
    state = str(written(tmp_path, machine("web", {**OFF, **MANUAL}), machine("db", OFF)))

    done = check(tmp_path, "--state", state, "--baseline", "baseline.json", "--json")

    assert done.returncode == 1
    assert findings(done) == [
        ("db", "HP003", "violation", True),
        ("web", "HP003", "accepted", False),
        ("web", "HP004", "violation", True),
    ]


def test_what_is_found_no_more_is_told(tmp_path: Path) -> None:
    """So that a baseline shrinks."""
    accept(tmp_path)
    state = str(written(tmp_path, machine("web")))

    done = check(tmp_path, "--state", state, "--baseline", "baseline.json", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["notes"] == [
        (
            f"baseline.json: HP003 of web at {HOTPATCHING} is accepted and no longer found. Write"
            " the baseline anew."
        )
    ]


def test_an_exempted_finding_is_not_written(tmp_path: Path) -> None:
    """It is let pass already, by somebody who answers for it."""
    exemption = {"rules": ["HP003"], "resource": "web", "reason": "Old.", "owner": "team-web"}
    state = str(written(tmp_path, machine("web", OFF)))

    check(
        tmp_path,
        "--state",
        state,
        "--write-baseline",
        "baseline.json",
        settings={"exemptions": [exemption]},
    )

    assert json.loads((tmp_path / "baseline.json").read_text())["accepted"] == []


def test_a_baseline_is_written_anew_from_another(tmp_path: Path) -> None:
    """All of today's findings are in it, old and new."""
    accept(tmp_path)
    state = str(written(tmp_path, machine("web", OFF), machine("db", OFF)))
    names = ("--baseline", "baseline.json", "--write-baseline", "baseline.json")

    done = check(tmp_path, "--state", state, *names, "--json")

    assert done.returncode == 0
    assert {one[2] for one in findings(done)} == {"accepted"}
    assert len(json.loads((tmp_path / "baseline.json").read_text())["accepted"]) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it cannot be read: "),
        ("[]", "the file: found []; allowed: keys with values."),
        ('{"form": "azure-hotpatch-baseline/1"}', "accepted: found absent; allowed:"),
        (
            '{"form": "azure-hotpatch-baseline/1", "accepted": [], "ignored": []}',
            "the file: found ignored; allowed: accepted, form.",
        ),
        (
            (
                '{"form": "azure-hotpatch-baseline/1", "accepted": [{"resource": 3,'
                ' "rule": "HP003", "property": "", "message": ""}]}'
            ),
            "accepted[0].resource: found 3; allowed: a text.",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_wrong_use(tmp_path: Path, text: str, message: str) -> None:
    """A file that cannot be understood accepts nothing."""
    (tmp_path / "baseline.json").write_text(text)
    state = str(written(tmp_path, machine("web", OFF)))

    done = check(tmp_path, "--state", state, "--baseline", "baseline.json")

    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_baseline_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    """And one that cannot be written leaves nothing behind."""
    state = str(written(tmp_path, machine("web", OFF)))

    read = check(tmp_path, "--state", state, "--baseline", "gone.json")
    write = check(tmp_path, "--state", state, "--write-baseline", "state.json/x")

    assert (read.returncode, write.returncode) == (2, 2)
    assert "gone.json is no baseline:" in read.stderr
    assert "state.json/x: it cannot be written: " in write.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_the_schema_refuses_unknown_keys_everywhere() -> None:
    """A misspelt key would otherwise accept nothing, in silence."""
    said = schema()

    assert said["additionalProperties"] is False
    assert said["properties"]["accepted"]["items"]["additionalProperties"] is False
