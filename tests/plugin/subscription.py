"""A subscription of the local Azure in the state that a case begins with, and who changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from azure.mgmt.resource.features import FeatureClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.testing import Running
from tests.plugin.registration_cases import FEATURE, NAMESPACE, Case

LONG = 10_000
"""Seconds after which nothing is under way any more."""

_SEEDS: Mapping[str, dict[str, Any]] = {
    "Pending": {"approvalType": "ApprovalRequired"},
    "needs approval": {"approvalType": "ApprovalRequired"},
    "generally available": {"isReleased": True},
}
_STEPS: Mapping[str, tuple[str, ...]] = {
    "Registering": ("register",),
    "Registered": ("register", "time"),
    "Unregistering": ("register", "time", "unregister"),
    "Unregistered": ("register", "time", "unregister", "time"),
    "Pending": ("register",),
}


@dataclass
class Subscription:
    """Somebody else who registers and unregisters, with Azure's own clients."""

    azure: Running
    features: FeatureClient
    resources: ResourceManagementClient

    def begin(self, case: Case) -> None:
        """Forget everything, and be as the case says, faults included."""
        self.azure.admin("POST", "/reset")
        if case.is_ != "unknown namespace":
            self.azure.admin("POST", "/providers", {"namespace": NAMESPACE})
        if case.is_ not in {"unknown", "unknown namespace"}:
            seed = {"namespace": NAMESPACE, "name": FEATURE, **_SEEDS.get(case.is_, {})}
            self.azure.admin("POST", "/features", seed)
        for step in _STEPS.get(case.is_, ()):
            self.do(step, case.kind)
        for fault in case.faults:
            self.azure.admin("POST", "/faults", fault)

    def do(self, step: str, kind: str) -> None:
        """Let somebody register or unregister, or let time pass."""
        if step == "time":
            self.azure.admin("POST", "/clock", {"advance": LONG})
        elif kind == "provider":
            call: Callable[[str], object] = getattr(self.resources.providers, step)
            call(NAMESPACE)
        else:
            getattr(self.features.features, step)(NAMESPACE, FEATURE)

    def state(self, kind: str) -> str:
        """The state that Azure has."""
        if kind == "provider":
            return str(self.resources.providers.get(NAMESPACE).registration_state)
        found = self.features.features.get(NAMESPACE, FEATURE).properties
        return "" if found is None else str(found.state)
