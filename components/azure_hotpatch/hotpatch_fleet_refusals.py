"""Everything that HotpatchFleet refuses before it creates anything, and its machines' arguments."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from azure_hotpatch.arguments import read
from azure_hotpatch.fleet_zones import one_zone_mistakes, zone_of, zones_mistakes
from azure_hotpatch.hotpatch_fleet_args import FleetMachine, HotpatchFleetArgs
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.hotpatch_vm_refusals import judge
from azure_hotpatch.image_choice import ImageChoice, access_mistakes
from azure_hotpatch_facts.availability import ZONES

_SHARED = HotpatchVmArgs.__annotations__.keys() & HotpatchFleetArgs.__annotations__.keys()
_OWN = FleetMachine.__annotations__.keys()
_NAMES = frozenset({"vm_name", "computer_name"})
"""What follows from a machine's name, though the machine may not say it."""

_INSTEAD = (
    ("network_interface_id", "subnet_id"),
    ("image", "image_reference"),
    ("image_reference", "image"),
)
"""Where a machine has the first of its own, the fleet's second is none of its business."""


@dataclass
class Fleet:
    """A fleet as it was judged.

    Attributes:
        machines: The arguments of each machine, as HotpatchVm takes them, by its name.
        mistakes: Everything that is wrong, a line each.
        keep_version_aliases: Whether the children keep azure-native's version aliases.
    """

    machines: dict[str, dict[str, Any]]
    mistakes: list[str] = field(default_factory=list)
    keep_version_aliases: bool = False

    @property
    def placed(self) -> dict[str, str]:
        """The zone of each machine that has one, by the machine's name."""
        return {name: args["zone"] for name, args in self.machines.items() if "zone" in args}


def judge_fleet(args: Mapping[str, Any], *, environment: str | None) -> Fleet:
    """Judge a fleet: the description once, and each machine by what it has of its own.

    Args:
        args: The arguments as they came.
        environment: Name of the cloud that azure-native is configured for; None where unknown.
    """
    sound, unsound = read(HotpatchFleetArgs, args)
    zones = sound.get("zones", list(ZONES))
    misplaced = list(zones_mistakes(zones))
    machines, found, choices = {}, {}, []
    for name in sound.get("machines", {}):
        own = _own(args, name)
        machine = _machine_args(name, args, own, [] if misplaced else zones)
        _, choice, found[name] = judge(name, machine, environment=environment)
        if _waits_for_nothing(choice, machine, own):
            machine.pop("access")
            _, choice, found[name] = judge(name, machine, environment=environment)
        machines[name] = machine
        choices.append(choice)
    fleet = Fleet(machines, keep_version_aliases=sound.get("keep_version_aliases", False))
    if args.get("machines") == {}:
        unsound.append(
            "machines: found none; allowed: one or more. Name a machine, or leave the fleet out."
        )
    fleet.mistakes = [
        *(mistake for mistake in unsound if not _is_told_by(machines, mistake)),
        *misplaced,
        *dict.fromkeys(_placed(args, found)),
        *_access_mistakes(args, choices),
        *_same_names(machines),
        *([] if misplaced else one_zone_mistakes(fleet.placed, zones)),
    ]
    return fleet


def _own(args: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what a machine has of its own, as it came."""
    own = args["machines"][name]
    return own if isinstance(own, Mapping) else {}


def _machine_args(
    name: str, fleet: Mapping[str, Any], own: Mapping[str, Any], zones: Sequence[str]
) -> dict[str, Any]:
    """Return the arguments of one machine: what the fleet has, and over it what it has itself."""
    shared = {key: fleet[key] for key in fleet if key in _SHARED and fleet[key] is not None}
    mine = {key: own[key] for key in own if key in _OWN and own[key] is not None}
    for first, second in _INSTEAD:
        if first in mine:
            shared.pop(second, None)
    result = {"vm_name": name, **shared, **mine}
    if zones and "zone" not in mine:
        result["zone"] = zone_of(name, zones)
    if isinstance(shared.get("tags"), Mapping) and isinstance(mine.get("tags"), Mapping):
        result["tags"] = {**shared["tags"], **mine["tags"]}
    return result


def _waits_for_nothing(
    choice: ImageChoice | None, machine: Mapping[str, Any], own: Mapping[str, Any]
) -> bool:
    """Tell whether a machine has a released image, and only the fleet has `access`."""
    is_released = choice is not None and not choice.image.is_preview
    return is_released and "access" in machine and own.get("access") is None


def _is_told_by(machines: Collection[str], mistake: str) -> bool:
    """Tell whether the machines' own judgement has a mistake too, and says more of it."""
    for name in machines:
        if mistake.startswith(f"machines.{name}."):
            return _argument(mistake.removeprefix(f"machines.{name}.")) in _OWN
    return bool(machines) and _argument(mistake) in _SHARED


def _placed(args: Mapping[str, Any], found: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Say where each mistake is: in the description that all machines share, or in one machine."""
    for name, mistakes in found.items():
        for mistake in mistakes:
            argument = _argument(mistake)
            is_own = argument in _NAMES or _own(args, name).get(argument) is not None
            is_everywhere = all(mistake in others for others in found.values())
            if is_own or (args.get(argument) is None and not is_everywhere):
                yield f"machines.{name}.{mistake}"
            else:
                yield mistake


def _argument(mistake: str) -> str:
    """Return the name of the argument with which a sentence begins."""
    word = re.match(r"\w+", mistake)
    return word.group() if word else ""


def _access_mistakes(
    args: Mapping[str, Any], choices: Iterable[ImageChoice | None]
) -> Iterator[str]:
    """Refuse an `access` for which no machine waits."""
    found = [choice for choice in choices if choice is not None]
    nobody_waits = not any(choice.image.is_preview for choice in found)
    if args.get("access") is not None and found and nobody_waits:
        yield from access_mistakes({"access": args["access"]}, found[0].image)


def _same_names(machines: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for name, args in machines.items():
        vm_name = args["vm_name"]
        other = taken.setdefault(vm_name.lower(), name) if isinstance(vm_name, str) else name
        if other != name:
            yield (
                f"machines.{name}.vm_name: found {vm_name!r}, which {other} has too; allowed: a "
                "name of its own, in whatever case. Give one of them another."
            )
