"""A machine that was there already, under management without being replaced."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import compute

from azure_hotpatch.arguments import by_name, is_later, read
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.extra_inputs import keywords, unknown_inputs
from azure_hotpatch.hotpatch_vm import PatchSettings, machine_options, patch_settings_of
from azure_hotpatch.machine_args import RebootSetting
from azure_hotpatch.version_aliases import without_version_aliases
from azure_hotpatch_facts import adoption, images

_JUDGED = ("storageProfile.imageReference", "osProfile.windowsConfiguration", "securityProfile")
"""What is judged, or written, before anything is created."""
_NEEDED = ("resourceGroupName", "vmName", "location", "storageProfile", "networkProfile")


class AdoptedVmArgs(TypedDict):
    """What a caller says about the machine."""

    machine: dict[str, Any]
    """The machine as it is: the inputs of azure-native's VirtualMachine in Azure's spelling, as
    `azure-hotpatch adopt` writes them to a file. All of it stays, but for the patch settings that
    hotpatch needs. What Azure changes in place can be changed here too, such as a tag or the size;
    the image, the Windows configuration and the security profile are plain values."""

    hotpatch: NotRequired[bool]
    """Whether the machine is enrolled. Default: true. With false it is unenrolled: the platform
    patches it still, with reboots."""

    reboot_setting: NotRequired[RebootSetting]
    """When the platform may reboot the machine. Default: as it is."""

    reason: NotRequired[str]
    """How you know that the image takes hotpatches; required where the catalogue does not know the
    image."""

    replaceable: NotRequired[bool]
    """Whether the machine may be deleted and replaced. Default: false, it is protected."""

    keep_version_aliases: NotRequired[bool]
    """Whether the child keeps azure-native's aliases for API versions, which a stack needs that
    has the machine under a versioned type already. Default: false."""


class AdoptedVm(pulumi.ComponentResource):
    """One machine made by hand or by another tool, with hotpatch on and everything else as it was.

    What only a new machine can have otherwise is kept, also a security type that is not Trusted
    Launch, with a warning; the policy pack finds it, and takes an exemption. The machine comes into
    the state with `pulumi import`; `azure-hotpatch adopt` writes what that needs.

    Raises:
        ArgumentsError: The machine's image cannot hotpatch, or an argument is wrong.
    """

    id: pulumi.Output[str]
    """ARM id, `/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Compute/...`."""

    name: pulumi.Output[str]
    """Name of the machine in Azure."""

    image: pulumi.Output[str]
    """Image of the machine, `publisher:offer:sku:version`."""

    patch_settings: pulumi.Output[PatchSettings]
    """Patch settings of the machine, as Azure has them."""

    def __init__(
        self, name: str, args: AdoptedVmArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        place = f"AdoptedVm '{name}'"
        sound, mistakes = read(AdoptedVmArgs, by_name(place, args))
        machine: dict[str, Any] = sound.get("machine", {})
        mistakes.extend(_mistakes(machine, sound.get("reason", "")) if "machine" in sound else ())
        if mistakes:
            raise ArgumentsError(place, mistakes)

        super().__init__(
            "azure-hotpatch:index:AdoptedVm",
            name,
            {},
            without_version_aliases(opts, keep=sound.get("keep_version_aliases", False)),
        )
        for each in adoption.kept(machine):
            pulumi.log.warn(f"{place}: machine.{each.sentence}", resource=self)
        model = adoption.with_hotpatch(
            machine,
            hotpatch=sound.get("hotpatch", True),
            reboot_setting=sound.get("reboot_setting"),
        )
        vm = compute.VirtualMachine(
            f"{name}-vm",
            **keywords(model),
            opts=machine_options(self, sound),
        )

        reference = machine["storageProfile"]["imageReference"]
        self.id = vm.id
        self.name = vm.name
        self.image = pulumi.Output.from_input(
            ":".join(
                str(reference.get(part, "latest"))
                for part in ("publisher", "offer", "sku", "version")
            )
        )
        self.patch_settings = pulumi.Output.unsecret(vm.os_profile).apply(patch_settings_of)
        self.register_outputs(
            {
                "id": self.id,
                "name": self.name,
                "image": self.image,
                "patchSettings": self.patch_settings,
            }
        )


def _mistakes(machine: Mapping[str, Any], reason: str) -> Iterator[str]:
    for unknown in unknown_inputs(machine):
        yield f"machine.{unknown}"
    missing = [part for part in _NEEDED if not machine.get(part)]
    if missing:
        yield (
            f"machine: found no {', '.join(missing)}; allowed: a machine as `azure-hotpatch adopt` "
            "writes it. Run that, and pass on what it wrote."
        )
    later = [path for judged in _JUDGED for path in _later(machine, judged.split("."), "machine")]
    for path in dict.fromkeys(later):
        yield (
            f"{path}: found an output; allowed: a plain value. It is judged before anything is "
            "created: give it as `azure-hotpatch adopt` wrote it."
        )
    if isinstance(machine.get("storageProfile"), Mapping) and not later:
        refusal = adoption.why_not(machine, _vouched(machine, reason))
        if refusal is not None:
            yield f"machine.{refusal}"


def _later(value: Any, way: Sequence[str], place: str) -> Iterator[str]:
    """Yield where an output stands on the way to a block, or within the block."""
    if is_later(value):
        yield place
    elif isinstance(value, Mapping):
        for name in way[:1] or value:
            yield from _later(value.get(name), way[1:], f"{place}.{name}")


def _vouched(machine: Mapping[str, Any], reason: str) -> tuple[images.Image, ...]:
    """Return the machine's image where the catalogue does not know it, and the caller does."""
    reference = machine["storageProfile"].get("imageReference") or {}
    publisher, offer, sku = (
        str(reference.get(part) or "") for part in ("publisher", "offer", "sku")
    )
    if not reason.strip() or images.find(publisher, offer, sku) is not None:
        return ()
    is_preview = bool(machine.get("plan"))
    return (images.added(publisher, offer, sku, is_preview=is_preview, reason=reason),)
