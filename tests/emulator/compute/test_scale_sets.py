"""Scale sets: what ARM refuses of them, and their machines as they come and go."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from local_azure.arm import Json
from local_azure.compute.check_scale_sets import SCALE_SET_CHECKS
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    GROUP,
    changed,
    machine_path,
    path_of,
    put_network,
)
from local_azure.testing import InProcess
from tests.emulator.compute.scale_sets import scale_set_body, scale_set_path

REFUSALS: list[Json] = json.loads((Path(__file__).parent / "scale_set_refusals.json").read_text())
PROFILE = "properties.virtualMachineProfile"
SETTINGS = f"{PROFILE}.osProfile.windowsConfiguration.patchSettings"


def body(azure: InProcess, **changes: Any) -> Json:
    """A scale set in the network of `put_network`."""
    subnet = path_of(azure, "Network", "virtualNetworks", "net", "subnets", "machines")
    return changed(scale_set_body(subnet), changes)


def put(azure: InProcess, **changes: Any) -> Json:
    """Make the scale set `web`, or say the whole of it anew, and wait for it."""
    path = scale_set_path(azure)
    reply = azure.call("PUT", path, body(azure, **changes), api_version=COMPUTE_VERSION)
    assert reply.status in (200, 201), reply.body
    azure.wait(azure.azure.durations.machine)
    return got(azure, path)


def patch(azure: InProcess, change: Json) -> Json:
    """Change some of the scale set, and wait for it."""
    path = scale_set_path(azure)
    reply = azure.call("PATCH", path, change, api_version=COMPUTE_VERSION)
    assert reply.status == 200, reply.body
    azure.wait(azure.azure.durations.machine + azure.azure.durations.delete)
    return got(azure, path)


def got(azure: InProcess, path: str) -> Json:
    """What is at a path."""
    reply = azure.call("GET", path, api_version=COMPUTE_VERSION)
    assert isinstance(reply.body, dict)
    return reply.body


def machines(azure: InProcess) -> list[Json]:
    """The machines of the group."""
    path = path_of(azure, "Compute", "virtualMachines")
    found: list[Json] = got(azure, path)["value"]
    return found


def zones(azure: InProcess) -> dict[str, int]:
    """How many machines each zone has."""
    return dict(Counter(machine["zones"][0] for machine in machines(azure)))


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row["situation"])
def test_azure_refuses_a_scale_set(azure: InProcess, row: Json) -> None:
    """Status, code, target and text are ARM's where they are known."""
    put_network(azure)
    request = row.get("request", "create")
    if request != "create":
        put(azure)
    whole = {} if request == "patch" else body(azure)

    reply = azure.call(
        "PATCH" if request == "patch" else "PUT",
        scale_set_path(azure),
        changed(whole, row["change"]),
        api_version=COMPUTE_VERSION,
    )

    assert isinstance(reply.body, dict)
    assert {"status": reply.status, **reply.body["error"]} == row["error"]


def test_every_check_of_a_scale_set_has_a_row_with_its_source() -> None:
    """The rows and the table of the checks speak of the same things."""
    rows = {(row["check"], row["source"] == "assumed") for row in REFUSALS if "check" in row}

    assert rows == {(check.name, check.is_assumed) for check in SCALE_SET_CHECKS}


def test_a_scale_set_makes_its_machines_over_its_zones(azure: InProcess) -> None:
    """They are machines as any other, with interface, extension and patch settings."""
    put_network(azure)

    made = put(azure)

    assert (made["properties"]["provisioningState"], made["sku"]["capacity"]) == ("Succeeded", 3)
    assert zones(azure) == {"1": 1, "2": 1, "3": 1}
    machine = machines(azure)[0]
    name = machine["name"]
    tail = name.removeprefix("web_")
    assert machine["properties"]["virtualMachineScaleSet"] == {"id": made["id"]}
    assert machine["properties"]["provisioningState"] == "Succeeded"
    assert machine["properties"]["osProfile"]["computerName"] == f"web{tail[:6].upper()}"
    settings = machine["properties"]["osProfile"]["windowsConfiguration"]["patchSettings"]
    assert settings["enableHotpatching"] is True
    (interface,) = machine["properties"]["networkProfile"]["networkInterfaces"]
    assert interface["id"].endswith(f"/networkInterfaces/main-{tail}")
    shown = got(azure, machine_path(azure, name))["resources"]
    assert "health" in {extension["name"] for extension in shown}
    listed = got(azure, f"{scale_set_path(azure)}/virtualMachines")["value"]
    assert {each["instanceId"] for each in listed} == {each["name"] for each in machines(azure)}


def test_what_is_shown_of_a_scale_set_has_no_secret(azure: InProcess) -> None:
    """Neither the password nor the protected settings of an extension."""
    put_network(azure)

    made = put(azure)

    system = made["properties"]["virtualMachineProfile"]["osProfile"]
    assert "adminPassword" not in system
    assert system["computerNamePrefix"] == "web"
    assert "s3cret" not in json.dumps(made)
    assert "Correct-Horse-1" not in json.dumps([made, *machines(azure)])


def test_a_scale_set_grows_and_shrinks_by_its_capacity(azure: InProcess) -> None:
    """A PATCH of the sku alone needs no profile; the fullest zone gives a machine back."""
    put_network(azure)
    put(azure)

    patch(azure, {"sku": {"capacity": 5}})
    grown = zones(azure)
    shrunk = patch(azure, {"sku": {"capacity": 2}})

    assert sorted(grown.values()) == [1, 2, 2]
    assert sorted(zones(azure).values()) == [1, 1]
    assert shrunk["sku"] == {"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 2}


def test_a_change_of_the_profile_is_for_later_machines(azure: InProcess) -> None:
    """Those that there are keep their image; PATCH says the patch settings again."""
    put_network(azure)
    put(azure, **{"sku.capacity": 1})
    image = {"sku": "2022-datacenter-azure-edition-core"}
    windows = {"patchSettings": {"enableHotpatching": True}}
    profile = {
        "storageProfile": {"imageReference": image},
        "osProfile": {"windowsConfiguration": windows},
    }

    changed_set = patch(
        azure, {"sku": {"capacity": 2}, "properties": {"virtualMachineProfile": profile}}
    )

    reference = changed_set["properties"]["virtualMachineProfile"]["storageProfile"]
    assert reference["imageReference"]["sku"] == "2022-datacenter-azure-edition-core"
    assert [
        machine["properties"]["storageProfile"]["imageReference"]["sku"]
        for machine in machines(azure)
    ] == ["2025-datacenter-azure-edition-core", "2022-datacenter-azure-edition-core"]


def test_a_machine_that_somebody_deleted_is_missed(azure: InProcess) -> None:
    """The capacity is what there is; saying the whole anew makes another one."""
    put_network(azure)
    put(azure)
    gone = machines(azure)[0]["name"]
    azure.call("DELETE", machine_path(azure, gone), api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.delete)

    fewer = got(azure, scale_set_path(azure))["sku"]["capacity"]
    again = put(azure)["sku"]["capacity"]

    assert (fewer, again, zones(azure)) == (2, 3, {"1": 1, "2": 1, "3": 1})


def test_a_scale_set_that_cannot_have_its_machines_is_not_made(azure: InProcess) -> None:
    """The subnet is full: nothing stays behind."""
    put_network(azure)
    network = path_of(azure, "Network", "virtualNetworks", "net")
    small = {"properties": {"addressPrefix": "10.0.1.0/29"}}
    azure.call("PUT", f"{network}/subnets/small", small, api_version="2024-05-01")
    subnet = scale_set_body(f"{network}/subnets/small", capacity=4)

    reply = azure.call("PUT", scale_set_path(azure), subnet, api_version=COMPUTE_VERSION)

    assert isinstance(reply.body, dict)
    assert reply.body["error"]["code"] == "SubnetIsFull"
    assert machines(azure) == []
    assert azure.call("GET", scale_set_path(azure), api_version=COMPUTE_VERSION).status == 404


def test_a_scale_set_goes_with_its_machines(azure: InProcess) -> None:
    """Their interfaces and disks too."""
    put_network(azure)
    put(azure)

    azure.call("DELETE", scale_set_path(azure), api_version=COMPUTE_VERSION)
    azure.wait(azure.azure.durations.delete)

    group = f"{azure.subscription}/resourceGroups/{GROUP}"
    left = azure.call("GET", f"{group}/resources", api_version="2024-03-01").body
    assert isinstance(left, dict)
    assert [each["name"] for each in left["value"]] == ["net"]
