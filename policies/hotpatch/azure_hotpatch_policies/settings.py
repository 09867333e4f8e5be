"""What a repository tells the rules about itself."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from azure_hotpatch_facts import images

EXPIRES_SOON = dt.timedelta(days=14)
"""How long before its last day an exemption is called expiring."""


class OnUndecided(Enum):
    """What `azure-hotpatch check` makes of a value that nobody can know yet."""

    DENY = "deny"
    WARN = "warn"


@dataclass(frozen=True)
class Exemption:
    """Findings that are let pass.

    Attributes:
        place: Where it stands in the file, `exemptions[0]`.
        rules: Ids of the rules.
        resource: Pattern of a URN, type or name; `*` stands for any text.
        reason: Why.
        owner: Who answers for it.
        expires: The last day on which it counts; None for no last day.
    """

    place: str
    rules: frozenset[str]
    resource: str
    reason: str
    owner: str
    expires: dt.date | None

    def is_over(self, today: dt.date) -> bool:
        """Tell whether it counts no more."""
        return self.expires is not None and today > self.expires

    def is_ending(self, today: dt.date) -> bool:
        """Tell whether it counts, and not for long."""
        soon = today + EXPIRES_SOON
        return self.expires is not None and today <= self.expires <= soon

    def covers(self, rule: str, names: tuple[str, ...]) -> bool:
        """Tell whether a rule's finding about what has these names is meant, whatever the day."""
        return rule in self.rules and any(map(_pattern(self.resource).fullmatch, names))


@dataclass(frozen=True)
class Settings:
    """What the rules go by, besides Azure's facts.

    Attributes:
        today: The day, for exemptions that expire.
        undecided: What `check` makes of an undecided value.
        judges_linux: Whether Linux machines are judged too.
        allowed_locations: Regions in which machines may be; None for all.
        production_stacks: Patterns of `stack` or `project/stack`.
        registered_subscriptions: Ids, in lower case.
        added_images: Images that the user vouches for.
        exemptions: Findings that are let pass.
    """

    today: dt.date
    undecided: OnUndecided = OnUndecided.DENY
    judges_linux: bool = False
    allowed_locations: tuple[str, ...] | None = None
    production_stacks: tuple[str, ...] = ()
    registered_subscriptions: frozenset[str] = frozenset()
    added_images: tuple[images.Image, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    def is_production(self, project: str, stack: str) -> bool:
        """Tell whether a stack is one of production."""
        return any(
            _pattern(pattern).fullmatch(name)
            for name in (stack, f"{project}/{stack}")
            for pattern in self.production_stacks
        )


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return what fits a text in which `*` stands for any text, and all else for itself."""
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
