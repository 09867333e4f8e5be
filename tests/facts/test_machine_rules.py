"""Names, passwords, sizes, regions and extensions that Azure takes."""

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azure_hotpatch_facts import images, machine_names, regions, sizes
from azure_hotpatch_facts.create_only import CREATE_ONLY
from azure_hotpatch_facts.extensions import extension_violations
from azure_hotpatch_facts.violations import Violation

Check = Callable[[str], Iterable[Violation]]


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (machine_names.computer_name_violations, "web-1"),
        (machine_names.computer_name_violations, "a23456789012345"),
        (machine_names.computer_name_violations, "1-2"),
        (machine_names.vm_name_violations, "web_server.shop-1"),
        (machine_names.vm_name_violations, "w" * 64),
        (machine_names.admin_name_violations, "operator"),
        (machine_names.admin_name_violations, "a" * 20),
        (machine_names.admin_password_violations, "Sunny-Day-42"),
        (machine_names.admin_password_violations, "abcdefG1"),
        (sizes.size_violations, "Standard_D2s_v5"),
        (sizes.size_violations, "standard_e4ads_v5"),
        (sizes.size_violations, "Standard_B2ms"),
        (sizes.size_violations, "Standard_F8s_v2"),
        (sizes.size_violations, "Standard_L8s_v3"),
        (sizes.size_violations, "Standard_DS2_v2"),
        (sizes.size_violations, "Standard_D4s_v3"),
        (sizes.size_violations, "Standard_D2_v5"),
        (sizes.size_violations, "Standard_NC24ads_A100_v4"),
        (sizes.size_violations, "Standard_NV6ads_A10_v5"),
        (sizes.size_violations, "Standard_DC2s_v3"),
        (sizes.size_violations, "Standard_D16-4s_v5"),
    ],
)
def test_what_azure_takes_passes(check: Check, value: str) -> None:
    """A name, password or size within the documented limits."""
    assert list(check(value)) == []


@pytest.mark.parametrize(
    ("check", "value", "found"),
    [
        (machine_names.computer_name_violations, "a" * 16, f"'{'a' * 16}', of length 16"),
        (machine_names.computer_name_violations, "0815", "'0815'"),
        (machine_names.computer_name_violations, "web.1", "'web.1'"),
        (machine_names.vm_name_violations, "web-", "'web-'"),
        (machine_names.vm_name_violations, "w" * 65, f"'{'w' * 65}'"),
        (machine_names.admin_name_violations, "", "'', of length 0"),
        (machine_names.admin_name_violations, "a" * 21, f"'{'a' * 21}', of length 21"),
        (machine_names.admin_name_violations, "Support_388945a0", "'Support_388945a0'"),
        (machine_names.admin_name_violations, "operator.", "'operator.'"),
        (machine_names.admin_password_violations, "Ab1", "a password of length 3"),
        (machine_names.admin_password_violations, "Ab1" * 42, "a password of length 126"),
        (machine_names.admin_password_violations, "sunnyday1", "a password with 2 of the kinds"),
        (
            machine_names.admin_password_violations,
            "Pa$$word",
            "a password of Azure's list of guessable ones",
        ),
        (sizes.size_violations, "Basic_A1", "'Basic_A1' of the A-family"),
        (sizes.size_violations, "Standard_A2m_v2", "'Standard_A2m_v2' of the A-family"),
        (sizes.size_violations, "Standard_D11_v2", "'Standard_D11_v2' of the Dv2-series"),
        (sizes.size_violations, "STANDARD_D2_V3", "'STANDARD_D2_V3' of the Dv3-series"),
        (sizes.size_violations, "Standard_E2_v3", "'Standard_E2_v3' of the Ev3-series"),
        (sizes.size_violations, "Standard_M8ms", "'Standard_M8ms' of the M-family"),
        (sizes.size_violations, "Standard_NV12", "'Standard_NV12' of the NV-series"),
        (
            sizes.size_violations,
            "Standard_DC2as_v5",
            "'Standard_DC2as_v5' of the DC and EC families with AMD or TDX processors",
        ),
        (sizes.size_violations, "Standard_B2pls_v2", "'Standard_B2pls_v2' of the Arm64 series"),
        (sizes.size_violations, "D2s_v5", "'D2s_v5'"),
    ],
)
def test_what_azure_refuses_is_found(check: Check, value: str, found: str) -> None:
    """One finding, which tells what was found."""
    assert [violation.found for violation in check(value)] == [found]


@given(st.text())
def test_computer_names_are_judged_as_psrule_does(name: str) -> None:
    """The parts of the rule together are PSRule's expression AZR-000249, and the length."""
    passes = not list(machine_names.computer_name_violations(name))

    assert passes == (
        machine_names.COMPUTER_NAME.fullmatch(name) is not None
        and len(name) <= machine_names.COMPUTER_NAME_LENGTH
    )


@given(st.text("§¤¶ÄÖß"))
def test_no_finding_repeats_a_password(password: str) -> None:
    """Not a character of it shows in what is wrong with it."""
    told = "".join(str(found) for found in machine_names.admin_password_violations(password))

    assert not set(told) & set(password)


@pytest.mark.parametrize(
    ("region", "title", "verdict"),
    [
        ("westeurope", "Azure", regions.Verdict.OFFERED),
        ("West Europe", "Azure", regions.Verdict.OFFERED),
        ("usgovvirginia", "Azure Government", regions.Verdict.REFUSED),
        ("USDoD East", "Azure Government", regions.Verdict.REFUSED),
        ("chinanorth3", "Azure operated by 21Vianet", regions.Verdict.UNDECIDED),
    ],
)
def test_a_region_belongs_to_a_cloud(region: str, title: str, verdict: regions.Verdict) -> None:
    """The public one offers hotpatch, Azure Government does not, of China nothing is known."""
    cloud = regions.cloud_of_region(region)

    assert (cloud.title, cloud.hotpatch) == (title, verdict)


def test_a_cloud_is_known_by_its_name_in_azure_native() -> None:
    """In whatever case; another name is none."""
    assert regions.cloud_named("USGovernment") is regions.GOVERNMENT
    assert regions.cloud_named("german") is None


def test_create_only_properties_are_those_that_azure_refuses_to_change() -> None:
    """ARM's path, and the path of azure-native's input: a block for the image."""
    assert {each.arm.removeprefix("properties."): each.replace_on for each in CREATE_ONLY} == {
        path: path
        for path in (
            "osProfile.windowsConfiguration.enableAutomaticUpdates",
            "osProfile.windowsConfiguration.provisionVMAgent",
            "osProfile.windowsConfiguration.timeZone",
            "osProfile.computerName",
            "osProfile.adminUsername",
            "storageProfile.imageReference",
            "storageProfile.osDisk.name",
            "storageProfile.osDisk.createOption",
            "zones",
        )
    }


@pytest.mark.parametrize("image", images.HOTPATCHABLE, ids=lambda image: image.name)
def test_entra_login_runs_on_windows_server_2025_with_a_desktop(image: images.Image) -> None:
    """Of the hotpatchable images that are two."""
    violations = list(
        extension_violations(
            "microsoft.azure.activedirectory",
            "aadloginforwindows",
            image,
            system_identity=True,
            encryption_at_host=False,
        )
    )

    allowed = {"2025-datacenter-azure-edition", "2025-datacenter-azure-edition-smalldisk"}
    assert (not violations) == (image.name in allowed)
