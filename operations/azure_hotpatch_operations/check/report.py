"""From findings to the report that every format shows."""

from collections.abc import Iterable, Iterator, Sequence

from azure_hotpatch_operations.check.exported import State
from azure_hotpatch_operations.check.findings import CheckReport, Found, Place
from azure_hotpatch_operations.check.judged import found_of, judged
from azure_hotpatch_policies.machine import System
from azure_hotpatch_policies.machines import machines_of, may_declare
from azure_hotpatch_policies.notes import on_exemptions
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Notes, Rule
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Settings


def report_of_state(state: State, settings: Settings, source: str) -> CheckReport:
    """Judge a state, and return what was found.

    Args:
        state: The state.
        settings: What the repository says.
        source: Where the state comes from, for people.
    """
    findings = list(judged(RULES, state, settings))
    used = [one.exemption for one in findings if one.exemption is not None]
    resources = state.inputs.resources
    return CheckReport(
        subject=f"{name_of(resources)}, {source}",
        rules=asked(RULES),
        findings=in_order(found_of(one, state.places, settings) for one in findings),
        notes=(*_emptiness(resources), *on_exemptions(used, settings, RULES)),
        resources=len(resources),
        machines=count_machines(resources, settings),
    )


def asked(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules that judge something."""
    return tuple(rule for rule in rules if not isinstance(rule.judges, Notes))


def in_order(findings: Iterable[Found]) -> tuple[Found, ...]:
    """Return findings by line, resource and rule: the same for the same program.

    The engine's own order is that in which resources came to be, by chance.
    """
    return tuple(sorted(findings, key=_order))


def _order(found: Found) -> tuple[bool, str, int, str, str, str, str]:
    place = found.place or Place("", 0)
    where = (found.place is None, place.file, place.line)
    return *where, found.urn, found.rule.id, found.path, found.message


def name_of(resources: Iterable[Resource]) -> str:
    """Say whose resources these are: `stack dev of project hotpatch`."""
    names = {(one.stack, one.project) for one in resources}
    if len(names) != 1:
        return "several stacks" if names else "an empty stack"
    ((stack, project),) = names
    return f"stack {stack} of project {project}"


def count_machines(resources: Iterable[Resource], settings: Settings) -> int:
    """Count the machines that were judged; a scale set is one."""
    wanted = {System.WINDOWS, System.LINUX} if settings.judges_linux else {System.WINDOWS}
    return sum(
        machine.system in wanted
        for resource in resources
        if may_declare(resource.type)
        for machine in machines_of(resource).machines
    )


def _emptiness(resources: Sequence[Resource]) -> Iterator[str]:
    if not resources:
        yield "There are no resources: nothing was judged."
