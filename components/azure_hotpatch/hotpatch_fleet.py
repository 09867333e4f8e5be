"""Many hotpatch machines from one description, spread over availability zones."""

from typing import cast

import pulumi

from azure_hotpatch.arguments import by_name
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.fleet_zones import zone_warnings
from azure_hotpatch.hotpatch_fleet_args import HotpatchFleetArgs
from azure_hotpatch.hotpatch_fleet_refusals import judge_fleet
from azure_hotpatch.hotpatch_vm import HotpatchVm, environment_of
from azure_hotpatch.hotpatch_vm_args import HotpatchVmArgs
from azure_hotpatch.version_aliases import without_version_aliases


class HotpatchFleet(pulumi.ComponentResource):
    """Named machines with hotpatch on, alike but for what each says of its own.

    Each machine is a HotpatchVm, known by its name: adding or removing one touches no other, and
    its zone follows from its own name. Azure patches machines of different zones at different
    times.
    Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching, read
    2026-11-25.

    Raises:
        ArgumentsError: Azure, or hotpatch, would not take the fleet or one of its machines; every
            reason at once.
    """

    ids: pulumi.Output[dict[str, str]]
    """ARM id of each machine, by its name in the fleet."""

    private_addresses: pulumi.Output[dict[str, str]]
    """Private IPv4 address of each machine, by its name in the fleet."""

    principal_ids: pulumi.Output[dict[str, str]]
    """Object id of each system-assigned identity, by the machine's name in the fleet."""

    images: pulumi.Output[dict[str, str]]
    """Image of each machine, `publisher:offer:sku:version`, by its name in the fleet."""

    zones: pulumi.Output[dict[str, str]]
    """Availability zone of each machine that has one, by its name in the fleet."""

    def __init__(
        self, name: str, args: HotpatchFleetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        place = f"HotpatchFleet '{name}'"
        fleet = judge_fleet(by_name(place, args), environment=environment_of(opts))
        if fleet.mistakes:
            raise ArgumentsError(place, fleet.mistakes)

        super().__init__(
            "azure-hotpatch:index:HotpatchFleet",
            name,
            {},
            without_version_aliases(opts, keep=fleet.keep_version_aliases),
        )
        for warning in zone_warnings(fleet.placed, len(fleet.machines)):
            pulumi.log.warn(f"{place}: {warning}", resource=self)
        child = pulumi.ResourceOptions(parent=self)
        if opts is not None:
            # Named once more: a machine asks its own options which cloud it is for.
            child.provider, child.providers = opts.provider, opts.providers
        self.machines: dict[str, HotpatchVm] = {
            machine: HotpatchVm(
                f"{name}-{machine}",
                cast("HotpatchVmArgs", machine_args),
                child,
            )
            for machine, machine_args in fleet.machines.items()
        }

        made = list(self.machines.items())
        self.ids = pulumi.Output.all(**{each: vm.id for each, vm in made})
        self.private_addresses = pulumi.Output.all(
            **{each: vm.private_address for each, vm in made}
        )
        self.principal_ids = pulumi.Output.all(
            **{each: vm.principal_id for each, vm in made}
        ).apply(_present)
        self.images = pulumi.Output.all(**{each: vm.image for each, vm in made})
        self.zones = pulumi.Output.from_input(fleet.placed)
        self.register_outputs(
            {
                "ids": self.ids,
                "privateAddresses": self.private_addresses,
                "principalIds": self.principal_ids,
                "images": self.images,
                "zones": self.zones,
            }
        )


def _present(ids: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in ids.items() if value is not None}
