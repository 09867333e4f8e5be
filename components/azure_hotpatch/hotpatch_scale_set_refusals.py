"""Everything that HotpatchScaleSet refuses before it creates anything."""

from collections.abc import Iterator, Mapping
from typing import Any

from azure_hotpatch.fleet_zones import zones_mistakes
from azure_hotpatch.hotpatch_scale_set_args import HotpatchScaleSetArgs
from azure_hotpatch.image_choice import ImageChoice
from azure_hotpatch.server_refusals import (
    OS_DISK_SIZES,
    account_mistakes,
    extension_mistakes,
    network_id_mistakes,
    place_mistakes,
    range_mistakes,
    read_server,
    size_mistakes,
)
from azure_hotpatch_facts import machine_names
from azure_hotpatch_facts.application_health import health_violations
from azure_hotpatch_facts.extensions import APPLICATION_HEALTH

CAPACITIES = range(1001)
HEALTH_NAME = "health"
_HEALTH_ARGUMENTS = {"port": "port", "requestPath": "request_path"}


def judge_scale_set(
    name: str, args: Mapping[str, Any], *, environment: str | None
) -> tuple[dict[str, Any], ImageChoice | None, list[str]]:
    """Return the sound arguments, the chosen image, and everything that is wrong, a line each.

    Args:
        name: Name of the component.
        args: The arguments as they came.
        environment: Name of the cloud that azure-native is configured for; None where unknown.
    """
    known = {key: value for key, value in args.items() if key != "hotpatch"}
    sound, choice, mistakes = read_server(HotpatchScaleSetArgs, known)
    if args.get("hotpatch") is not None:
        mistakes.append(
            "hotpatch: found a value; allowed: absent. Azure keeps a scale set on these images "
            "enrolled for ever: leave it out, or make the machines with HotpatchFleet."
        )
    mistakes.extend(_name_mistakes(name, sound))
    mistakes.extend(size_mistakes(sound))
    mistakes.extend(place_mistakes(sound, environment))
    mistakes.extend(zones_mistakes(sound.get("zones", [])))
    if isinstance(sound.get("subnet_id"), str):
        mistakes.extend(network_id_mistakes("subnet_id", sound["subnet_id"]))
    mistakes.extend(range_mistakes(sound, "capacity", CAPACITIES))
    mistakes.extend(range_mistakes(sound, "os_disk_size_gb", OS_DISK_SIZES))
    mistakes.extend(_health_mistakes(sound))
    mistakes.extend(extension_mistakes(sound, choice))
    return sound, choice, mistakes


def _name_mistakes(name: str, sound: Mapping[str, Any]) -> Iterator[str]:
    scale_set_name = sound.get("scale_set_name", name)
    place = "scale_set_name"
    if place not in sound:
        place = "scale_set_name (the component's name)"
    for violation in machine_names.vm_name_violations(scale_set_name):
        yield violation.sentence(place)
    place = "computer_name_prefix"
    if place not in sound:
        place = "computer_name_prefix (by default the scale_set_name)"
    for violation in machine_names.computer_name_violations(
        sound.get("computer_name_prefix", scale_set_name),
        machine_names.COMPUTER_NAME_PREFIX_LENGTH,
    ):
        yield violation.sentence(place)
    yield from account_mistakes(sound)


def _health_mistakes(sound: Mapping[str, Any]) -> Iterator[str]:
    health = sound.get("health", {})
    if "protocol" in health:
        for violation in health_violations(
            health["protocol"], health.get("port"), health.get("request_path")
        ):
            yield violation.sentence(f"health.{_HEALTH_ARGUMENTS[violation.path]}")
    for index, extension in enumerate(sound.get("extensions", [])):
        if {"publisher", "type"} <= extension.keys() and APPLICATION_HEALTH.is_named(
            extension["publisher"], extension["type"]
        ):
            yield (
                f"extensions[{index}].type: found {extension['type']!r}; allowed: any other. "
                "HotpatchScaleSet adds it itself: use `health`."
            )
        if extension.get("name", "").lower() == HEALTH_NAME:
            yield (
                f"extensions[{index}].name: found {extension['name']!r}; allowed: any other name. "
                "The application health extension has it."
            )
