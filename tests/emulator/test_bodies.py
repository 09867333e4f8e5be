"""Whatever JSON a client sends, ARM answers it: never with a 500."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from local_azure.arm import Json, Reply
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    NETWORK_VERSION,
    body_of,
    changed,
    delete_machine,
    finish,
    interface_path,
    machine_body,
    machine_path,
    make_machines,
    path_of,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess, in_process
from tests.emulator.compute.scale_sets import scale_set_body, scale_set_path

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/hotpatch/providers"
NETWORKING = f"{GROUP}/Microsoft.Network"
SUBNET = f"{NETWORKING}/virtualNetworks/net/subnets/machines"
EXAMPLES = 60
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [SUBNET, "Attach", "Empty", "Static", "10.0.0.9", "10.0.0.0/24", "::/64", "/", "a/b"]
    )
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "properties"]), inner, max_size=3)
    ),
    max_leaves=6,
)
Place = tuple[str | int, ...]


def places(value: Any, above: Place = ()) -> Iterator[Place]:
    """Every place in a body, the body itself left out."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, part in parts:
        yield (*above, step)
        yield from places(part, (*above, step))


def broken(body: Json) -> st.SearchStrategy[Json]:
    """The body with anything at up to three of its places."""

    def put(changes: list[tuple[Place, Any]]) -> Json:
        new = deepcopy(body)
        for place, value in changes:
            part: Any = new
            try:
                for step in place[:-1]:
                    part = part[step]
                part[place[-1]] = value
            except (KeyError, IndexError, TypeError):
                continue  # An earlier change took the place away.
        return new

    place = st.sampled_from(list(places(body)))
    return st.lists(st.tuples(place, ANYTHING), min_size=1, max_size=3).map(put)


def ready() -> InProcess:
    """A local Azure with a network, two interfaces and one machine."""
    azure = in_process()
    make_machines(azure, "web")
    put_network(azure, "web", "shop")
    return azure


MACHINE = machine_body(f"{NETWORKING}/networkInterfaces/shop", name="shop")
MACHINE["tags"] = {"ring": "1"}
MACHINE["zones"] = ["1"]
MACHINE["identity"] = {"type": "SystemAssigned", "userAssignedIdentities": {}}
MACHINE["plan"] = {}
MACHINE["properties"]["storageProfile"]["dataDisks"] = [
    {"lun": 0, "name": "logs", "createOption": "Empty", "diskSizeGB": 4, "managedDisk": {}}
]
SCALE_SET = scale_set_body(SUBNET, capacity=2)
INTERFACE: Json = {
    "location": "westeurope",
    "tags": {"ring": "1"},
    "properties": {
        "dnsSettings": {"dnsServers": ["10.0.0.1"]},
        "networkSecurityGroup": {},
        "ipConfigurations": [
            {
                "name": "main",
                "properties": {
                    "privateIPAllocationMethod": "Static",
                    "privateIPAddress": "10.0.0.9",
                    "primary": True,
                    "subnet": {"id": SUBNET},
                    "publicIPAddress": {},
                },
            }
        ],
    },
}
NETWORK: Json = {
    "location": "westeurope",
    "tags": {"ring": "1"},
    "properties": {
        "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
        "dhcpOptions": {"dnsServers": ["10.0.0.1"]},
        "subnets": [
            {
                "name": "machines",
                "properties": {
                    "addressPrefix": "10.9.0.0/24",
                    "delegations": [],
                    "natGateway": {},
                },
            }
        ],
    },
}


def answered(reply: Reply) -> bool:
    """Whether it is ARM's own answer: a success, or a refusal in its envelope."""
    if reply.status < 300:
        return True
    error = body_of(reply)["error"]
    return 400 <= reply.status < 500 and bool(error["code"]) and bool(error["message"])


@settings(max_examples=EXAMPLES, deadline=None)
@given(body=broken(MACHINE))
def test_any_machine_is_taken_or_refused(body: Json) -> None:
    """A new one and a change of one, to their end."""
    azure = ready()
    try:
        made = put_machine(azure, "shop", body)
        patched = azure.call("PATCH", machine_path(azure, "web"), body, api_version=COMPUTE_VERSION)
        finish(azure)
        deleted = [delete_machine(azure, name) for name in ("web", "shop")]
        finish(azure)
    finally:
        azure.azure.store.close()

    assert all(map(answered, (made, patched, *deleted)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(body=broken(SCALE_SET))
def test_any_scale_set_is_taken_or_refused(body: Json) -> None:
    """Made, changed, listed with its machines, deleted."""
    azure = ready()
    path = scale_set_path(azure, "shop")
    try:
        made = azure.call("PUT", path, body, api_version=COMPUTE_VERSION)
        finish(azure)
        patched = azure.call("PATCH", path, body, api_version=COMPUTE_VERSION)
        finish(azure)
        listed = azure.call("GET", f"{path}/virtualMachines", api_version=COMPUTE_VERSION)
        deleted = azure.call("DELETE", path, api_version=COMPUTE_VERSION)
        finish(azure)
    finally:
        azure.azure.store.close()

    assert all(map(answered, (made, patched, listed, deleted)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(body=broken(INTERFACE))
def test_any_network_interface_is_taken_or_refused(body: Json) -> None:
    """It is made, and a machine gets it."""
    azure = ready()
    try:
        made = azure.call("PUT", interface_path(azure, "new"), body, api_version=NETWORK_VERSION)
        finish(azure)
        used = put_machine(azure, "new")
        finish(azure)
    finally:
        azure.azure.store.close()

    assert all(map(answered, (made, used)))


@settings(max_examples=EXAMPLES, deadline=None)
@given(body=broken(NETWORK))
def test_any_virtual_network_is_taken_or_refused(body: Json) -> None:
    """It is made, made again, read, used and deleted."""
    azure = ready()
    path = path_of(azure, "Network", "virtualNetworks", "new")
    configuration = {
        "name": "main",
        "properties": {"subnet": {"id": f"{path}/subnets/machines"}},
    }
    card = changed(INTERFACE, {"properties.ipConfigurations": [configuration]})
    try:
        calls = [
            azure.call(method, path, body, api_version=NETWORK_VERSION)
            for method in ("PUT", "PUT", "GET")
        ]
        calls.append(
            azure.call("PUT", interface_path(azure, "new"), card, api_version=NETWORK_VERSION)
        )
        calls.append(azure.call("DELETE", path, api_version=NETWORK_VERSION))
    finally:
        azure.azure.store.close()

    assert all(map(answered, calls))
