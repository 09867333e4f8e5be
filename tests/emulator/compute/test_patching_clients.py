"""Assessments and installations with Microsoft's own client, over https."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.compute import models as m
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.testing import machine_body
from local_azure.patching.scenario_files import shipped
from local_azure.testing import Running

LOCATION, GROUP, NAME = "westeurope", "hotpatch", "web"


@pytest.fixture
def machines(local_azure: Running) -> Any:
    """The client's operations on machines, with a hotpatch machine `web`."""
    groups: Any = local_azure.client(ResourceManagementClient).resource_groups
    groups.create_or_update(GROUP, {"location": LOCATION})
    network: Any = local_azure.client(NetworkManagementClient)
    subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/24"}}
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    body = {"location": LOCATION, "properties": {"addressSpace": space, "subnets": [subnet]}}
    made = network.virtual_networks.begin_create_or_update(GROUP, "net", body).result()
    card = {"name": "main", "properties": {"subnet": {"id": made.subnets[0].id}}}
    interface = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
    nic = network.network_interfaces.begin_create_or_update(GROUP, NAME, interface).result()
    client: Any = local_azure.client(ComputeManagementClient)
    found = client.virtual_machines
    found.begin_create_or_update(GROUP, NAME, machine_body(nic.id, name=NAME)).result()
    return found


def security(**more: Any) -> m.VirtualMachineInstallPatchesParameters:
    """The typed body of an installation of Critical and Security."""
    return m.VirtualMachineInstallPatchesParameters(
        maximum_duration=timedelta(hours=1),
        reboot_setting="IfRequired",
        windows_parameters=m.WindowsParameters(
            classifications_to_include=["Critical", "Security"], **more
        ),
    )


def use_sample_year(azure: Running) -> None:
    """Let the sample year of the original document come out from January of next year on."""
    azure.admin(
        "POST",
        "/releases",
        {
            "scenario": shipped("sample-year").as_json(),
            "systems": ["2025"],
            "begin": f"{now(azure).year + 1}-01",
        },
    )


def now(azure: Running) -> datetime:
    """The time in the local Azure."""
    text: str = azure.admin("GET", "/clock")["time"]
    return datetime.fromisoformat(f"{text[:19]}+00:00")


def advance_to(azure: Running, year: int, month: int, day: int) -> None:
    """Move the clock to a day."""
    span = datetime(year, month, day, 12, tzinfo=UTC) - now(azure)
    azure.admin("POST", "/clock", {"advance": span.total_seconds()})


def test_a_machine_is_assessed_and_patched_on_demand(local_azure: Running, machines: Any) -> None:
    """Results, instance view and long operations are what the client expects."""
    use_sample_year(local_azure)
    year = now(local_azure).year + 1
    advance_to(local_azure, year, 1, 1)
    machines.begin_deallocate(GROUP, NAME).result()
    advance_to(local_azure, year, 2, 20)
    machines.begin_start(GROUP, NAME).result()

    assessment = machines.begin_assess_patches(GROUP, NAME).result()
    done = machines.begin_install_patches(GROUP, NAME, security()).result()
    again = machines.begin_assess_patches(GROUP, NAME).result()
    status = machines.instance_view(GROUP, NAME).patch_status

    assert (assessment.status, assessment.critical_and_security_patch_count) == ("Succeeded", 1)
    assert assessment.available_patches[0].reboot_behavior == "CanRequestReboot"
    assert assessment.available_patches[0].assessment_state == "Available"
    assert assessment.available_patches[0].published_date.month == 1
    assert (done.status, done.reboot_status) == ("Succeeded", "Completed")
    assert [
        patch.name[:7] for patch in done.patches if patch.installation_state == "Installed"
    ] == [
        f"{year}-01",
        f"{year}-02",
    ]
    assert done.error.code == "Success"
    assert again.critical_and_security_patch_count == 0
    assert status.available_patch_summary.assessment_activity_id == again.assessment_activity_id
    assert status.last_patch_installation_summary.installed_patch_count == 2
    assert [each.code for each in status.configuration_statuses] == [
        "PatchModeConfigurationState/Ready",
        "AssessmentModeConfigurationState/Ready",
    ]


def test_a_year_passes_and_the_machine_is_patched(local_azure: Running, machines: Any) -> None:
    """The platform's own installations are in the instance view."""
    use_sample_year(local_azure)
    year = now(local_azure).year + 1

    advance_to(local_azure, year, 12, 31)
    summary = machines.instance_view(GROUP, NAME).patch_status.last_patch_installation_summary

    assert (summary.status, summary.installed_patch_count) == ("Succeeded", 1)
    assert (summary.start_time.month, summary.error.code) == (12, "Success")


def test_a_failure_is_in_the_result_and_not_in_the_poller(
    local_azure: Running, machines: Any
) -> None:
    """HTTP 200 with status Failed."""
    use_sample_year(local_azure)
    path = f"*/virtualMachines/{NAME}/assessPatches"
    fault = {"action": "fail-patches", "path": path, "code": "Broken", "message": "It broke."}
    local_azure.admin("POST", "/faults", fault)

    result = machines.begin_assess_patches(GROUP, NAME).result()

    assert result.status == "Failed"
    assert result.error.details[0].code == "Broken"
    assert result.available_patches == []


def test_a_refusal_is_the_clients_exception(local_azure: Running, machines: Any) -> None:
    """Nothing selected, another operation under way, and a machine that is off."""
    nothing = m.VirtualMachineInstallPatchesParameters(
        maximum_duration=timedelta(hours=1), reboot_setting="Never"
    )
    codes = []

    with pytest.raises(HttpResponseError) as refused:
        machines.begin_install_patches(GROUP, NAME, nothing)
    codes.append(refused.value)
    local_azure.admin("POST", "/faults", {"action": "fail-operation", "path": "*/assessPatches"})
    with pytest.raises(HttpResponseError) as failed:
        machines.begin_assess_patches(GROUP, NAME).result()
    codes.append(failed.value)
    machines.begin_power_off(GROUP, NAME).result()
    with pytest.raises(HttpResponseError) as off:
        machines.begin_install_patches(GROUP, NAME, security(kb_numbers_to_exclude=["KB890830"]))
    codes.append(off.value)

    assert [error.error and error.error.code for error in codes] == [
        "InvalidParameter",
        "InternalServerError",
        "OperationNotAllowed",
    ]
    assert machines.get(GROUP, NAME).provisioning_state == "Succeeded"
