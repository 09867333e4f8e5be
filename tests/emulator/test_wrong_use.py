"""What people write that `local-azure` cannot take: words, and the exit code 2."""

import pytest
from typer.testing import CliRunner

from local_azure.cli import app


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("clock", "advance", "99999999999d"), "is too long; 36500d is the longest"),
        (("serve", "--port", "0", "--duration", "machine=-1"), "write seconds from 0 on"),
        (("serve", "--port", "0", "--duration", "machine=nan"), "write seconds from 0 on"),
        (("releases", "use", "sample-year", "--begin", "9999-12"), "a month from 2000 to 2899"),
        (("status", "--folder", "/dev/null"), "/dev/null is no folder"),
        (("start", "--port", "0", "--folder", "/dev/null/x"), "/dev/null is no folder"),
    ],
)
def test_what_no_clock_and_no_folder_can_be(words: tuple[str, ...], said: str) -> None:
    """In words, with exit code 2."""
    result = CliRunner().invoke(app, [*words])

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
