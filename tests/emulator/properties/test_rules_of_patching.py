"""Whatever is done in whatever order, the rules of guest patching hold."""

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from local_azure import faults, instance
from local_azure.arm import Json
from local_azure.azure import Durations
from local_azure.compute import patch_records, release_calendar
from local_azure.compute.testing import (
    COMPUTE_VERSION,
    changed,
    delete_machine,
    interface_path,
    machine_body,
    machine_path,
    patch_machine,
    put_machine,
)
from local_azure.patching.scenario_files import SHIPPED, shipped
from local_azure.testing import Hand, InProcess
from tests.emulator.compute.patched_fleet import PATCHING, PLATFORM, advance, make
from tests.emulator.properties.patching_watch import PatchingWatch

NAMES = ("one", "two", "three")
CHANGES: dict[str, dict[str, Any]] = {
    "one": {"zones": ["1"]},
    "two": {f"{PLATFORM}.rebootSetting": "Never"},
    "three": {f"{PLATFORM}.rebootSetting": "Always", f"{PATCHING}.enableHotpatching": False},
}
CLASSES = ("Critical", "Security", "UpdateRollUp", "Updates", "Definition")
names = st.sampled_from(NAMES)
# Longer than the hour between two batches, so that one begins while another is at work.
DURATIONS = Durations(installation=7200, assessment=60, machine=60)


def wish(azure: InProcess, name: str) -> Json:
    """The body of one of the three machines."""
    return changed(machine_body(interface_path(azure, name), name=name), CHANGES[name])


class RulesOfPatching(RuleBasedStateMachine):
    """Three machines in one region; time, releases, power, enrolments and installs by chance."""

    @initialize()
    def begin(self) -> None:
        """All three are made."""
        hand = Hand()
        azure = instance.open_azure(machine_time=hand, durations=DURATIONS)
        inner = InProcess(azure, hand)
        ids = tuple(machine_path(inner, name) for name in NAMES)
        self.watch = PatchingWatch(ids, inner.subscription)
        self.azure = InProcess(self.watch.over(azure), hand)
        make(self.azure, CHANGES)

    def post(self, name: str, action: str, body: Json | None = None) -> None:
        """Ask something of a machine; it may refuse."""
        path = f"{machine_path(self.azure, name)}/{action}"
        reply = self.azure.call("POST", path, body, api_version=COMPUTE_VERSION)
        assert reply.status in (202, 404, 409), reply.body

    @rule(hours=st.sampled_from((1, 3, 12, 24, 24 * 5, 24 * 20, 24 * 45)))
    def time_passes(self, hours: int) -> None:
        """From an hour to more than a month."""
        advance(self.azure, hours=hours)

    @rule(name=names, action=st.sampled_from(("start", "powerOff", "deallocate", "restart")))
    def power(self, name: str, action: str) -> None:
        """Of one machine, also while it installs."""
        self.post(name, action)

    @rule(name=names, enrolled=st.booleans())
    def enrolment(self, name: str, *, enrolled: bool) -> None:
        """On or off."""
        profile = {"windowsConfiguration": {"patchSettings": {"enableHotpatching": enrolled}}}
        patch_machine(self.azure, {"properties": {"osProfile": profile}}, name)

    @rule(
        scenario=st.sampled_from(SHIPPED),
        begin=st.sampled_from(("2026-10", "2026-12", "2027-02", "2027-06")),
    )
    def releases(self, scenario: str, begin: str) -> None:
        """Of a scenario, moved to a month that may be over."""
        body = {"scenario": shipped(scenario).as_json(), "systems": ["2025"], "begin": begin}
        release_calendar.use(self.azure.azure, body)

    @rule(
        name=names,
        classes=st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3),
        rebooting=st.sampled_from(("IfRequired", "Never", "Always")),
        duration=st.sampled_from(("PT5M", "PT20M", "PT4H")),
        without_reboots=st.booleans(),
        then=st.sampled_from(("nothing", "it ends", "powerOff")),
    )
    def install(
        self,
        name: str,
        classes: list[str],
        rebooting: str,
        duration: str,
        then: str,
        *,
        without_reboots: bool,
    ) -> None:
        """On demand; it takes two hours, in which the machine may go off."""
        body = {
            "maximumDuration": duration,
            "rebootSetting": rebooting,
            "windowsParameters": {
                "classificationsToInclude": classes,
                "excludeKbsRequiringReboot": without_reboots,
            },
        }
        self.post(name, "installPatches", body)
        if then == "powerOff":
            self.post(name, then)
        if then != "nothing":
            advance(self.azure, hours=3)

    @rule(name=names)
    def assess(self, name: str) -> None:
        """On demand."""
        self.post(name, "assessPatches")

    @rule(name=names, action=st.sampled_from(("fail-patches", "warn-patches")))
    def failure(self, name: str, action: str) -> None:
        """Of the next installation in a machine, whoever asks for it."""
        path = f"{machine_path(self.azure, name)}/installPatches"
        faults.order(self.azure.azure, {"action": action, "path": path})

    @rule(name=names, silent=st.booleans())
    def agent(self, name: str, *, silent: bool) -> None:
        """Answers nothing any more, or does again; the other faults are cleared with it."""
        if silent:
            order = {"action": "silent-agent", "path": machine_path(self.azure, name)}
            faults.order(self.azure.azure, order)
        else:
            faults.clear(self.azure.azure)

    @rule(name=names)
    def anew(self, name: str) -> None:
        """A machine is deleted, and another one gets its name."""
        delete_machine(self.azure, name)
        advance(self.azure, minutes=2)
        put_machine(self.azure, name, wish(self.azure, name))

    @invariant()
    def no_more_than_is_kept(self) -> None:
        """A machine has one assessment of the last week at most, and a month of installations."""
        if hasattr(self, "azure"):
            found = list(patch_records.assessments(self.azure.azure, self.azure.subscription))
            assert len(found) <= len(NAMES)

    def teardown(self) -> None:
        """In the end nothing is under way."""
        if hasattr(self, "azure"):
            advance(self.azure, days=2)
            faults.clear(self.azure.azure)
            advance(self.azure, days=10)
            self.azure.azure.store.close()


# Shrinking a story of thirty steps takes minutes, so only a search does it.
SEARCHING = settings.get_current_profile_name() == "search"
RulesOfPatching.TestCase.settings = settings(
    max_examples=500 if SEARCHING else 60,
    stateful_step_count=30,
    phases=tuple(Phase) if SEARCHING else (Phase.generate,),
)
TestRulesOfPatching = RulesOfPatching.TestCase
