"""How `azure-hotpatch status` asks Azure: pages, throttling, progress, and Ctrl-C."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from rich.console import Console

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_operations import graph_queries
from azure_hotpatch_operations.asking_graph import ask
from azure_hotpatch_operations.resource_graph import Graph, Row
from azure_hotpatch_operations.selection import select
from azure_hotpatch_operations.speech import Speech
from tests.operations.status.conftest import GRAPH, Estate
from tests.recovery.interruption import until


def test_a_thousand_machines_are_a_handful_of_calls(estate_of: Callable[..., Estate]) -> None:
    """Five questions of a page each; the words are counted too."""
    estate = estate_of(1000)

    found = estate.data("status", "--subscription", estate.azure.subscription)

    assert len(found["machines"]) == 1000
    assert found["counts"]["as wished"] == 1000
    assert estate.queries() == [200] * 5
    others = [each["path"] for each in estate.azure.requests() if each["path"] != GRAPH]
    assert [path for path in others if path.startswith("/subscriptions/")] == []


def test_more_than_a_page_is_followed(estate_of: Callable[..., Estate]) -> None:
    """The 1,001st machine is there, and no machine is twice."""
    estate = estate_of(1001)

    found = estate.data("status", "-g", "HOTPATCH")

    assert len({each["id"] for each in found["machines"]}) == 1001
    assert len(estate.queries()) == 8


def test_throttling_is_waited_for(estate_of: Callable[..., Estate]) -> None:
    """A 429 is asked again as Azure says when, and no answer is lost."""
    estate = estate_of(2)
    fault = {"path": GRAPH, "action": "status", "status": 429, "code": "RateLimiting"}
    estate.azure.admin("POST", "/faults", {**fault, "retryAfter": 0, "times": 2})

    done = estate.run("status", "-g", "hotpatch")

    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(estate.queries()) == [200] * 5 + [429] * 2


def test_throttling_without_end_is_one_sentence(estate_of: Callable[..., Estate]) -> None:
    """With the exit code 1."""
    estate = estate_of(1)
    fault = {"path": GRAPH, "action": "status", "status": 429, "code": "RateLimiting"}
    estate.azure.admin("POST", "/faults", {**fault, "retryAfter": 0, "times": 99})

    done = estate.run("status", "-g", "hotpatch")

    assert done.returncode == 1
    assert done.stderr == (
        "azure-hotpatch: Azure Resource Graph still refuses more queries of this identity after"
        " several waits (429); run this again in a minute\n"
    )


def test_progress_is_shown_on_a_terminal(estate: Estate) -> None:
    """Whose machines are asked for, and how many rows came; the answer is not mixed with it."""
    terminal = io.StringIO()
    notes = Console(file=terminal, force_terminal=True, width=200)
    where = {**estate.azure.env, "ARM_SUBSCRIPTION_ID": estate.azure.subscription}
    chosen = select(None, ["hotpatch"], None, None, None, where)

    async def question(graph: Graph, _: Arm) -> list[Row]:
        return list(await graph.rows(graph_queries.machines(chosen)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", where["REQUESTS_CA_BUNDLE"])
        rows = ask(chosen, Speech(as_json=True, notes=notes), question)

    assert len(rows) == 3
    assert "Asking Azure Resource Graph for resource group hotpatch" in terminal.getvalue()
    assert ": 3 rows" in terminal.getvalue()


def test_ctrl_c_ends_it(estate_of: Callable[..., Estate]) -> None:
    """With exit code 130 and a sentence; nothing is left to clean."""
    estate = estate_of(1)
    fault = {"path": GRAPH, "action": "hold-before", "times": 9}
    estate.azure.admin("POST", "/faults", fault)
    process = subprocess.Popen(
        [sys.executable, "-m", "azure_hotpatch_operations", "status", "-g", "hotpatch"],
        env={**os.environ, **estate.azure.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: any(each["path"] == GRAPH for each in estate.azure.requests()), "a query")

    process.send_signal(signal.SIGINT)
    out, words = process.communicate(timeout=60)

    assert (process.returncode, out) == (130, "")
    assert words == "azure-hotpatch: stopped; it is safe to run it again\n"
