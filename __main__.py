"""The stack: preview access where it is asked for, a network, and machines that hotpatch."""

import os

import pulumi
from pulumi.runtime import get_config_env, get_config_secret_keys_env
from pulumi_azure_native import resources

from azure_hotpatch import (
    HotpatchImage,
    HotpatchNetwork,
    HotpatchVm,
    HotpatchVmArgs,
    PreviewAccess,
    stack_settings,
)

settings = stack_settings.read(get_config_env(), get_config_secret_keys_env(), os.environ)

ready: pulumi.Output[str] | None = None
if settings.access == "register":
    access = PreviewAccess("access", {})
    ready = access.ready
    pulumi.export(
        "registrations", {"features": access.feature_states, "provider": access.provider_state}
    )
elif settings.access != "off":
    ready = pulumi.StackReference(settings.access).require_output("ready")

group = resources.ResourceGroup(
    "group", resource_group_name=f"hotpatch-{pulumi.get_stack()}", location=settings.location
)
network = HotpatchNetwork(
    "network",
    {
        "resource_group_name": group.name,
        "location": settings.location,
        "address_space": settings.address_space,
        "bastion": settings.bastion,
    },
)
machines = {}
for index, name in enumerate(settings.machine_names):
    args: HotpatchVmArgs = {
        "resource_group_name": group.name,
        "location": settings.location,
        "subnet_id": network.subnet_id,
        "image": HotpatchImage(settings.image.name),
        "size": settings.size,
        "admin_username": settings.admin_username,
        "admin_password": settings.admin_password,
        "replaceable": not settings.protect,
    }
    if ready is not None and settings.image.is_preview:
        args["access"] = ready
    if settings.zones:
        args["zone"] = settings.zones[index % len(settings.zones)]
    machines[name] = HotpatchVm(name, args)

pulumi.export("ready", ready)
pulumi.export("egressAddress", network.egress_address)
pulumi.export(
    "machines",
    {
        name: {
            "id": machine.id,
            "image": machine.image,
            "patchSettings": machine.patch_settings,
            "privateAddress": machine.private_address,
        }
        for name, machine in machines.items()
    },
)
