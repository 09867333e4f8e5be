"""What a rule is: data for people, and one function that judges."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from azure_hotpatch_facts.violations import Violation, shown
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.resources import Resource, Stack
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.steps import Step
from azure_hotpatch_policies.values import Value

PAGES = "docs/rules"
"""Where the page of each rule is, in this repository."""


@dataclass(frozen=True)
class Undecided:
    """The answer where nobody can tell yet.

    Attributes:
        path: Where the value stands that decides.
        why: Why it cannot be told.
        allowed: The values that would pass.
        fix: What to do so that it can be told before the update.
    """

    path: str
    why: str
    allowed: str
    fix: str = "Write it as a plain value, or let the update judge it before it creates anything."


Answer = Violation | Undecided
"""What a rule says of one value; it says nothing where all is well."""

MachineCheck = Callable[[Machine, Settings], Iterator[Answer]]
ResourceCheck = Callable[[Resource, Settings], Iterator[Answer]]
StepCheck = Callable[[Step, Settings], Iterator[Answer]]
StackCheck = Callable[[Stack, Settings], Iterator[tuple[Resource, Answer]]]


@dataclass(frozen=True)
class EachMachine:
    """Judges every Windows machine, by itself."""

    check: MachineCheck


@dataclass(frozen=True)
class EachResource:
    """Judges every resource, by itself."""

    check: ResourceCheck


@dataclass(frozen=True)
class WholeStack:
    """Judges resources by others of their stack."""

    check: StackCheck


@dataclass(frozen=True)
class EachStep:
    """Judges every step of a preview, by itself; a policy pack is shown none."""

    check: StepCheck


@dataclass(frozen=True)
class Notes:
    """Judges nothing: says what the other rules leave open.

    Attributes:
        of_stack: Whether of the stack as a whole, or of each resource.
    """

    of_stack: bool


class Severity(Enum):
    """How bad a violation is; the words are Pulumi's."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        id: Short, stable, never reused: `HP003`.
        name: What is wanted, in lower case with hyphens: `hotpatch-enabled`.
        title: The same for a list, a few words.
        description: What holds where the rule passes, one sentence.
        why: What happens where it does not hold.
        fix: What to do.
        severity: How bad a violation is.
        judges: What it judges, and the function that does.
        source: URL of the document behind it.
        tags: Words to find it by.
        is_mandatory: Whether a violation stops an update.
    """

    id: str
    name: str
    title: str
    description: str
    why: str
    fix: str
    severity: Severity
    judges: EachMachine | EachResource | WholeStack | EachStep | Notes
    source: str
    tags: tuple[str, ...] = ()
    is_mandatory: bool = True

    @property
    def is_of_stack(self) -> bool:
        """Whether it needs the whole stack."""
        return isinstance(self.judges, WholeStack) or self.judges == Notes(of_stack=True)

    @property
    def policy_name(self) -> str:
        """Name of the policy in Pulumi: `HP003-hotpatch-enabled`."""
        return f"{self.id}-{self.name}"

    @property
    def page(self) -> str:
        """Where its page is."""
        return f"{PAGES}/{self.id}.md"


def must_be(value: Value, *, wanted: str | bool, fix: str, source: str) -> Iterator[Answer]:
    """Judge one value: text without case, and never a text for true or false.

    Args:
        value: The value; where it is absent, its default counts.
        wanted: The one value that passes.
        fix: What to do where it does not.
        source: URL of the document that says so.
    """
    if value.mark is not None:
        yield Undecided(value.path, value.mark.value, shown(wanted))
    elif not is_same(value, wanted=wanted):
        yield wrong(value, shown(wanted), fix, source)


def is_same(value: Value, *, wanted: str | bool) -> bool:
    """Tell whether a value is this one: text without case, and never a text for true or false."""
    if isinstance(wanted, str):
        return value.text == wanted.lower()
    return value.effective is wanted


def wrong(value: Value, allowed: str, fix: str, source: str) -> Violation:
    """Return the violation of a value; what to do differs where its resource has no such property.

    Args:
        value: The value.
        allowed: The values that pass.
        fix: What to do.
        source: URL of the document that says so.
    """
    if not value.is_offered:
        fix = (
            "This type of resource has no such property: declare the machine with "
            "azure_hotpatch.HotpatchVm or azure-native:compute."
        )
    return Violation(value.path, value.found, allowed, fix, source)


def sentence(answer: Answer) -> str:
    """Say one answer: where, what was found, what is allowed, what to do."""
    if isinstance(answer, Undecided):
        return f"{answer.path}: found {answer.why}; allowed: {answer.allowed}. {answer.fix}"
    return answer.sentence(answer.path)


def path_of(said: str) -> str:
    """Return the place of which a sentence speaks; empty where it speaks of none."""
    path, found, _ = said.partition(": found ")
    return path if found else ""
