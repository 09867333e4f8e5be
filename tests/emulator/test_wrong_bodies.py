"""Bodies that are no JSON, or JSON of another form."""

import pytest

from local_azure.arm import Json
from local_azure.compute.testing import (
    NETWORK_VERSION,
    body_of,
    changed,
    machine_body,
    path_of,
    put_machine,
    put_network,
)
from local_azure.testing import InProcess

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/hotpatch"
MACHINE = machine_body(f"{GROUP}/providers/Microsoft.Network/networkInterfaces/shop", name="shop")


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (
            {"properties.osProfile.windowsConfiguration.provisionVMAgent": "yes"},
            "BadRequest",
            (
                "Error converting value to type 'System.Boolean'. Path"
                " 'properties.osProfile.windowsConfiguration.provisionVMAgent'."
            ),
        ),
        (
            {"properties.storageProfile.dataDisks": [{"lun": True}]},
            "BadRequest",
            (
                "Error converting value to type 'System.Int32'. Path"
                " 'properties.storageProfile.dataDisks[0].lun'."
            ),
        ),
        (
            {"properties.networkProfile.networkInterfaces": [{"id": "web-nic"}]},
            "LinkedInvalidPropertyId",
            (
                "Property id 'web-nic' at path 'properties.networkProfile.networkInterfaces[0].id'"
                " is invalid. Expect fully qualified resource Id that start with"
                " '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'."
            ),
        ),
        (
            {"tags": "production"},
            "InvalidRequestContent",
            (
                "The request content was invalid and could not be deserialized: 'Error converting"
                " value to type 'System.Object'. Path 'tags'.'."
            ),
        ),
    ],
    ids=["deep", "in a list", "an id", "of every resource"],
)
def test_a_value_of_another_type_is_named_by_its_path(
    azure: InProcess, change: Json, code: str, message: str
) -> None:
    """400, before anything else is judged."""
    put_network(azure)

    reply = put_machine(azure, "shop", changed(MACHINE, {**change, "location": "nowhere"}))

    assert reply.status == 400
    assert body_of(reply)["error"] == {"code": code, "message": message}


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"location": "westeurope", "tags": {"ring": NaN}}',
        b'{"location": "westeurope", "tags": {"ring": 1e400}}',
        b'{"location": "westeurope", "tags": {"ring": "\\ud800"}}',
        b"\xff\xfe",
    ],
    ids=["too deep", "no number", "too large", "half a character", "no text"],
)
def test_what_is_no_json_is_refused(azure: InProcess, body: bytes) -> None:
    """Whatever Python would make of it."""
    path = path_of(azure, "Network", "virtualNetworks", "new")
    put_network(azure)

    reply = azure.call("PUT", path, body, api_version=NETWORK_VERSION)

    assert (reply.status, body_of(reply)["error"]["code"]) == (400, "InvalidRequestContent")
