"""`python -m azure_hotpatch_policies pack FOLDER`: the policy pack, for this environment."""

import argparse
import sys
from pathlib import Path

from azure_hotpatch_policies.pack_folder import write_pack


def main(arguments: list[str]) -> int:
    """Write the pack into a folder; 0 as wished, 1 where something is there that is no pack."""
    parser = argparse.ArgumentParser(prog="python -m azure_hotpatch_policies")
    commands = parser.add_subparsers(required=True)
    pack = commands.add_parser("pack", help="write the policy pack for `pulumi --policy-pack`")
    pack.add_argument("folder", type=Path, help="a new or empty folder, or one with an older pack")
    folder: Path = parser.parse_args(arguments).folder
    files = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if folder.is_file() or (files and "PulumiPolicy.yaml" not in files):
        sys.stderr.write(
            f"{folder}: found something else than a policy pack; allowed: a new or empty folder, "
            "or one with an older pack. Name another one.\n"
        )
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"The policy pack is in {write_pack(folder)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
