"""The README's program and commands are true."""

import re
import subprocess
from pathlib import Path

import pytest

from local_azure.azure_native.install import install
from local_azure.testing import running

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


@pytest.mark.engine
def test_the_program_is_up_as_it_stands(engine_environment: dict[str, str], tmp_path: Path) -> None:
    """The Python block makes a machine of today's default image, with nothing registered."""
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "__main__.py").write_text(program)
    (folder / "Pulumi.yaml").write_text(
        f"name: web\nruntime:\n  name: python\n  options:\n    virtualenv: {ROOT / '.venv'}\n"
    )
    install(Path(engine_environment["PULUMI_HOME"]))

    with running(tmp_path / "azure") as azure:
        pulumi = ["pulumi", "--non-interactive", "--color", "never"]
        environment = {**engine_environment, **azure.env}
        for command in (
            ["stack", "init", "dev"],
            ["config", "set", "azure-native:location", "westeurope"],
            ["config", "set", "--secret", "adminPassword", "canary-Readme-4711"],
            ["up", "--yes", "--skip-preview"],
        ):
            done = subprocess.run(
                [*pulumi, *command],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr

        puts = [entry["path"] for entry in azure.requests() if entry["method"] == "PUT"]

    assert any(path.endswith("/virtualMachines/web") for path in puts)
    assert "canary" not in done.stdout


def test_every_make_target_that_it_names_exists() -> None:
    """`make` in the README is `make` in the Makefile."""
    named = set(re.findall(r"(?:`|^    |\()make (?:-s )?([a-z]+)", README, re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert {"up", "test", "destroy", "env"} <= named <= targets


def test_every_page_that_it_links_exists() -> None:
    """Links into the repository lead somewhere."""
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_test_that_the_documents_name_exists() -> None:
    """A path under `tests/` in docs/ leads to what it is said to hold."""
    named = {
        path
        for page in (ROOT / "docs").glob("*.md")
        for path in re.findall(r"`(tests/[\w./]+)`", page.read_text())
    }

    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
