"""The page of HP019: a program that is up, a change of it that is refused, and one that passes."""

import datetime as dt
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from string import Template
from typing import Any

from azure_hotpatch_policies.judging import judge_step
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rules import OF_PREVIEWS
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.steps import Step
from tests.policies.pages.examples import said, whole
from tests.policies.pages.python_source import declaration
from tests.policies.pages.stack_programs import PROGRAMS
from tests.policies.policy_case import change, happy

TODAY = dt.date(2026, 11, 23)
NAME = "web"
MACHINE = happy("native")


@dataclass(frozen=True)
class Change:
    """A change of the program that is up.

    Attributes:
        inputs: What the machine gets, by path.
        step: How the engine calls what the update then does.
        reasons: The properties for which it replaces the machine.
    """

    inputs: Mapping[str, Any]
    step: str
    reasons: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        """The program after it."""
        inputs = whole("native", MACHINE["inputs"], "nic.id")
        for path, value in self.inputs.items():
            change(inputs, path, value)
        declared = declaration(MACHINE["type"], NAME, inputs)
        return Template(PROGRAMS["HP015/pass"]).substitute(web=declared).lstrip()

    @property
    def lines(self) -> list[str]:
        """The lines that it changes, as `diff` writes them, each with the line before and after."""
        before, after = UP.program.splitlines(), self.program.splitlines()
        written = difflib.unified_diff(before, after, n=1, lineterm="")
        return [line for line in written if not line.startswith(("---", "+++", "@@"))]

    @property
    def said(self) -> tuple[str, ...]:
        """What the rules over a preview say of the machine."""
        resource = Resource(f"urn::{NAME}", MACHINE["type"], NAME, MACHINE["inputs"])
        step = Step(self.step, resource, self.reasons)
        found = [one for rule in OF_PREVIEWS for one in judge_step(rule, step, Settings(TODAY))]
        return tuple(map(said, found))


UP = Change({}, "same")
REPLACES = Change({"location": "northeurope"}, "replace", ("location",))
KEEPS = Change({"hardwareProfile.vmSize": "Standard_D4s_v5"}, "update")
