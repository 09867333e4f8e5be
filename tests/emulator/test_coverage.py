"""docs/emulator.md says what the server serves."""

from pathlib import Path

import pytest

from local_azure import gates, namespaces, services
from local_azure.coverage import pages
from local_azure.unserved import unserved

PAGE = Path(__file__).parents[2] / "docs/emulator.md"


def test_the_page_lists_what_is_served() -> None:
    """After a change: `python -m local_azure.coverage docs/emulator.md`."""
    text = PAGE.read_text()

    assert pages(text) == text


def test_what_microsofts_clients_can_do_beside_it_is_listed() -> None:
    """Of groups of operations that are served at all, so no galleries."""
    listed = {
        (client, f"{each.group}.{each.name}") for client, several in unserved() for each in several
    }

    assert ("azure-mgmt-compute", "virtual_machines.capture") in listed
    assert ("azure-mgmt-resource-resources", "resources.move_resources") in listed
    assert ("azure-mgmt-compute", "virtual_machines.get") not in listed
    assert not any(name.startswith("galleries.") for _, name in listed)


def test_a_page_without_marks_is_refused() -> None:
    """The missing one is named."""
    with pytest.raises(ValueError, match="operations --> … <!-- /operations -->: missing"):
        pages("# A page")


def test_no_operation_is_served_twice() -> None:
    """One method and path, one handler."""
    served = [(route.method, route.path.lower()) for route in services.ROUTES]

    assert len(served) == len(set(served))


@pytest.mark.parametrize("name", ["Microsoft.Compute", "Microsoft.Features", "Microsoft.Network"])
def test_a_provider_lists_no_type_that_is_not_served(name: str) -> None:
    """A client that asks the provider first is not led astray."""
    namespace = namespaces.find(name)
    served = {gates.provider_of(route) for route in services.ROUTES}

    assert namespace is not None
    for type_ in namespace.types:
        prefix = f"{type_.name}/".lower()
        assert any(
            owner == name and f"{path}/".lower().startswith(prefix) for owner, path in served
        ), type_.name
