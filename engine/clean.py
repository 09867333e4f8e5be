"""Remove what `make` made, unless a stack there still has resources outside the local Azure."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def foreign_resources(state: Path) -> Iterator[str]:
    """Yield a sentence for each stack of this file backend that has resources on a real cloud."""
    for file in sorted(state.glob(".pulumi/stacks/**/*.json")):
        deployment = json.loads(file.read_text()).get("checkpoint", {}).get("latest") or {}
        resources: list[dict[str, Any]] = deployment.get("resources") or []
        local = {
            f"{resource['urn']}::{resource['id']}"
            for resource in resources
            if resource["type"].startswith("pulumi:providers:") and _is_local(resource)
        }
        outside = [
            resource["urn"]
            for resource in resources
            if resource.get("custom")
            and not resource["type"].startswith("pulumi:providers:")
            and resource.get("provider") not in local
        ]
        if outside:
            yield f"{file.stem}: {len(outside)} resources, the first {outside[0]}"


def _is_local(provider: dict[str, Any]) -> bool:
    host = str((provider.get("inputs") or {}).get("metadataHost", ""))
    return host.rsplit(":", 1)[0] in LOOPBACK


def main(root: Path) -> int:
    """Refuse, or stop the local Azure and remove `.local` and `.venv`."""
    found = list(foreign_resources(root / ".local/state"))
    if found:
        print(".local/state holds stacks with resources outside the local Azure:", file=sys.stderr)
        print("\n".join(f"  {line}" for line in found), file=sys.stderr)
        print(
            "Destroy them, or move them to another backend with `pulumi stack export`, first.",
            file=sys.stderr,
        )
        return 1
    server = root / ".venv/bin/local-azure"
    if server.exists():
        # That none is running is no news to somebody who cleans up.
        subprocess.run([server, "stop"], cwd=root, check=False, capture_output=True)
    for folder in (".local", ".venv"):
        shutil.rmtree(root / folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent.parent))
