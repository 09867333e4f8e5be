"""Calls that wait at the server until somebody lets them go, so that a test can act meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from azure.core.exceptions import ServiceResponseError
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.testing import Running


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition on a real process, 10 seconds at most."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come true"
        time.sleep(0.02)


def hold(azure: Running, action: str) -> None:
    """Order that the next PUT of a resource group waits."""
    azure.admin("POST", "/faults", {"action": action, "path": "*/web", "method": "PUT"})


def is_held(azure: Running) -> bool:
    """Whether a call waits, by the list of faults."""
    return bool(azure.admin("GET", "/faults")[0]["happened"])


@pytest.mark.parametrize(("action", "is_made"), [("hold-before", False), ("hold-after", True)])
def test_a_held_call_goes_on_when_the_fault_is_cleared(
    local_azure: Running, action: str, *, is_made: bool
) -> None:
    """Before that, it was acted upon or not, as ordered; afterwards the client has its answer."""
    groups = local_azure.client(ResourceManagementClient).resource_groups
    hold(local_azure, action)
    with ThreadPoolExecutor() as pool:
        made = pool.submit(groups.create_or_update, "web", {"location": "eastus"})
        until(lambda: is_held(local_azure))
        assert groups.check_existence("web") is is_made

        local_azure.admin("DELETE", "/faults")

        assert made.result(timeout=10).name == "web"


def test_a_held_call_whose_client_is_gone_is_not_acted_upon(local_azure: Running) -> None:
    """As a call that never arrived."""
    client = local_azure.client(ResourceManagementClient, retry_total=0, read_timeout=0.2)
    hold(local_azure, "hold-before")

    with pytest.raises(ServiceResponseError):
        client.resource_groups.create_or_update("web", {"location": "eastus"})
    local_azure.admin("DELETE", "/faults")

    groups = local_azure.client(ResourceManagementClient).resource_groups
    assert groups.check_existence("web") is False
