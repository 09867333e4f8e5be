"""A connection to Azure for the length of one command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from azure_hotpatch_cloud.arm import Arm
from azure_hotpatch_cloud.settings import Settings


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Arm]:
    """Azure as the settings reach it; its connections end with the block.

    Raises:
        CloudError: the settings lead to no cloud, or make no credential.
    """
    arm = await Arm.connect(settings)
    try:
        yield arm
    finally:
        await arm.close()
