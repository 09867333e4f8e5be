"""Registrations with a subscription, as resources: a preview feature, and a resource provider."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

import pulumi

from azure_hotpatch.plugin.finding import require_plugin
from azure_hotpatch.plugin.package import PACKAGE

FEATURE_TYPE = "azure-hotpatch:index:FeatureRegistration"
PROVIDER_TYPE = "azure-hotpatch:index:ProviderRegistration"

_NAMES = {
    "subscription_id": "subscriptionId",
    "unregister_on_delete": "unregisterOnDelete",
    "timeout_minutes": "timeoutMinutes",
    "registered_here": "registeredHere",
    "registered_at": "registeredAt",
}
_ATTRIBUTES = {wire: name for name, wire in _NAMES.items()}


class FeatureRegistration(pulumi.CustomResource):
    """A preview feature, registered with a subscription and waited for.

    What is Registered already is adopted. Deleting leaves it registered, since every stack and tool
    of the subscription shares it.
    """

    subscription_id: pulumi.Output[str]
    """GUID of the subscription."""

    namespace: pulumi.Output[str]
    """Namespace of the resource provider, such as `Microsoft.Compute`."""

    feature: pulumi.Output[str]
    """Name of the feature, such as `EncryptionAtHost`."""

    state: pulumi.Output[str]
    """`Registered`, or `NotOffered` for a feature that Azure does not offer (any more)."""

    registered_here: pulumi.Output[bool]
    """Whether this resource registered what was not registered before."""

    registered_at: pulumi.Output[str]
    """When this resource asked Azure to register last, UTC in ISO 8601; empty where never."""

    def __init__(
        self,
        resource_name: str,
        *,
        subscription_id: pulumi.Input[str] | None = None,
        namespace: pulumi.Input[str] | None = None,
        feature: pulumi.Input[str] | None = None,
        unregister_on_delete: pulumi.Input[bool] | None = None,
        timeout_minutes: pulumi.Input[float] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        require_plugin(f"FeatureRegistration {resource_name!r}")
        super().__init__(
            FEATURE_TYPE,
            resource_name,
            {
                "subscription_id": subscription_id,
                "namespace": namespace,
                "feature": feature,
                "unregister_on_delete": unregister_on_delete,
                "timeout_minutes": timeout_minutes,
                "state": None,
                "registered_here": None,
                "registered_at": None,
            },
            _with_version(opts),
        )

    @staticmethod
    def get(
        resource_name: str,
        resource_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> "FeatureRegistration":
        """Read a registration that is there, by the id that ARM gives the feature.

        `/subscriptions/{id}/providers/Microsoft.Features/providers/{namespace}/features/{name}`
        """
        merged = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=resource_id))
        return FeatureRegistration(resource_name, opts=merged)

    def translate_input_property(self, prop: str) -> str:
        """The input's name in Pulumi's schema."""
        return _NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The attribute for a name in Pulumi's schema."""
        return _ATTRIBUTES.get(prop, prop)


class ProviderRegistration(pulumi.CustomResource):
    """A resource provider, registered with a subscription and waited for.

    It is registered on create and whenever `triggers` change, also where it is Registered already:
    that is what makes features take effect. Deleting leaves it registered.
    """

    subscription_id: pulumi.Output[str]
    """GUID of the subscription."""

    namespace: pulumi.Output[str]
    """Namespace of the resource provider, such as `Microsoft.Compute`."""

    state: pulumi.Output[str]
    """`Registered`."""

    registered_here: pulumi.Output[bool]
    """Whether this resource registered what was not registered before."""

    registered_at: pulumi.Output[str]
    """When this resource asked Azure to register last, UTC in ISO 8601; empty where never."""

    def __init__(
        self,
        resource_name: str,
        *,
        subscription_id: pulumi.Input[str] | None = None,
        namespace: pulumi.Input[str] | None = None,
        triggers: pulumi.Input[Mapping[str, Any]] | None = None,
        unregister_on_delete: pulumi.Input[bool] | None = None,
        timeout_minutes: pulumi.Input[float] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        require_plugin(f"ProviderRegistration {resource_name!r}")
        super().__init__(
            PROVIDER_TYPE,
            resource_name,
            {
                "subscription_id": subscription_id,
                "namespace": namespace,
                "triggers": triggers,
                "unregister_on_delete": unregister_on_delete,
                "timeout_minutes": timeout_minutes,
                "state": None,
                "registered_here": None,
                "registered_at": None,
            },
            _with_version(opts),
        )

    @staticmethod
    def get(
        resource_name: str,
        resource_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> "ProviderRegistration":
        """Read a registration that is there: `/subscriptions/{id}/providers/{namespace}`."""
        merged = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=resource_id))
        return ProviderRegistration(resource_name, opts=merged)

    def translate_input_property(self, prop: str) -> str:
        """The input's name in Pulumi's schema."""
        return _NAMES.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        """The attribute for a name in Pulumi's schema."""
        return _ATTRIBUTES.get(prop, prop)


def _with_version(opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """The plugin that belongs to this package is the one of the same version."""
    own = pulumi.ResourceOptions(version=version(PACKAGE))
    return pulumi.ResourceOptions.merge(own, opts)
