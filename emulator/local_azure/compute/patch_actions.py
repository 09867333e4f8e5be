"""assessPatches and installPatches: what a client asks of a machine's guest, as long operations.

Source: azure-powershell TestPatchStatusGetAzVMinstanceview.json (2020-08-26) and
TestInvokeAzVMInstallPatch.json (2022-01-03): the operation's id is the activity's and the
request's; since then its links have a `p`.
"""

from collections.abc import Mapping

from local_azure import operations, resources
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.compute import agents, guest_operations, guests, install_request, machine_records
from local_azure.compute.wish_reading import NAMESPACE, id_of, image_of
from local_azure.store import Event
from local_azure.timestamps import timestamp

_P_SINCE = "2021-07-01"

ASSUMED = (
    "A second operation in a machine's guest answers 409 `Conflict` while the first is under way.",
    (
        "A machine that is not running answers assessPatches and installPatches with 409"
        " `OperationNotAllowed`; one without an agent, or whose agent does not answer, with 409"
        " `VMAgentStatusCommunicationError`."
    ),
    "An installation is followed by an assessment of its own on Windows too, as it is on Linux.",
    (
        "An operation in the guest of a machine that stops meanwhile, or whose agent then does not"
        " answer, ends with status Failed."
    ),
    "An operation in the guest leaves the machine's provisioningState as it is.",
)


def _assess(azure: Azure, request: Request) -> Reply:
    machine = _ready(azure, request)
    return _begin(azure, request, machine, "compute.assessed", azure.durations.assessment)


def _install(azure: Azure, request: Request) -> Reply:
    machine = resources.get(azure, id_of(request))
    body = install_request.body_of(request)
    install_request.read(body, is_linux=_is_linux(azure, machine))
    machine = _ready(azure, request)
    if not _fails(request):
        guest_operations.begin_installation(azure, machine, _activity(azure, request))
    seconds = azure.durations.installation
    return _begin(azure, request, machine, "compute.patched", seconds, {"body": body})


def _is_linux(azure: Azure, machine: Json) -> bool:
    image = image_of(azure, machine)
    return image is not None and image.os_type == "Linux"


def _begin(
    azure: Azure,
    request: Request,
    machine: Json,
    effect: str,
    seconds: float,
    data: Json | None = None,
) -> Reply:
    activity = _activity(azure, request)
    guest_operations.hold(azure, machine["id"], seconds)
    headers = operations.begin(
        azure,
        request,
        namespace=NAMESPACE,
        location=machine["location"],
        seconds=seconds,
        effect=effect,
        # Not the machine itself, whose provisioningState a failure would change.
        target=f"{machine['id']}/patches/{request.request_id}",
        data={"machine": machine["id"], **activity, **(data or {})},
        number=request.request_id,
        secret=str(azure.new_id()) if request.api_version >= _P_SINCE else "",
    )
    return Reply(status=202, headers=headers)


def _activity(azure: Azure, request: Request) -> Json:
    is_patches = request.fault is not None and request.fault["action"] in guest_operations.FATES
    return {
        "activityId": request.request_id,
        "startDateTime": timestamp(azure.now()),
        "startedBy": "User",
        "fault": request.fault if is_patches else None,
    }


def _fails(request: Request) -> bool:
    return request.fault is not None and request.fault["action"] == "fail-operation"


def _ready(azure: Azure, request: Request) -> Json:
    """The machine, in whose guest an operation can begin.

    Raises:
        ArmError: 404; 409 Conflict, OperationNotAllowed or VMAgentStatusCommunicationError.
    """
    machine = resources.get(azure, id_of(request))
    machine_records.refuse_while_busy(machine)
    if machine_records.read(azure, machine["id"])["power"] != "running":
        raise ArmError(
            409,
            "OperationNotAllowed",
            "Cannot assess or install patches in the VM when the VM is not running.",
        )
    if not agents.answers(azure, machine):
        raise agents.refusal(machine)
    record = guests.find(azure, machine["id"])
    if record is not None and guest_operations.is_held(azure, record):
        raise machine_records.conflict()
    return machine


def _assessed(azure: Azure, event: Event) -> None:
    machine = _target(azure, event)
    event.data["output"] = guest_operations.assess(azure, machine, event.data)


def _patched(azure: Azure, event: Event) -> None:
    machine = _target(azure, event)
    wanted = install_request.read(event.data["body"], is_linux=_is_linux(azure, machine))
    event.data["output"] = guest_operations.end_installation(
        azure,
        machine,
        event.data,
        wanted.selection,
        rebooting=wanted.rebooting,
        window=wanted.window,
    )


def _target(azure: Azure, event: Event) -> Json:
    """The machine of an operation.

    Raises:
        ArmError: 404, when it was deleted meanwhile.
    """
    return resources.get(azure, event.data["machine"])


_ONE = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Compute/virtualMachines/{vmName}"
)

ROUTES = (
    Route(
        method="POST",
        path=f"{_ONE}/assessPatches",
        operation="VirtualMachines_AssessPatches",
        handler=_assess,
        since="2020-06-01",
    ),
    Route(
        method="POST",
        path=f"{_ONE}/installPatches",
        operation="VirtualMachines_InstallPatches",
        handler=_install,
        since="2020-12-01",
    ),
)

EFFECTS: Mapping[str, Effect] = {"compute.assessed": _assessed, "compute.patched": _patched}
