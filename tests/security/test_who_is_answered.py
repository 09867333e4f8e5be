"""Who reaches the local Azure and the plugins: this machine, and of it who has the token."""

import http.client
import os
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from local_azure.testing import Running, running
from tests.azure_native.conftest import running_plugin
from tests.plugin.plugin_process import plugin_process

LOOPBACK = {
    "0100007F",
    "00000000000000000000000001000000",
    "0000000000000000FFFF00000100007F",
}
"""127.0.0.1, ::1 and ::ffff:127.0.0.1 as /proc/net has them."""


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real server for tests that change nothing in it."""
    with running(tmp_path_factory.mktemp("azure") / "azure") as server:
        yield server


def listening(pid: int) -> set[str]:
    """The addresses of every socket at which a process listens, as the kernel has them."""
    links = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
    own = {link.removeprefix("socket:[").removesuffix("]") for link in links}
    tables = [Path(f"/proc/{pid}/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")]
    rows = [
        line.split()
        for table in tables
        if table.exists()
        for line in table.read_text().splitlines()[1:]
    ]
    return {row[1].partition(":")[0] for row in rows if row[9] in own and row[3] in {"0A", "07"}}


def test_the_server_listens_on_loopback_only(azure: Running) -> None:
    """Every socket of its process."""
    found = listening(azure.process.pid)

    assert found
    assert found <= LOOPBACK


def test_the_plugins_listen_on_loopback_only(azure: Running) -> None:
    """The stand-in for azure-native, and azure-hotpatch."""
    with running_plugin({**os.environ, **azure.env}) as stand_in, plugin_process(azure.env) as own:
        found = [listening(each.process.pid) for each in (stand_in, own)]

    assert all(found)
    assert set.union(*found) <= LOOPBACK


def answered(
    azure: Running, method: str, path: str, headers: Mapping[str, str]
) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer to a call."""
    port = int(azure.origin.rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(azure.folder.authority))
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    connection.request(method, path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


ROUTES = [
    (method, f"/local-azure/{name}")
    for method, name in (
        ("GET", "requests"),
        ("POST", "reset"),
        ("GET", "clock"),
        ("POST", "clock"),
        ("GET", "faults"),
        ("POST", "faults"),
        ("DELETE", "faults"),
        ("POST", "features"),
        ("POST", "providers"),
        ("POST", "images"),
        ("GET", "releases"),
        ("POST", "releases"),
        ("DELETE", "releases"),
    )
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_admin_route_asks_for_the_token_and_refuses_other_sites(
    azure: Running, method: str, path: str
) -> None:
    """Without the token 401; from another site's page 403, with the token too."""
    token = {"X-Local-Azure-Token": azure.admin_token}
    port = azure.origin.rpartition(":")[2]

    assert answered(azure, method, path, {})[0] == 401
    assert answered(azure, method, path, {"X-Local-Azure-Token": ""})[0] == 401
    assert answered(azure, method, f"{path}?X-Local-Azure-Token={azure.admin_token}", {})[0] == 401
    for origin in ("https://attacker.example", "null", f"http://localhost:{port}"):
        assert answered(azure, method, path, {**token, "Origin": origin})[0] == 403
    assert answered(azure, method, path, {**token, "Host": f"attacker.example:{port}"})[0] == 421


def test_every_admin_route_is_among_those(azure: Running) -> None:
    """A route that is added is tested too: the refusal of an unknown one names all."""
    token = {"X-Local-Azure-Token": azure.admin_token}
    port = int(azure.origin.rpartition(":")[2])
    context = ssl.create_default_context(cafile=str(azure.folder.authority))
    connection = http.client.HTTPSConnection("localhost", port, context=context, timeout=10)
    connection.request("GET", "/local-azure/nothing", headers=token)
    said = connection.getresponse().read().decode()
    connection.close()

    known = said.partition("there are ")[2].partition(".")[0].split(", ")
    assert sorted(known) == sorted(f"{method} {path}" for method, path in ROUTES)


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("path", ["/local-azure/health", "/metadata/endpoints"])
def test_no_page_of_another_site_may_read_an_answer(azure: Running, method: str, path: str) -> None:
    """No answer has a CORS header, so that a browser keeps it from the page."""
    _, headers = answered(azure, method, path, {"Origin": "https://attacker.example"})

    assert not [name for name in headers if name.startswith("access-control")]
