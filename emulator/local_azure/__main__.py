"""`python -m local_azure` is the command `local-azure`."""

from local_azure.cli import app

if __name__ == "__main__":
    app()
