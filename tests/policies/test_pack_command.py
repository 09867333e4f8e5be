"""`python -m azure_hotpatch_policies pack FOLDER`; docs/policies.md uses what it writes."""

from pathlib import Path

import pytest

from azure_hotpatch_policies.__main__ import main

FILES = ["PulumiPolicy.yaml", "__main__.py"]


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(one.name for one in folder.iterdir())


def test_a_pack_is_written_and_written_anew(tmp_path: Path) -> None:
    """After an upgrade the same command brings the folder up to date."""
    folder = tmp_path / "policies"

    assert [main(["pack", str(folder)]), main(["pack", str(folder)])] == [0, 0]
    assert names(folder) == FILES


@pytest.mark.parametrize("is_file", [True, False])
def test_what_is_no_pack_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_file: bool
) -> None:
    """A mistyped folder loses nothing."""
    mine = tmp_path / "__main__.py"
    mine.write_text("mine")
    place = mine if is_file else tmp_path

    assert main(["pack", str(place)]) == 1
    assert capsys.readouterr().err == (
        f"{place}: found something else than a policy pack; allowed: a new or empty folder, or one "
        "with an older pack. Name another one.\n"
    )
    assert (names(tmp_path), mine.read_text()) == (["__main__.py"], "mine")
