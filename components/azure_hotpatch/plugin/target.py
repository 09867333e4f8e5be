"""What came of a registration, and the target that an id of Pulumi's state names."""

from dataclasses import dataclass

from azure_hotpatch_cloud.targets import Target, mistakes


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What came of a registration."""

    state: str
    """Azure's state, or NotOffered."""

    registered_here: bool = False
    """Whether it was this call that registered what was not registered before."""

    posted: bool = False
    """Whether this call asked Azure to register."""


def target_of_id(text: str) -> Target | None:
    """The target with this id, whatever its case; None when the id has another form.

    >>> target_of_id("/subscriptions/s/providers/Microsoft.Compute") is None
    True
    """
    match text.strip("/").split("/"):
        case [subscriptions, subscription_id, providers, namespace]:
            words, feature = [subscriptions, providers], None
            wanted = ["subscriptions", "providers"]
        case [subscriptions, subscription_id, providers, features, of, namespace, what, feature]:
            words = [subscriptions, providers, features, of, what]
            wanted = ["subscriptions", "providers", "microsoft.features", "providers", "features"]
        case _:
            return None
    target = Target(subscription_id=subscription_id, namespace=namespace, feature=feature)
    fits = [word.lower() for word in words] == wanted
    return target if fits and not list(mistakes(target)) else None
