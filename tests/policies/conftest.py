"""Running policy packs, one for each content of hotpatch-policies.yaml, and the real engine."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.policies.analyzer import Analyzer, running
from tests.policies.engine import plugin
from tests.policies.engine.cases_on_engine import CasesEngine, project
from tests.policies.policy_case import cases

AnalyzerWith = Callable[[Mapping[str, Any] | None], Analyzer]


@pytest.fixture(scope="session")
def analyzer_with(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnalyzerWith]:
    """A function that returns a running pack with these settings; each is started once."""
    started: dict[str, Analyzer] = {}
    with ExitStack() as stack:

        def with_settings(settings: Mapping[str, Any] | None) -> Analyzer:
            key = json.dumps(settings, sort_keys=True)
            if key not in started:
                folder = tmp_path_factory.mktemp("pack")
                started[key] = stack.enter_context(running(folder, settings))
            return started[key]

        yield with_settings


@pytest.fixture(scope="module")
def cases_engine(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[CasesEngine]:
    """The engine, with a stack of each name that cases have and nothing in it."""
    folder = tmp_path_factory.mktemp("cases")
    environment = {
        **engine_environment_in(folder / "engine"),
        "PULUMI_DEBUG_COMMANDS": "true",  # --event-log is hidden without it.
    }
    with plugin.serving() as port:
        made = CasesEngine(folder / "project", environment, port)
        project(made.folder)
        for stack in sorted({case.stack for case in cases()}):
            made.pulumi("stack", "init", stack)
        yield made
