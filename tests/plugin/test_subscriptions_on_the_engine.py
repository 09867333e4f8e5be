"""Registrations and machines meet in one subscription, however that is said; else it is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_azure.azure_native.install import install
from local_azure.testing import Running, running
from tests.plugin.stack import Stack, new_stack

pytestmark = pytest.mark.engine

ONE = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
PROGRAM = """\
import pulumi
import pulumi_azure_native as azure_native

from azure_hotpatch import HotpatchVm, PreviewAccess


def machine(name, access, provider=None):
    network = f"/subscriptions/{name}/resourceGroups/group/providers/Microsoft.Network"
    return HotpatchVm(
        "web-" + name[-1],
        {
            "resource_group_name": "group",
            "location": "westeurope",
            "subnet_id": f"{network}/virtualNetworks/network/subnets/machines",
            "image": "windows-server-2019-azure-edition-preview",
            "access": access.ready,
            "admin_username": "operator",
            "admin_password": "Canary-Pa55word!",
        },
        pulumi.ResourceOptions(provider=provider),
    )


"""
ENVIRONMENT_ALONE_AND_PROVIDER_ALONE = f"""\
access = PreviewAccess("access", {{}})
machine("{ONE}", access)
theirs = azure_native.Provider("theirs", subscription_id="{OTHER}")
granted = PreviewAccess("granted", {{"subscription_id": "{OTHER}"}})
machine("{OTHER}", granted, theirs)
pulumi.export("ready", [access.ready, granted.ready])
"""
CONFIG = f"""\
access = PreviewAccess("access", {{}})
machine("{OTHER}", access)
pulumi.export("ready", access.ready)
"""
PROVIDER_AGAINST_ENVIRONMENT = f"""\
theirs = azure_native.Provider("theirs", subscription_id="{OTHER}")
machine("{OTHER}", PreviewAccess("access", {{}}), theirs)
"""
HOSTED = f"""\
import pulumi
import pulumi_azure_native as azure_native


class HotpatchVm(pulumi.ComponentResource):
    def __init__(self, name, arguments, opts):
        super().__init__("azure-hotpatch:index:HotpatchVm", name, arguments, opts, remote=True)


theirs = azure_native.Provider("theirs", subscription_id="{OTHER}")
network = "/subscriptions/{OTHER}/resourceGroups/group/providers/Microsoft.Network"
HotpatchVm(
    "web-2",
    {{
        "resourceGroupName": "group",
        "location": "westeurope",
        "subnetId": network + "/virtualNetworks/network/subnets/machines",
        "image": "windows-server-2019-azure-edition-preview",
        "access": "/subscriptions/{ONE}",
        "adminUsername": "operator",
        "adminPassword": "Canary-Pa55word!",
    }},
    pulumi.ResourceOptions(providers=[theirs]),
)
"""
EXPLICIT_PROVIDER = f"""\
import os

import pulumi

from azure_hotpatch import PreviewAccess

account = pulumi.ProviderResource(
    "azure-hotpatch",
    "account",
    {{
        "subscriptionId": "{OTHER}",
        "tenantId": os.environ["PROBE_TENANT"],
        "clientId": os.environ["PROBE_CLIENT"],
        "clientSecret": pulumi.Output.secret(os.environ["PROBE_SECRET"]),
        "metadataHost": os.environ["PROBE_HOST"],
        "pollIntervalSeconds": 0.05,
        "stableReads": 2,
    }},
)
access = PreviewAccess(
    "access",
    {{"subscription_id": "{OTHER}", "features": ["EncryptionAtHost"]}},
    pulumi.ResourceOptions(providers=[account]),
)
pulumi.export("ready", access.ready)
"""


@pytest.fixture(scope="module")
def local_azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A local Azure with two subscriptions; ARM_SUBSCRIPTION_ID is the first."""
    options = ("--subscription", ONE, "--subscription", OTHER)
    with running(tmp_path_factory.mktemp("two") / "azure", *options) as server:
        yield server


@pytest.fixture
def stack(local_azure: Running, engine_environment: dict[str, str], tmp_path: Path) -> Stack:
    """An empty stack with both plugins, on a clean local Azure."""
    local_azure.admin("POST", "/reset")
    install(Path(engine_environment["PULUMI_HOME"]))
    return new_stack(tmp_path / "project", {**engine_environment, **local_azure.env}, "")


def test_the_environment_alone_and_a_provider_alone(stack: Stack) -> None:
    """Both take ARM_SUBSCRIPTION_ID; a provider's other subscription is given to both by name."""
    stack.write(PROGRAM + ENVIRONMENT_ALONE_AND_PROVIDER_ALONE)

    said = stack.pulumi("preview")

    assert f'"/subscriptions/{ONE}"' in said
    assert f'"/subscriptions/{OTHER}"' in said


def test_the_stacks_configuration_goes_before_the_environment_for_both(stack: Stack) -> None:
    """azure-native:subscriptionId decides for machines and for registrations."""
    stack.write(PROGRAM + CONFIG)
    stack.pulumi("config", "set", "azure-native:subscriptionId", OTHER)

    said = stack.pulumi("preview")

    assert f'ready: "/subscriptions/{OTHER}"' in said


@pytest.mark.parametrize(
    "program", [PROGRAM + PROVIDER_AGAINST_ENVIRONMENT, HOSTED], ids=["program", "hosted"]
)
def test_a_machine_of_another_subscription_is_refused(stack: Stack, program: str) -> None:
    """A machine is made where its registrations are, whatever provider and whoever makes it."""
    stack.write(program)

    said = stack.pulumi("preview", fails=True)

    assert (
        f"HotpatchVm 'web-2': access: found '/subscriptions/{ONE}'; allowed:"
        f" '/subscriptions/{OTHER}', in which this machine is made. Pass the `ready` of a"
        " PreviewAccess for that subscription, or give the machine the provider of the other one."
    ) in said
    assert "hotpatch_vm.py" not in said


def test_a_plugin_that_is_configured_for_another_subscription_refuses(
    stack: Stack, local_azure: Running
) -> None:
    """azure-hotpatch:subscriptionId against azure-native's: each registration says so, unasked."""
    stack.write(PROGRAM + CONFIG)
    stack.pulumi("config", "set", "azure-native:subscriptionId", OTHER)
    stack.pulumi("config", "set", "azure-hotpatch:subscriptionId", ONE)

    # The machine fails too, for want of a group: whichever is first must not end the other.
    said = stack.pulumi("up", "--yes", "--skip-preview", "--continue-on-error", fails=True)

    assert (
        f"'{OTHER}' is not '{ONE}', the subscriptionId that this provider of azure-hotpatch is"
        " configured with. Registrations and machines meet in one subscription: make the two the"
        " same, or use another provider"
    ) in said
    assert not [one for one in local_azure.requests() if one["path"].endswith("/register")]


def test_an_explicit_provider_registers_with_its_own_account(
    stack: Stack, local_azure: Running
) -> None:
    """pulumi.ProviderResource is enough: its settings reach Azure, and its secret stays one."""
    account = {
        "PROBE_TENANT": local_azure.env["ARM_TENANT_ID"],
        "PROBE_CLIENT": local_azure.env["ARM_CLIENT_ID"],
        "PROBE_SECRET": local_azure.env["ARM_CLIENT_SECRET"],
        "PROBE_HOST": local_azure.env["ARM_METADATA_HOSTNAME"],
    }
    rest = {name: text for name, text in stack.environment.items() if not name.startswith("ARM_")}
    own = Stack(stack.folder, {**rest, **account})
    own.write(EXPLICIT_PROVIDER)

    said = own.pulumi("up", "--yes", "--skip-preview")

    assert own.outputs() == {"ready": f"/subscriptions/{OTHER}"}
    assert own.registered_here() == ["EncryptionAtHost"]
    assert account["PROBE_SECRET"] not in said + own.pulumi("stack", "export")
