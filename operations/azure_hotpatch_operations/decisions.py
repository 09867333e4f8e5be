"""What to do about the operations of a stack that were cut off: one decision for each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from azure_hotpatch_cloud.settings import Settings, read_settings
from azure_hotpatch_operations.arm_ids import UnknownIdError, arm_id, arm_type
from azure_hotpatch_operations.stack_state import Operation, StackState

ProvisioningState = Callable[[Settings, str, str], Awaitable[str | None]]
"""Asks Azure for the state of an ARM id, with an api-version; None is no such resource."""


class Decision(Enum):
    """What becomes of an interrupted operation."""

    IMPORT = "import"
    CLEAR = "clear"
    REFRESH = "refresh"
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An interrupted operation, the decision, why, and the ARM id where there is one."""

    operation: Operation
    decision: Decision
    reason: str
    arm_id: str | None = None


async def decide(
    state: StackState, environment: Mapping[str, str], ask: ProvisioningState
) -> list[Finding]:
    """A finding for each operation, in the engine's order; the same one twice counts once.

    Of what is only planned, none for what Azure does not have or this command does not know.

    Raises:
        CloudError: Azure cannot be asked.
    """
    findings = [
        await _decide(state, each, environment, ask)
        for each in {(each.urn, each.kind): each for each in state.operations}.values()
    ]
    return [each for each in findings if not _is_plain_create(each)]


def _is_plain_create(finding: Finding) -> bool:
    return finding.operation.kind == "planned" and (
        finding.decision is Decision.CLEAR or finding.arm_id is None
    )


async def _decide(
    state: StackState,
    operation: Operation,
    environment: Mapping[str, str],
    ask: ProvisioningState,
) -> Finding:
    wanted = None
    ruling = _without_asking(operation)
    if ruling is None:
        try:
            settings, wanted = _place(state, operation, environment)
        except UnknownIdError as error:
            ruling = Decision.UNDECIDED, str(error)
        else:
            found = await ask(settings, wanted, arm_type(operation.type).api_version)
            ruling = _compare(wanted, state.ids.get(operation.urn), found)
            if ruling[0] is Decision.IMPORT and not _has_family(state, operation):
                ruling = Decision.UNDECIDED, _NO_FAMILY
    decision, reason = ruling
    return Finding(operation=operation, decision=decision, reason=reason, arm_id=wanted)


def _without_asking(operation: Operation) -> tuple[Decision, str] | None:
    """What is plain without Azure."""
    if operation.kind not in {"creating", "planned"}:
        return (
            Decision.REFRESH,
            f"was {operation.kind}; a refresh reads what Azure has, the next up does the rest",
        )
    if not operation.is_custom or operation.type.startswith("pulumi:"):
        return Decision.CLEAR, "is the engine's own and nothing in Azure"
    if operation.type.startswith("azure-hotpatch:"):
        return Decision.CLEAR, "is a registration; the next up adopts what there is"
    return None


def _place(
    state: StackState, operation: Operation, environment: Mapping[str, str]
) -> tuple[Settings, str]:
    """How to ask, and the ARM id to ask for.

    Raises:
        UnknownIdError: the state does not hold what tells it.
        SettingsError: the settings of the provider and the environment are malformed.
    """
    arm_type(operation.type)
    settings = read_settings(
        state.settings(operation.provider), environment, prefix="azure-native:"
    )
    if settings.subscription_id is None:
        raise UnknownIdError(
            "neither its provider nor ARM_SUBSCRIPTION_ID says in which subscription"
        )
    return settings, arm_id(operation.type, operation.inputs, settings.subscription_id)


_NO_FAMILY = (
    "is in Azure, and the state has not its parent or provider, which an import needs: run"
    " `pulumi up`, which stops at it, then this again"
)


def _has_family(state: StackState, operation: Operation) -> bool:
    return all(urn in state.ids for urn in (operation.provider, operation.parent) if urn)


def _compare(wanted: str, recorded: str | None, found: str | None) -> tuple[Decision, str]:
    """What the state's id and Azure's answer mean together; `found` is a provisioningState."""
    if found is None:
        return Decision.CLEAR, "is not in Azure; the next up creates it"
    if recorded is not None and recorded.lower() == wanted.lower():
        return Decision.CLEAR, "is in Azure and in the state already"
    if recorded is not None:
        return (
            Decision.UNDECIDED,
            f"is in Azure, and the state has {recorded} in its place; one of the two must go",
        )
    if found not in {"Succeeded", ""}:
        advice = f"delete it (az resource delete --ids {wanted}), then run this again"
        return (
            Decision.UNDECIDED,
            f"is in Azure with provisioningState {found}, which no up would repair; {advice}",
        )
    return Decision.IMPORT, "is in Azure, and not in the state; its import makes it this stack's"


def import_arguments(finding: Finding) -> tuple[str, ...]:
    """The words of the `pulumi import` that takes the resource into the state.

    `pulumi refresh --import-pending-creates` is no answer: engine v3.259.0 drops what it names from
    the state, as --clear-pending-creates does.
    """
    operation = finding.operation
    parent = () if operation.parent is None else ("--parent", f"parent={operation.parent}")
    return (
        "import",
        operation.type,
        operation.name,
        finding.arm_id or "",
        *parent,
        "--provider",
        f"provider={operation.provider}",
        f"--protect={str(operation.is_protected).lower()}",
        "--generate-code=false",
        "--yes",
        "--skip-preview",
    )
