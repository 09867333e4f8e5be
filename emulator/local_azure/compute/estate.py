"""For tests and benchmarks: many machines, written into a folder's state before it is served."""

import time
import uuid
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta

from local_azure import resources
from local_azure.arm import Json
from local_azure.clock import Clock
from local_azure.compute import machine_records, patch_records
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    machine,
    machine_path,
    make_machines,
)
from local_azure.folder import Folder
from local_azure.instance import open_azure
from local_azure.testing import Hand, InProcess

_AGO = 60.0
"""Seconds before now at which the machines are made: nothing of them is to lie in the future."""
_URGENT: Json = {
    "maximumDuration": "PT1H",
    "rebootSetting": "IfRequired",
    "windowsParameters": {"classificationsToInclude": ["Critical", "Security"]},
}
Change = Callable[[int, Json], None]


def write_estate(
    folder: Folder,
    count: int,
    change: Change = lambda _, __: None,
    *,
    at: datetime | None = None,
) -> list[str]:
    """Have so many enrolled machines in a folder that nobody serves; their names.

    The first is made, patched and assessed; the others are copies of it, records included.
    `change` may write other properties into a machine before it is kept, by its number from 0.
    `at` is what its clock shows when it is served: a time to come. Default: the time that it is.
    """
    folder.prepare()
    hand = Hand(time.time() - _AGO)
    azure = open_azure(folder.state, settings=folder.settings(), machine_time=hand)
    inside = InProcess(azure, hand)
    now = datetime.fromtimestamp(time.time(), UTC)
    Clock(azure.store, hand).advance(timedelta(0) if at is None else at - now)
    names = [f"web-{number:04}" for number in range(count)]
    try:
        make_machines(inside, names[0])
        for action, body in (("installPatches", _URGENT), ("assessPatches", None)):
            path = f"{machine_path(inside, names[0])}/{action}"
            inside.call("POST", path, body, api_version=COMPUTE_VERSION)
            inside.wait(azure.durations.installation)
        with azure.store.transaction():
            first = machine(inside, names[0])
            for number, name in enumerate(names):
                _copy(inside, first, name, number, change)
            azure.store.log.clear()
    finally:
        azure.store.close()
    return names


def _copy(inside: InProcess, first: Json, name: str, number: int, change: Change) -> None:
    azure, old_id, new_id = inside.azure, first["id"], machine_path(inside, name)
    body = deepcopy(first) | {"id": new_id, "name": name}
    body["properties"]["vmId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, new_id))
    change(number, body)
    resources.put(azure, body)
    machine_records.change(azure, new_id, machine_records.read(azure, old_id))
    if new_id == old_id:
        return
    assessment = patch_records.assessment(azure, old_id)
    if assessment is not None:
        patch_records.put_assessment(azure, assessment | {"machine": new_id})
    for installation in list(patch_records.installations(azure, old_id)):
        patch_records.put_installation(azure, installation | {"machine": new_id})
