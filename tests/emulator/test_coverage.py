"""docs/emulator.md says what the server serves."""

from pathlib import Path

import pytest

from local_azure import services
from local_azure.coverage import pages

PAGE = Path(__file__).parents[2] / "docs/emulator.md"


def test_the_page_lists_what_is_served() -> None:
    """After a change: `python -m local_azure.coverage docs/emulator.md`."""
    text = PAGE.read_text()

    assert pages(text) == text


def test_a_page_without_marks_is_refused() -> None:
    """The missing one is named."""
    with pytest.raises(ValueError, match="operations --> … <!-- /operations -->: missing"):
        pages("# A page")


def test_no_operation_is_served_twice() -> None:
    """One method and path, one handler."""
    served = [(route.method, route.path.lower()) for route in services.ROUTES]

    assert len(served) == len(set(served))
