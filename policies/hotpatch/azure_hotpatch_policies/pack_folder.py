"""The folder of the policy pack, as Pulumi's `--policy-pack` wants it, for this installation."""

import sys
from pathlib import Path

import yaml

_HERE = Path(__file__).parent
_SHIPPED = (_HERE / "policy_pack", _HERE.parent)
"""Where the pack's own two files are: in an installed package, and in a checkout."""


def write_pack(folder: Path, environment: Path = Path(sys.prefix)) -> Path:
    """Write the pack so that it runs in an environment where this package is; return the folder.

    Args:
        folder: An empty folder.
        environment: Folder with the environment's `bin/python`; by default that of this process.
    """
    source = next(one for one in _SHIPPED if (one / "PulumiPolicy.yaml").is_file())
    manifest = yaml.safe_load((source / "PulumiPolicy.yaml").read_text(encoding="utf-8"))
    manifest["runtime"]["options"]["virtualenv"] = str(environment.absolute())
    written = yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True)
    (folder / "PulumiPolicy.yaml").write_text(written, encoding="utf-8")
    program = (source / "__main__.py").read_text(encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    return folder
