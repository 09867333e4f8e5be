"""One installation in one machine: what becomes of each update, and of the machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from local_azure.patching.guest import Guest, installed, rebooted
from local_azure.patching.patches import Patch, available
from local_azure.patching.releases import Releases
from local_azure.patching.selection import Selection, choice

InstallationState = Literal["Installed", "Failed", "Excluded", "NotSelected", "Pending"]
RebootSetting = Literal["IfRequired", "Never", "Always"]
RebootStatus = Literal["NotNeeded", "Required", "Completed"]
Fate = Literal["all", "some", "none"]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A machine as an installation finds it.

    `others` are the days of the updates beside the operating system's that are installed;
    `reboot_pending`: one of them waits for a reboot. `system` and `enrolled` are those of
    `patches.available`. For one that is not a Windows nothing is ever found.
    """

    guest: Guest
    releases: Releases
    system: str
    enrolled: bool
    others: Mapping[str, date] = field(default_factory=dict)
    reboot_pending: bool = False
    is_windows: bool = True

    def patches(self, day: date) -> tuple[Patch, ...]:
        """What an assessment finds on a day."""
        if not self.is_windows:
            return ()
        return tuple(
            available(
                self.guest,
                self.others,
                self.releases,
                day,
                system=self.system,
                enrolled=self.enrolled,
            )
        )

    def waits_for(self, day: date, selection: Selection) -> bool:
        """Whether there is something to install."""
        return any(choice(selection, patch) == "taken" for patch in self.patches(day))

    def having(self, patch: Patch) -> "Machine":
        """The machine with a patch in it."""
        if patch.offer is not None:
            return replace(self, guest=installed(self.guest, patch.offer))
        others = {**self.others, str(patch.other): patch.published}
        return replace(self, others=others, reboot_pending=self.reboot_pending or patch.reboots)

    def restarted(self) -> "Machine":
        """The machine after a reboot."""
        return replace(self, guest=rebooted(self.guest), reboot_pending=False)

    @property
    def waits_for_reboot(self) -> bool:
        """Whether something is installed that counts after a reboot only."""
        return self.reboot_pending or self.guest.staged is not None


@dataclass(frozen=True, kw_only=True)
class Installation:
    """How an installation ended: the state of each patch, and the guest after it."""

    guest: Guest
    others: Mapping[str, date]
    reboot_pending: bool
    patches: tuple[tuple[Patch, InstallationState], ...]
    reboot_status: RebootStatus
    reboots: int
    window_exceeded: bool

    def count(self, state: InstallationState) -> int:
        """How many patches are in a state."""
        return sum(1 for _, each in self.patches if each == state)


def install(
    machine: Machine,
    day: date,
    selection: Selection,
    *,
    rebooting: RebootSetting = "IfRequired",
    window: timedelta = timedelta(hours=4),
    fate: Fate = "all",
) -> Installation:
    """Install what is selected, reboot, and look again until nothing selected is left.

    So a machine that is behind its baseline gets the baseline, a reboot and the hotpatch after it.
    `fate` says what succeeds: `all`, `none`, or `some`, all but the last one.
    """
    states: dict[str, tuple[Patch, InstallationState]] = {}
    now, left, reboots = machine, window, 0
    while True:
        now, left = _pass(now, day, selection, states, left, fate)
        if rebooting == "Never" or not now.waits_for_reboot:
            break
        now, reboots = now.restarted(), reboots + 1
    if rebooting == "Always" and not reboots:
        reboots = 1
    waits = now.waits_for_reboot
    return Installation(
        guest=now.guest,
        others=now.others,
        reboot_pending=now.reboot_pending,
        patches=tuple(states.values()),
        reboot_status="Required" if waits else "Completed" if reboots else "NotNeeded",
        reboots=reboots,
        window_exceeded=any(state == "Pending" for _, state in states.values()),
    )


def _pass(
    machine: Machine,
    day: date,
    selection: Selection,
    states: dict[str, tuple[Patch, InstallationState]],
    left: timedelta,
    fate: Fate,
) -> tuple[Machine, timedelta]:
    """Look once and install what is selected; the machine then, and what is left of the window.

    What becomes of each patch that was not seen before is written into `states`.
    """
    taken = []
    for patch in machine.patches(day):
        if patch.id not in states:
            what = choice(selection, patch)
            states[patch.id] = (patch, "Pending" if what == "taken" else what)
            taken += [patch] if what == "taken" else []
    for patch in taken:
        needed = timedelta(minutes=patch.minutes)
        if needed > left:
            continue
        left -= needed
        if fate == "none" or (fate == "some" and patch is taken[-1]):
            states[patch.id] = (patch, "Failed")
        else:
            states[patch.id] = (patch, "Installed")
            machine = machine.having(patch)
    return machine, left
