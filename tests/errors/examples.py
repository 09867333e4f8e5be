"""An example of every error, as small as it can be: calling it raises the error."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn

from azure.core.pipeline.transport import AioHttpTransport

from azure_hotpatch import (
    HotpatchFleet,
    HotpatchFleetArgs,
    HotpatchVm,
    HotpatchVmArgs,
    stack_settings,
)
from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.plugin import install, refusals
from azure_hotpatch.plugin.configuration import ConfigurationError, read_configuration
from azure_hotpatch.plugin.finding import PluginMissingError
from azure_hotpatch.plugin.pace import PaceError, read_pace
from azure_hotpatch.plugin.target import Registration
from azure_hotpatch_cloud.clouds import PUBLIC, cloud_described
from azure_hotpatch_cloud.credentials import credential_for
from azure_hotpatch_cloud.errors import ArmError, CredentialError, MetadataError, SettingsError
from azure_hotpatch_cloud.settings import Settings, read_settings
from azure_hotpatch_operations import calendar_corrections
from azure_hotpatch_operations.arm_ids import UnknownIdError, arm_id
from azure_hotpatch_operations.arm_sentences import sentence
from azure_hotpatch_operations.calendar_corrections import CorrectionsError
from azure_hotpatch_operations.check.asked import Asked, check
from azure_hotpatch_operations.check.baseline import BaselineError, read_baseline
from azure_hotpatch_operations.check.exported import StateError, read_state
from azure_hotpatch_operations.check.preview import PreviewError, failed
from azure_hotpatch_operations.check.telling import read_reports
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.guest_work import StoppedError
from azure_hotpatch_operations.machine_reading import MachineError
from azure_hotpatch_operations.machines import NotFoundError
from azure_hotpatch_operations.patching.choice import UnknownKbError
from azure_hotpatch_operations.pull_request.about import read_about
from azure_hotpatch_operations.pull_request.errors import GitHubError, PublishError
from azure_hotpatch_operations.pull_request.github_api import HINTS
from azure_hotpatch_operations.pulumi_command import Pulumi
from azure_hotpatch_operations.reports.reading import ReportFormError
from azure_hotpatch_operations.reports.reading import read as read_report
from azure_hotpatch_operations.resource_graph import GraphError, UnreadableError, refused
from azure_hotpatch_policies import documents, settings_file
from local_azure import server
from local_azure.azure_native import configuration as stand_in
from local_azure.azure_native import errors as stand_in_errors
from local_azure.azure_native.operations import PartialError, State
from local_azure.errors import (
    FolderInUseError,
    NotRunningError,
    PortTakenError,
    ScenarioError,
)
from local_azure.folder import Folder
from local_azure.patching.scenario_files import open_scenario, parse
from tests.errors.arm_errors import (
    FEATURE,
    FORBIDDEN,
    INVALID_QUERY,
    NO_GROUP,
    SUBSCRIPTION,
    THROTTLED,
    UNREADABLE,
)
from tests.stack.configuration import configured

TODAY = date(2026, 11, 25)
DISCARD = 9
"""A port at which no local Azure listens."""

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/servers"
MACHINE: HotpatchVmArgs = {
    "resource_group_name": "servers",
    "subnet_id": f"{GROUP}/providers/Microsoft.Network/virtualNetworks/net/subnets/machines",
    "admin_username": "admin",
    "admin_password": "Sunny-Day-42",
    "size": "Standard_A2_v2",
}
FLEET: HotpatchFleetArgs = {
    "machines": {},
    "resource_group_name": "servers",
    "subnet_id": MACHINE["subnet_id"],
    "admin_username": "operator",
    "admin_password": "Sunny-Day-42",
}


def raises(error: Exception) -> NoReturn:
    """Raise an error whose class builds the text."""
    raise error


def in_a_folder(call: Callable[[Path], object]) -> None:
    """Call with a folder that is gone afterwards; a message names the one of the dev stack."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            call(Path(folder))
        except Exception as error:
            error.args = (str(error).replace(folder, ".local/azure"),)
            raise


@contextmanager
def no_commands() -> Iterator[None]:
    """A PATH on which nothing is."""
    path = os.environ["PATH"]
    os.environ["PATH"] = ""
    try:
        yield
    finally:
        os.environ["PATH"] = path


def without_commands(call: Callable[[], object]) -> None:
    """Call where no command is on PATH."""
    with no_commands():
        call()


def served_twice(folder: Path) -> None:
    """Serve one folder in two places."""
    where = Folder(folder)
    where.announce({"pid": 4711, "origin": "https://localhost:18743"})
    with where.serving(), where.serving():
        pass


def read_written(folder: Path, read: Callable[[Path], object], text: str) -> None:
    """Read a file with this text."""
    file = folder / "baseline.json"
    file.write_text(text)
    read(file)


EXAMPLES: Mapping[type[Exception], tuple[Callable[[], object], ...]] = {
    ArgumentsError: (
        lambda: HotpatchVm("web", MACHINE),
        lambda: HotpatchFleet("web", {**FLEET, "machines": {"web-1": {}, "web-4": {}}}),
    ),
    stack_settings.StackSettingsError: (
        lambda: stack_settings.read(
            configured(machineCount="500", acces="off", size="Standard_A2_v2"), (), {}
        ),
    ),
    PluginMissingError: (lambda: raises(PluginMissingError("PreviewAccess 'access'")),),
    refusals.RegistrationError: (
        lambda: raises(refusals.approval_needed(FEATURE)),
        lambda: raises(refusals.forbidden(FEATURE, "register", FORBIDDEN)),
    ),
    refusals.UnfinishedError: (
        lambda: raises(
            refusals.limit_reached(FEATURE, Registration(state="Registering"), "Registering", 1800)
        ),
        lambda: raises(refusals.stopped(FEATURE, Registration(state="Registering"))),
    ),
    PaceError: (lambda: read_pace({"stableReads": "0", "pollIntervalSeconds": "ten"}),),
    ConfigurationError: (
        lambda: read_configuration({"stableReads": "0", "tenant": "x", "useOidc": "yes"}, {}),
    ),
    install.InstallError: (lambda: without_commands(install.install),),
    SettingsError: (
        lambda: read_settings(
            {"metadataHost": "https://azure.example", "clientSecret": "…"},
            {"ARM_SUBSCRIPTION_ID": "mine"},
            prefix="azure-hotpatch:",
        ),
    ),
    MetadataError: (lambda: cloud_described("azure.example", {"resourceManager": "http://…"}),),
    CredentialError: (
        lambda: credential_for(
            Settings(
                tenant_id="contoso.example",
                client_id="00000000-0000-4000-8000-0000000000c1",
                client_certificate_path="certificate.pem",
            ),
            PUBLIC,
            AioHttpTransport(),
        ),
    ),
    ArmError: (lambda: raises(FORBIDDEN),),
    settings_file.SettingsError: (
        lambda: settings_file.parse(
            "undecided: maybe\nexemption: []\n", Path("hotpatch-policies.yaml"), date(2026, 11, 23)
        ),
    ),
    documents.NotYamlError: (lambda: documents.read_yaml("undecided: deny\nundecided: warn\n"),),
    UsageError: (
        lambda: without_commands(Pulumi(None, None).export),
        lambda: check(Asked(state="state.json", stack="dev", is_exported=True), {}, TODAY),
        lambda: in_a_folder(lambda folder: check(Asked(folder=folder), {}, TODAY)),
        lambda: read_reports(["sarif"]),
    ),
    UnreadableError: (lambda: raises(UnreadableError([SUBSCRIPTION])),),
    GraphError: (
        lambda: raises(refused(THROTTLED, [SUBSCRIPTION])),
        lambda: raises(refused(INVALID_QUERY, [SUBSCRIPTION])),
    ),
    NotFoundError: (
        lambda: raises(
            NotFoundError(
                [
                    sentence(NO_GROUP, f"resource group servers of {SUBSCRIPTION}", "show it"),
                    sentence(UNREADABLE, "machine web-1 of resource group servers", "show it"),
                ]
            )
        ),
    ),
    StateError: (
        lambda: read_state("undecided: warn", "hotpatch-policies.yaml"),
        lambda: read_state('{"version": 3, "checkpoint": {}}', ".pulumi/stacks/web/dev.json"),
    ),
    BaselineError: (
        lambda: in_a_folder(
            lambda folder: read_written(folder, read_baseline, '{"accepted": [{"rule": "HP003"}]}')
        ),
    ),
    PreviewError: (
        lambda: raises(failed("Program failed with an unhandled exception:\n…\nKeyError: 'size'")),
    ),
    GitHubError: (lambda: raises(GitHubError("POST code-scanning/sarifs", 403, HINTS[403])),),
    PublishError: (lambda: read_about('{"form": "azure-hotpatch-pull-request/0"}'),),
    ReportFormError: (lambda: read_report('{"form": "azure-hotpatch-check/0"}', ()),),
    UnknownKbError: (lambda: raises(UnknownKbError(["KB5000001"], 3)),),
    StoppedError: (
        lambda: raises(
            StoppedError(
                "stopped waiting; Azure goes on with web-1. To wait for it again: azure-hotpatch"
                f" install --resume {GROUP}/providers/Microsoft.Compute/virtualMachines/web-1"
            )
        ),
    ),
    MachineError: (lambda: raises(MachineError(sentence(FORBIDDEN, "machine web-1", "show it"))),),
    CorrectionsError: (
        lambda: calendar_corrections.parse(
            "releases: [{os: '2019', date: 2026-10-13, kb: '1', source: x}]", Path("releases.yaml")
        ),
    ),
    UnknownIdError: (lambda: arm_id("azure-native:compute:VirtualMachine", {}, SUBSCRIPTION),),
    NotRunningError: (lambda: Folder(Path(".local/azure")).server(),),
    PortTakenError: (lambda: raises(server.taken(DISCARD)),),
    FolderInUseError: (lambda: in_a_folder(served_twice),),
    ScenarioError: (
        lambda: parse(
            "scenario.json",
            '{"os": "XP", "releases": [{"date": "2027-02-30", "type": "patch"}], "machine": []}',
        ),
        lambda: open_scenario("next-year.json"),
    ),
    stand_in_errors.ConfigurationError: (lambda: stand_in.read_configuration({}, {}),),
    stand_in_errors.UnknownTypeError: (
        lambda: raises(stand_in_errors.UnknownTypeError("azure-native:sql:Server")),
    ),
    stand_in_errors.ExistsError: (lambda: raises(stand_in_errors.ExistsError(GROUP)),),
    stand_in_errors.ArmRefusalError: (
        lambda: raises(
            stand_in_errors.ArmRefusalError(
                404, "ResourceGroupNotFound", "Resource group 'servers' could not be found."
            )
        ),
    ),
    stand_in_errors.CancelledError: (lambda: raises(stand_in_errors.CancelledError()),),
    PartialError: (
        lambda: raises(
            PartialError(
                State(id=GROUP, inputs={}, outputs={}),
                str(
                    stand_in_errors.ArmRefusalError(
                        409,
                        "AllocationFailed",
                        "Allocation failed. We do not have sufficient capacity for the requested"
                        " VM size in this region.",
                    )
                ),
            )
        ),
    ),
}
"""The errors with examples; a root is there for its subclasses."""
