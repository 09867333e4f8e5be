"""Start, stop, deallocate, restart.

Source: https://learn.microsoft.com/azure/virtual-machines/states-billing: "Some non-model changes
to a virtual machine such as start and restart fall under the updating state."
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local_azure import operations, resources
from local_azure.arm import Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.compute import guests, machine_records
from local_azure.compute.wish_reading import NAMESPACE, id_of
from local_azure.store import Event


@dataclass(frozen=True)
class _Action:
    """A POST below a machine: its name, its operation, the power state on the way and after."""

    name: str
    operation: str
    on_the_way: str
    after: str


_ACTIONS = (
    _Action("start", "VirtualMachines_Start", "starting", "running"),
    _Action("powerOff", "VirtualMachines_PowerOff", "stopping", "stopped"),
    _Action("deallocate", "VirtualMachines_Deallocate", "deallocating", "deallocated"),
    _Action("restart", "VirtualMachines_Restart", "starting", "running"),
)


def _handler(action: _Action) -> Callable[[Azure, Request], Reply]:
    def act(azure: Azure, request: Request) -> Reply:
        machine = resources.get(azure, id_of(request))
        machine_records.refuse_while_busy(machine)
        machine_records.change(azure, machine["id"], {"power": action.on_the_way})
        resources.set_provisioning_state(azure, machine["id"], "Updating")
        headers = operations.begin(
            azure,
            request,
            namespace=NAMESPACE,
            location=machine["location"],
            seconds=azure.durations.machine,
            effect="compute.powered",
            target=machine["id"],
            data={"from": action.on_the_way, "power": action.after},
        )
        return Reply(status=202, headers=headers)

    return act


def _powered(azure: Azure, event: Event) -> None:
    machine = resources.find(azure, event.target)
    if machine is None:
        return
    if machine_records.read(azure, event.target)["power"] == event.data["from"]:
        machine_records.change(azure, event.target, {"power": event.data["power"]})
        if event.data["power"] == "running":
            guests.rebooted(azure, event.target)
    if machine["properties"]["provisioningState"] == "Updating":
        resources.set_provisioning_state(azure, event.target, "Succeeded")


_ONE = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Compute/virtualMachines/{vmName}"
)

ROUTES = tuple(
    Route(
        method="POST",
        path=f"{_ONE}/{action.name}",
        operation=action.operation,
        handler=_handler(action),
    )
    for action in _ACTIONS
)

EFFECTS: Mapping[str, Effect] = {"compute.powered": _powered}
