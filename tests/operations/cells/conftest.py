"""A project with a fleet of two subscriptions."""

from pathlib import Path

import pytest

from tests.operations.cells.fleet import FLEET


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder, with a fleet file."""
    (tmp_path / "Pulumi.yaml").write_text("name: hotpatch\nruntime: python\n")
    (tmp_path / "fleet.yaml").write_text(FLEET)
    return tmp_path
