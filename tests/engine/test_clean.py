"""`make clean` loses no stack that still has something on a real cloud."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CLEAN = Path(__file__).parents[2] / "engine/clean.py"


def provider(metadata_host: str | None) -> dict[str, Any]:
    """A default provider of azure-native, as the engine writes it into a state."""
    return {
        "urn": "urn:pulumi:dev::hotpatch::pulumi:providers:azure-native::default_3_29_0",
        "id": "3f1b8f6e-7f0b-4c0f-9a53-0a4c0d3f2b11",
        "custom": True,
        "type": "pulumi:providers:azure-native",
        "inputs": {"metadataHost": metadata_host} if metadata_host else {},
    }


def group(of: dict[str, Any]) -> dict[str, Any]:
    """A resource group that this provider made."""
    return {
        "urn": "urn:pulumi:dev::hotpatch::azure-native:resources:ResourceGroup::group",
        "id": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/hotpatch",
        "custom": True,
        "type": "azure-native:resources:ResourceGroup",
        "provider": f"{of['urn']}::{of['id']}",
    }


def clean(root: Path, resources: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    """Run a copy of the script in a checkout whose one stack holds these resources."""
    script = root / "engine/clean.py"
    script.parent.mkdir()
    script.write_text(CLEAN.read_text())
    stacks = root / ".local/state/.pulumi/stacks/hotpatch"
    stacks.mkdir(parents=True)
    state = {"version": 3, "checkpoint": {"stack": "dev", "latest": {"resources": resources}}}
    (stacks / "dev.json").write_text(json.dumps(state))
    (root / ".venv").mkdir()
    return subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_stack_on_a_real_cloud_is_kept(tmp_path: Path) -> None:
    """A resource whose provider has no loopback metadata host is named, and nothing goes."""
    azure = provider(metadata_host=None)

    done = clean(tmp_path, [azure, group(azure)])

    assert done.returncode == 1
    assert done.stderr == (
        ".local/state holds stacks with resources outside the local Azure:\n"
        "  dev: 1 resources, the first"
        " urn:pulumi:dev::hotpatch::azure-native:resources:ResourceGroup::group\n"
        "Destroy them, or move them to another backend with `pulumi stack export`, first.\n"
    )
    assert (tmp_path / ".local/state/.pulumi/stacks/hotpatch/dev.json").exists()


def test_a_stack_on_the_local_azure_goes(tmp_path: Path) -> None:
    """A resource on a loopback metadata host lives in `.local` too, so both are removed."""
    azure = provider(metadata_host="localhost:18743")

    done = clean(tmp_path, [azure, group(azure)])

    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / ".local").exists()
    assert not (tmp_path / ".venv").exists()


def test_an_empty_stack_goes(tmp_path: Path) -> None:
    """A provider alone holds nothing."""
    done = clean(tmp_path, [provider(metadata_host=None)])

    assert done.returncode == 0
    assert not (tmp_path / ".local").exists()
