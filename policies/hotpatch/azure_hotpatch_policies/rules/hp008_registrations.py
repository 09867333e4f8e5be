"""HP008: a preview image comes with its registrations."""

from collections.abc import Iterator

from azure_hotpatch_facts import features, images
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.image_choice import image_of
from azure_hotpatch_policies.machines import windows_machines
from azure_hotpatch_policies.resources import Resource, Stack, foreseen
from azure_hotpatch_policies.rule import Answer, Rule, Severity, Undecided, WholeStack
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import Spelling

REGISTRATIONS = {
    "azure-hotpatch:index:ProviderRegistration": "namespace",
    "azure:core/resourceProviderRegistration:ResourceProviderRegistration": "name",
}
"""Types that register a resource provider, with the property that names it."""

ALLOWED = "a machine that waits for the registrations of the preview"
FIX = (
    "Pass the output `ready` of the PreviewAccess to HotpatchVm as `access`, or let the machine "
    "depend on the registration."
)
UNFORESEEN = "what may be a preview image: the provider waits for a value, so nothing is foreseen"
ELSEWHERE = (
    "Register the preview in this stack, or list the subscription in registeredSubscriptions of "
    "hotpatch-policies.yaml."
)


def check(stack: Stack, settings: Settings) -> Iterator[tuple[Resource, Answer]]:
    """Yield each machine of a preview image that does not wait for the preview's registrations."""
    registrations = [one for one in stack.of_kinds(REGISTRATIONS) if _is_of_compute(one)]
    for resource, machine in windows_machines(stack):
        image = image_of(machine, settings)
        is_foreseen = bool(resource.properties)
        if is_foreseen and not (isinstance(image, images.Image) and image.is_preview):
            continue
        if not stack.needed_by(resource).isdisjoint(one.urn for one in registrations):
            continue
        path = machine.image.path
        if not isinstance(image, images.Image):
            if not _is_listed(resource, settings):
                yield resource, Undecided(path, UNFORESEEN, ALLOWED)
        elif registrations:
            found = f"{image.name}, which does not wait for '{registrations[0].name}'"
            source = features.PREVIEW_FEATURES[0].source
            yield resource, Violation(path, found, ALLOWED, FIX, source)
        elif not _is_listed(resource, settings):
            why = f"{image.name}, whose registrations are not in this stack"
            yield resource, Undecided(path, why, ALLOWED, ELSEWHERE)


def _is_of_compute(registration: Resource) -> bool:
    """Tell whether a registration is, or may be, that of Microsoft.Compute."""
    key = REGISTRATIONS[registration.kind]
    namespace = foreseen(registration, Spelling.SNAKE_TOO).at(key)
    return namespace.mark is not None or namespace.text == features.COMPUTE.lower()


def _is_listed(resource: Resource, settings: Settings) -> bool:
    subscription = resource.provider.get("subscriptionId")
    return (
        isinstance(subscription, str) and subscription.lower() in settings.registered_subscriptions
    )


RULE = Rule(
    id="HP008",
    name="registrations",
    title="Preview image with its registrations",
    description="A machine of a preview image waits for the registrations of the preview.",
    why="Azure knows a preview image only in a subscription whose features and provider are "
    "registered; a machine that does not wait fails, or not, by chance.",
    fix="Pass PreviewAccess.ready to HotpatchVm as access, or choose a released image.",
    severity=Severity.HIGH,
    judges=WholeStack(check),
    source=features.PREVIEW_FEATURES[0].source,
    tags=("image", "preview"),
)
