"""Programs that use pulumi_azure_native, on the real engine, with the stand-in behind it."""

import json
import re
import signal
import subprocess

import pytest

from local_azure.testing import Running
from tests.azure_native.conftest import SUBSCRIPTION, Plugin, Stack, calls, fail, until

pytestmark = pytest.mark.engine

NETWORK = """
group = resources.ResourceGroup("group", location="westus2", tags={"team": "core"})
network_ = network.VirtualNetwork(
    "net",
    resource_group_name=group.name,
    address_space={"address_prefixes": ["10.0.0.0/16"]},
)
inner = network.Subnet(
    "inner",
    resource_group_name=group.name,
    virtual_network_name=network_.name,
    address_prefix="10.0.1.0/24",
)
nic = network.NetworkInterface(
    "nic",
    resource_group_name=group.name,
    ip_configurations=[{"name": "a", "subnet": {"id": inner.id}}],
)
pulumi.export("address", nic.ip_configurations[0].private_ip_address)
pulumi.export("location", network_.location)
"""

MACHINE = """
vm = compute.VirtualMachine(
    "vm",
    resource_group_name=group.name,
    vm_name="web",
    hardware_profile={"vm_size": "Standard_D2s_v5"},
    network_profile={"network_interfaces": [{"id": nic.id, "primary": True}]},
    os_profile={
        "admin_username": "operator",
        "admin_password": "Canary-Pa55word!",
        "computer_name": "web",
        "windows_configuration": {
            "patch_settings": {"patch_mode": "AutomaticByPlatform", "enable_hotpatching": True},
        },
    },
    security_profile={
        "security_type": "TrustedLaunch",
        "uefi_settings": {"secure_boot_enabled": True, "v_tpm_enabled": True},
    },
    storage_profile={
        "image_reference": {
            "publisher": "MicrosoftWindowsServer",
            "offer": "WindowsServer",
            "sku": "2022-datacenter-azure-edition-core",
            "version": "latest",
        },
        "os_disk": {"create_option": "FromImage"},
    },
)
pulumi.export("vm_id", vm.vm_id)
"""


def group_id(name: str) -> str:
    """The ARM id of a resource group."""
    return f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{name}"


def test_a_preview_before_anything_is_there(stack: Stack) -> None:
    """A first preview of a whole program succeeds, and what Azure will choose is unknown."""
    stack.program(NETWORK + MACHINE)

    shown = stack.pulumi("preview")

    assert "+ 6 to create" in shown
    assert re.search(r"address *: \[unknown\]", shown)
    assert re.search(r"vm_id *: \[unknown\]", shown)


def test_a_program_lives(stack: Stack) -> None:
    """Up, nothing to do, nothing changed by a refresh, one update, and down to nothing."""
    stack.program(NETWORK)
    stack.up()
    made = stack.resources()
    stack.pulumi("preview", "--expect-no-changes")
    stack.pulumi("refresh", "--yes", "--expect-no-changes")
    stack.program(NETWORK.replace("core", "edge"))
    changed = stack.up()
    left = stack.pulumi("destroy", "--yes", "--skip-preview")

    outputs = made["probe-dev"]["outputs"]
    assert outputs == {"address": "10.0.1.4", "location": "westus2"}
    assert re.fullmatch(r"group[0-9a-f]{8}", made["group"]["outputs"]["name"])
    assert "~ 1 updated" in changed
    assert "- 5 deleted" in left
    assert stack.resources() == {}


def test_what_exists_is_refused(stack: Stack, plugin: Plugin) -> None:
    """An explicit name that is taken stops the program, in azure-native's words."""
    name = plugin.made_group()
    stack.program(
        f'resources.ResourceGroup("group", resource_group_name="{name}", location="westus2")'
    )

    said = stack.up(fails=True)

    assert f"cannot create already existing resource '{group_id(name)}'" in said


def test_what_exists_can_be_read(stack: Stack, plugin: Plugin) -> None:
    """`get` reads a resource that another program owns, and a getter too."""
    name = plugin.made_group()
    stack.program(
        f'group = resources.ResourceGroup.get("group", "{group_id(name)}")\n'
        'pulumi.export("location", group.location)\n'
        f'found = resources.get_resource_group_output("{name}")\n'
        'pulumi.export("found", found.id)\n'
    )

    stack.up()

    assert stack.resources()["probe-dev"]["outputs"] == {
        "location": "westus2",
        "found": group_id(name),
    }


def test_what_exists_can_be_imported(stack: Stack, plugin: Plugin) -> None:
    """`import_` takes a resource over, after which there is nothing to do."""
    name = plugin.made_group()
    arguments = f'"group", resource_group_name="{name}", location="westus2"'
    option = f'pulumi.ResourceOptions(import_="{group_id(name)}")'
    stack.program(f"resources.ResourceGroup({arguments}, opts={option})")

    said = stack.up()
    stack.program(f"resources.ResourceGroup({arguments})")

    assert "= 1 imported" in said
    stack.pulumi("preview", "--expect-no-changes")


def test_the_password_is_ciphertext_in_the_state(stack: Stack) -> None:
    """A password that the program wrote openly is encrypted wherever the engine keeps it."""
    stack.program(NETWORK + MACHINE)

    said = stack.up()

    exported = stack.pulumi("stack", "export")
    password = json.loads(exported)["deployment"]["resources"][-1]["inputs"]["osProfile"]
    assert "Canary" not in exported + said
    assert "ciphertext" in password["adminPassword"]


def test_a_failed_operation_is_repaired_by_the_next_up(
    stack: Stack, local_azure: Running, plugin: Plugin
) -> None:
    """A resource whose operation failed is in the state with its error; up again repairs it."""
    name = plugin.made_group()
    fail(
        local_azure,
        "PUT",
        f"*/{name}/*/net",
        action="fail-operation",
        code="Ordered",
        message="no luck",
    )
    stack.program(
        'network.VirtualNetwork("net", virtual_network_name="net", location="westus2",'
        f' resource_group_name="{name}", address_space={{"address_prefixes": ["10.0.0.0/16"]}})'
    )

    said = stack.up(fails=True)
    broken = stack.resources()["net"]
    repaired = stack.up()

    reason = 'Status=200 Code="Ordered" Message="no luck"'
    assert reason in said
    assert broken["initErrors"] == [reason]
    assert "~ 1 updated" in repaired
    assert "initErrors" not in stack.resources()["net"]


def test_an_interrupted_up_leaves_no_process(stack: Stack, local_azure: Running) -> None:
    """Ctrl-C during a create ends the engine and the plugin, and up again is enough."""
    fail(local_azure, "PUT", "*/resourceGroups/slow", action="status", status=503, retryAfter=60)
    stack.program(
        'resources.ResourceGroup("group", resource_group_name="slow", location="westus2")'
    )
    command = ["pulumi", "--non-interactive", "up", "--yes", "--skip-preview"]
    with subprocess.Popen(
        command,
        cwd=stack.folder,
        env=dict(stack.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as engine:
        until(lambda: "PUT slow" in calls(local_azure, "slow"))
        started = plugins_of(stack)
        engine.send_signal(signal.SIGINT)
        said, _ = engine.communicate(timeout=20)

    assert "cancelled while Azure was still working; running again is safe" in said
    assert started
    until(lambda: not plugins_of(stack))
    stack.pulumi("cancel", "--yes")
    stack.up()
    assert "group" in stack.resources()


def plugins_of(stack: Stack) -> list[str]:
    """Plugin processes that this stack's engine started and that still run."""
    home = f"PULUMI_HOME={stack.environment['PULUMI_HOME']}"
    # The `e` shows each process's environment behind its command.
    listed = subprocess.run(["ps", "axeww"], capture_output=True, text=True, check=True)
    return [
        line
        for line in listed.stdout.splitlines()
        if "local_azure.azure_native" in line and home in line
    ]


def test_another_type_is_refused_by_name(stack: Stack) -> None:
    """A resource that the stand-in doesn't have names itself and the list of those it has."""
    stack.program(
        "from pulumi_azure_native import storage\n"
        'storage.StorageAccount("data", resource_group_name="rg", kind="StorageV2",'
        ' sku={"name": "Standard_LRS"})'
    )

    said = stack.up(fails=True)

    assert "azure-native:storage:StorageAccount is not in the local Azure" in said
    assert "docs/emulator.md" in said
    assert "Traceback" not in said


def test_a_foreign_cloud_is_refused(stack: Stack) -> None:
    """A stack that points elsewhere stops before anything is sent there."""
    stack.program('resources.ResourceGroup("group", location="westus2")')
    stack.pulumi("config", "set", "azure-native:metadataHost", "management.azure.com")

    said = stack.up(fails=True)

    assert "must be localhost, 127.0.0.1 or [::1]" in said
    assert "(found 'management.azure.com')" in said


def test_the_client_secret_is_ciphertext_in_the_state(stack: Stack, local_azure: Running) -> None:
    """A client secret in the configuration is encrypted in the provider's state."""
    secret = local_azure.env["ARM_CLIENT_SECRET"]
    stack.program(
        f'p = azure_native.Provider("p", client_secret="{secret}", location="westus2")\n'
        'resources.ResourceGroup("group", opts=pulumi.ResourceOptions(provider=p))'
    )

    stack.up()

    provider = stack.resources()["p"]
    assert "ciphertext" in provider["inputs"]["clientSecret"]
    assert secret not in json.dumps(provider)
