"""Running policy packs, one for each content of hotpatch-policies.yaml that a test needs."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest

from tests.policies.analyzer import Analyzer, running

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
