"""What the job without rights says of its pull request."""

import datetime as dt
import json
from pathlib import Path

import pytest

from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.pull_request.about import About, Proposed
from azure_hotpatch_operations.pull_request.run_check import about_of
from tests.pull_request.github import HEAD, NUMBER

TODAY = dt.date(2026, 11, 25)
ONE = """
- rules: [HP003, HP004]
  resource: "*::legacy-sql"
  reason: It moves in spring.
  owner: team-shop
  expires: 2027-03-31
"""
OTHER = """
- rules: [HP001]
  resource: "*"
  reason: Everything.
  owner: mallory
"""


def told(tmp_path: Path, base: str | None, proposed: str | None) -> About:
    """What is said where the two branches have these settings; None for no file."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": NUMBER, "head": {"sha": HEAD}}}))
    files = tmp_path / "base.yaml", tmp_path / "hotpatch-policies.yaml"
    for file, text in zip(files, (base, proposed), strict=True):
        if text is not None:
            file.write_text(text)
    return about_of({"GITHUB_EVENT_PATH": str(event)}, *files, TODAY)


def test_an_exemption_that_the_base_branch_does_not_have_is_named(tmp_path: Path) -> None:
    """With everything that a reviewer wants to know of it."""
    about = told(tmp_path, f"exemptions:{ONE}", f"exemptions:{OTHER}{ONE}")

    assert about == About(
        number=NUMBER,
        head_sha=HEAD,
        exemptions=(Proposed("HP001", "*", "Everything.", "mallory", ""),),
    )


def test_a_changed_exemption_is_a_new_one(tmp_path: Path) -> None:
    """One that lasts longer, say."""
    about = told(tmp_path, f"exemptions:{ONE}", f"exemptions:{ONE.replace('2027', '2037')}")

    assert about.exemptions == (
        Proposed("HP003, HP004", "*::legacy-sql", "It moves in spring.", "team-shop", "2037-03-31"),
    )


def test_without_settings_on_the_base_branch_every_exemption_is_new(tmp_path: Path) -> None:
    """The first pull request that brings the file."""
    assert len(told(tmp_path, None, f"exemptions:{ONE}{OTHER}").exemptions) == 2


def test_without_settings_nothing_is_new(tmp_path: Path) -> None:
    """Nor where the pull request takes the file away."""
    assert told(tmp_path, f"exemptions:{ONE}", None) == About(NUMBER, HEAD)


def test_settings_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """They count only once they are merged, and would then stop everybody."""
    about = told(tmp_path, "{}", "exemption: []\n")

    assert about.exemptions == ()
    assert about.mistakes.startswith("hotpatch-policies.yaml cannot be used:")


def test_what_is_said_has_a_limit(tmp_path: Path) -> None:
    """The other job takes no more."""
    long = OTHER.replace("Everything.", "x" * 5000)

    about = told(tmp_path, None, "exemptions:" + long * 300)

    assert len(about.exemptions) == 200
    assert len(about.exemptions[0].reason) == 300


def test_another_event_is_wrong_use(tmp_path: Path) -> None:
    """A push has no pull request."""
    event = tmp_path / "event.json"
    event.write_text("{}")

    with pytest.raises(UsageError, match="event: found no `pull_request`"):
        about_of({"GITHUB_EVENT_PATH": str(event)}, tmp_path, tmp_path, TODAY)
