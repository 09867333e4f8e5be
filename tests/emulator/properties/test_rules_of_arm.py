"""Whatever is done in whatever order, ARM's rules hold: any sequence, any restart, any clock."""

import shutil
import sqlite3
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from local_azure import faults, instance, resources
from local_azure.arm import Json, Reply
from local_azure.clock import Clock
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    PLAN,
    PREVIEW,
    changed,
    interface_path,
    machine_body,
    machine_path,
    put_network,
)
from local_azure.compute.wish import PREVIEW_FEATURES
from local_azure.network import network_interfaces
from local_azure.testing import Hand, InProcess
from tests.emulator.properties.transitions import COMPUTE, FEATURES, Watch

NAMES = ("one", "two")
NETWORK = "Microsoft.Network/networkInterfaces"
names = st.sampled_from(NAMES)
features = st.sampled_from(FEATURES)
WINDOWS = "properties.osProfile.windowsConfiguration"
CHANGES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "tagged": {"tags": {"owner": "web"}},
    "no hotpatch": {f"{WINDOWS}.patchSettings.enableHotpatching": False},
    "hotpatch without the platform": {f"{WINDOWS}.patchSettings.patchMode": "Manual"},
    "renamed": {"properties.osProfile.computerName": "other"},
    "another size": {"properties.hardwareProfile.vmSize": "Standard_D4s_v5"},
    "a size that is none": {"properties.hardwareProfile.vmSize": "Standard_None"},
    "without a password": {"properties.osProfile.adminPassword": None},
    "in another region": {"location": "eastus"},
}
PREVIEW_IMAGE = {"properties.storageProfile.imageReference": PREVIEW, "plan": PLAN}
ORDERED = 500  # What a fault on order answers.
POWER = ("start", "powerOff", "deallocate", "restart")


class RulesOfArm(RuleBasedStateMachine):
    """One subscription, two machines, their interfaces, four features; time moves by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        hand = Hand()
        self.azure = InProcess(self.open(hand), hand)

    def open(self, hand: Hand) -> Any:
        """The Azure of the folder; its time is the hand's."""
        return instance.open_azure(self.folder / "state.sqlite", machine_time=hand)

    @initialize(begins=st.sampled_from(("bare", "with a machine", "with machines")))
    def begin(self, begins: str) -> None:
        """A network with an interface for each machine; some begin with machines."""
        put_network(self.azure, *NAMES)
        machines = tuple(machine_path(self.azure, name) for name in NAMES)
        self.watch = Watch(machines, self.azure.subscription.rpartition("/")[2])
        self.watched()
        if begins == "bare":
            self.provider("unregister")
        for name in NAMES[: ("bare", "with a machine", "with machines").index(begins)]:
            self.put(name, name, "as it is", is_preview=False)
            self.wait(2)

    def watched(self) -> None:
        """Look at every step from here on."""
        self.watch.look(self.azure.azure)
        self.azure = InProcess(self.watch.over(self.azure.azure), self.azure.hand)

    def call(
        self, method: str, path: str, body: Json | None = None, version: str = "2021-04-01"
    ) -> Reply:
        """Call, look, and see that a refusal left nothing behind."""
        self.azure.call("GET", "/subscriptions")
        before = self.kept()
        reply = self.azure.call(method, path, body, api_version=version)
        self.watch.look(self.azure.azure)
        if reply.status >= 400:
            assert self.kept() == before, f"{method} {path}: half-made after {reply.body}"
        return reply

    def kept(self) -> list[tuple[Any, ...]]:
        """All that is on the disk but the request log and counters of faults."""
        with sqlite3.connect(self.folder / "state.sqlite") as database:
            rows = database.execute(
                "SELECT kind, key, body FROM documents WHERE kind <> 'fault' ORDER BY number"
            ).fetchall()
            rows += database.execute("SELECT due, effect, target, data FROM events ORDER BY number")
        database.close()
        return rows

    @rule(name=features, action=st.sampled_from(("register", "unregister")))
    def feature(self, name: str, action: str) -> None:
        """The action of a feature."""
        base = f"{self.azure.subscription}/providers/Microsoft.Features/providers/{COMPUTE}"
        reply = self.call("POST", f"{base}/features/{name}/{action}", version="2015-12-01")
        assert reply.status in (200, ORDERED)

    @rule(name=features, method=st.sampled_from(("PUT", "DELETE")))
    def registration(self, name: str, method: str) -> None:
        """The same as a resource."""
        base = f"{self.azure.subscription}/providers/Microsoft.Features/featureProviders/{COMPUTE}"
        path = f"{base}/subscriptionFeatureRegistrations/{name}"
        assert self.call(method, path, version="2021-07-01").status in (200, 204)

    @rule(action=st.sampled_from(("register", "register", "register", "unregister")))
    def provider(self, action: str) -> None:
        """Of Microsoft.Compute; it stays registered while it has resources."""
        path = f"{self.azure.subscription}/providers/{COMPUTE}/{action}"
        used = any(resources.under(self.azure.azure, self.azure.subscription, f"{COMPUTE}/disks"))
        used |= any(self.machines().values())

        reply = self.call("POST", path)

        assert reply.status in (409 if used and action == "unregister" else 200, ORDERED)
        if action == "register" and reply.status == 200:
            self.watch.provider_asked()

    @rule(name=names, left_out=st.sampled_from(("nothing", "a feature", "patience", "provider")))
    def put_a_preview(self, name: str, left_out: str) -> None:
        """What the original document asks for, or a step less, and then the machine."""
        for feature in PREVIEW_FEATURES[left_out == "a feature" :]:
            self.feature(feature, "register")
        self.wait(0.5 if left_out == "patience" else 3)
        if left_out != "provider":
            self.provider("register")
        self.wait(3)
        self.put(name, name, "as it is", is_preview=True)

    @rule(
        name=names,
        interface=st.sampled_from(("own", "own", *NAMES, "none")),
        change=st.sampled_from(tuple(CHANGES)),
        is_preview=st.booleans(),
    )
    def put(self, name: str, interface: str, change: str, *, is_preview: bool) -> None:
        """A machine on a released or on the preview image, rightly or wrongly."""
        wanted = name if interface == "own" else interface
        body = machine_body(interface_path(self.azure, wanted), name=name)
        body = changed(body, {**(PREVIEW_IMAGE if is_preview else {}), **CHANGES[change]})
        is_new = self.machines()[name] is None
        gate = frozenset(PREVIEW_FEATURES) <= self.watch.carried

        reply = self.call("PUT", machine_path(self.azure, name), body, COMPUTE_VERSION)

        if is_new and is_preview:
            assert reply.status != 201 or gate, "a machine on a preview image without the gate"

    @precondition(lambda self: self.has_machine())
    @rule(name=names, change=st.sampled_from(tuple(CHANGES)))
    def patch(self, name: str, change: str) -> None:
        """Some of a machine."""
        body = changed({}, CHANGES[change])
        self.call("PATCH", machine_path(self.azure, name), body, COMPUTE_VERSION)

    @precondition(lambda self: self.has_machine())
    @rule(name=names)
    def delete(self, name: str) -> None:
        """A machine, at whatever it is."""
        self.call("DELETE", machine_path(self.azure, name), version=COMPUTE_VERSION)

    @precondition(lambda self: self.has_machine())
    @rule(name=names, action=st.sampled_from(POWER))
    def power(self, name: str, action: str) -> None:
        """Start, stop, deallocate, restart."""
        path = f"{machine_path(self.azure, name)}/{action}"
        self.call("POST", path, version=COMPUTE_VERSION)

    @rule(
        action=st.sampled_from(("fail-operation", "stuck", "pending", "status")),
        path=st.sampled_from(("*/virtualMachines/*", "*/register")),
    )
    def fault(self, action: str, path: str) -> None:
        """The next such call goes wrong."""
        faults.order(self.azure.azure, {"action": action, "path": path})

    @rule(seconds=st.sampled_from((0.5, 1, 2, 3, 10)))
    def wait(self, seconds: float) -> None:
        """The machine's time passes."""
        self.azure.wait(seconds)
        self.call("GET", "/subscriptions")

    @rule(seconds=st.sampled_from((1, 60)))
    def advance(self, seconds: float) -> None:
        """The owner moves the clock."""
        Clock(self.azure.azure.store, self.azure.hand).advance(timedelta(seconds=seconds))
        self.call("GET", "/subscriptions")

    @rule()
    def kill_and_start_again(self) -> None:
        """The state is opened anew while the old process never closed it: nothing is lost."""
        faults.clear(self.azure.azure)  # One that waits would hit what is looked at below.
        self.azure.call("GET", "/subscriptions")
        old, kept, shown = self.azure, self.kept(), self.shown()
        self.azure = InProcess(self.open(old.hand), old.hand)
        old.azure.store.close()
        self.watched()

        assert self.kept() == kept
        assert self.shown() == shown

    @invariant()
    def machines_and_what_they_hold_agree(self) -> None:
        """An interface or a disk names its machine, and that machine names it."""
        azure = self.azure.azure
        for interface in resources.under(azure, self.azure.subscription, NETWORK):
            user = network_interfaces.user_of(azure, interface["id"])
            for name, machine in self.machines().items():
                named = machine is not None and interface["id"] in [
                    entry["id"]
                    for entry in machine["properties"]["networkProfile"]["networkInterfaces"]
                ]
                assert named == (user == machine_path(self.azure, name))
        for disk in resources.under(azure, self.azure.subscription, f"{COMPUTE}/disks"):
            owner = disk.get("managedBy")
            assert owner is None or resources.find(azure, owner) is not None

    def has_machine(self) -> bool:
        """Whether there is one."""
        return any(self.machines().values())

    def machines(self) -> dict[str, Json | None]:
        """Each machine as it is kept."""
        return {
            name: resources.find(self.azure.azure, machine_path(self.azure, name)) for name in NAMES
        }

    def shown(self) -> list[Any]:
        """All that a client can see."""
        base = self.azure.subscription
        asked = [
            (f"{base}/providers/Microsoft.Features/features", "2021-07-01"),
            (f"{base}/providers/Microsoft.Features/subscriptionFeatureRegistrations", "2021-07-01"),
            (f"{base}/providers/{COMPUTE}", "2021-04-01"),
            (f"{base}/resources", "2021-04-01"),
            *(
                (f"{machine_path(self.azure, name)}/instanceView", COMPUTE_VERSION)
                for name in NAMES
            ),
            *((machine_path(self.azure, name), COMPUTE_VERSION) for name in NAMES),
            *((interface_path(self.azure, name), "2024-05-01") for name in NAMES),
        ]
        return [self.azure.call("GET", path, api_version=version).body for path, version in asked]

    def teardown(self) -> None:
        """In the end everything that was accepted has ended, one way or the other."""
        if hasattr(self, "watch"):
            self.wait(100_000)
            states = [m["properties"]["provisioningState"] for m in self.machines().values() if m]
            assert set(states) <= {"Succeeded", "Failed"}
            coming = {event.effect for event in self.azure.azure.store.pending()}
            # These come again and again: while a machine is off, every few days, every night.
            endless = {"compute.enrolled", "compute.assessment-due", "compute.night"}
            assert coming <= endless, coming
        self.azure.azure.store.close()
        shutil.rmtree(self.folder)


# Shrinking a story of thirty steps takes minutes, so only a search does it.
SEARCHING = settings.get_current_profile_name() == "search"
RulesOfArm.TestCase.settings = settings(
    max_examples=1000 if SEARCHING else 30,
    stateful_step_count=30,
    phases=tuple(Phase) if SEARCHING else (Phase.generate,),
)
TestRulesOfArm = RulesOfArm.TestCase
