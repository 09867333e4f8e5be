"""Which preview features of Microsoft.Compute a subscription has, and which were carried on."""

from local_azure import features, providers
from local_azure.azure import Azure
from local_azure.compute.wish import PREVIEW_FEATURES

NAMESPACE = "Microsoft.Compute"
_GATES = (*PREVIEW_FEATURES, "EncryptionAtHost")

ASSUMED = (
    "A feature is carried on by a registration of Microsoft.Compute that was asked for after it.",
)


def registered_features(azure: Azure, subscription: str) -> frozenset[str]:
    """The features that are Registered, of those that matter to a machine."""
    return frozenset(
        name
        for name in _GATES
        if features.registered_at(azure, subscription, NAMESPACE, name) is not None
    )


def carried_features(azure: Azure, subscription: str) -> frozenset[str]:
    """Those after which a registration of Microsoft.Compute was asked for, and finished."""
    asked = providers.asked_at(azure, subscription, NAMESPACE)
    if asked is None:
        return frozenset()
    found = set()
    for name in registered_features(azure, subscription):
        at = features.registered_at(azure, subscription, NAMESPACE, name)
        if at is not None and at <= asked:
            found.add(name)
    return frozenset(found)
