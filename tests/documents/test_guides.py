"""A reader who does what a guide says gets where it leads."""

from pathlib import Path

import pytest

from local_azure.azure_native.install import install
from local_azure.testing import running
from tests.documents.blocks import ROOT, follow

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    "page",
    ["first-machine", "patch-tuesday", "production", "policies", "existing-machines", "scale"],
)
def test_every_step_of_a_guide_can_be_taken(
    page: str, engine_environment: dict[str, str], tmp_path: Path
) -> None:
    """Its files are written, its commands run in order, and what they say is what it shows."""
    folder = tmp_path / "reader"
    folder.mkdir()
    install(Path(engine_environment["PULUMI_HOME"]))

    with running(tmp_path / "azure") as azure:
        its_folder = {"LOCAL_AZURE_FOLDER": str(azure.folder.path)}
        environment = {**engine_environment, **azure.env, **its_folder}
        follow(ROOT / f"docs/{page}.md", folder, environment)
