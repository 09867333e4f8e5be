"""The questions that are put to Resource Graph, for the machines that a command is about.

Source: https://learn.microsoft.com/azure/update-manager/query-logs, read 2026-11-25, for tables,
types and properties.
"""

from collections.abc import Iterable

from azure_hotpatch_operations.resource_graph import quoted
from azure_hotpatch_operations.selection import Selection

MOST_NAMED = 200
"""So many machines are named in a question; of more, their resource groups are.

Source: https://learn.microsoft.com/azure/governance/resource-graph/concepts/
guidance-for-throttled-requests, read 2026-11-25: batches stay below 300.
"""
_MACHINES = "microsoft.compute/virtualmachines"
_MACHINE = "extract('^/subscriptions/.*/virtualmachines/[^/]+', 0, tolower(id))"
"""The machine that a row is about, out of its id, which Azure spells in more than one case."""
_VIEW = "properties.extended.instanceView"


def machines(selection: Selection) -> str:
    """Machines with what they are and how they are to be patched."""
    return _query(
        selection,
        f"resources | where type =~ '{_MACHINES}'",
        "id, name, location, image = properties.storageProfile.imageReference,"
        " osType = tostring(properties.storageProfile.osDisk.osType),"
        " windows = properties.osProfile.windowsConfiguration,"
        f" power = tostring({_VIEW}.powerState.code), osName = tostring({_VIEW}.osName),"
        f" osVersion = tostring({_VIEW}.osVersion), created = tostring(properties.timeCreated)",
    )


def assessments(selection: Selection) -> str:
    """The last assessment of each machine."""
    results = f"{_MACHINES}/patchassessmentresults"
    return _query(
        selection, f"patchassessmentresources | where type =~ '{results}'", "id, properties"
    )


def urgent_patches(selection: Selection) -> str:
    """The critical and security updates that wait."""
    patches = f"{_MACHINES}/patchassessmentresults/softwarepatches"
    return _query(
        selection,
        f"patchassessmentresources | where type =~ '{patches}'"
        " | extend classes = tostring(properties.classifications)"
        " | where classes has 'Critical' or classes has 'Security'",
        "id, properties",
    )


def waiting_patches(selection: Selection) -> str:
    """All updates that wait, of whatever class."""
    patches = f"{_MACHINES}/patchassessmentresults/softwarepatches"
    return _query(
        selection, f"patchassessmentresources | where type =~ '{patches}'", "id, properties"
    )


def installations(selection: Selection) -> str:
    """Every installation of 30 days."""
    results = f"{_MACHINES}/patchinstallationresults"
    return _query(
        selection, f"patchinstallationresources | where type =~ '{results}'", "id, properties"
    )


def installed_patches(selection: Selection, kbs: Iterable[str] | None = None) -> str:
    """The updates of installations: all, or those that installed an article of `kbs`."""
    patches = f"{_MACHINES}/patchinstallationresults/softwarepatches"
    only = ""
    if kbs is not None:
        # Azure writes the digits; the prefix is asked for too, as pages have it.
        written = ", ".join(quoted(form) for kb in kbs for form in (kb, f"KB{kb}"))
        only = (
            " | where tostring(properties.installationState) =~ 'Installed'"
            f" | where tostring(properties.kbId) in~ ({written})"
        )
    return _query(
        selection,
        f"patchinstallationresources | where type =~ '{patches}'{only}",
        "id, properties",
    )


SUBSCRIPTIONS = (
    "resourcecontainers | where type =~ 'microsoft.resources/subscriptions'"
    " | project id, subscriptionId | order by id asc"
)
"""The subscriptions that can be read: others are left out of every answer without a word."""


def _query(selection: Selection, rows: str, columns: str) -> str:
    """The rows of these machines only, in an order that keeps pages apart."""
    return f"{rows}{_restriction(selection)} | project {columns} | order by id asc"


def _restriction(selection: Selection) -> str:
    named = selection.machines
    if named and len(named) <= MOST_NAMED:
        ids = ", ".join(
            quoted(
                f"/subscriptions/{each.subscription}/resourcegroups/{each.group}"
                f"/providers/{_MACHINES}/{each.name}".lower()
            )
            for each in named
        )
        return f" | extend machine = {_MACHINE} | where machine in ({ids})"
    groups = {each.group for each in named} | {each.group for each in selection.scopes}
    if None in groups:
        return ""
    names = ", ".join(quoted(name) for name in sorted({str(each).lower() for each in groups}))
    return f" | where resourceGroup in~ ({names})"
