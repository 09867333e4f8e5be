"""A preview in which an argument is the output of a resource that is not there yet."""

import json
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.runtime.rpc import UNKNOWN
from pulumi_azure_native import resources

from azure_hotpatch.plugin.hosted import COMPONENTS
from tests.components.conftest import Deployment
from tests.components.inputs import SOUND, Place, every_input, inputs_of, with_value

Deploy = Callable[..., Deployment]
Component = Callable[[str, Any], pulumi.ComponentResource]

PLACES = [
    pytest.param(component, place, id=f"{component.__name__}.{'.'.join(map(str, place))}")
    for component, place in every_input()
]


def made_later() -> pulumi.Output[Any]:
    """A value that no preview knows."""
    return resources.ResourceGroup("later").name


@pytest.mark.parametrize(("component", "place"), PLACES)
def test_a_preview_takes_what_is_not_known_yet(
    component: Component, place: Place, deploy: Deploy
) -> None:
    """Everything is registered, and what is unknown is in what depends on it."""
    known = deploy(lambda: component("web", SOUND[component.__name__]), preview=True)

    made = deploy(
        lambda: component("web", with_value(component, place, made_later())),  # type: ignore[arg-type]
        preview=True,
    )

    others = made.resources.keys() - {"later"}
    assert others >= {name for name in known.resources if not name.endswith("-nic")}
    assert UNKNOWN in json.dumps([made.resources[name].inputs for name in others])


def test_every_component_has_sound_arguments_here() -> None:
    """A new component is walked too, and each has places for outputs of others.

    Of an adopted machine everything is known.
    """
    assert {each.__name__ for each in COMPONENTS} == SOUND.keys()
    assert [each.__name__ for each in COMPONENTS if not inputs_of(each)] == ["AdoptedVm"]


def test_the_places_are_found_however_deep_they_lie() -> None:
    """In lists, in mappings, in blocks of both."""
    places = {(component.__name__, ".".join(map(str, place))) for component, place in every_input()}

    assert places >= {
        ("HotpatchVm", "tags.web-1"),
        ("HotpatchVm", "user_identities.0"),
        ("HotpatchFleet", "machines.web-1.extensions.0.protected_settings"),
        ("HotpatchScaleSet", "subnet_id"),
        ("PreviewAccess", "provider_timeout_minutes"),
    }
