"""Preview features and resource providers: which matter for hotpatch, their states, their rights.

A feature and a provider are registered once per subscription, and every stack and tool shares them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

COMPUTE = "Microsoft.Compute"
"""The namespace of virtual machines."""

NAMESPACE = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+")
"""The form of a resource provider's namespace; *assumed*, no page states it."""

FEATURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""The form of a feature's name, without its namespace; *assumed*, no page states it."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A preview feature that a subscription can be registered for.

    Source: `source`, as of the day `read`.
    """

    namespace: str
    """Namespace of the resource provider, such as `Microsoft.Compute`."""

    name: str
    """Name within the namespace, such as `InGuestHotPatchVMPreview`."""

    purpose: str
    """What a subscription gets by it."""

    needed: str
    """Who still needs it."""

    source: str
    """URL of the page or thread that says so."""

    read: date
    """The day of the source's version that was read."""


_PREVIEW_PAGE = "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/automanage/automanage-hotpatch.md"
_ONLY_PREVIEW_IMAGES = (
    "Machines on a preview image; released images need no registration since hotpatch and"
    " automatic guest patching are generally available."
)

PREVIEW_FEATURES: tuple[Feature, ...] = (
    Feature(
        namespace=COMPUTE,
        name="InGuestHotPatchVMPreview",
        purpose="Hotpatch on Windows Server Azure Edition machines.",
        needed=_ONLY_PREVIEW_IMAGES,
        source=_PREVIEW_PAGE,
        read=date(2021, 2, 22),
    ),
    Feature(
        namespace=COMPUTE,
        name="InGuestAutoPatchVMPreview",
        purpose="Automatic guest patching, which orchestrates hotpatches.",
        needed=_ONLY_PREVIEW_IMAGES,
        source=_PREVIEW_PAGE,
        read=date(2021, 2, 22),
    ),
    Feature(
        namespace=COMPUTE,
        name="InGuestPatchVMPreview",
        purpose="Assessing and installing patches on demand.",
        needed=_ONLY_PREVIEW_IMAGES,
        source=_PREVIEW_PAGE,
        read=date(2021, 2, 22),
    ),
)
"""The features that the preview of hotpatch asks for, in the order of the original document."""

ENCRYPTION_AT_HOST = Feature(
    namespace=COMPUTE,
    name="EncryptionAtHost",
    purpose="Encryption of temporary disks and caches on the host of a machine.",
    needed="Every machine with encryption at host, released images included.",
    source="https://github.com/hashicorp/terraform-provider-azurerm/issues/17185",
    read=date(2026, 10, 1),
)
"""The one feature registration that is still worth asking for today."""


@dataclass(frozen=True, kw_only=True)
class State:
    """What a registration's state means, and what comes next.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/preview-features,
    2024-03-19; the words are those of Microsoft.Features 2021-07-01.
    """

    meaning: str
    """One sentence."""

    next_step: str
    """What whoever sees it does about it, one sentence."""


REGISTERED = "Registered"
REGISTERING = "Registering"
NOT_REGISTERED = "NotRegistered"
PENDING = "Pending"
UNREGISTERING = "Unregistering"
UNREGISTERED = "Unregistered"
NOT_OFFERED = "NotOffered"
"""Ours, not Azure's: Azure does not know the feature (any more), or takes no registration of it."""

STATES: Mapping[str, State] = MappingProxyType(
    {
        REGISTERED: State(
            meaning="The subscription has it.",
            next_step="Nothing.",
        ),
        REGISTERING: State(
            meaning="Azure is at it; up to 15 minutes for a feature.",
            next_step="Wait.",
        ),
        NOT_REGISTERED: State(
            meaning="The subscription does not have it.",
            next_step="Register it.",
        ),
        UNREGISTERED: State(
            meaning="The subscription had it, and it was unregistered.",
            next_step="Register it.",
        ),
        UNREGISTERING: State(
            meaning="Azure is taking it away.",
            next_step="Wait until it is Unregistered, then register it.",
        ),
        PENDING: State(
            meaning="Microsoft approves this feature by hand, and that may never happen.",
            next_step=(
                "Ask Microsoft for approval with a support request from this subscription, in the"
                " Azure portal under Preview features, or leave the feature out."
            ),
        ),
        NOT_OFFERED: State(
            meaning="Azure does not offer the feature for registration, as after general"
            " availability.",
            next_step="Leave the feature out, or correct its name.",
        ),
    }
)
"""Every state that a registration of ours can show, by its name in Azure's spelling."""


def state_named(word: str) -> str | None:
    """The state in Azure's spelling, whatever the case of `word`; None when there is no such state.

    Azure's own examples write `registered` where the service answers `Registered`.

    >>> state_named("registered")
    'Registered'
    >>> state_named("NotSpecified") is None
    True
    """
    return next((state for state in STATES if state.lower() == word.lower()), None)


def feature_action(operation: str) -> str:
    """The permission for `read`, `register` or `unregister` on a feature, subscription scope.

    Contributor and Owner of the subscription have it; a deployer of a resource group has not.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/preview-features,
    "Required access", 2024-03-19.

    >>> feature_action("register")
    'Microsoft.Features/providers/features/register/action'
    """
    suffix = "read" if operation == "read" else f"{operation}/action"
    return f"Microsoft.Features/providers/features/{suffix}"


def provider_action(namespace: str, operation: str) -> str:
    """The permission for `read`, `register` or `unregister` on a resource provider.

    Reading a provider is part of reading the subscription. Contributor and Owner have all three.

    Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types,
    read 2026-10-01.

    >>> provider_action("Microsoft.Compute", "register")
    'Microsoft.Compute/register/action'
    """
    if operation == "read":
        return "Microsoft.Resources/subscriptions/providers/read"
    return f"{namespace}/{operation}/action"
