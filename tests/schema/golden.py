"""The schema that is agreed upon: `python -m tests.schema.golden`, which `make docs` runs.

`schema.json` is what this checkout serves; its changes are reviewed as those of an interface. What
users of a released version were promised is in `released/`; with `--release` today's schema becomes
that of the version to be released, as often as it takes until it is.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from azure_hotpatch.plugin.hosted import COMPONENTS, HostedComponents
from azure_hotpatch.plugin.schema import with_resources
from release import changelog, version

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "schema.json"
RELEASED = Path(__file__).parent / "released"

Schema = dict[str, Any]


def served() -> Schema:
    """What the plugin of this checkout answers, without starting it."""
    host = HostedComponents(list(COMPONENTS), version.current(ROOT))
    found: Schema = json.loads(with_resources(host.schema or "{}"))
    return found


def text(schema: Schema) -> str:
    """A schema as the files hold it."""
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def is_released(number: str) -> bool:
    """Whether a version has its section in the changelog."""
    return number in changelog.sections((ROOT / "CHANGELOG.md").read_text())


def last_released() -> Path | None:
    """The file of the last version that was released, or is about to be."""
    numbered = {tuple(map(int, path.stem.split("."))): path for path in RELEASED.glob("*.json")}
    return numbered[max(numbered)] if numbered else None


def main() -> int:
    """Write the files; 1 where a released version would change."""
    parser = argparse.ArgumentParser(prog="python -m tests.schema.golden", description=__doc__)
    parser.add_argument("--release", action="store_true", help="as the next version's promise too")
    asked = parser.parse_args()
    schema = served()
    GOLDEN.write_text(text(schema))
    if asked.release:
        if is_released(schema["version"]):
            sys.stderr.write(
                f"{schema['version']} is released, and what it promised stays as it is;"
                " `python -m release version` makes it another version.\n"
            )
            return 1
        RELEASED.mkdir(exist_ok=True)
        (RELEASED / f"{schema['version']}.json").write_text(text(schema))
    return 0


if __name__ == "__main__":
    sys.exit(main())
