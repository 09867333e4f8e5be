"""What ARM refuses of one machine: one call a row of `tests.arm_refusals`."""

import pytest

from local_azure import faults
from local_azure.arm import Json
from local_azure.compute.checks import CHECKS
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    NETWORK_VERSION,
    changed,
    interface_path,
    machine_body,
    machine_path,
    put_machine,
    put_network,
    register_previews,
)
from local_azure.testing import InProcess
from tests.arm_refusals import ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["situation"])
def test_azure_refuses(azure: InProcess, row: Json) -> None:
    """Status, code, target and text are ARM's."""
    put_network(azure, "web")
    request = row.get("request", "create")
    if row.get("previews"):
        register_previews(azure)
    if request != "create":
        put_machine(azure)
        azure.wait(azure.azure.durations.machine)
    if "fault" in row:
        faults.order(azure.azure, row["fault"])
    whole = machine_body(interface_path(azure, "web"))

    reply = azure.call(
        "PATCH" if request == "patch" else "PUT",
        machine_path(azure, "web"),
        changed({} if request == "patch" else whole, row["change"]),
        api_version=row.get("api_version", COMPUTE_VERSION),
    )

    assert isinstance(reply.body, dict)
    assert {"status": reply.status, **reply.body["error"]} == row["error"]


def test_every_check_has_a_row_with_its_source() -> None:
    """The table of the tests and the table of the checks speak of the same things."""
    rows = {(row["check"], row["source"].startswith("assumed")) for row in ROWS if "check" in row}

    # The size's message lists all sizes: it has a test of its own.
    own = {("the size is one of the region's", False)}
    assert rows | own == {(check.name, check.is_assumed) for check in CHECKS}


def test_an_unknown_size_is_refused_with_the_sizes_that_there_are(azure: InProcess) -> None:
    """The message begins with the value, and goes on with every size of the region."""
    put_network(azure, "web")
    body = machine_body(interface_path(azure, "web"))

    reply = put_machine(
        azure, body=changed(body, {"properties.hardwareProfile.vmSize": "Standard_B2s_v3"})
    )

    assert isinstance(reply.body, dict)
    error = reply.body["error"]
    assert (reply.status, error["code"], error["target"]) == (400, "InvalidParameter", "vmSize")
    assert error["message"].startswith(
        "The value Standard_B2s_v3 provided for the VM size is not valid. The valid sizes in the"
        " current region are: Standard_A0,"
    )


CREATED = [row for row in ROWS if not {"request", "previews", "api_version", "fault"} & set(row)]


@pytest.mark.parametrize("row", CREATED, ids=lambda row: row["situation"])
def test_what_is_refused_changes_nothing(azure: InProcess, row: Json) -> None:
    """A refused machine is not there, and its interface is free."""
    put_network(azure, "web")
    body = machine_body(interface_path(azure, "web"))

    put_machine(azure, body=changed(body, row["change"]))

    machine = azure.call("GET", machine_path(azure, "web"), api_version=COMPUTE_VERSION)
    card = azure.call("GET", interface_path(azure, "web"), api_version=NETWORK_VERSION)
    assert machine.status == 404
    assert isinstance(card.body, dict)
    assert "virtualMachine" not in card.body["properties"]
