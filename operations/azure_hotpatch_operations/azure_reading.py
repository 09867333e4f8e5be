"""What Azure has: reads of single resources, through the provider that was to make them."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_cloud.settings import Settings

_NOT_FOUND = 404
_ENDED = frozenset({"Succeeded", "Failed", "Canceled"})
"""The states after which a resource changes no more by itself.

Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations,
read 2026-11-23.
"""


@dataclass
class Azure:
    """Reads resources, waiting for those that Azure is still at work on.

    `interval` is the time between two reads, `patience` the longest wait for one, in seconds.
    """

    interval: float
    patience: float
    _arms: dict[Settings, Arm] = field(default_factory=dict)

    async def provisioning_state(
        self, settings: Settings, arm_id: str, api_version: str
    ) -> str | None:
        """The resource's `provisioningState`, "" where it has none; None: no such resource.

        Raises:
            CloudError: Azure gives no answer, or refuses.
        """
        if settings not in self._arms:
            self._arms[settings] = await Arm.connect(settings)
        arm = self._arms[settings]
        deadline = asyncio.get_running_loop().time() + self.patience
        while True:
            try:
                answer = await arm.get(arm_id, api_version=api_version)
            except ArmError as error:
                if error.status == _NOT_FOUND:
                    return None
                raise
            state = _state(answer.body)
            if state in _ENDED or not state or asyncio.get_running_loop().time() >= deadline:
                return state
            await asyncio.sleep(self.interval)

    async def close(self) -> None:
        """Give the connections back."""
        for arm in self._arms.values():
            await arm.close()


@asynccontextmanager
async def open_azure(*, interval: float, patience: float) -> AsyncIterator[Azure]:
    """A reader whose connections end with the block."""
    azure = Azure(interval, patience)
    try:
        yield azure
    finally:
        await azure.close()


def _state(body: object) -> str:
    properties = body.get("properties") if isinstance(body, Mapping) else None
    state = properties.get("provisioningState") if isinstance(properties, Mapping) else None
    return state if isinstance(state, str) else ""
