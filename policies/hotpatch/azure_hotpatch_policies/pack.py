"""Rules as policies of a Pulumi policy pack, without importing pulumi-policy.

The pack's program hands in what is the engine's; so the rules serve `azure-hotpatch check` too,
which has no use for an analyzer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Generic, TypeVar

from azure_hotpatch_policies import remediation
from azure_hotpatch_policies.judging import Finding, judge_resource, judge_stack
from azure_hotpatch_policies.machines import may_declare
from azure_hotpatch_policies.notes import note, on_exemptions
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.rule import EachMachine, Notes, Rule
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import plain

Read = TypeVar("Read")

Report = Callable[..., None]
"""`report(message)`, or `report(message, urn)` of a whole stack."""


Validation = Callable[[Any, Report], None]
"""From pulumi_policy's ResourceValidationArgs, or StackValidationArgs, to what is reported."""


def described(rule: Rule) -> dict[str, Any]:
    """Return what a policy tells people, by the names of pulumi_policy.Policy's arguments."""
    return {
        "name": rule.policy_name,
        "display_name": rule.title,
        "description": rule.description,
        "remediation_steps": rule.fix,
        "tags": list(rule.tags),
        "url": rule.page,
    }


class Registered:
    """Reads what the engine hands over once for all policies: each of them is handed it anew.

    A policy is asked once of each resource that is registered; one that asks again has been handed
    another, by a later operation of the same process.

    Args:
        unknown: What is raised where an unknown value is touched.
    """

    def __init__(self, unknown: type[Exception]) -> None:
        self._unknown = unknown
        self._resources: dict[str, _Shared[Resource]] = {}
        self._stack = _Shared(Stack(()), set())

    def resource(self, given: Any, rule: Rule) -> Resource:
        """Return a resource that is registered, to a rule that judges it."""
        shared = self._resources.get(given.urn)
        if shared is None or rule.policy_name in shared.asked:
            shared = _Shared(_read(given, self._unknown), set())
            self._resources[given.urn] = shared
        shared.asked.add(rule.policy_name)
        return shared.read

    def stack(self, given: Iterable[Any], rule: Rule) -> Stack:
        """Return the resources of a stack, to a rule that judges it."""
        if not self._stack.asked or rule.policy_name in self._stack.asked:
            read = (_read(one, self._unknown) for one in given)
            self._stack = _Shared(Stack(tuple(map(self._with_properties, read))), set())
        self._stack.asked.add(rule.policy_name)
        return self._stack.read

    def _with_properties(self, read: Resource) -> Resource:
        """Return a resource of a stack as it was registered, where nothing is foreseen of it.

        Where a provider waits for a value itself, a preview foresees no outputs. The engine has
        shown the inputs before, to the policies over one resource: the same values, where known.
        """
        before = self._resources.get(read.urn)
        if before is None or read.properties:
            return read
        return replace(read, properties=before.read.properties)


@dataclass(frozen=True)
class _Shared(Generic[Read]):
    """What was read, and which policies have asked for it."""

    read: Read
    asked: set[str]


def resource_validation(
    rule: Rule, rules: Sequence[Rule], settings: Settings, registered: Registered
) -> Validation:
    """Return the function that reports what a rule refuses in one resource.

    Args:
        rule: The rule; HP000 tells of all others.
        rules: All rules.
        settings: What the repository says.
        registered: What reads for all policies of the pack.
    """

    def validate(args: Any, report: Report) -> None:
        if isinstance(rule.judges, EachMachine) and not may_declare(args.resource_type):
            return
        resource = registered.resource(args, rule)
        for message in _messages(rule, rules, lambda one: judge_resource(one, resource, settings)):
            report(message[0])

    return validate


def stack_validation(
    rule: Rule, rules: Sequence[Rule], settings: Settings, registered: Registered
) -> Validation:
    """Return the function that reports what a rule refuses in a stack; as the one above."""

    def validate(args: Any, report: Report) -> None:
        stack = registered.stack(args.resources, rule)
        for message, urn in _messages(rule, rules, lambda one: judge_stack(one, stack, settings)):
            report(message, urn)
        if isinstance(rule.judges, Notes) and settings.exemptions:
            found = everything(rules, stack, settings)
            used = [one.exemption for one in found if one.exemption is not None]
            for message in on_exemptions(used, settings, rules):
                report(message)

    return validate


def everything(rules: Sequence[Rule], stack: Stack, settings: Settings) -> Iterator[Finding]:
    """Yield what all rules say about a stack and each of its resources."""
    for rule in rules:
        for resource in stack.resources:
            yield from judge_resource(rule, resource, settings)
        yield from judge_stack(rule, stack, settings)


def resource_remediation(rule: Rule) -> Callable[[Any], Any] | None:
    """Return the function that repairs one resource; None where repair could reboot or replace."""
    repair = remediation.REPAIRS.get(rule.id)
    if repair is None:
        return None

    def remediate(args: Any) -> Any:
        return repair(args.resource_type, args.props)

    return remediate


def _messages(
    rule: Rule, rules: Sequence[Rule], judge: Callable[[Rule], Iterator[Finding]]
) -> Iterator[tuple[str, str]]:
    if isinstance(rule.judges, Notes):
        for other in rules:
            for finding in judge(other):
                said = note(finding)
                if said is not None:
                    yield said, finding.resource.urn
    else:
        for finding in judge(rule):
            if note(finding) is None:
                yield finding.message, finding.resource.urn


def _read(given: Any, unknown: type[Exception]) -> Resource:
    parent = getattr(given, "parent", None)
    by_input = {
        name: tuple(one.urn for one in needed)
        for name, needed in getattr(given, "property_dependencies", {}).items()
    }
    needed = [one.urn for one in getattr(given, "dependencies", ())]
    return Resource(
        urn=given.urn,
        type=given.resource_type,
        name=given.name,
        properties=plain(given.props, unknown),
        provider=plain(given.provider.props, unknown) if given.provider else {},
        parent=parent.urn if parent else "",
        dependencies=tuple(dict.fromkeys([*needed, *chain(*by_input.values())])),
        property_dependencies=by_input,
    )
