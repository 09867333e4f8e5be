"""Runs the command as `python -m azure_hotpatch_operations`."""

from azure_hotpatch_operations.cli import app

if __name__ == "__main__":
    app(prog_name="azure-hotpatch")
