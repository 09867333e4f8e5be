"""What tests add to the program of the dev stack: machines that are wrong in one thing each."""

from tests.stack.checkout import Checkout

MACHINE = """
from pulumi_azure_native import compute, network


def machine(name, group_name, sku="2025-datacenter-azure-edition-core", patching=None, **more):
    nic = network.NetworkInterface(
        f"{name}-nic",
        resource_group_name=group_name,
        ip_configurations=[{"name": "ip", "subnet": {"id": subnet_id}}],
    )
    patch_settings = {
        "enable_hotpatching": True,
        "patch_mode": "AutomaticByPlatform",
        "assessment_mode": "AutomaticByPlatform",
        **(patching or {}),
    }
    return compute.VirtualMachine(
        name,
        resource_group_name=group_name,
        location=more.get("location", settings.location),
        vm_name=name,
        plan=more.get("plan"),
        hardware_profile={"vm_size": more.get("size", "Standard_D2s_v5")},
        network_profile={"network_interfaces": [{"id": nic.id}]},
        os_profile={
            "computer_name": name,
            "admin_username": "hotpatchadmin",
            "admin_password": pulumi.Output.secret("canary-Stack-4711"),
            "windows_configuration": {
                "patch_settings": patch_settings,
                **more.get("windows", {}),
            },
        },
        security_profile=more.get(
            "security",
            {
                "security_type": "TrustedLaunch",
                "uefi_settings": {"secure_boot_enabled": True, "v_tpm_enabled": True},
            },
        ),
        storage_profile={
            "image_reference": {
                "publisher": "MicrosoftWindowsServer",
                "offer": more.get("offer", "WindowsServer"),
                "sku": sku,
                "version": "latest",
            },
            "os_disk": {"create_option": "FromImage", "name": f"{name}-os"},
        },
    )


def scale_set(name, group_name, orchestration_mode="Flexible", extensions=()):
    configuration = {
        "name": name,
        "primary": True,
        "ip_configurations": [{"name": "ip", "subnet": {"id": subnet_id}}],
    }
    patch_settings = {
        "enable_hotpatching": True,
        "patch_mode": "AutomaticByPlatform",
        "assessment_mode": "AutomaticByPlatform",
    }
    return compute.VirtualMachineScaleSet(
        name,
        resource_group_name=group_name,
        location=settings.location,
        vm_scale_set_name=name,
        orchestration_mode=orchestration_mode,
        platform_fault_domain_count=1,
        sku={"name": "Standard_D2s_v5", "tier": "Standard", "capacity": 2},
        virtual_machine_profile={
            "os_profile": {
                "computer_name_prefix": name,
                "admin_username": "hotpatchadmin",
                "admin_password": pulumi.Output.secret("canary-Stack-4711"),
                "windows_configuration": {"patch_settings": patch_settings},
            },
            "security_profile": {
                "security_type": "TrustedLaunch",
                "uefi_settings": {"secure_boot_enabled": True, "v_tpm_enabled": True},
            },
            "storage_profile": {
                "image_reference": {
                    "publisher": "MicrosoftWindowsServer",
                    "offer": "WindowsServer",
                    "sku": "2025-datacenter-azure-edition-core",
                    "version": "latest",
                },
                "os_disk": {"create_option": "FromImage"},
            },
            "network_profile": {
                "network_api_version": "2020-11-01",
                "network_interface_configurations": [configuration],
            },
            "extension_profile": {"extensions": extensions},
        },
    )


HEALTH = {
    "name": "health",
    "publisher": "Microsoft.ManagedServices",
    "type": "ApplicationHealthWindows",
    "type_handler_version": "1.0",
    "settings": {"protocol": "tcp", "port": 80},
}
subnet_id = hotpatch_network.subnet_id
"""


def extend(dev: Checkout, program: str) -> None:
    """Add lines to the stack's program."""
    main = dev.folder / "__main__.py"
    text = main.read_text().replace(
        "network = HotpatchNetwork", "hotpatch_network = HotpatchNetwork"
    )
    text = text.replace("network.subnet_id", "hotpatch_network.subnet_id").replace(
        "network.egress_address", "hotpatch_network.egress_address"
    )
    main.write_text(text + MACHINE + program)


AUTO_NAMED = """
auto = resources.ResourceGroup("auto", location=settings.location)
machine("web", auto.name, location=None)
"""

OPEN_RDP = """\
network.NetworkSecurityGroup(
    "open",
    resource_group_name=group.name,
    security_rules=[
        {
            "name": "rdp",
            "priority": 100,
            "direction": "Inbound",
            "access": "Allow",
            "protocol": "Tcp",
            "source_address_prefix": "*",
            "source_port_range": "*",
            "destination_address_prefix": "*",
            "destination_port_range": "3389",
        }
    ],
)
"""
"""A security group that lets anybody in by RDP."""

WRONG_STACK = (
    """
machine(
    "early",
    group.name,
    sku="windows-server-2019-azure-edition-preview",
    offer="microsoftserveroperatingsystems-previews",
    plan={
        "publisher": "MicrosoftWindowsServer",
        "product": "microsoftserveroperatingsystems-previews",
        "name": "windows-server-2019-azure-edition-preview",
    },
)
subnet_id = network.Subnet(
    "closed",
    resource_group_name=group.name,
    virtual_network_name="network-vnet",
    subnet_name="closed",
    address_prefix="10.20.9.0/24",
).id
machine("inside", group.name)
"""
    + OPEN_RDP
)

WRONG = """
machine("other", group.name, sku="2022-datacenter-g2")
machine("desktop", group.name, sku="2022-datacenter-azure-edition")
machine("off", group.name, patching={"enable_hotpatching": False})
machine("manual", group.name, patching={"patch_mode": "Manual"})
machine("agentless", group.name, windows={"provision_vm_agent": False})
machine("bypass", group.name, patching={
    "automatic_by_platform_settings": {"bypass_platform_safety_checks_on_user_schedule": True},
})
machine("standard", group.name, security=None)
machine("government", group.name, location="usgovvirginia")
machine("planned", group.name, plan={"publisher": "a", "product": "b", "name": "c"})
machine("unassessed", group.name, patching={"assessment_mode": "ImageDefault"})
machine("small", group.name, size="Standard_A2_v2")
scale_set("uniform", group.name, orchestration_mode="Uniform", extensions=[HEALTH])
scale_set("unasked", group.name)
"""

SCHEDULE = """
from pulumi_azure_native import maintenance

web = machine("scheduled", group.name)
weekly = maintenance.MaintenanceConfiguration(
    "weekly",
    resource_group_name=group.name,
    resource_name_="weekly",
    maintenance_scope="InGuestPatch",
)
maintenance.ConfigurationAssignment(
    "schedule",
    resource_group_name=group.name,
    provider_name="Microsoft.Compute",
    resource_type="virtualMachines",
    resource_name_=web.name,
    configuration_assignment_name="schedule",
    maintenance_configuration_id=weekly.id,
)
"""

UNREAD = """
from pulumi_azure_native import scvmm

scvmm.VirtualMachineInstance(
    "elsewhere",
    resource_uri="/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/hotpatch-dev"
    "/providers/Microsoft.HybridCompute/machines/elsewhere",
    extended_location={
        "type": "customLocation",
        "name": "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/hotpatch-dev"
        "/providers/Microsoft.ExtendedLocation/customLocations/office",
    },
)
"""
