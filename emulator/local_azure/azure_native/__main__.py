"""`python -m local_azure.azure_native`: started by the engine, or `install` by a user."""

import argparse
import os
import sys
from pathlib import Path

from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.install import install
from local_azure.azure_native.serve import serve


def main(arguments: list[str]) -> int:
    """Serve the engine, or install the plugin; 0 as wished, 1 refused."""
    if arguments[:1] == ["install"]:
        return _install(arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m local_azure.azure_native")
    parser.add_argument("--version", default="0.0.0", help="azure-native version to stand in for")
    parser.add_argument("engine", help="address of the Pulumi engine")
    # The engine adds flags of its own (--tracing, -v=9), which change nothing here.
    known, _ = parser.parse_known_args(arguments)
    serve(known.version)
    # A thread that waits for Azure would keep the process for as long as Azure is silent.
    os._exit(0)


def _install(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m local_azure.azure_native install")
    parser.add_argument("--pulumi-home", type=Path, required=True)
    parser.add_argument("--version", help="default: that of the installed pulumi-azure-native")
    known = parser.parse_args(arguments)
    try:
        folder = install(known.pulumi_home, known.version)
        sys.stdout.write(f"The stand-in for azure-native is installed: {folder}\n")
    except StandInError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
