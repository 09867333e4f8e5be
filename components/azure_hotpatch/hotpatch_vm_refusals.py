"""Everything that HotpatchVm refuses before it creates anything."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from azure_hotpatch.extra_inputs import extra_mistakes
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.image_choice import ImageChoice
from azure_hotpatch.server_refusals import (
    NETWORK_IDS,
    OS_DISK_SIZES,
    account_mistakes,
    extension_mistakes,
    network_id_mistakes,
    out_of_range,
    place_mistakes,
    range_mistakes,
    read_server,
    size_mistakes,
)
from azure_hotpatch_facts import machine_names

DISK_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,38}[A-Za-z0-9_])?")
DATA_DISK_SIZES = range(1, 65537)
LUNS = range(64)


def judge(
    name: str, args: Mapping[str, Any], *, environment: str | None
) -> tuple[dict[str, Any], ImageChoice | None, list[str]]:
    """Return the sound arguments, the chosen image, and everything that is wrong, a line each.

    Args:
        name: Name of the component.
        args: The arguments as they came.
        environment: Name of the cloud that azure-native is configured for; None where unknown.
    """
    sound, choice, mistakes = read_server(HotpatchVmArgs, args)
    mistakes.extend(_name_mistakes(name, sound))
    mistakes.extend(size_mistakes(sound))
    mistakes.extend(place_mistakes(sound, environment))
    mistakes.extend(_network_mistakes(args, sound))
    mistakes.extend(_disk_mistakes(sound))
    mistakes.extend(extension_mistakes(sound, choice))
    mistakes.extend(
        extra_mistakes(
            sound.get("extra", {}),
            choice.plan if choice else None,
            hotpatch=sound.get("hotpatch", True),
        )
    )
    return sound, choice, mistakes


def _name_mistakes(name: str, sound: Mapping[str, Any]) -> Iterator[str]:
    vm_name = sound.get("vm_name", name)
    vm_place = "vm_name" if "vm_name" in sound else "vm_name (the component's name)"
    for violation in machine_names.vm_name_violations(vm_name):
        yield violation.sentence(vm_place)
    place = (
        "computer_name" if "computer_name" in sound else "computer_name (by default the vm_name)"
    )
    for violation in machine_names.computer_name_violations(sound.get("computer_name", vm_name)):
        yield violation.sentence(place)
    yield from account_mistakes(sound)


def _network_mistakes(args: Mapping[str, Any], sound: Mapping[str, Any]) -> Iterator[str]:
    given = [name for name in NETWORK_IDS if args.get(name) is not None]
    if len(given) != 1:
        yield (
            f"subnet_id, network_interface_id: found {'both' if given else 'neither'}; allowed: "
            "one of them. Give a subnet, in which the machine gets a network interface, or a "
            "network interface that exists."
        )
    for name in given:
        if isinstance(sound.get(name), str):
            yield from network_id_mistakes(name, sound[name])


def _disk_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    yield from range_mistakes(sound, "os_disk_size_gb", OS_DISK_SIZES)
    names = {"os"}
    luns: set[int] = set()
    for index, disk in enumerate(sound.get("data_disks", [])):
        place, lun = f"data_disks[{index}]", disk.get("lun", index)
        yield from _disk_name_mistakes(f"{place}.name", disk.get("name"), names)
        if disk.get("size_gb", 1) not in DATA_DISK_SIZES:
            yield out_of_range(f"{place}.size_gb", disk["size_gb"], DATA_DISK_SIZES)
        if lun not in LUNS:
            yield out_of_range(f"{place}.lun", lun, LUNS)
        if lun in luns:
            yield (
                f"{place}.lun: found {lun} again; allowed: a number of its own. Give each disk "
                "another lun, or none a lun."
            )
        luns.add(lun)


def _disk_name_mistakes(place: str, name: str | None, taken: set[str]) -> Iterator[str]:
    if name is None:
        return
    if not DISK_NAME.fullmatch(name):
        yield (
            f"{place}: found {name!r}; allowed: 1-40 letters, digits, '_', '.' and '-', beginning "
            "with a letter or digit. Give the disk such a name."
        )
    if name.lower() in taken:
        yield (
            f"{place}: found {name!r}; allowed: a name that no other disk of the machine has, as "
            "'os' is the system's. Give the disk another name."
        )
    taken.add(name.lower())
