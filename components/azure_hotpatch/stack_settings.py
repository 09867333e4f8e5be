"""What the ready-made stack reads from its `hotpatch:` configuration, judged as a whole."""

import difflib
import ipaddress
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch_facts import images, machine_names, regions, sizes
from azure_hotpatch_facts.violations import Violation

MACHINES = range(1, 51)
SMALLEST_NETWORK = 24
PASSWORD_VARIABLE = "HOTPATCH_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable
STACK_REFERENCE = re.compile(r"[\w.-]+/[\w.-]+/[\w.-]+")


class StackSettingsError(HotpatchError):
    """The `hotpatch:` configuration of the stack has mistakes; the message lists them all."""

    def __init__(self, mistakes: Collection[str]) -> None:
        lines = "".join(f"\n  {mistake}" for mistake in mistakes)
        super().__init__(f"This stack's configuration cannot be used as it is:{lines}")


@dataclass(frozen=True, kw_only=True)
class StackSettings:
    """The settings of the stack, each as `Pulumi.yaml` describes it."""

    location: str
    machine_count: int
    size: str
    image: images.Image
    access: str
    address_space: str
    zones: tuple[str, ...]
    bastion: bool
    admin_username: str
    admin_password: str
    protect: bool

    @property
    def machine_names(self) -> tuple[str, ...]:
        """`hotpatch-1`, `hotpatch-2`, …: one for each machine."""
        return tuple(f"hotpatch-{number}" for number in range(1, self.machine_count + 1))


def read(
    config: Mapping[str, str], secret_keys: Collection[str], environment: Mapping[str, str]
) -> StackSettings:
    """The settings of a stack, from its whole configuration as the engine hands it over.

    Raises:
        StackSettingsError: anything is wrong; all mistakes at once, each with its key, what was
            found, what is allowed and what to do.
    """
    own = {
        key.removeprefix("hotpatch:"): value
        for key, value in config.items()
        if key.startswith("hotpatch:")
    }
    mistakes: list[str] = []
    if "hotpatch:adminPassword" not in secret_keys and own.get("adminPassword"):
        mistakes.append(
            "hotpatch:adminPassword: found plain text; allowed: a secret. Run `pulumi config set"
            " --secret hotpatch:adminPassword`, and choose a new one."
        )
    own["adminPassword"] = own.get("adminPassword") or environment.get(PASSWORD_VARIABLE, "")

    values: dict[str, Any] = {}
    for key, parse in _PARSERS.items():
        try:
            values[key] = parse(own.get(key, ""))
        except ValueError as mistake:
            mistakes.append(f"hotpatch:{key}: {mistake}")
    mistakes.extend(_unknown(own))
    mistakes.extend(_disagreements(values))
    if mistakes:
        raise StackSettingsError(mistakes)
    return StackSettings(**{_snake(key): value for key, value in values.items()})


def _unknown(own: Mapping[str, str]) -> Iterator[str]:
    for key in own:
        if key not in _PARSERS:
            near = difflib.get_close_matches(key, _PARSERS, n=1)
            hint = f"Did you mean hotpatch:{near[0]}?" if near else "Remove it."
            yield f"hotpatch:{key}: found a setting that does not exist. {hint}"


def _disagreements(values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong between settings that are each right."""
    image = values.get("image")
    if image is not None and image.is_preview and values.get("access") == "off":
        yield (
            f"hotpatch:access: found 'off' with the preview image {image.name}; allowed: register,"
            " or the stack that registers, organization/project/stack. Set it, or take a released"
            " image."
        )


def _snake(key: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", key).lower()


def _found(text: str, allowed: str, fix: str) -> ValueError:
    return ValueError(f"found {text!r}; allowed: {allowed}. {fix}")


def _judged(text: str, violations: Iterable[Violation]) -> str:
    """The text itself, when Azure takes it."""
    found = [each.reason for each in violations]
    if found:
        raise ValueError(" And: ".join(found))
    return text


def _location(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]+", text):
        raise _found(
            text,
            "the name of an Azure region, such as westeurope",
            "`az account list-locations -o table` lists them.",
        )
    cloud = regions.cloud_of_region(text)
    if cloud.hotpatch is regions.Verdict.REFUSED:
        raise _found(text, "a region of a cloud that has hotpatch", f"{cloud.title} has none.")
    return text


def _machine_count(text: str) -> int:
    if not text.isdecimal() or int(text) not in MACHINES:
        raise _found(
            text,
            f"a whole number from {MACHINES[0]} to {MACHINES[-1]}",
            "For more machines use several stacks, or the components in a program of your own.",
        )
    return int(text)


def _size(text: str) -> str:
    return _judged(text, sizes.size_violations(text))


def _image(text: str) -> images.Image:
    image = images.named(text)
    if image is None or not image.can_hotpatch:
        why = image.why_not if image else "No image of the catalogue has this name"
        raise _found(text, ", ".join(known.name for known in images.HOTPATCHABLE), f"{why}.")
    return image


def _access(text: str) -> str:
    if text not in {"register", "off"} and not STACK_REFERENCE.fullmatch(text):
        raise _found(
            text,
            "register, off, or a stack as organization/project/stack",
            "Preview images need it; released images do not.",
        )
    return text


def _address_space(text: str) -> str:
    allowed = f"a private IPv4 range of /{SMALLEST_NETWORK} or larger, such as 10.20.0.0/16"
    try:
        network = ipaddress.IPv4Network(text)
    except ValueError as error:
        raise _found(text, allowed, f"{error}.") from error
    if network.prefixlen > SMALLEST_NETWORK or not network.is_private:
        raise _found(text, allowed, "The subnet and a bastion must fit into it.")
    return text


def _zones(text: str) -> tuple[str, ...]:
    allowed = 'a list of zones, each "1", "2" or "3" and each once'
    try:
        zones = json.loads(text)
    except json.JSONDecodeError:
        zones = None
    if not isinstance(zones, list) or any(zone not in ("1", "2", "3") for zone in zones):
        raise _found(text, allowed, "Azure has no other zones; [] uses none.")
    if len(set(zones)) < len(zones):
        raise _found(text, allowed, "Machines take the zones in turn: leave out the second one.")
    return tuple(zones)


def _boolean(text: str) -> bool:
    if text not in {"true", "false"}:
        raise _found(text, "true or false", "Set one of the two.")
    return text == "true"


def _admin_username(text: str) -> str:
    return _judged(text, machine_names.admin_name_violations(text))


def _admin_password(text: str) -> str:
    if not text:
        raise ValueError(
            f"found absent; allowed: a password, here or in {PASSWORD_VARIABLE}. Run `pulumi config"
            " set --secret hotpatch:adminPassword`; on the local Azure `make env` exports one."
        )
    return _judged(text, machine_names.admin_password_violations(text))


_PARSERS: Mapping[str, Callable[[str], Any]] = {
    "location": _location,
    "machineCount": _machine_count,
    "size": _size,
    "image": _image,
    "access": _access,
    "addressSpace": _address_space,
    "zones": _zones,
    "bastion": _boolean,
    "adminUsername": _admin_username,
    "adminPassword": _admin_password,
    "protect": _boolean,
}

KEYS = tuple(_PARSERS)
"""The settings, as `Pulumi.yaml` spells them, without `hotpatch:`."""
