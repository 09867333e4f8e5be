"""A subscription that may use preview images: features and provider registered, in that order."""

import os
from collections.abc import Iterator, Mapping
from typing import NotRequired, TypedDict

import pulumi

from azure_hotpatch import arguments
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.plugin.finding import require_plugin
from azure_hotpatch.registrations import FeatureRegistration, ProviderRegistration
from azure_hotpatch_cloud.settings import is_guid
from azure_hotpatch_facts.features import COMPUTE, FEATURE_NAME, PREVIEW_FEATURES
from azure_hotpatch_facts.violations import ABSENT

_GUID = "a GUID, as in 00000000-0000-0000-0000-000000000000"

TYPE = "azure-hotpatch:index:PreviewAccess"


class PreviewAccessArgs(TypedDict):
    """What is registered, and with which subscription."""

    subscription_id: NotRequired[pulumi.Input[str]]
    """GUID of the subscription. Default: config azure-native:subscriptionId, then
    ARM_SUBSCRIPTION_ID, so that registrations and machines meet in one subscription."""

    features: NotRequired[list[str]]
    """Names of preview features, without the namespace, one or more. Default: the three of the
    hotpatch preview. EncryptionAtHost is the one that released images still need."""

    namespace: NotRequired[str]
    """Namespace of the resource provider that has the features. Default: Microsoft.Compute."""

    feature_timeout_minutes: NotRequired[pulumi.Input[int]]
    """Minutes to wait for each feature, 1 or more. Default: 30, or
    azure-hotpatch:featureTimeoutMinutes."""

    provider_timeout_minutes: NotRequired[pulumi.Input[int]]
    """Minutes to wait for the resource provider, 1 or more. Default: 120, or
    azure-hotpatch:providerTimeoutMinutes."""

    unregister_on_delete: NotRequired[pulumi.Input[bool]]
    """Whether deleting unregisters what was registered here. Default: false, since every stack and
    tool of the subscription shares the registrations."""


class PreviewAccess(pulumi.ComponentResource):
    """Registers preview features, all at the same time, and then their resource provider, once.

    It needs rights on the subscription, which machines do not: put it into a stack of its own where
    the two are held by different people, and hand `ready` over through a stack reference.

    Raises:
        ArgumentsError: everything that is wrong with the arguments.
        PluginMissingError: the plugin that registers is not installed.
    """

    ready: pulumi.Output[str]
    """`/subscriptions/{id}`, as soon as everything is registered: what HotpatchVm's `access`
    takes."""

    subscription_id: pulumi.Output[str]
    """GUID of the subscription."""

    feature_states: pulumi.Output[dict[str, str]]
    """State of each feature by its name: `Registered`, or `NotOffered` where Azure does not offer
    it (any more)."""

    provider_state: pulumi.Output[str]
    """State of the resource provider: `Registered`."""

    def __init__(
        self, name: str, args: PreviewAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        place = f"PreviewAccess {name!r}"
        sound, mistakes = arguments.read(PreviewAccessArgs, arguments.by_name(place, args))
        features = sound.get("features", [feature.name for feature in PREVIEW_FEATURES])
        namespace = sound.get("namespace", COMPUTE)
        subscription_id = sound.get("subscription_id") or _subscription_of_the_stack(os.environ)
        unregister = sound.get("unregister_on_delete")

        mistakes += [*_subscription_mistakes(subscription_id), *_feature_mistakes(features)]
        if subscription_id is None or mistakes:
            raise ArgumentsError(place, mistakes)
        require_plugin(place)

        super().__init__(TYPE, name, {}, opts)
        registrations = {
            feature: FeatureRegistration(
                f"{name}-{feature}",
                subscription_id=subscription_id,
                namespace=namespace,
                feature=feature,
                unregister_on_delete=unregister,
                timeout_minutes=sound.get("feature_timeout_minutes"),
                opts=pulumi.ResourceOptions(parent=self),
            )
            for feature in features
        }
        provider = ProviderRegistration(
            f"{name}-provider",
            subscription_id=subscription_id,
            namespace=namespace,
            triggers={feature: _trigger(one) for feature, one in registrations.items()},
            unregister_on_delete=unregister,
            timeout_minutes=sound.get("provider_timeout_minutes"),
            opts=pulumi.ResourceOptions(parent=self),
        )

        self.subscription_id = provider.subscription_id
        self.feature_states = pulumi.Output.all(
            **{feature: one.state for feature, one in registrations.items()}
        )
        self.provider_state = provider.state
        self.ready = provider.subscription_id.apply(lambda found: f"/subscriptions/{found}")
        self.register_outputs(
            {
                "ready": self.ready,
                "subscriptionId": self.subscription_id,
                "featureStates": self.feature_states,
                "providerState": self.provider_state,
            }
        )


def _trigger(feature: FeatureRegistration) -> dict[str, pulumi.Output[str]]:
    """What about a feature makes its provider be registered again when it changes."""
    return {
        "id": feature.id,
        "state": feature.state,
        "registeredAt": feature.registered_at,
    }


def _subscription_of_the_stack(environment: Mapping[str, str]) -> str | None:
    """The subscription that the stack's machines go to, by azure-native's own order."""
    configured = pulumi.Config("azure-native").get("subscriptionId")
    return configured or environment.get("ARM_SUBSCRIPTION_ID") or None


def _subscription_mistakes(subscription_id: pulumi.Input[str] | None) -> Iterator[str]:
    if subscription_id is None:
        yield (
            f"subscription_id: found {ABSENT}; allowed: {_GUID}. Give it, or set the config"
            " azure-native:subscriptionId, or ARM_SUBSCRIPTION_ID."
        )
    elif isinstance(subscription_id, str) and not is_guid(subscription_id):
        yield (
            f"subscription_id: found {subscription_id!r}; allowed: {_GUID}."
            " `az account list -o table` shows those that you can use."
        )


def _feature_mistakes(features: list[str]) -> Iterator[str]:
    if not features:
        yield (
            "features: found none; allowed: one or more. Leave it out for the features of the"
            " hotpatch preview."
        )
    for index, feature in enumerate(features):
        if not FEATURE_NAME.fullmatch(feature):
            yield (
                f"features[{index}]: found {feature!r}; allowed: letters, digits, '.', '_' and '-'."
                " Give the name alone; the namespace is an argument of its own."
            )
        if feature.lower() in [other.lower() for other in features[:index]]:
            yield f"features[{index}]: found {feature!r} again; allowed: each once. Remove it."
