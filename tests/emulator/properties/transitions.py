"""Which state may follow which, one step at a time, and a watch that sees every step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from local_azure import features, providers, resources
from local_azure.azure import Azure, Effect
from local_azure.compute import machine_records
from local_azure.store import Event

COMPUTE = "Microsoft.Compute"
FEATURES = (
    "InGuestHotPatchVMPreview",
    "InGuestAutoPatchVMPreview",
    "InGuestPatchVMPreview",
    "EncryptionAtHost",
)

Edges = Mapping[str, frozenset[str]]


def _edges(**following: str) -> Edges:
    return {state: frozenset(texts.split()) for state, texts in following.items()}


FEATURE = _edges(
    NotRegistered="Registering Pending",
    Registering="Registered Unregistering",
    Pending="Unregistering",
    Registered="Unregistering",
    Unregistering="Unregistered NotRegistered Registering Pending",
    Unregistered="Registering Pending",
)
PROVIDER = _edges(
    NotRegistered="Registering",
    Registering="Registered Unregistering",
    Registered="Registering Unregistering",
    Unregistering="Unregistered Registering",
    Unregistered="Registering",
)
MACHINE = _edges(
    absent="Creating",
    Creating="Succeeded Failed Deleting",
    Succeeded="Updating Deleting",
    Failed="Updating Deleting",
    Updating="Succeeded Failed Deleting",
    Deleting="absent Failed",
)
POWER = _edges(
    absent="starting",
    starting="running stopping deallocating absent",
    running="starting stopping deallocating absent",
    stopping="stopped starting deallocating absent",
    stopped="starting stopping deallocating absent",
    deallocating="deallocated starting stopping absent",
    deallocated="starting stopping deallocating absent",
)


@dataclass
class Watch:
    """Sees each state after each call and each event, and refuses a step that Azure never takes.

    `carried` are the features that a finished registration of Microsoft.Compute carried on.
    """

    machines: tuple[str, ...]
    subscription: str
    seen: dict[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()

    def over(self, azure: Azure) -> Azure:
        """The same Azure, with a look after each of its events."""

        def watched(effect: Effect) -> Callable[[Azure, Event], None]:
            def act(inner: Azure, event: Event) -> None:
                effect(inner, event)
                self.look(inner)

            return act

        watching = {name: watched(effect) for name, effect in azure.effects.items()}
        return replace(azure, effects=watching)

    def provider_asked(self) -> None:
        """A registration of the provider was acknowledged: it carries what is Registered now."""
        self.asked = frozenset(name for name in FEATURES if self.seen[name] == "Registered")

    def look(self, azure: Azure) -> None:
        """Compare each state with the one before."""
        for name in FEATURES:
            self._step(FEATURE, name, features.state(azure, self.subscription, COMPUTE, name))
        self._step(PROVIDER, COMPUTE, providers.state(azure, self.subscription, COMPUTE))
        for machine in self.machines:
            found = resources.find(azure, machine)
            state = found["properties"]["provisioningState"] if found else "absent"
            power = machine_records.read(azure, machine)["power"] if found else "absent"
            self._step(MACHINE, machine, state)
            self._step(POWER, f"power of {machine}", power)

    def _step(self, edges: Edges, subject: str, state: str) -> None:
        before = self.seen.get(subject)
        self.seen[subject] = state
        if before is None or before == state:
            return
        assert state in edges[before], f"{subject}: {before} → {state}"
        if subject in FEATURES and before == "Registered":
            self.asked -= {subject}
            self.carried -= {subject}
        if subject == COMPUTE and state == "Registered":
            self.carried = self.asked
        if subject == COMPUTE and state == "Unregistering":
            self.asked = self.carried = frozenset()
