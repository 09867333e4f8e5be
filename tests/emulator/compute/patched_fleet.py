"""Machines that the platform patches, a clock to move, and what became of them."""

from datetime import timedelta
from typing import Any

from local_azure.arm import Json
from local_azure.clock import Clock
from local_azure.compute import guests, patch_records, release_calendar
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    changed,
    finish,
    interface_path,
    machine_body,
    machine_path,
    patch_machine,
    put_machine,
    put_network,
)
from local_azure.patching.scenario_files import shipped
from local_azure.testing import InProcess

PATCHING = "properties.osProfile.windowsConfiguration.patchSettings"
PLATFORM = f"{PATCHING}.automaticByPlatformSettings"


def make(azure: InProcess, machines: dict[str, dict[str, Any]]) -> None:
    """Machines by name, each with its changes to the usual body; ready."""
    put_network(azure, *machines)
    for name, changes in machines.items():
        body = changed(machine_body(interface_path(azure, name), name=name), changes)
        assert put_machine(azure, name, body).status == 201
    finish(azure)
    azure.call("GET", "/subscriptions")


def use(azure: InProcess, scenario: str = "sample-year", begin: str = "2027-01") -> None:
    """Let the releases of a scenario come out for Windows Server 2025 from a month on."""
    release_calendar.use(
        azure.azure,
        {"scenario": shipped(scenario).as_json(), "systems": ["2025"], "begin": begin},
    )


def advance(azure: InProcess, *, to: str = "", **by: float) -> None:
    """Move the clock by a span, or to a day at noon, `2027-02-09`."""
    now = azure.azure.now()
    if to:
        noon = now.fromisoformat(f"{to}T12:00:00+00:00")
        span = noon - now
    else:
        span = timedelta(**by)
    with azure.azure.store.transaction():
        Clock(azure.azure.store, azure.hand).advance(span)
        azure.azure.settle()


def power(azure: InProcess, action: str, name: str = "web") -> None:
    """Start, stop, deallocate or restart a machine, and wait until it is."""
    path = f"{machine_path(azure, name)}/{action}"
    assert azure.call("POST", path, api_version=COMPUTE_VERSION).status == 202
    finish(azure)
    azure.call("GET", "/subscriptions")


def settle_patching(azure: InProcess, settings: Json, name: str = "web") -> None:
    """Change the machine's patch settings, and wait until they are."""
    profile = {"osProfile": {"windowsConfiguration": {"patchSettings": settings}}}
    assert patch_machine(azure, {"properties": profile}, name).status == 200
    finish(azure)
    azure.call("GET", "/subscriptions")


def installations(azure: InProcess, name: str = "web") -> list[Json]:
    """What was installed in a machine in the last 30 days, the oldest first."""
    return list(patch_records.installations(azure.azure, machine_path(azure, name)))


def last(azure: InProcess, name: str = "web") -> tuple[str, str, list[str]] | None:
    """Day, rebootStatus and the kinds of the patches of the last installation."""
    record = patch_records.last_installation(azure.azure, machine_path(azure, name))
    if record is None:
        return None
    return record["startDateTime"][:10], record["rebootStatus"], installed(record)


def installed(record: Json) -> list[str]:
    """The names of the patches that an installation installed, without the Windows."""
    return [
        patch["name"].partition(" for Windows")[0]
        for patch in record["patches"]
        if patch["installationState"] == "Installed"
    ]


def guest(azure: InProcess, name: str = "web") -> Json:
    """What is in a machine."""
    found = guests.find(azure.azure, machine_path(azure, name))
    assert found is not None
    return found
