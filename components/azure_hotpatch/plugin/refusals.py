"""What the plugin says when a registration cannot be had, or is not finished."""

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.target import Registration
from azure_hotpatch.plugin.waiting import spoken
from azure_hotpatch_cloud.errors import ArmError, CloudError
from azure_hotpatch_cloud.targets import Target
from azure_hotpatch_facts.features import PENDING, STATES

AGAIN = "Running pulumi up again is safe: it reads the state first and goes on from there."


class RegistrationError(HotpatchError):
    """A registration that could not be begun; nothing was changed."""


class UnfinishedError(HotpatchError):
    """A registration that was begun and is not finished; Azure may go on with it by itself."""

    def __init__(self, message: str, registration: Registration) -> None:
        self.registration = registration
        said = message.removesuffix(AGAIN).rstrip(". ")
        super().__init__(f"{said}. {AGAIN}")


def approval_needed(target: Target) -> RegistrationError:
    """Pending: a person at Microsoft decides, and nothing here can wait for that."""
    state = STATES[PENDING]
    return RegistrationError(f"{target.place}: {PENDING}. {state.meaning} {state.next_step}")


def unknown_state(target: Target, state: str) -> RegistrationError:
    """A word that Azure's documents do not have."""
    return RegistrationError(
        f"{target.place}: Azure calls its state {state!r}, which is none of"
        f" {', '.join(sorted(STATES))}; look at it in the portal under Preview features"
    )


def forbidden(target: Target, operation: str, error: ArmError) -> RegistrationError:
    """403: which permission is missing, and where."""
    return RegistrationError(
        f"{target.place}: the permission {target.action(operation)} is missing at the scope"
        f" {target.scope}. Contributor and Owner of the subscription have it; a role at a resource"
        f" group is not enough. Azure says {error.code}: {error.message}"
    )


def refused(target: Target, error: CloudError) -> RegistrationError:
    """Any other refusal, in Azure's words."""
    return RegistrationError(f"{target.place}: {error}")


def limit_reached(
    target: Target, registration: Registration, shown: str, limit: float
) -> UnfinishedError:
    """The time is up."""
    return UnfinishedError(
        f"{target.place}: {shown} after {spoken(limit)}, the limit. timeoutMinutes on the resource"
        " raises it.",
        registration,
    )


def stopped(
    target: Target, registration: Registration, *, asked: str | None = None
) -> UnfinishedError:
    """Somebody pressed Ctrl-C, in a wait, or while Azure was `asked` for something."""
    when = (
        f"while it was {registration.state}; Azure goes on with it"
        if asked is None
        else f"before Azure had answered to {asked}; it may go on with that"
    )
    return UnfinishedError(f"{target.place}: cancelled {when}.", registration)
