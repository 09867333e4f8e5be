"""Print as JSON the Pulumi plugins that the packages of this Python say they need.

The language host runs this file with the program's interpreter: standard library only.
"""

import importlib.metadata
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def plugins() -> Iterator[dict[str, Any]]:
    """Yield the content of each installed package's pulumi-plugin.json, its version filled in."""
    for distribution in importlib.metadata.distributions():
        module = str(distribution.metadata["Name"]).replace("-", "_")
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            continue
        for folder in (spec and spec.submodule_search_locations) or ():
            file = Path(folder, "pulumi-plugin.json")
            if file.is_file():
                yield {"version": distribution.version, **json.loads(file.read_text())}


if __name__ == "__main__":
    print(json.dumps([plugin for plugin in plugins() if plugin.get("resource")]))
