"""The pack on the real engine: the dev stack passes, and wrong machines are refused in words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.policies.engine.cases_on_engine import said
from tests.stack.checkout import PASSWORD, ROOT, Checkout, checkout

pytestmark = pytest.mark.engine

PACK = ROOT / "policies" / "hotpatch"
REFUSED = Path(__file__).parent / "wrong_machines.json"
REFUSED_STACK = Path(__file__).parent / "wrong_stack.json"


@pytest.fixture
def dev(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Checkout]:
    """A checkout whose dev stack is empty."""
    with checkout(tmp_path, engine_environment) as made:
        yield made


def preview(dev: Checkout, *more: str, fails: bool) -> str:
    """What `pulumi preview` prints with the pack."""
    return dev.pulumi("preview", "--stack", "dev", "--policy-pack", str(PACK), *more, fails=fails)


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
    events = [str(dev.folder / name) for name in ("preview.json", "up.json")]
    before = preview(dev, "--event-log", events[0], fails=False)
    after = dev.up("--policy-pack", str(PACK), "--event-log", events[1])

    for printed, file in zip((before, after), events, strict=True):
        logged = Path(file).read_text()
        assert "azure-hotpatch@v0.1.0" in printed
        assert said(logged.splitlines()) == {}
        assert "HotpatchVm" in logged
        assert PASSWORD not in printed + logged


AUTO_NAMED = """
auto = resources.ResourceGroup("auto", location=settings.location)
machine("web", auto.name, location=None)
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
subnet_id = network.Subnet(
    "closed",
    resource_group_name=group.name,
    virtual_network_name="network-vnet",
    subnet_name="closed",
    address_prefix="10.20.9.0/24",
).id
machine("inside", group.name)
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
machine("agentless", group.name, windows={"provision_vm_agent": False})
machine("bypass", group.name, patching={
    "automatic_by_platform_settings": {"bypass_platform_safety_checks_on_user_schedule": True},
})
machine("standard", group.name, security=None)
machine("government", group.name, location="usgovvirginia")
machine("planned", group.name, plan={"publisher": "a", "product": "b", "name": "c"})
machine("unassessed", group.name, patching={"assessment_mode": "ImageDefault"})
machine("small", group.name, size="Standard_A2_v2")
"""


def refusals(printed: str) -> set[tuple[str, str]]:
    """Rule and machine of each refusal that the engine printed."""
    return set(re.findall(r"\[mandatory\].* (HP\d+)-\S+  \(azure-native:\w+:\w+: (\S+)\)", printed))


def findings(dev: Checkout) -> dict[str, list[str]]:
    """What a refused preview says, by policy and resource; no password is in it."""
    events = dev.folder / "events.json"
    printed = preview(dev, "--event-log", str(events), fails=True)
    assert PASSWORD not in printed + events.read_text()
    found = {
        f"{policy} of {name}": messages
        for name, told in said(events.read_text().splitlines()).items()
        for policy, messages in told.items()
    }
    return dict(sorted(found.items()))


def test_each_wrong_machine_is_refused_in_words(dev: Checkout) -> None:
    """The rule, the machine, the place, what was found, what is allowed, and what to do."""
    extend(dev, WRONG)

    assert findings(dev) == json.loads(REFUSED.read_text())


def test_a_wrong_stack_is_refused_in_words(dev: Checkout) -> None:
    """A machine that does not wait for its registrations, a subnet without egress, open RDP."""
    extend(dev, WRONG_STACK)

    assert findings(dev) == json.loads(REFUSED_STACK.read_text())


def test_a_preview_image_is_refused_in_production(dev: Checkout) -> None:
    """Which stacks are production says the file of settings, found in the working directory."""
    (dev.folder / "hotpatch-policies.yaml").write_text("productionStacks: [hotpatch/dev]\n")

    found = findings(dev)

    assert list(found) == ["HP009-production of hotpatch-1-vm", "HP009-production of hotpatch-2-vm"]
    (message,) = found["HP009-production of hotpatch-1-vm"]
    assert message == (
        "storageProfile.imageReference: found windows-server-2019-azure-edition-preview in the "
        "production stack 'dev'; allowed: a released image. Microsoft's previews are not for "
        "production: choose a released image. (https://github.com/MicrosoftDocs/azure-docs/blob/"
        "main/articles/automanage/automanage-hotpatch.md)"
    )


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
