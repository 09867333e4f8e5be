"""What a check found: the one thing that every report shows."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from azure_hotpatch_policies.rule import Rule


class Outcome(Enum):
    """What becomes of a finding."""

    VIOLATION = "violation"
    """A mandatory rule refuses."""
    ADVICE = "advice"
    """An advisory rule would have it otherwise."""
    UNDECIDED = "undecided"
    """Nobody can tell before the update."""
    EXEMPTED = "exempted"
    """An exemption lets it pass."""
    ACCEPTED = "accepted"
    """The baseline has it."""


@dataclass(frozen=True)
class Place:
    """A line of the program.

    Attributes:
        file: Path relative to the project's folder, with forward slashes.
        line: Line number, from 1.
    """

    file: str
    line: int


@dataclass(frozen=True)
class Found:
    """One finding of one rule about one resource.

    Attributes:
        rule: The rule.
        outcome: What becomes of it.
        denies: Whether it fails the check; an undecided one does where the settings say so.
        urn: URN of the resource; empty where the stack as a whole is meant.
        type: Type token of the resource.
        name: Its name in the program.
        message: What a person reads: the place, what was found, what is allowed, what to do.
        path: The property that was judged, as Azure writes it; empty where none is.
        place: Where the program makes the resource; None where nobody knows.
        reason: Why it is let pass, and by whom, where it is exempted; else empty.
    """

    rule: Rule
    outcome: Outcome
    denies: bool
    urn: str
    type: str
    name: str
    message: str
    path: str = ""
    place: Place | None = None
    reason: str = ""

    @property
    def fingerprint(self) -> str:
        """What stays the same from run to run: rule, resource and property, as 32 hex digits."""
        said = "\n".join((self.rule.id, self.urn, self.path or self.message))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True)
class CheckReport:
    """All that one check found.

    Attributes:
        subject: What was checked, for people: `stack dev of project hotpatch`, `state.json`.
        rules: Every rule that judged, in the order of their ids.
        findings: What they found, by line, resource and rule.
        notes: What is to be said besides: exemptions that end soon, have ended, or are unused.
        resources: How many resources were there.
        machines: How many machines of theirs were judged.
        folder: The project's folder in its repository, with forward slashes; empty for its root.
        pages: URL below which `docs/rules/` is found; empty where nobody said.
    """

    subject: str
    rules: tuple[Rule, ...]
    findings: tuple[Found, ...]
    notes: tuple[str, ...] = ()
    resources: int = 0
    machines: int = 0
    folder: str = ""
    pages: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing denies."""
        return not any(found.denies for found in self.findings)

    def of(self, outcome: Outcome) -> Iterator[Found]:
        """Yield the findings with this outcome."""
        return (found for found in self.findings if found.outcome is outcome)
