"""The installations of machines, as far as Azure remembers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from azure_hotpatch_operations.machine import Machine
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patch_records import INSTALLATIONS_KEPT, Installation, Patch


@dataclass(frozen=True, kw_only=True)
class Run:
    """One installation with its updates, those that it left alone included."""

    installation: Installation
    patches: tuple[Patch, ...]

    def of_state(self, *states: str) -> Iterable[Patch]:
        """The updates of these states, such as `Installed`."""
        return (each for each in self.patches if each.state in states)


@dataclass(frozen=True, kw_only=True)
class MachineHistory:
    """One machine's installations, the newest first."""

    machine: Machine
    runs: tuple[Run, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """The history of every machine that was asked for.

    Attributes:
        subject: Whose machines, for people.
        at: Azure's own time.
        machines: By id.
        missing: By machine that was named and is not there: why.
    """

    subject: str
    at: dt.datetime
    machines: tuple[MachineHistory, ...]
    missing: Mapping[MachineId, str]

    @property
    def since(self) -> dt.datetime:
        """The time before which Azure remembers nothing."""
        return self.at - INSTALLATIONS_KEPT
