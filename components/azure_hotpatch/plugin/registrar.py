"""Create, read, update and delete of registrations, as Pulumi asks for them."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from azure_hotpatch.plugin import registering
from azure_hotpatch.plugin.configuration import Configuration
from azure_hotpatch.plugin.pace import SECONDS_A_MINUTE
from azure_hotpatch.plugin.refusals import RegistrationError
from azure_hotpatch.plugin.registering import ABSENT
from azure_hotpatch.plugin.resources import FEATURE, Kind, Properties
from azure_hotpatch.plugin.target import Registration
from azure_hotpatch.plugin.waiting import Report, Wait
from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import CloudError
from azure_hotpatch_cloud.settings import Settings
from azure_hotpatch_cloud.targets import Target
from azure_hotpatch_facts.features import NOT_OFFERED

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a registrar needs of the world, handed in so that tests wait for nothing."""

    connect: Callable[[Settings], Awaitable[Arm]]
    """Opens Azure."""

    now: Callable[[], float]
    """Seconds of a clock that never goes back."""

    sleep: Callable[[float], Awaitable[None]]
    """Waits so many seconds."""

    today: Callable[[], datetime]
    """The time of day, in UTC."""

    environment: Mapping[str, str]
    """The variables that stand in for absent configuration."""


@dataclass
class Registrar:
    """Registrations of one configured plugin: one connection to Azure, and what is under way."""

    surroundings: Surroundings
    configuration: Configuration
    _arm: Arm | None = None
    _connecting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _running: set[asyncio.Task[Any]] = field(default_factory=set)
    _cancelled: bool = False

    def limit(self, kind: Kind, inputs: Properties, custom: float) -> float:
        """Seconds: the resource's own limit, else Pulumi's custom timeout, else the configured."""
        pace = self.configuration.pace
        configured = (
            pace.feature_timeout_minutes if kind is FEATURE else pace.provider_timeout_minutes
        )
        minutes = inputs.get("timeoutMinutes")
        if minutes is not None:
            return float(minutes) * SECONDS_A_MINUTE
        return custom or configured * SECONDS_A_MINUTE

    async def register(
        self, kind: Kind, target: Target, limit: float, report: Report
    ) -> Registration:
        """Register, and wait until it is so, `limit` seconds at most.

        Raises:
            RegistrationError: nothing was begun.
            UnfinishedError: begun, and not finished.
        """
        run = registering.register_feature if kind is FEATURE else registering.register_provider
        return await self._cancellable(target, self._run(target, run, self._wait(limit, report)))

    async def unregister(self, target: Target, limit: float, report: Report) -> None:
        """Unregister, and wait until it is so, `limit` seconds at most.

        Raises:
            RegistrationError: nothing was begun.
            UnfinishedError: begun, and not finished.
        """
        wait = self._wait(limit, report)
        await self._cancellable(target, self._run(target, registering.unregister, wait))

    async def read(self, target: Target) -> str:
        """The present state.

        Raises:
            RegistrationError: Azure refuses, or gives no answer.
        """
        return await self._cancellable(target, self._read(target))

    async def cancel(self) -> None:
        """Stop everything that is under way, and begin nothing more."""
        self._cancelled = True
        for task in self._running:
            task.cancel()

    async def close(self) -> None:
        """Give the connection to Azure back."""
        if self._arm is not None:
            await self._arm.close()

    async def _read(self, target: Target) -> str:
        return await registering.read(await self._connected(target), target)

    async def _run(
        self, target: Target, run: Callable[[Arm, Target, Wait], Awaitable[_T]], wait: Wait
    ) -> _T:
        return await run(await self._connected(target), target, wait)

    async def _connected(self, target: Target) -> Arm:
        async with self._connecting:
            if self._arm is None:
                try:
                    self._arm = await self.surroundings.connect(self.configuration.settings)
                except CloudError as error:
                    raise RegistrationError(f"{target.place}: {error}") from error
            return self._arm

    async def _cancellable(self, target: Target, work: Coroutine[Any, Any, _T]) -> _T:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        if self._cancelled:
            task.cancel()
        try:
            return await task
        except asyncio.CancelledError as error:
            raise RegistrationError(
                f"{target.place}: cancelled before anything was begun; running pulumi up again is"
                " safe"
            ) from error
        finally:
            self._running.discard(task)

    def _wait(self, limit: float, report: Report) -> Wait:
        pace = self.configuration.pace
        return Wait(
            limit=limit,
            interval=pace.poll_interval_seconds,
            stable_reads=pace.stable_reads,
            now=self.surroundings.now,
            sleep=self.surroundings.sleep,
            report=report,
        )


def exists(state: str) -> bool:
    """Whether an import finds anything in this state."""
    return state not in ABSENT and state != NOT_OFFERED
