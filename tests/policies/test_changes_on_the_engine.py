"""docs/rules/HP019.md does what it says, on the real engine: its program is up, and is changed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from azure_hotpatch_policies.rules import hp019_servers_kept
from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.engine_stack import EngineStack
from tests.operations.check.programs import check, report
from tests.policies.pages.changes import KEEPS, NAME, REPLACES, UP, Change
from tests.policies.pages.page import exemption

pytestmark = pytest.mark.engine

RULE = hp019_servers_kept.RULE
GROUP = "hotpatch"


@pytest.fixture(scope="module")
def shop(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[EngineStack]:
    """A stack in which the page's program is up, on a network that was there before."""
    folder = tmp_path_factory.mktemp("shop")
    environment = engine_environment_in(folder / "engine")
    install(Path(environment["PULUMI_HOME"]))
    with running(folder / "azure") as azure:
        make_network(azure)
        stack = EngineStack(folder / "program", {**environment, **azure.env})
        stack.folder.mkdir()
        (stack.folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
        stack.pulumi("stack", "init", "dev")
        stack.pulumi("config", "set", "--secret", "adminPassword", "canary-Page-4711")
        change(stack, UP)
        stack.up()
        yield stack


def make_network(azure: Running) -> None:
    """Make the group, and the network of the program's subnet."""
    groups: Any = azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(GROUP, {"location": "westeurope"})
    networks: Any = azure.client(NetworkManagementClient).virtual_networks
    space = {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}}
    body = {"location": "westeurope", "properties": space}
    networks.begin_create_or_update(GROUP, "hotpatch", body).result()


def change(stack: EngineStack, to: Change) -> None:
    """Write the program as it is after a change."""
    (stack.folder / "__main__.py").write_text(to.program)


def test_the_change_that_is_refused_gets_the_words_of_the_page(shop: EngineStack) -> None:
    """At the line that declares the machine, and nothing else is found."""
    change(shop, REPLACES)

    (found,) = report(check(shop, "--stack", "dev", "--json"), 1)["findings"]
    printed = check(shop, "--stack", "dev").stdout

    (message,) = REPLACES.said
    line = REPLACES.program.splitlines().index("compute.VirtualMachine(") + 1
    assert (found["rule"], found["name"], found["outcome"]) == (RULE.id, NAME, "violation")
    assert (found["message"], found["place"]["line"]) == (message, line)
    assert f"  {RULE.id} refused: {message}\n" in printed


def test_the_change_that_passes_keeps_the_machine(shop: EngineStack) -> None:
    """It is an update in place, of which nothing is to be said."""
    change(shop, KEEPS)

    assert KEEPS.said == ()
    assert report(check(shop, "--stack", "dev", "--json"), 0)["findings"] == []
    assert "~ 1 to update" in shop.pulumi("preview", "--stack", "dev")


def test_the_exemption_of_the_page_lets_the_machine_go(shop: EngineStack, tmp_path: Path) -> None:
    """As it stands there, but for its last day, which the real command holds against today."""
    change(shop, REPLACES)
    settings = tmp_path / "hotpatch-policies.yaml"
    settings.write_text(exemption(RULE).replace("2027-03-31", "2999-12-31"))

    said = report(check(shop, "--stack", "dev", "--settings", str(settings), "--json"), 0)

    (found,) = said["findings"]
    assert (found["rule"], found["name"], found["outcome"]) == (RULE.id, NAME, "exempted")
    assert (said["notes"], found["message"]) == ([], *REPLACES.said)
