"""What the first job says of its pull request: which one, which commit, and its own exemptions."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from azure_hotpatch_operations.pull_request.artifact import ABOUT, json_object
from azure_hotpatch_operations.pull_request.errors import PublishError

FORM = "azure-hotpatch-pull-request/1"
MOST_EXEMPTIONS = 200


@dataclass(frozen=True)
class Proposed:
    """An exemption that a pull request adds; the base branch does not have it.

    Attributes:
        rules: Ids of the rules.
        resource: Pattern of the resources.
        reason: Why.
        owner: Who answers for it.
        expires: The last day; empty for none.
    """

    rules: str
    resource: str
    reason: str
    owner: str
    expires: str


@dataclass(frozen=True)
class About:
    """What belongs to a report of a pull request.

    Attributes:
        number: Number of the pull request.
        head_sha: The commit at its head, 40 hex digits.
        exemptions: Exemptions that it adds.
        mistakes: What is wrong with the settings that it proposes; empty where nothing is.
    """

    number: int
    head_sha: str
    exemptions: tuple[Proposed, ...] = ()
    mistakes: str = ""

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps({"form": FORM, **asdict(self)}, indent=2) + "\n"


def read_about(text: str) -> About:
    """Return what a text says, every part of it looked at.

    Raises:
        PublishError: it is something else.
    """
    said = json_object(ABOUT, text)
    listed = said.get("exemptions")
    is_right = (
        said.get("form") == FORM
        and type(said.get("number")) is int
        and said["number"] > 0
        and isinstance(said.get("head_sha"), str)
        and isinstance(said.get("mistakes"), str)
        and isinstance(listed, list)
        and all(map(_is_proposed, listed))
    )
    if not is_right:
        raise PublishError(f"artifact: {ABOUT}: found another form; allowed: {FORM}.")
    return About(
        number=said["number"],
        head_sha=said["head_sha"],
        exemptions=tuple(Proposed(**one) for one in said["exemptions"][:MOST_EXEMPTIONS]),
        mistakes=said["mistakes"],
    )


def _is_proposed(said: Any) -> bool:
    fields = Proposed.__dataclass_fields__.keys()
    return (
        isinstance(said, Mapping)
        and said.keys() == fields
        and all(isinstance(value, str) for value in said.values())
    )
