"""A fleet of two subscriptions, and the command over it."""

from pathlib import Path

from typer.testing import CliRunner, Result

from azure_hotpatch_operations.cli import app

PROD_A = "00000000-0000-4000-8000-00000000000a"
PROD_B = "00000000-0000-4000-8000-00000000000b"
FLEET = f"""
config:
  hotpatch:machineCount: 20
subscriptions:
  - name: prod-a
    id: {PROD_A}
    regions: [westeurope, northeurope]
  - name: prod-b
    id: {PROD_B}
    regions: [swedencentral]
    config:
      hotpatch:machineCount: 5
      hotpatch:zones: ["1", "2"]
"""


def cells(project: Path, *options: str) -> Result:
    """Run the command in a project."""
    arguments = ["cells", str(project / "fleet.yaml"), "--cwd", str(project), *options]
    return CliRunner().invoke(app, arguments)


def stack_files(project: Path) -> dict[str, str]:
    """The stack files that there are, by name."""
    return {path.name: path.read_text() for path in sorted(project.glob("Pulumi.*.yaml"))}
