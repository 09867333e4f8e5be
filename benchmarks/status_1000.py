"""How long `azure-hotpatch status` takes for 1,000 machines, and how many calls it makes.

The floor is what the same questions cost when they are put to Resource Graph without a command
around them, over one connection, and nothing is read of the answers. Needs no engine and no Azure.
Prints a line of JSON: machines, calls, seconds of both, and their ratio.
"""  # noqa: INP001 (a script: nothing imports it)

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import requests

from azure_hotpatch_cloud.settings import Settings
from azure_hotpatch_facts.release_calendar import ReleaseCalendar
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.resource_graph import API_VERSION, PATH
from azure_hotpatch_operations.selection import Scope, Selection
from azure_hotpatch_operations.status.standing import wanted_kbs
from local_azure.compute.estate import write_estate
from local_azure.folder import Folder
from local_azure.testing import Running, running


def main() -> None:
    """Measure the command, then the floor, on the same machines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--machines", type=int, default=1000, help="how many (default: 1000)")
    machines = parser.parse_args().machines
    with tempfile.TemporaryDirectory() as folder:
        estate = Folder(Path(folder) / "azure")
        write_estate(estate, machines)
        with running(estate.path) as azure:
            least = floor(azure)
            before = len(azure.requests())
            seconds = status(azure)
            calls = [each for each in azure.requests()[before:] if each["path"] == PATH]
    found = {
        "machines": machines,
        "calls": len(calls),
        "seconds": round(seconds, 2),
        "floorSeconds": round(least, 2),
        "ratio": round(seconds / least, 2),
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


def status(azure: Running) -> float:
    """Seconds of the command, from its start to its end."""
    begin = time.perf_counter()
    subprocess.run(  # noqa: S603 (our own command)
        [
            *(sys.executable, "-m", "azure_hotpatch_operations", "status", "--json"),
            *("--subscription", azure.subscription),
        ],
        env={**os.environ, **azure.env},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begin


def floor(azure: Running) -> float:
    """Seconds of the same questions alone: all pages, one after the other."""
    scope = Scope(subscription=azure.subscription)
    chosen = Selection(settings=Settings(), scopes=(scope,))
    kbs = wanted_kbs(ReleaseCalendar(), datetime.now(UTC).date())
    questions = (
        graph_queries.machines(chosen),
        graph_queries.assessments(chosen),
        graph_queries.urgent_patches(chosen),
        graph_queries.installations(chosen),
        graph_queries.installed_patches(chosen, kbs),
    )
    token = azure.credential().get_token(f"{azure.origin}/.default").token
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        begin = time.perf_counter()
        for question in questions:
            _pages(session, azure, question)
        return time.perf_counter() - begin


def _pages(session: requests.Session, azure: Running, question: str) -> None:
    options: dict[str, object] = {"$top": 1000}
    while True:
        body = {"subscriptions": [azure.subscription], "query": question, "options": options}
        answer = session.post(
            f"{azure.origin}{PATH}",
            params={"api-version": API_VERSION},
            json=body,
            timeout=120,
            verify=str(azure.folder.bundle),  # The session's own is not used where a variable is.
        )
        answer.raise_for_status()
        token = answer.json().get("$skipToken")
        if token is None:
            return
        options = {"$top": 1000, "$skipToken": token}


if __name__ == "__main__":
    main()
