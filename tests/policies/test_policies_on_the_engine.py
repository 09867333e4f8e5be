"""The pack on the real engine: the dev stack passes, and wrong machines are refused in words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stack.checkout import PASSWORD, ROOT, Checkout, checkout

pytestmark = pytest.mark.engine

PACK = ROOT / "policies" / "hotpatch"


@pytest.fixture
def dev(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Checkout]:
    """A checkout whose dev stack is empty."""
    with checkout(tmp_path, engine_environment) as made:
        yield made


def preview(dev: Checkout, *, fails: bool) -> str:
    """What `pulumi preview` prints with the pack."""
    return dev.pulumi("preview", "--stack", "dev", "--policy-pack", str(PACK), fails=fails)


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
        vm_name=name,
        plan=more.get("plan"),
        hardware_profile={"vm_size": more.get("size", "Standard_D2s_v5")},
        network_profile={"network_interfaces": [{"id": nic.id}]},
        os_profile={
            "computer_name": name,
            "admin_username": "hotpatchadmin",
            "admin_password": pulumi.Output.secret("canary-Stack-4711"),
            "windows_configuration": {"patch_settings": patch_settings},
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


def test_the_dev_stack_passes(dev: Checkout) -> None:
    """No rule refuses, or warns of, what the components make: at preview, and at the update."""
    before = preview(dev, fails=False)
    after = dev.up("--policy-pack", str(PACK))

    for printed in (before, after):
        assert "azure-hotpatch@v0.1.0" in printed
        assert "mandatory" not in printed
        assert PASSWORD not in printed


AUTO_NAMED = """
auto = resources.ResourceGroup("auto", location=settings.location)
machine("web", auto.name)
"""

WRONG_STACK = """
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

WRONG = """
machine("other", group.name, sku="2022-datacenter-g2")
machine("desktop", group.name, sku="2022-datacenter-azure-edition")
machine("off", group.name, patching={"enable_hotpatching": False})
machine("manual", group.name, patching={"patch_mode": "Manual"})
machine("bypass", group.name, patching={
    "automatic_by_platform_settings": {"bypass_platform_safety_checks_on_user_schedule": True},
})
machine("standard", group.name, security=None)
machine("small", group.name, size="Standard_A2_v2")
"""


def refusals(printed: str) -> set[tuple[str, str]]:
    """Rule and machine of each refusal that the engine printed."""
    return set(re.findall(r"\[mandatory\].* (HP\d+)-\S+  \(azure-native:\w+:\w+: (\S+)\)", printed))


def test_each_wrong_machine_is_refused_in_words(dev: Checkout) -> None:
    """The rule, the machine, the place, what was found, what is allowed, and what to do."""
    extend(dev, WRONG)

    printed = preview(dev, fails=True)

    assert refusals(printed) == {
        ("HP001", "other"),
        ("HP002", "desktop"),
        ("HP003", "off"),
        ("HP004", "manual"),
        ("HP006", "bypass"),
        ("HP010", "standard"),
        ("HP017", "small"),
    }
    assert (
        "osProfile.windowsConfiguration.patchSettings.patchMode: found 'Manual'; allowed: "
        "'AutomaticByPlatform'. Only the platform installs hotpatches: set it to "
        "AutomaticByPlatform."
    ) in printed
    assert PASSWORD not in printed


def test_a_wrong_stack_is_refused_in_words(dev: Checkout) -> None:
    """A machine that does not wait for its registrations, and open RDP."""
    extend(dev, WRONG_STACK)

    printed = preview(dev, fails=True)

    assert refusals(printed) == {("HP008", "early"), ("HP016", "open")}
    assert (
        "storageProfile.imageReference: found windows-server-2019-azure-edition-preview, which "
        "does not wait for 'access-provider'; allowed: a machine that waits for the registrations "
        "of the preview. Pass the output `ready` of the PreviewAccess to HotpatchVm as `access`, "
        "or let the machine depend on the registration."
    ) in printed


def test_a_machine_of_an_unknown_region_can_start(dev: Checkout) -> None:
    """In an auto-named group, a region that nobody wrote is unknown: preview warns, up judges."""
    extend(dev, AUTO_NAMED)

    printed = dev.pulumi("up", "--stack", "dev", "--yes", "--policy-pack", str(PACK))

    at_preview, _, at_update = printed.partition("Updating (dev)")
    assert "HP011 is undecided: location: found a value known only after" in at_preview
    assert "HP011" not in at_update
    assert refusals(printed) == set()


def test_wrong_settings_stop_the_pack_in_words(dev: Checkout) -> None:
    """A file that cannot be used lets nothing pass, and says what is wrong, without a traceback."""
    (dev.folder / "hotpatch-policies.yaml").write_text("exemptions:\n- rules: [HP003]\n")

    printed = preview(dev, fails=True)

    assert "exemptions[0].owner: found absent; allowed: who answers for it" in printed
    assert "Traceback" not in printed
