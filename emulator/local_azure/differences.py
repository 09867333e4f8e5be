"""Where this Azure is known to answer otherwise than Azure did in a recording or an example."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["status", "missing", "more", "type", "header"]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference, seen in every exchange that `exchanges` (a glob) names.

    An exchange is a file of ../shared/wire and a number in it: `rec-cli-provider-register/1`.
    `kind`: `status` (then `where` is `200 → 400`), a key that is `missing` here or that there is
    `more` of, another `type` (`key: text → number`), a `header` that is missing here. `where` is a
    path in the body, `properties.dataDisks[].name`.
    """

    exchanges: str
    kind: Kind
    where: str
    reason: str


def _each(exchanges: str, kind: Kind, *where: str, reason: str) -> Iterator[Difference]:
    """Differences that have a reason in common."""
    for path in where:
        yield Difference(exchanges=exchanges, kind=kind, where=path, reason=reason)


_UNIFORM = "Scale sets of Flexible orchestration only are served; the example's is Uniform."
_SEEN_LATER = (
    "The example is written by hand; the recording of 2020-08-26 (rec-ps-vm-put-create-lro) has it."
)
_FILLED = "The example leaves out what ARM fills in; the recordings have it."
_VIEW = "spec-compute-*GetVirtualMachineInstanceView/1"
_VIEW_2020 = "spec-compute-2020-06-01-GetVirtualMachineInstanceView/1"
_SUCCESS = "The recording of 2022-01-03 (rec-ps-install-patches-lro) has an error of code Success."
_SUMMARY = "Later specifications have not; here the summary is the same in every api-version."
_SEVERITY = "How severe an update is for Microsoft is not known here."
_GET = "spec-compute-2021-03-01-GetVirtualMachine/1"
_LIST = "spec-compute-2021-03-01-ListVirtualMachinesInASubscriptionByLocation/1"

DIFFERENCES: tuple[Difference, ...] = (
    *_each(
        "rec-cli-provider-register/*",
        "missing",
        "authorization",
        reason="The application behind a provider is known of Microsoft.Compute only.",
    ),
    *_each(
        "rec-ps-provider-get-compute-2020/1",
        "more",
        "registrationState",
        "registrationPolicy",
        reason="The file holds the head of the answer only.",
    ),
    *_each(
        "spec-resources-*-GetProviderPermissions/1",
        "status",
        "200 → 404",
        reason="Roles and permissions are not served.",
    ),
    *_each(
        "spec-resources-*-GetProvider/1",
        "missing",
        "resourceTypes[].locationMappings",
        reason="There are no edge zones here.",
    ),
    *_each(
        "spec-resources-*-GetProviderResourceTypes/1",
        "missing",
        "value[].locationMappings",
        reason="There are no edge zones here.",
    ),
    *_each(
        "spec-resources-*-GetProviders/1",
        "missing",
        "value[].resourceTypes[].locationMappings",
        reason="There are no edge zones here.",
    ),
    *_each(
        "spec-resources-*-GetProviders/1",
        "missing",
        "value[].resourceTypes[].aliases",
        reason="Aliases of Azure Policy are not known here.",
    ),
    *_each(
        "spec-resources-*-GetProviders/1",
        "more",
        "value[].authorizations",
        "value[].resourceTypes[].zoneMappings",
        reason="Microsoft.Compute is in our list, and has them (rec-ps-provider-get-compute-2020).",
    ),
    *_each(
        "spec-resources-*-GetNamedProviderAtTenant/1",
        "missing",
        "resourceTypes[].aliases",
        reason="Aliases of Azure Policy are not known here.",
    ),
    *_each(
        "spec-resources-*-GetNamedProviderAtTenant/1",
        "missing",
        "resourceTypes[].apiProfiles",
        "resourceTypes[].defaultApiVersion",
        reason="Profiles of Azure Stack and default versions are not known here.",
    ),
    *_each(
        "spec-features-*-SubscriptionFeatureRegistration[GP]*/1",
        "missing",
        "properties.releaseDate",
        reason="When a feature was released is not known here.",
    ),
    *_each(
        "spec-features-*-SubscriptionFeatureRegistrationLIST*/1",
        "missing",
        "value[].properties.releaseDate",
        reason="When a feature was released is not known here.",
    ),
    *_each("spec-compute-*-CreateAScaleSet*/1", "status", "200 → 400", reason=_UNIFORM),
    *_each("spec-compute-*-CreateAScaleSet*/2", "status", "201 → 400", reason=_UNIFORM),
    *_each("spec-compute-*-GetVirtualMachineScaleSet*/1", "status", "200 → 404", reason=_UNIFORM),
    *_each(
        "spec-compute-*EnableHotPatchingTrue/1",
        "status",
        "200 → 400",
        reason="The example's image cannot hotpatch; ARM refuses it, and so do we.",
    ),
    *_each(
        "spec-compute-*EnableHotPatchingTrue/2",
        "status",
        "201 → 400",
        reason="The example's image cannot hotpatch; ARM refuses it, and so do we.",
    ),
    *_each(
        "spec-compute-*-Create*Vm*/*",
        "more",
        "properties.osProfile.allowExtensionOperations",
        "properties.osProfile.requireGuestProvisionSignal",
        "properties.storageProfile.imageReference.exactVersion",
        "properties.storageProfile.osDisk.diskSizeGB",
        reason=_SEEN_LATER,
    ),
    *_each(
        "spec-compute-*-Create*Vm*/1",
        "more",
        "properties.storageProfile.osDisk.managedDisk.id",
        reason="The example shows one answer for 200 and 201; a machine that is there has a disk.",
    ),
    *_each(
        "spec-compute-*-CreateALinuxVm*/*",
        "more",
        "properties.osProfile.linuxConfiguration.disablePasswordAuthentication",
        reason=_FILLED,
    ),
    *_each(
        "spec-compute-*-CreateALinuxVm*AssessmentModeOfImageDefault/*",
        "more",
        "properties.osProfile.linuxConfiguration.patchSettings.patchMode",
        reason=_FILLED,
    ),
    *_each(
        "spec-compute-*-CreateAWindowsVm*AssessmentModeOfImageDefault/*",
        "more",
        "properties.osProfile.windowsConfiguration.patchSettings.patchMode",
        reason=_FILLED,
    ),
    *_each(
        "spec-compute-2021-03-01-CreateAVmWith*/*",
        "more",
        "properties.osProfile.windowsConfiguration.patchSettings",
        reason=_SEEN_LATER,
    ),
    *_each(
        _VIEW,
        "missing",
        "patchStatus.availablePatchSummary.error",
        reason="The recordings show none after an assessment that succeeded.",
    ),
    *_each(
        _VIEW,
        "type",
        "patchStatus.lastPatchInstallationSummary.error: null → object",
        reason=_SUCCESS,
    ),
    *_each(
        _VIEW,
        "more",
        "patchStatus.lastPatchInstallationSummary.error.code",
        "patchStatus.lastPatchInstallationSummary.error.details",
        "patchStatus.lastPatchInstallationSummary.error.message",
        reason=_SUCCESS,
    ),
    *_each(
        _VIEW_2020,
        "missing",
        "patchStatus.lastPatchInstallationSummary.rebootStatus",
        "patchStatus.lastPatchInstallationSummary.startedBy",
        reason=_SUMMARY,
    ),
    *_each(
        _VIEW_2020,
        "more",
        "patchStatus.availablePatchSummary.lastModifiedTime",
        "patchStatus.lastPatchInstallationSummary.installationActivityId",
        reason=_SUMMARY,
    ),
    *_each(
        "spec-compute-*Patches/1",
        "status",
        "200 → 202",
        reason="The operation never ends at once here; the example shows both answers.",
    ),
    *_each(
        "rec-ps-install-patches-lro/3",
        "missing",
        "properties.output.patches[].msrcSeverity",
        reason=_SEVERITY,
    ),
    *_each("rec-ps-install-patches-lro/4", "missing", "patches[].msrcSeverity", reason=_SEVERITY),
    *_each(
        "rec-ps-instanceview-hotpatch-incompatible/1",
        "missing",
        "properties.instanceView.patchStatus.hotPatchStatus",
        reason="No specification has it, and no later recording shows it.",
    ),
    *_each(
        "rec-ps-instanceview-hotpatch-incompatible/1",
        "missing",
        "properties.instanceView.vmAgent.extensionHandlers[]",
        reason="An assessment on demand brings no extension here; it comes hours after enrolment.",
    ),
    *_each(
        _VIEW,
        "missing",
        "platformUpdateDomain",
        "platformFaultDomain",
        reason="Only machines of an availability set have them; there are none here.",
    ),
    *_each(
        _VIEW,
        "missing",
        "bootDiagnostics.consoleScreenshotBlobUri",
        "bootDiagnostics.serialConsoleLogBlobUri",
        reason="There are no storage accounts here, and no pictures.",
    ),
    *_each(
        _VIEW,
        "missing",
        "extensions[].statuses[].message",
        reason="What an extension says about itself is not known here.",
    ),
    *_each(
        _GET,
        "missing",
        "properties.userData",
        reason="The REST reference shows it to `$expand=userData` only; local Azure forgets it.",
    ),
    *_each(
        _GET,
        "more",
        "properties.osProfile.allowExtensionOperations",
        "properties.osProfile.requireGuestProvisionSignal",
        "properties.osProfile.windowsConfiguration.patchSettings",
        "properties.storageProfile.imageReference.exactVersion",
        reason=_SEEN_LATER,
    ),
    *_each(
        _GET,
        "more",
        "properties.storageProfile.dataDisks[].toBeDetached",
        reason="The example is older than the key (assumed: no recording shows a data disk).",
    ),
    *_each(
        _LIST,
        "more",
        "value[].properties.osProfile.requireGuestProvisionSignal",
        "value[].properties.osProfile.windowsConfiguration.patchSettings",
        "value[].properties.storageProfile.imageReference.exactVersion",
        reason=_SEEN_LATER,
    ),
    *_each(
        _LIST,
        "more",
        "value[].properties.storageProfile.osDisk.managedDisk",
        reason="The example's disks are blobs in a storage account; here every disk is managed.",
    ),
)
