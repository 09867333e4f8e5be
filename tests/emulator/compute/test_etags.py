"""A change that names an etag is made to that very machine, or not at all."""

from local_azure.arm import Json
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    body_of,
    machine,
    machine_path,
    make_machines,
)
from local_azure.testing import InProcess

UNENROLL: Json = {
    "properties": {
        "osProfile": {"windowsConfiguration": {"patchSettings": {"enableHotpatching": False}}}
    }
}


def patched(azure: InProcess, body: Json, **headers: str) -> tuple[int, Json]:
    """PATCH the machine `web`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    reply = azure.call(
        "PATCH", machine_path(azure, "web"), body, api_version=COMPUTE_VERSION, headers=named
    )
    return reply.status, body_of(reply)


def test_a_change_for_the_machine_as_it_is_is_made(azure: InProcess) -> None:
    """And the machine has another etag then."""
    make_machines(azure, "web")
    before = machine(azure)["etag"]

    status, body = patched(azure, UNENROLL, if_match=before)

    assert status == 200
    assert body["etag"] != before


def test_a_change_for_the_machine_as_it_was_is_refused(azure: InProcess) -> None:
    """With 412, and nothing is changed."""
    make_machines(azure, "web")
    before = machine(azure)

    status, body = patched(azure, UNENROLL, if_match='"1"')

    assert (status, body["error"]["code"]) == (412, "ConditionNotMet")
    assert machine(azure) == before


def test_older_versions_have_no_etag(azure: InProcess) -> None:
    """As their examples show."""
    make_machines(azure, "web")

    found = azure.call("GET", machine_path(azure, "web"), api_version="2023-09-01")

    assert "etag" not in body_of(found)
