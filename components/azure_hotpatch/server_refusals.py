"""What any machine is refused for, alone or in a scale set."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from azure_hotpatch.arguments import read
from azure_hotpatch.image_choice import ImageChoice, access_mistakes, choose, unnamed_image
from azure_hotpatch_facts import machine_names, regions, sizes
from azure_hotpatch_facts.availability import ZONES
from azure_hotpatch_facts.extensions import extension_violations

DEFAULT_SIZE = "Standard_D2s_v5"
OS_DISK_SIZES = range(1, 4096)
_NETWORK = "/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Network"
IDENTITY_ID_FORM = (
    "/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.ManagedIdentity"
    "/userAssignedIdentities/{name}"
)
NETWORK_ID_FORMS = {
    "subnet_id": f"{_NETWORK}/virtualNetworks/{{name}}/subnets/{{name}}",
    "network_interface_id": f"{_NETWORK}/networkInterfaces/{{name}}",
}


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", form).replace(".", r"\."), re.IGNORECASE)


IDENTITY_ID = _pattern(IDENTITY_ID_FORM)
NETWORK_IDS = {place: _pattern(form) for place, form in NETWORK_ID_FORMS.items()}


def read_server(
    kind: type, args: Mapping[str, Any]
) -> tuple[dict[str, Any], ImageChoice | None, list[str]]:
    """Return the sound arguments, the chosen image, and what is wrong with either, a line each.

    Args:
        kind: The TypedDict that describes the arguments.
        args: The arguments as they came.
    """
    mistakes = []
    unnamed = unnamed_image(args.get("image"))
    if unnamed is not None:
        mistakes.append(unnamed)
        args = {key: value for key, value in args.items() if key != "image"}
    sound, unsound = read(kind, args)
    mistakes.extend(unsound)
    choice, image_mistakes = choose(sound)
    mistakes.extend(image_mistakes)
    if unnamed is not None or (args.get("image") is not None and "image" not in sound):
        choice = None
    if choice is not None:
        mistakes.extend(access_mistakes(sound, choice.image))
    mistakes.extend(group_mistakes(sound))
    mistakes.extend(identity_mistakes(sound))
    return sound, choice, mistakes


def account_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the administrator's name, and with a password that is known."""
    if "admin_username" in sound:
        for violation in machine_names.admin_name_violations(sound["admin_username"]):
            yield violation.sentence("admin_username")
    password = sound.get("admin_password")
    if isinstance(password, str):
        yield from password_mistakes(password)


def password_mistakes(password: str) -> list[str]:
    """Return what is wrong with a password, without repeating any of it."""
    return [
        violation.sentence("admin_password")
        for violation in machine_names.admin_password_violations(password)
    ]


def group_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    """Yield why a text that is known is no name of a resource group."""
    name = sound.get("resource_group_name")
    if isinstance(name, str):
        for violation in machine_names.group_name_violations(name):
            yield violation.sentence("resource_group_name")


def identity_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    """Yield which texts that are known are no ARM ids of user-assigned identities."""
    for index, arm_id in enumerate(sound.get("user_identities", [])):
        if isinstance(arm_id, str) and not IDENTITY_ID.fullmatch(arm_id):
            yield (
                f"user_identities[{index}]: found {arm_id!r}; allowed: {IDENTITY_ID_FORM}. Give its"
                " ARM id."
            )


def region_mistakes(region: str) -> list[str]:
    """Return why there is no hotpatch in a region."""
    return _cloud_mistakes("location", region, regions.cloud_of_region(region))


def network_id_mistakes(place: str, arm_id: str) -> list[str]:
    """Return why a text is not the ARM id that `subnet_id` or `network_interface_id` needs."""
    if NETWORK_IDS[place].fullmatch(arm_id):
        return []
    return [f"{place}: found {arm_id!r}; allowed: {NETWORK_ID_FORMS[place]}. Give its ARM id."]


def size_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    """Yield why the size cannot run such a machine."""
    for violation in sizes.size_violations(sound.get("size", DEFAULT_SIZE)):
        yield violation.sentence("size")


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


def range_mistakes(sound: Mapping[str, Any], argument: str, allowed: range) -> Iterator[str]:
    """Yield why a number that was given is too small or too large."""
    if argument in sound and sound[argument] not in allowed:
        yield out_of_range(argument, sound[argument], allowed)


def out_of_range(place: str, found: int, allowed: range) -> str:
    """Say that a number is too small or too large."""
    return f"{place}: found {found}; allowed: {allowed[0]}-{allowed[-1]}. Choose a number of these."
