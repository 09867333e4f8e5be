"""How a registration comes about: read, register, and wait until it is really so.

Plain functions over ARM, a clock and a way to report; nothing here knows Pulumi's protocol.
"""

import asyncio
from dataclasses import replace

from azure_hotpatch.plugin.refusals import (
    RegistrationError,
    UnfinishedError,
    approval_needed,
    forbidden,
    limit_reached,
    refused,
    stopped,
    unknown_state,
)
from azure_hotpatch.plugin.target import Registration
from azure_hotpatch.plugin.waiting import Wait, spoken
from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError, CloudError, CredentialError
from azure_hotpatch_cloud.targets import Target, is_not_offered
from azure_hotpatch_facts.features import (
    NOT_OFFERED,
    NOT_REGISTERED,
    PENDING,
    REGISTERED,
    REGISTERING,
    STATES,
    UNREGISTERED,
    UNREGISTERING,
)

ABSENT = frozenset({NOT_REGISTERED, UNREGISTERED})
"""The states in which the subscription does not have it."""

_FORBIDDEN = 403


async def read(arm: Arm, target: Target) -> str:
    """The present state; NotOffered for a feature that Azure does not know.

    Raises:
        RegistrationError: Azure refuses, or gives no answer.
    """
    try:
        return await _state(arm, target)
    except ArmError as error:
        raise _refusal(target, "read", error) from error
    except CloudError as error:
        raise refused(target, error) from error


async def register_feature(arm: Arm, target: Target, wait: Wait) -> Registration:
    """Make sure that the subscription has a feature.

    Registered is adopted as it is. NotRegistered and Unregistered are registered, Registering is
    waited for, Unregistering is waited out and then registered. A feature that Azure does not
    offer (any more) is a warning.

    Raises:
        RegistrationError: Azure refuses, or Microsoft's approval is needed; nothing was begun.
        UnfinishedError: begun, and stopped by the limit, a cancel, or Azure.
    """
    progress = _Progress(target, wait)
    state = await progress.past_unregistering(arm)
    if state == REGISTERED:
        return Registration(state=REGISTERED)
    if state == REGISTERING:
        return await progress.until_registered(arm, Registration(state=REGISTERING))
    if state == NOT_OFFERED:
        return await _not_offered(target, wait)
    if state == PENDING:
        raise approval_needed(target)
    if state not in ABSENT:
        raise unknown_state(target, state)
    try:
        begun = await _register(arm, target, state)
    except ArmError as error:
        if is_not_offered(target, error):
            return await _not_offered(target, wait)
        raise _refusal(target, "register", error) from error
    if begun.state == PENDING:
        raise UnfinishedError(str(approval_needed(target)), begun)
    return await progress.until_registered(arm, begun)


async def register_provider(arm: Arm, target: Target, wait: Wait) -> Registration:
    """Register a resource provider, also when it is registered already: that carries features on.

    Where it is Registered and the right to register it is missing, that is a warning.

    Raises:
        RegistrationError: Azure refuses; nothing was begun.
        UnfinishedError: begun, and stopped by the limit, a cancel, or Azure.
    """
    progress = _Progress(target, wait)
    state = await progress.past_unregistering(arm)
    try:
        begun = await _register(arm, target, state)
    except ArmError as error:
        if error.status == _FORBIDDEN and state == REGISTERED:
            await wait.report.warn(
                f"{forbidden(target, 'register', error)} It is Registered already, so this goes"
                " on; features registered just now may take some minutes more to have effect."
            )
            return Registration(state=REGISTERED)
        raise _refusal(target, "register", error) from error
    return await progress.until_registered(arm, begun)


async def unregister(arm: Arm, target: Target, wait: Wait) -> None:
    """Take a registration away from the subscription, and wait until it is gone.

    Raises:
        RegistrationError: Azure refuses, as for a provider that has resources.
        UnfinishedError: begun, and stopped by the limit or a cancel.
    """
    state = await read(arm, target)
    if state in ABSENT or state == NOT_OFFERED:
        return
    if state != UNREGISTERING:
        try:
            await _post(arm, target, "unregister")
        except ArmError as error:
            raise _refusal(target, "unregister", error) from error
        except asyncio.CancelledError as error:
            raise stopped(target, Registration(state=state), asked="unregister") from error
    await _Progress(target, wait).until_absent(arm)


class _Progress:
    """One wait for one target: when it began, and what was read last."""

    def __init__(self, target: Target, wait: Wait) -> None:
        self._target = target
        self._wait = wait
        self._began = wait.now()

    async def past_unregistering(self, arm: Arm) -> str:
        """The state, once it is not Unregistering."""
        state = await read(arm, self._target)
        last = Registration(state=UNREGISTERING)
        while state == UNREGISTERING:
            state = await self._next(arm, last, UNREGISTERING)
        return state

    async def until_absent(self, arm: Arm) -> None:
        """Read until the subscription does not have it."""
        state = UNREGISTERING
        while state not in ABSENT and state != NOT_OFFERED:
            state = await self._next(arm, Registration(state=UNREGISTERING), state)

    async def until_registered(self, arm: Arm, begun: Registration) -> Registration:
        """Read until it was Registered often enough in a row.

        Read as absent as often in a row, it is registered (again): the read that said otherwise was
        an old one, or somebody undid it meanwhile.
        """
        needed = self._wait.stable_reads
        registered, absent, shown = 0, 0, begun.state
        while registered < needed:
            state = await self._next(arm, begun, shown)
            if state == PENDING:
                raise UnfinishedError(
                    str(approval_needed(self._target)), replace(begun, state=PENDING)
                )
            registered = registered + 1 if state == REGISTERED else 0
            absent = absent + 1 if state in ABSENT else 0
            shown = f"{state} in {registered} of {needed} reads" if registered else state
            # Registered only counts when it is stable: until then it is left as still under way.
            begun = replace(begun, state=REGISTERING if registered else state)
            if absent >= needed:
                begun, absent = await self._again(arm, begun), 0
        elapsed = spoken(self._wait.now() - self._began)
        await self._wait.report.tick(f"{REGISTERED} after {elapsed}")
        return replace(begun, state=REGISTERED)

    async def _again(self, arm: Arm, begun: Registration) -> Registration:
        try:
            state = await _post(arm, self._target, "register")
        except (ArmError, RegistrationError) as error:
            reason = _refusal(self._target, "register", error)
            raise UnfinishedError(str(reason), begun) from error
        except asyncio.CancelledError as error:
            raise stopped(self._target, begun) from error
        return Registration(state=state, registered_here=True, posted=True)

    async def _next(self, arm: Arm, last: Registration, shown: str) -> str:
        """The state one interval later; what Azure answers for a moment only is asked again."""
        wait, target = self._wait, self._target
        try:
            while True:
                elapsed = wait.now() - self._began
                if elapsed >= wait.limit:
                    raise limit_reached(target, last, shown, wait.limit)
                await wait.report.tick(f"{shown}, {spoken(elapsed)} of {spoken(wait.limit)}")
                await wait.sleep(min(wait.interval, wait.limit - elapsed))
                try:
                    return await _state(arm, target)
                except ArmError as error:
                    if not error.is_transient:
                        raise UnfinishedError(str(_refusal(target, "read", error)), last) from error
                    shown = f"{last.state}, and Azure answers {error.status or 'nothing'}"
        except asyncio.CancelledError as error:
            raise stopped(target, last) from error
        except CredentialError as error:
            raise UnfinishedError(str(refused(target, error)), last) from error


async def _state(arm: Arm, target: Target) -> str:
    try:
        answer = await arm.get(target.id, api_version=target.api_version)
    except ArmError as error:
        if is_not_offered(target, error):
            return NOT_OFFERED
        raise
    return target.state_in(answer.body)


async def _register(arm: Arm, target: Target, found: str) -> Registration:
    """Ask Azure to register what was found in this state.

    Raises:
        ArmError: Azure refuses.
        RegistrationError: there is no token to be had; nothing was begun.
        UnfinishedError: no answer was waited for, or none came: Azure may have acted.
    """
    is_absent = found in ABSENT
    begun = Registration(
        # A Registered provider is left as under way, so that the next up asks again.
        state=found if is_absent else REGISTERING,
        registered_here=is_absent,
        posted=True,
    )
    try:
        return replace(begun, state=await _post(arm, target, "register"))
    except ArmError as error:
        if error.may_have_acted:
            raise UnfinishedError(str(refused(target, error)), begun) from error
        raise
    except asyncio.CancelledError as error:
        raise stopped(target, begun, asked="register") from error


async def _post(arm: Arm, target: Target, operation: str) -> str:
    try:
        answer = await arm.post(
            f"{target.id}/{operation}", api_version=target.api_version, repeatable=True
        )
    except CredentialError as error:
        raise refused(target, error) from error
    return target.state_in(answer.body)


async def _not_offered(target: Target, wait: Wait) -> Registration:
    await wait.report.warn(
        f"{target.place}: {STATES[NOT_OFFERED].meaning} {STATES[NOT_OFFERED].next_step}"
    )
    return Registration(state=NOT_OFFERED)


def _refusal(
    target: Target, operation: str, error: ArmError | RegistrationError
) -> RegistrationError:
    if isinstance(error, RegistrationError):
        return error
    if error.status == _FORBIDDEN:
        return forbidden(target, operation, error)
    return refused(target, error)
