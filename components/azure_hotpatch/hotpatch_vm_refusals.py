"""Everything that HotpatchVm refuses before it creates anything."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from azure_hotpatch.arguments import read
from azure_hotpatch.extra_inputs import extra_mistakes
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.image_choice import ImageChoice, access_mistakes, choose, unnamed_image
from azure_hotpatch_facts import machine_names, regions, sizes
from azure_hotpatch_facts.availability import ZONES
from azure_hotpatch_facts.extensions import extension_violations

DEFAULT_SIZE = "Standard_D2s_v5"
DISK_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,38}[A-Za-z0-9_])?")
DATA_DISK_SIZES = range(1, 65537)
OS_DISK_SIZES = range(1, 4096)
LUNS = range(64)
_NETWORK = "/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Network"
NETWORK_ID_FORMS = {
    "subnet_id": f"{_NETWORK}/virtualNetworks/{{name}}/subnets/{{name}}",
    "network_interface_id": f"{_NETWORK}/networkInterfaces/{{name}}",
}
NETWORK_IDS = {
    place: re.compile(re.sub(r"\{\w+\}", "[^/]+", form).replace(".", r"\."), re.IGNORECASE)
    for place, form in NETWORK_ID_FORMS.items()
}


def judge(
    name: str, args: Mapping[str, Any], *, environment: str | None
) -> tuple[dict[str, Any], ImageChoice | None, list[str]]:
    """Return the sound arguments, the chosen image, and everything that is wrong, a line each.

    Args:
        name: Name of the component.
        args: The arguments as they came.
        environment: Name of the cloud that azure-native is configured for; None where unknown.
    """
    mistakes = []
    unnamed = unnamed_image(args.get("image"))
    if unnamed is not None:
        mistakes.append(unnamed)
        args = {key: value for key, value in args.items() if key != "image"}
    sound, unsound = read(HotpatchVmArgs, args)
    mistakes.extend(unsound)

    choice, image_mistakes = choose(sound)
    mistakes.extend(image_mistakes)
    if unnamed is not None or (args.get("image") is not None and "image" not in sound):
        choice = None
    if choice is not None:
        mistakes.extend(access_mistakes(sound, choice.image))
    mistakes.extend(_name_mistakes(name, sound))
    mistakes.extend(
        violation.sentence("size")
        for violation in sizes.size_violations(sound.get("size", DEFAULT_SIZE))
    )
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


def password_mistakes(password: str) -> list[str]:
    """Return what is wrong with a password, without repeating any of it."""
    return [
        violation.sentence("admin_password")
        for violation in machine_names.admin_password_violations(password)
    ]


def region_mistakes(region: str) -> list[str]:
    """Return why there is no hotpatch in a region."""
    return _cloud_mistakes("location", region, regions.cloud_of_region(region))


def network_id_mistakes(place: str, arm_id: str) -> list[str]:
    """Return why a text is not the ARM id that `subnet_id` or `network_interface_id` needs."""
    if NETWORK_IDS[place].fullmatch(arm_id):
        return []
    return [f"{place}: found {arm_id!r}; allowed: {NETWORK_ID_FORMS[place]}. Give its ARM id."]


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
    if "admin_username" in sound:
        for violation in machine_names.admin_name_violations(sound["admin_username"]):
            yield violation.sentence("admin_username")
    password = sound.get("admin_password")
    if isinstance(password, str):
        yield from password_mistakes(password)


def place_mistakes(sound: Mapping[str, Any], environment: str | None) -> Iterator[str]:
    """Yield why there is no hotpatch in the region, the cloud or the zone."""
    location = sound.get("location")
    if isinstance(location, str):
        yield from region_mistakes(location)
    cloud = regions.cloud_named(environment) if environment else None
    if cloud is not None:
        yield from _cloud_mistakes("azure-native:environment", cloud.name, cloud)
    zone = sound.get("zone")
    if zone is not None and zone not in ZONES:
        yield f"zone: found {zone!r}; allowed: {', '.join(ZONES)}. Choose one, or leave it out."


def _cloud_mistakes(place: str, found: str, cloud: regions.Cloud) -> list[str]:
    if cloud.hotpatch is not regions.Verdict.REFUSED:
        return []
    mistake = (
        f"{place}: found {found!r}; allowed: a region of the public Azure. {cloud.title} has no "
        f"hotpatch: use another region. ({cloud.source})"
    )
    return [mistake]


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
    size = sound.get("os_disk_size_gb")
    if size is not None and size not in OS_DISK_SIZES:
        yield out_of_range("os_disk_size_gb", size, OS_DISK_SIZES)
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


def extension_mistakes(sound: Mapping[str, Any], choice: ImageChoice | None) -> Iterator[str]:
    """Yield why a machine cannot have its extensions."""
    names: set[str] = set()
    for index, extension in enumerate(sound.get("extensions", [])):
        place = f"extensions[{index}]"
        extension_name = extension.get("name", str(index)).lower()
        if extension_name in names:
            yield (
                f"{place}.name: found {extension['name']!r} again; allowed: a name of its own. "
                "Give each extension another name."
            )
        names.add(extension_name)
        if choice is not None and {"publisher", "type"} <= extension.keys():
            for violation in extension_violations(
                extension["publisher"],
                extension["type"],
                choice.image,
                system_identity=sound.get("system_identity", False),
                encryption_at_host=sound.get("encryption_at_host", False),
            ):
                yield violation.sentence(f"{place}.type")


def out_of_range(place: str, found: int, allowed: range) -> str:
    """Say that a number is too small or too large."""
    return f"{place}: found {found}; allowed: {allowed[0]}-{allowed[-1]}. Choose a number of these."
