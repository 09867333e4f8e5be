"""What an installation would take, told from the last assessment: a forecast, Azure decides."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from azure_hotpatch_operations.errors import OperationsError
from azure_hotpatch_operations.machine_ids import MachineId
from azure_hotpatch_operations.patch_records import Assessment, Patch
from azure_hotpatch_operations.patching.request import InstallRequest


class UnknownKbError(OperationsError):
    """A number was asked for that waits on none of the machines."""

    def __init__(self, kbs: Sequence[str], machines: int) -> None:
        several = f"any of the {machines} machines" if machines > 1 else "the machine"
        super().__init__(
            f"{', '.join(kbs)}: does not wait on {several}, by the last assessment. Check the"
            " number;"
            " or run `azure-hotpatch assess`, and this again in some minutes, when Resource Graph"
            " has it; or add --unchecked. Nothing was installed."
        )


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a request would do on one machine.

    Attributes:
        machine: Which.
        assessed: When it was last assessed; None where no assessment is on record.
        taken: The updates that would be taken.
        left: The others, each with why it is left.
    """

    machine: MachineId
    assessed: dt.datetime | None
    taken: tuple[Patch, ...]
    left: tuple[tuple[Patch, str], ...]


def why_left(patch: Patch, request: InstallRequest) -> str:
    """Why an update would be left; empty where it would be taken.

    Whatever has one of the classes or one of the numbers is taken, unless something leaves it.
    That the two add up is *assumed*: Azure's reference describes each by itself.
    """
    if patch.kb in request.excluded_kbs:
        return "excluded"
    if request.without_reboots and (patch.reboot or "").lower() != "neverreboots":
        return "may ask for a reboot"
    if patch.published and request.until and patch.published.date() > request.until:
        return f"published after {request.until}"
    wanted = {each.value.lower() for each in request.classifications}
    if patch.kb in request.kbs or any(each.lower() in wanted for each in patch.classifications):
        return ""
    return "not selected"


def forecast(
    machine: MachineId,
    assessment: Assessment | None,
    patches: Iterable[Patch],
    request: InstallRequest,
) -> Forecast:
    """What a request would do on a machine, by its last assessment."""
    judged = [(patch, why_left(patch, request)) for patch in patches]
    return Forecast(
        machine=machine,
        assessed=None if assessment is None else assessment.at,
        taken=tuple(patch for patch, why in judged if not why),
        left=tuple((patch, why) for patch, why in judged if why),
    )


def check_kbs(
    request: InstallRequest, forecasts: Sequence[Forecast], note: Callable[[str], None]
) -> None:
    """Refuse a number that waits on none of the machines; note one of which that is not certain.

    Raises:
        UnknownKbError: a number waits on none, and all of them were assessed.
    """
    waiting = {
        patch.kb for each in forecasts for patch in (*each.taken, *(one for one, _ in each.left))
    }
    unknown = [f"KB{kb}" for kb in request.kbs if kb not in waiting]
    if not unknown:
        return
    blind = [each.machine.name for each in forecasts if each.assessed is None]
    if not blind:
        raise UnknownKbError(unknown, len(forecasts))
    note(
        f"{', '.join(unknown)}: waits on none of the machines that were assessed; of"
        f" {', '.join(blind)} no assessment is on record, so nobody can tell"
    )
