"""What can be judged only when a value is known: passwords, regions, granted access."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pulumi

from azure_hotpatch.errors import ArgumentsError, HotpatchError
from azure_hotpatch.image_choice import SUBSCRIPTION, ImageChoice, other_subscription, wrong_access
from azure_hotpatch_facts import regions


def judged(
    place: str, value: pulumi.Input[str], mistakes_of: Callable[[str], list[str]]
) -> pulumi.Output[str]:
    """Judge a value once it is known; a plain one was judged before anything was created."""

    def check(known: str) -> str:
        mistakes = mistakes_of(known)
        if mistakes:
            raise ArgumentsError(place, mistakes)
        return known

    return pulumi.Output.from_input(value).apply(check)


def warn_where_undecided(
    place: str, component: pulumi.Resource, location: pulumi.Output[str]
) -> None:
    """Warn of a region of which no document says whether it has hotpatch."""

    def warn(region: str) -> None:
        cloud = regions.cloud_of_region(region)
        if cloud.hotpatch is regions.Verdict.UNDECIDED:
            pulumi.log.warn(
                f"{place}: location: found {region!r}; no document says whether "
                f"{cloud.title} has hotpatch.",
                resource=component,
            )

    location.apply(warn)


def plan_of(
    place: str,
    component: pulumi.Resource,
    choice: ImageChoice,
    access: pulumi.Input[str] | None,
) -> pulumi.Output[dict[str, str]] | None:
    """Return the purchase plan, derived from `access` so that what has it waits for that."""
    plan = choice.plan
    if plan is None or access is None:
        return None

    def check(values: list[Any]) -> dict[str, str]:
        granted, own = values
        if not SUBSCRIPTION.fullmatch(granted):
            raise ArgumentsError(place, [wrong_access(granted)])
        if granted.rpartition("/")[2].lower() != own.lower():
            raise ArgumentsError(place, [other_subscription(granted, own)])
        return plan

    return pulumi.Output.all(access, _own_subscription(place, component)).apply(check)


async def _own_subscription(place: str, component: pulumi.Resource) -> str:
    """Return the id of the subscription that the component's provider acts on."""
    options = pulumi.InvokeOptions(parent=component, version=version("pulumi_azure_native"))
    try:
        config = await pulumi.runtime.invoke_async(
            "azure-native:authorization:getClientConfig", {}, options
        )
    except Exception as error:  # noqa: BLE001 (the SDK raises nothing narrower)
        # azure-native's own function would end the program with a traceback.
        raise HotpatchError(f"{place}: access: {error}") from None
    return str(config["subscriptionId"])
