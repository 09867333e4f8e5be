"""The components that the plugin hosts for programs in every language."""

import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.provider.experimental.analyzer import ComponentDefinition, PropertyDefinition
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.provider import ConstructResult
from pulumi.provider.server import ComponentInitError

from azure_hotpatch.adopted_vm import AdoptedVm
from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.hotpatch_fleet import HotpatchFleet
from azure_hotpatch.hotpatch_network import HotpatchNetwork
from azure_hotpatch.hotpatch_scale_set import HotpatchScaleSet
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.plugin.package import PACKAGE
from azure_hotpatch.preview_access import PreviewAccess

COMPONENTS: tuple[type[pulumi.ComponentResource], ...] = (
    PreviewAccess,
    HotpatchNetwork,
    HotpatchVm,
    HotpatchFleet,
    HotpatchScaleSet,
    AdoptedVm,
)
"""Every component, in the order of the documentation."""


class HostedComponents(ComponentProvider):
    """The SDK's host, except that a component judges its arguments itself, in its own words."""

    def __init__(self, components: list[type[pulumi.ComponentResource]], version: str) -> None:
        super().__init__(components, PACKAGE, None, version)
        self._tokens = [f"{PACKAGE}:index:{component.__name__}" for component in components]

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Make a component.

        Raises:
            pulumi.RunError: the component refuses, or there is none of that type; the SDK would add
                a traceback.
        """
        if resource_type not in self._tokens:
            raise HotpatchError(
                f"{resource_type} is no component of {PACKAGE}; it has {', '.join(self._tokens)}"
            )
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as error:
            if isinstance(error.inner, pulumi.RunError):
                raise error.inner from None
            raise

    def map_inputs(
        self, inputs: pulumi.Inputs, component_def: ComponentDefinition
    ) -> dict[str, Any]:
        """Give the arguments their Python names, and judge none of them.

        The SDK judges while it maps: it stops at the first mistake, and drops what it does not
        know, so that a misspelled argument would be no argument.
        """
        return self._named(inputs, component_def.inputs, component_def.inputs_mapping)

    def _named(
        self,
        inputs: Mapping[str, Any],
        properties: Mapping[str, PropertyDefinition],
        names: Mapping[str, str],
    ) -> dict[str, Any]:
        return {
            names.get(name) or _python_name(name): self._value(value, properties.get(name))
            for name, value in inputs.items()
        }

    def _value(self, value: Any, kind: PropertyDefinition | None) -> Any:
        if kind is None:
            return value
        if isinstance(value, list) and kind.items:
            return [self._value(each, kind.items) for each in value]
        if isinstance(value, dict) and kind.additional_properties:
            return {
                key: self._value(each, kind.additional_properties) for key, each in value.items()
            }
        block = self.get_type_definition(kind) if kind.ref else None
        if isinstance(value, dict) and block is not None:
            return self._named(value, block.properties, block.properties_mapping)
        return value


def _python_name(name: str) -> str:
    """Return the Python form of a name that is in no schema: `userNmae` is `user_nmae`."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
