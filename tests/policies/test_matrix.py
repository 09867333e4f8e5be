"""The cases as a matrix: no cell is empty without a reason."""

from pathlib import Path

import pytest

from tests.policies import matrix
from tests.policies.matrix import Reason

WRITTEN = Path(__file__).parent / "matrix.md"


def test_an_empty_cell_has_a_reason() -> None:
    """A rule that forgets what an absent or unknown value means is found here."""
    bare = [
        cell
        for cell in matrix.empty_cells()
        if not any(one.is_for(*cell) for one in matrix.reasons())
    ]

    assert bare == []


@pytest.mark.parametrize("reason", matrix.reasons(), ids=lambda one: "-".join(sorted(one.sources)))
def test_a_reason_explains_an_empty_cell(reason: Reason) -> None:
    """One that explains none is a leftover."""
    assert any(reason.is_for(*cell) for cell in matrix.empty_cells())


def test_the_matrix_that_is_written_down_is_that_of_the_cases() -> None:
    """Write it with `python -m tests.policies.matrix > tests/policies/matrix.md`."""
    assert WRITTEN.read_text() == matrix.matrix()
