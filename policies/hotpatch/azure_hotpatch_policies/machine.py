"""One normal form of a machine, whatever declares it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from azure_hotpatch_facts import publishers
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.values import Value


class Kind(Enum):
    """What kind of machine it is."""

    VM = "virtual machine"
    SCALE_SET = "scale set"


class System(Enum):
    """Operating system of a machine."""

    WINDOWS = "Windows"
    LINUX = "Linux"
    UNTOLD = "untold"
    """Nothing that can be read says which."""


@dataclass(frozen=True)
class Machine:
    """A machine, or a scale set of such machines.

    Attributes:
        kind: A machine or a scale set.
        system: Its operating system.
        place: Where it stands in its resource; empty where the resource is the machine.
        name: Its name in Azure.
        location: Its region.
        publisher: Publisher of its marketplace image.
        offer: Offer of that image.
        sku: Sku of that image.
        image: The block with these three.
        other_images: What names another image or disk instead.
        create_option: How its system disk comes to be, `FromImage` for a marketplace image.
        plan: The block with its purchase plan.
        sizes: Its size, or those that a scale set mixes.
        agent: Whether it has the VM agent.
        automatic_updates: Whether Windows takes updates.
        hotpatching: Whether hotpatch is on.
        patch_mode: Who patches.
        assessment_mode: Who assesses patches.
        reboot_setting: Whether the platform reboots after a patch that is no hotpatch.
        bypass: Whether the platform's safety checks are bypassed.
        security_type: `TrustedLaunch`, `ConfidentialVM` or `Standard`; None where the resource
            type takes it from secure boot and vTPM.
        secure_boot: Whether secure boot is on.
        v_tpm: Whether it has a virtual TPM.
        orchestration: How a scale set orchestrates its machines, `Flexible` or `Uniform`.
        extensions: The extensions of a scale set.
        network_interfaces: The network interfaces, or ids of them.
        project: Name of the project that declares it.
        stack: Name of the stack.
        environment: The cloud of its provider, `public`; absent where the process's counts.
    """

    kind: Kind
    system: System
    place: str
    name: Value
    location: Value
    publisher: Value
    offer: Value
    sku: Value
    image: Value
    other_images: tuple[Value, ...]
    create_option: Value
    plan: Value
    sizes: tuple[Value, ...]
    agent: Value
    automatic_updates: Value
    hotpatching: Value
    patch_mode: Value
    assessment_mode: Value
    reboot_setting: Value
    bypass: Value
    security_type: Value | None
    secure_boot: Value
    v_tpm: Value
    orchestration: Value
    extensions: Value
    network_interfaces: Value
    project: str
    stack: str
    environment: Value


@dataclass(frozen=True)
class Form:
    """How one type of resource writes a machine.

    Attributes:
        kind: What it declares.
        system: The system of all its machines; None where each says.
        paths: Where it writes each attribute of Machine; several paths where it has several
            names for one. An attribute without a path cannot be written there.
        defaults: What Azure, or the provider, takes where an attribute is absent.
        signs: Paths to `os_type`, the block `windows` and the block `linux`, which tell the system.
        sizes: Paths to sizes, with `[]` after a list; the first that is there counts.
        other_images: Paths to what names another image or disk.
    """

    kind: Kind
    system: System | None
    paths: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, str | bool]
    signs: Mapping[str, str]
    sizes: tuple[str, ...]
    other_images: tuple[str, ...]


UNOFFERED: Mapping[str, str] = {
    "hotpatching": "enableHotpatching",
    "patch_mode": "patchMode",
    "assessment_mode": "assessmentMode",
    "bypass": "bypassPlatformSafetyChecksOnUserSchedule",
    "security_type": "securityType",
    "secure_boot": "secureBootEnabled",
    "v_tpm": "vTpmEnabled",
    "orchestration": "orchestrationMode",
    "extensions": "extensions",
    "create_option": "createOption",
}
"""Azure's names of what some types of resource cannot write."""

IMPLIED = "implied"
"""In place of a path: the type of resource takes the attribute from others."""


def read(form: Form, root: Value, resource: Resource) -> Machine:
    """Return a machine.

    Args:
        form: How it is written.
        root: What declares it: the inputs of a resource, or a part of them.
        resource: The resource.
    """

    def value(attribute: str) -> Value:
        return _value(form, root, attribute)

    names_security_type = form.paths.get("security_type") != (IMPLIED,)
    return Machine(
        kind=form.kind,
        system=form.system or _system(form, root, value("publisher")),
        place=root.path,
        name=value("name"),
        location=value("location"),
        publisher=value("publisher"),
        offer=value("offer"),
        sku=value("sku"),
        image=value("image"),
        other_images=tuple(root.at(path) for path in form.other_images),
        create_option=value("create_option"),
        plan=value("plan"),
        sizes=_sizes(form, root),
        agent=value("agent"),
        automatic_updates=value("automatic_updates"),
        hotpatching=value("hotpatching"),
        patch_mode=value("patch_mode"),
        assessment_mode=value("assessment_mode"),
        reboot_setting=value("reboot_setting"),
        bypass=value("bypass"),
        security_type=value("security_type") if names_security_type else None,
        secure_boot=value("secure_boot"),
        v_tpm=value("v_tpm"),
        orchestration=value("orchestration"),
        extensions=value("extensions"),
        network_interfaces=value("network_interfaces"),
        project=resource.project,
        stack=resource.stack,
        environment=Value("environment", resource.provider.get("environment")),
    )


def _value(form: Form, root: Value, attribute: str) -> Value:
    default = form.defaults.get(attribute)
    paths = form.paths.get(attribute, ())
    if not paths:
        name = UNOFFERED.get(attribute, attribute)
        return Value(f"{root.path}.{name}".lstrip("."), None, default, is_offered=False)
    found = [root.at(path, default) for path in paths]
    return next((value for value in found if not value.is_absent), found[0])


def _sizes(form: Form, root: Value) -> tuple[Value, ...]:
    for path in form.sizes:
        found = tuple(_all(root, path))
        if any(not size.is_absent for size in found):
            return found
    return (root.at(form.sizes[-1]),)


def _all(root: Value, path: str) -> Iterator[Value]:
    """Yield the values of a path in which `[]` stands for each element of a list."""
    head, list_sign, tail = path.partition("[]")
    if not list_sign:
        yield root.at(head)
        return
    for element in root.at(head).items():
        yield element.at(tail.lstrip(".")) if tail else element


def _system(form: Form, root: Value, publisher: Value) -> System:
    """Tell the system; one sign of Windows outweighs all signs of Linux.

    Otherwise a machine of a Windows image could hide behind a block for Linux.
    """
    os_type, windows, linux = (
        root.at(form.signs[sign]) for sign in ("os_type", "windows", "linux")
    )
    if os_type.text == "windows" or publisher.text in publishers.WINDOWS or _is_there(windows):
        return System.WINDOWS
    if os_type.text == "linux" or publisher.text in publishers.LINUX or _is_there(linux):
        return System.LINUX
    return System.UNTOLD


def _is_there(block: Value) -> bool:
    return block.mark is None and isinstance(block.raw, dict | list | str | bool | int | float)
