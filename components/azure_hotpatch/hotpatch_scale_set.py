"""A scale set of Windows Server Azure Edition machines that take updates without a reboot."""

from functools import partial
from typing import Any

import pulumi
from pulumi_azure_native import compute

from azure_hotpatch.arguments import by_name
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.hotpatch_scale_set_args import HotpatchScaleSetArgs
from azure_hotpatch.hotpatch_scale_set_model import scale_set_model
from azure_hotpatch.hotpatch_scale_set_refusals import judge_scale_set
from azure_hotpatch.hotpatch_vm import (
    PatchSettings,
    environment_of,
    patch_settings_of,
    protection,
)
from azure_hotpatch.judged_later import judged, plan_of, warn_where_undecided
from azure_hotpatch.server_refusals import network_id_mistakes, password_mistakes, region_mistakes
from azure_hotpatch.version_aliases import without_version_aliases
from azure_hotpatch_facts.create_only import SCALE_SET_CREATE_ONLY


class HotpatchScaleSet(pulumi.ComponentResource):
    """Machines alike, as many as asked for, in a scale set of Flexible orchestration.

    They are enrolled for ever, as Azure demands of a scale set on these images, are patched zone by
    zone while their application is well, and have no public address. A change of the image, the
    size or the settings is for machines that are made afterwards; Azure changes those that there
    are when they are upgraded.

    Raises:
        ArgumentsError: Azure, or hotpatch, would not take the scale set; every reason at once.
    """

    id: pulumi.Output[str]
    """ARM id, `/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Compute/...`."""

    name: pulumi.Output[str]
    """Name of the scale set in Azure."""

    image: pulumi.Output[str]
    """Image of new machines, `publisher:offer:sku:version`."""

    patch_settings: pulumi.Output[PatchSettings]
    """Patch settings of the machines, as Azure has them."""

    def __init__(
        self, name: str, args: HotpatchScaleSetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        place = f"HotpatchScaleSet '{name}'"
        sound, choice, mistakes = judge_scale_set(
            name, by_name(place, args), environment=environment_of(opts)
        )
        if mistakes or choice is None:
            raise ArgumentsError(place, mistakes)

        super().__init__(
            "azure-hotpatch:index:HotpatchScaleSet",
            name,
            {},
            without_version_aliases(opts, keep=sound.get("keep_version_aliases", False)),
        )
        if "location" in sound:
            sound["location"] = judged(place, sound["location"], region_mistakes)
            warn_where_undecided(place, self, sound["location"])
        model = scale_set_model(
            sound.get("scale_set_name", name),
            sound,
            choice,
            admin_password=judged(
                place, pulumi.Output.secret(sound["admin_password"]), password_mistakes
            ),
            plan=plan_of(place, self, choice, sound.get("access")),
            subnet_id=judged(place, sound["subnet_id"], partial(network_id_mistakes, "subnet_id")),
        )
        scale_set = compute.VirtualMachineScaleSet(
            f"{name}-vmss",
            **model,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=protection(sound),
                replace_on_changes=[each.replace_on for each in SCALE_SET_CREATE_ONLY],
                # Its name is in use until it is gone.
                delete_before_replace=True,
                # Nobody wants new servers for a new password.
                ignore_changes=["virtualMachineProfile.osProfile.adminPassword"],
            ),
        )

        self.id = scale_set.id
        self.name = scale_set.name
        self.image = pulumi.Output.from_input(choice.name)
        # The block is secret as a whole, for the password in it.
        self.patch_settings = pulumi.Output.unsecret(scale_set.virtual_machine_profile).apply(
            _patch_settings
        )
        self.register_outputs(
            {
                "id": self.id,
                "name": self.name,
                "image": self.image,
                "patchSettings": self.patch_settings,
            }
        )


def _patch_settings(profile: Any) -> PatchSettings:
    return patch_settings_of(profile.os_profile)
