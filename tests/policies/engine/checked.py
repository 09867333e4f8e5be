"""Cases through `azure-hotpatch check --state`, in the form of the engine's words."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from azure_hotpatch_operations.check.exported import read_state
from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome
from azure_hotpatch_operations.check.report import report_of_state
from azure_hotpatch_policies.settings_file import parse
from tests.policies.engine.cases_on_engine import Said
from tests.policies.engine.declared import Declared, exported


def checked(resources: Iterable[Declared], stack: str, settings: Mapping[str, Any] | None) -> Said:
    """What the command finds in a state that holds these resources."""
    return checked_state(exported(resources, stack), settings)


def checked_state(held: Mapping[str, Any], settings: Mapping[str, Any] | None) -> Said:
    """What the command finds in a state, with its rules as policies."""
    state = read_state(json.dumps(held), "state.json")
    today = dt.datetime.now(dt.UTC).date()
    read = parse(json.dumps(settings or {}), Path("settings.yaml"), today)
    return in_order(_said(report_of_state(state, read, "state.json")))


def in_order(said: Said) -> Said:
    """The same words, whatever the order in which they came."""
    return {
        name: {policy: sorted(map(str.strip, messages)) for policy, messages in policies.items()}
        for name, policies in said.items()
    }


def _said(report: CheckReport) -> Said:
    found: Said = {}
    for one in report.findings:
        policy, message = _as_policy(one)
        found.setdefault(one.name, {}).setdefault(policy, []).append(message)
    return found


def _as_policy(one: Found) -> tuple[str, str]:
    """The policy that says it to the engine, and in which words."""
    if one.outcome is Outcome.EXEMPTED:
        return "HP000-notes", f"{one.rule.id} is exempted here by {one.reason}. {one.message}"
    if one.outcome is Outcome.UNDECIDED:
        notes = "HP000-stack-notes" if one.rule.is_of_stack else "HP000-notes"
        return notes, f"{one.rule.id} is undecided: {one.message}"
    return one.rule.policy_name, one.message
