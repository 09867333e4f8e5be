"""What subscriptions are registered for: read, never changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError, CloudError
from azure_hotpatch_cloud.targets import Target, is_not_offered
from azure_hotpatch_facts.features import (
    NOT_OFFERED,
    PREVIEW_FEATURES,
    REGISTERED,
    STATES,
)
from azure_hotpatch_operations.arm_sentences import sentence

_FORBIDDEN = 403
_KNOWN = frozenset((each.namespace.lower(), each.name.lower()) for each in PREVIEW_FEATURES)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One registration of one subscription.

    Attributes:
        target: The feature, or the provider.
        state: Azure's word, or NotOffered; None where it could not be read.
        problem: Why it could not be read; empty where it could.
    """

    target: Target
    state: str | None
    problem: str = ""

    @property
    def name(self) -> str:
        """`Microsoft.Compute/InGuestHotPatchVMPreview`, or the provider's namespace."""
        feature = self.target.feature
        return self.target.namespace if feature is None else f"{self.target.namespace}/{feature}"

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing: registered, or one of the previews that Azure has ended."""
        feature = self.target.feature or ""
        is_known = (self.target.namespace.lower(), feature.lower()) in _KNOWN
        return self.state == REGISTERED or (self.state == NOT_OFFERED and is_known)

    @property
    def permission(self) -> str | None:
        """What is needed to get it; None where nothing is missing, or nobody can get it."""
        if self.is_well or self.state == NOT_OFFERED:
            return None
        return self.target.action("read" if self.problem else "register")

    @property
    def next_step(self) -> str:
        """What to do, in a sentence; empty where nothing is missing."""
        if self.is_well:
            return ""
        if self.problem:
            return self.problem
        known = STATES.get(self.state or "")
        return known.next_step if known else f"Azure says {self.state}: look in the portal."

    def as_data(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "subscription": self.target.subscription_id,
            "kind": "provider" if self.target.feature is None else "feature",
            "name": self.name,
            "state": self.state,
            "isWell": self.is_well,
            "permission": self.permission,
            "nextStep": self.next_step,
        }


async def read(arm: Arm, targets: Sequence[Target]) -> list[Found]:
    """What each is, in the same order; a few at a time, and none stops the others."""
    free = asyncio.Semaphore(20)

    async def one(target: Target) -> Found:
        async with free:
            return await _read(arm, target)

    return list(await asyncio.gather(*(one(target) for target in targets)))


async def _read(arm: Arm, target: Target) -> Found:
    try:
        answer = await arm.get(target.id, api_version=target.api_version)
    except CloudError as error:
        if isinstance(error, ArmError) and is_not_offered(target, error):
            return Found(target=target, state=NOT_OFFERED)
        return Found(target=target, state=None, problem=_problem(target, error))
    return Found(target=target, state=target.state_in(answer.body))


def _problem(target: Target, error: CloudError) -> str:
    if isinstance(error, ArmError) and error.status == _FORBIDDEN:
        return (
            f"No rights: it takes {target.action('read')} at the subscription. Ask for the role"
            " Reader there."
        )
    return sentence(error, f"subscription {target.subscription_id}", "show it")
