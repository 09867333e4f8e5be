"""Judging resources and stacks by rules: the same for Pulumi's engine and for this process."""

from collections.abc import Iterator
from dataclasses import dataclass

from azure_hotpatch_policies.machine import System
from azure_hotpatch_policies.machines import machines_of
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.rule import (
    Answer,
    EachMachine,
    EachResource,
    EachStep,
    Notes,
    Rule,
    Undecided,
    WholeStack,
    sentence,
)
from azure_hotpatch_policies.settings import Exemption, Settings
from azure_hotpatch_policies.steps import Step


@dataclass(frozen=True)
class Finding:
    """What a rule says about a resource.

    Attributes:
        rule: The rule.
        resource: The resource.
        answer: A violation, or that nobody can tell yet.
        exemption: The exemption by which it is let pass; None for none.
        expired: An exemption that would have let it pass, and counts no more.
    """

    rule: Rule
    resource: Resource
    answer: Answer
    exemption: Exemption | None = None
    expired: Exemption | None = None

    @property
    def is_undecided(self) -> bool:
        """Whether nobody can tell yet."""
        return isinstance(self.answer, Undecided)

    @property
    def message(self) -> str:
        """What a person reads."""
        said = sentence(self.answer)
        if self.expired is not None:
            said += f" An exemption of {self.expired.owner} expired on {self.expired.expires}."
        return said


def judge_resource(rule: Rule, resource: Resource, settings: Settings) -> Iterator[Finding]:
    """Yield what a rule says about one resource; a rule over the whole stack says nothing."""
    match rule.judges:
        case EachMachine(check):
            for machine in machines_of(resource).machines:
                if machine.system is System.WINDOWS or (
                    machine.system is System.LINUX and settings.judges_linux
                ):
                    for answer in check(machine, settings):
                        yield _found(rule, resource, answer, settings)
        case EachResource(check):
            for answer in check(resource, settings):
                yield _found(rule, resource, answer, settings)
        case WholeStack() | EachStep() | Notes():
            return


def judge_stack(rule: Rule, stack: Stack, settings: Settings) -> Iterator[Finding]:
    """Yield what a rule over the whole stack says; another says nothing."""
    if isinstance(rule.judges, WholeStack):
        for resource, answer in rule.judges.check(stack, settings):
            yield _found(rule, resource, answer, settings)


def judge_step(rule: Rule, step: Step, settings: Settings) -> Iterator[Finding]:
    """Yield what a rule over the steps of a preview says of one; another says nothing."""
    if isinstance(rule.judges, EachStep):
        for answer in rule.judges.check(step, settings):
            yield _found(rule, step.resource, answer, settings)


def exemptions_for(
    rule: Rule, resource: Resource, settings: Settings
) -> tuple[Exemption | None, Exemption | None]:
    """Return the exemption by which a rule's finding is let pass, else one that has expired."""
    names = (resource.urn, resource.type, resource.kind, resource.name)
    covering = [one for one in settings.exemptions if one.covers(rule.id, names)]
    counting = [one for one in covering if not one.is_over(settings.today)]
    if counting:
        return counting[0], None
    return None, covering[0] if covering else None


def _found(rule: Rule, resource: Resource, answer: Answer, settings: Settings) -> Finding:
    exemption, expired = exemptions_for(rule, resource, settings)
    return Finding(rule, resource, answer, exemption=exemption, expired=expired)
