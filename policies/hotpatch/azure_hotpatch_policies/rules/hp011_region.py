"""HP011: the region and the cloud offer hotpatch."""

from collections.abc import Iterator

from azure_hotpatch_facts import regions
from azure_hotpatch_facts.regions import Verdict
from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.machine import Machine
from azure_hotpatch_policies.rule import Answer, EachMachine, Rule, Severity, Undecided, wrong
from azure_hotpatch_policies.settings import Settings

FIX = "Use another region."


def check(machine: Machine, settings: Settings) -> Iterator[Answer]:
    """Yield why there is no hotpatch where the machine is, or why it may not be there."""
    environment = regions.cloud_named(machine.environment.text or "")
    if environment is not None and environment.hotpatch is Verdict.REFUSED:
        yield Violation(
            "the provider's environment",
            machine.environment.found,
            "public",
            f"{environment.title} has no hotpatch: use the public Azure.",
            environment.source,
        )
    location = machine.location
    allowed = _allowed(settings)
    if location.mark is not None or location.is_absent:
        why = location.mark.value if location.mark else "absent, so the resource group's counts"
        yield Undecided(location.path, why, allowed, "Write the machine's location.")
    elif (
        not isinstance(location.raw, str)
        or location.raw.strip() != location.raw
        or not (location.raw)
    ):
        yield wrong(location, allowed, "Write a region, such as westeurope.", regions.PUBLIC.source)
    else:
        yield from _judged(location.path, location.raw, settings)


def _judged(path: str, region: str, settings: Settings) -> Iterator[Answer]:
    allowed = _allowed(settings)
    cloud = regions.cloud_of_region(region)
    if cloud.hotpatch is Verdict.REFUSED:
        why = f"{cloud.title} has no hotpatch: use another region."
        yield Violation(path, repr(region), allowed, why, cloud.source)
    elif settings.allowed_locations is not None:
        if _plain(region) not in map(_plain, settings.allowed_locations):
            yield Violation(path, repr(region), allowed, FIX, "hotpatch-policies.yaml")
    elif cloud.hotpatch is Verdict.UNDECIDED:
        why = f"{region!r} of {cloud.title}, of which no document says whether it has hotpatch"
        yield Undecided(
            path, why, allowed, "Name it in allowedLocations if you know that it is offered."
        )


def _allowed(settings: Settings) -> str:
    if settings.allowed_locations is not None:
        return " or ".join(settings.allowed_locations)
    return "a region of the public Azure"


def _plain(region: str) -> str:
    """`West Europe` and `westeurope` are one region."""
    return region.replace(" ", "").lower()


RULE = Rule(
    id="HP011",
    name="region",
    title="Region and cloud",
    description="Every Windows machine is in a region, and a cloud, that offers hotpatch.",
    why="Azure Government was excluded from hotpatch, and nothing says that this has changed.",
    fix="Use a region of the public Azure, and of allowedLocations where these are set.",
    severity=Severity.HIGH,
    judges=EachMachine(check),
    source=regions.HOTPATCH_PREVIEW_PAGE,
    tags=("placement",),
)
