"""What is registered with a subscription: a preview feature, or a resource provider."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch_cloud.errors import ArmError
from azure_hotpatch_cloud.settings import is_guid
from azure_hotpatch_facts.features import (
    FEATURE_NAME,
    NAMESPACE,
    feature_action,
    provider_action,
    state_named,
)

_NOT_FOUND = 404

FEATURES_VERSION = "2021-07-01"
"""api-version of Microsoft.Features; 2015-12-01 of the original document has the same paths."""

PROVIDERS_VERSION = "2021-04-01"
"""api-version of a subscription's resource providers."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A feature of a resource provider, or the provider itself where `feature` is None."""

    subscription_id: str
    """GUID."""

    namespace: str
    """Such as `Microsoft.Compute`."""

    feature: str | None = None
    """Such as `InGuestHotPatchVMPreview`."""

    @property
    def id(self) -> str:
        """Its path in ARM, which is its id in Pulumi's state too.

        >>> Target(subscription_id="s", namespace="Microsoft.Compute").id
        '/subscriptions/s/providers/Microsoft.Compute'
        >>> Target(subscription_id="s", namespace="N.M", feature="F").id
        '/subscriptions/s/providers/Microsoft.Features/providers/N.M/features/F'
        """
        if self.feature is None:
            return f"{self.scope}/providers/{self.namespace}"
        return (
            f"{self.scope}/providers/Microsoft.Features/providers/{self.namespace}"
            f"/features/{self.feature}"
        )

    @property
    def scope(self) -> str:
        """The scope at which the rights are needed: the subscription."""
        return f"/subscriptions/{self.subscription_id}"

    @property
    def api_version(self) -> str:
        """The api-version of its requests."""
        return PROVIDERS_VERSION if self.feature is None else FEATURES_VERSION

    @property
    def place(self) -> str:
        """How messages name it."""
        if self.feature is None:
            what = f"resource provider {self.namespace}"
        else:
            what = f"feature {self.namespace}/{self.feature}"
        return f"{what} of subscription {self.subscription_id}"

    def action(self, operation: str) -> str:
        """The permission for `read`, `register` or `unregister`."""
        if self.feature is None:
            return provider_action(self.namespace, operation)
        return feature_action(operation)

    def state_in(self, body: Any) -> str:
        """The state in ARM's answer, in Azure's spelling where it is a known one."""
        document: Mapping[str, Any] = body if isinstance(body, dict) else {}
        if self.feature is None:
            word = document.get("registrationState")
        else:
            word = (document.get("properties") or {}).get("state")
        return state_named(str(word)) or str(word)


def mistakes(target: Target) -> Iterator[tuple[str, str]]:
    """What is malformed about a target: property and sentence, all of it."""
    if not is_guid(target.subscription_id):
        yield (
            "subscriptionId",
            f"found {target.subscription_id!r}; allowed: a GUID. `az account list` shows yours.",
        )
    if not NAMESPACE.fullmatch(target.namespace):
        yield (
            "namespace",
            f"found {target.namespace!r}; allowed: a namespace. Write it as Microsoft.Compute.",
        )
    if target.feature is not None and not FEATURE_NAME.fullmatch(target.feature):
        yield (
            "feature",
            f"found {target.feature!r}; allowed: letters, digits, . _ -. Leave the namespace out.",
        )


def is_not_offered(target: Target, error: ArmError) -> bool:
    """Whether Azure says that there is no such feature, or none that can be registered.

    Source: Azure/azure-cli issue 32059 ("The feature '…' could not be found."), MicrosoftDocs/
    azure-docs issue 73146 ("… does not support registration."); the codes are those of the CLI.
    """
    if target.feature is None:
        return False
    if error.code.lower() == "featureregistrationunsupported":
        return True
    if "does not support registration" in error.message:
        return True
    said = error.message.lower()
    # A subscription that is not there "could not be found" either.
    return error.status == _NOT_FOUND and (
        error.code.lower() == "featurenotfound"
        or ("feature" in said and "could not be found" in said)
    )
