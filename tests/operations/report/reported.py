"""A report to draw: the happy one, and as many machines as a test asks for."""

import datetime as dt

from azure_hotpatch_operations.report.model import (
    Installation,
    Kind,
    Release,
    Report,
    ReportedMachine,
)

SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001"
AT = dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC)
SYSTEM = "Windows Server 2025"


def machine_id(name: str) -> str:
    """The ARM id of a machine, in lower case."""
    return f"{SUBSCRIPTION}/resourcegroups/web/providers/microsoft.compute/virtualmachines/{name}"


def machine(name: str = "web-1", **changes: object) -> ReportedMachine:
    """A machine with which all is well, but for what is changed."""
    well: dict[str, object] = {
        "id": machine_id(name),
        "name": name,
        "resource_group": "web",
        "location": "westeurope",
        "system": SYSTEM,
        "enrolment": "Enabled",
        "orchestration": "Azure Managed - Safe Deployment",
        "is_current": True,
        "pending": 0,
    }
    return ReportedMachine(**(well | changes))  # type: ignore[arg-type]


def installation(
    name: str = "web-1", month: int = 10, reboot_status: str = "NotNeeded", **changes: object
) -> Installation:
    """One installation of 2026 that went well, but for what is changed."""
    well: dict[str, object] = {
        "machine": machine_id(name),
        "activity": f"00000000-0000-4000-8000-0000000000{month:02}",
        "at": dt.datetime(2026, month, 14, 22, tzinfo=dt.UTC),
        "status": "Succeeded",
        "reboot_status": reboot_status,
        "installed": 1,
    }
    return Installation(**(well | changes))  # type: ignore[arg-type]


def report(
    machines: tuple[ReportedMachine, ...] = (), installations: tuple[Installation, ...] = ()
) -> Report:
    """A report of November 2026 about these."""
    return Report(
        subject="stack dev",
        at=AT,
        cloud="Azure Resource Graph",
        machines=machines or (machine(),),
        installations=installations,
        recorded_from=dt.date(2025, 12, 1),
        releases={
            SYSTEM: {
                (2026, 9): Release(kind=Kind.UNPLANNED_BASELINE, day=dt.date(2026, 9, 8)),
                (2026, 10): Release(kind=Kind.BASELINE, day=dt.date(2026, 10, 13)),
                (2026, 11): Release(kind=Kind.HOTPATCH, day=dt.date(2026, 11, 10)),
                (2027, 1): Release(kind=Kind.PLANNED_BASELINE, day=dt.date(2027, 1, 12)),
            }
        },
    )
