"""The agent in a machine: whether there is one, whether it answers, and what Azure says of it."""

from local_azure import faults
from local_azure.arm import ArmError, Json
from local_azure.azure import Azure
from local_azure.compute import machine_records, model

# Seen in azure-powershell VirtualMachinePatchTests/TestPatchStatusGetAzVMinstanceview.json.
_VERSION = "2.7.41491.992"
_READY: Json = {
    "code": "ProvisioningState/succeeded",
    "level": "Info",
    "displayStatus": "Ready",
    "message": "GuestAgent is running and processing the extensions.",
}
_MISSING: Json = {
    "code": "ProvisioningState/Unavailable",
    "level": "Warning",
    "displayStatus": "Not Ready",
    "message": "VM status blob is found but not yet populated.",
}
# Source: the sample of what Ansible's azure_rm_virtualmachine returns, of 2016-03-30, whose
# vmAgentVersion is Unknown and which has no extensionHandlers.
_SILENT: Json = {**_MISSING, "message": "VM Agent is unresponsive."}

ASSUMED = (
    (
        "Of a machine whose agent does not answer, the instance view has neither computerName nor"
        " osName and osVersion, and keeps extensions and patchStatus as they were."
    ),
)


def has_agent(machine: Json) -> bool:
    """Whether there is an agent in the machine."""
    return model.value(machine, "osProfile.windowsConfiguration.provisionVMAgent") is not False


def is_silent(azure: Azure, machine: Json) -> bool:
    """Whether the machine's agent was ordered to answer nothing."""
    return faults.stands(azure, "silent-agent", machine["id"])


def answers(azure: Azure, machine: Json) -> bool:
    """Whether the machine runs, and an agent in it that answers."""
    return (
        machine_records.read(azure, machine["id"])["power"] == "running"
        and has_agent(machine)
        and not is_silent(azure, machine)
    )


def view(machine: Json, now: str, *, is_silent: bool) -> Json:
    """`vmAgent` of the instance view of a machine that runs."""
    if is_silent:
        return {"vmAgentVersion": "Unknown", "statuses": [{**_SILENT, "time": now}]}
    there = has_agent(machine)
    return {
        "vmAgentVersion": _VERSION if there else "Unknown",
        "statuses": [{**(_READY if there else _MISSING), "time": now}],
        "extensionHandlers": [],
    }


def refusal(machine: Json) -> ArmError:
    """What Azure says of an agent that does not answer."""
    return ArmError(
        409,
        "VMAgentStatusCommunicationError",
        f"VM '{machine['name']}' has not reported status for VM agent or extensions. Verify that"
        " the OS is up and healthy, the VM has a running VM agent, and that it can establish"
        " outbound connections to Azure storage.",
    )
