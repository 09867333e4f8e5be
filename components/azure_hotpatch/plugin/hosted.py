"""The components that the plugin hosts for programs in every language."""

import pulumi
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.provider import ConstructResult
from pulumi.provider.server import ComponentInitError

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.hotpatch_network import HotpatchNetwork
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch.plugin.package import PACKAGE
from azure_hotpatch.preview_access import PreviewAccess

COMPONENTS: tuple[type[pulumi.ComponentResource], ...] = (
    PreviewAccess,
    HotpatchNetwork,
    HotpatchVm,
)
"""Every component, in the order of the documentation."""


class HostedComponents(ComponentProvider):
    """The SDK's host, except that a refusal stays a refusal."""

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
