"""The command `python -m azure_hotpatch`: `plugin install`."""

import argparse
import sys

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.install import install


def main() -> int:
    """Run the command; 0 when done, 1 when refused, 2 when used wrongly."""
    parser = argparse.ArgumentParser(
        prog="python -m azure_hotpatch", description="Commands of the package azure-hotpatch."
    )
    subjects = parser.add_subparsers(dest="subject", required=True)
    plugin = subjects.add_parser("plugin", help="the Pulumi plugin of this environment")
    verbs = plugin.add_subparsers(dest="verb", required=True)
    verbs.add_parser("install", help="let Pulumi find it (needs pulumi on PATH)")
    parser.parse_args()
    try:
        sys.stdout.write(f"{install()}\n")
    except HotpatchError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
