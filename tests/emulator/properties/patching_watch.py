"""Sees each machine's guest after each event, and refuses what must never happen to one."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from local_azure import resources
from local_azure.arm import Json
from local_azure.azure import Azure, Effect
from local_azure.compute import (
    agents,
    guests,
    machine_records,
    model,
    patch_records,
    release_calendar,
)
from local_azure.store import Event
from local_azure.timestamps import timestamp


@dataclass
class PatchingWatch:
    """Compares each guest with the one before; `machines` are the ids of those that are watched.

    `installed` are the patches that each machine ever installed, by its vmId; `enrolled` and
    `based` are when its enrolment changed last, and when it came onto another baseline.
    """

    machines: tuple[str, ...]
    subscription: str
    guests: dict[str, Json] = field(default_factory=dict)
    installed: dict[str, Counter[str]] = field(default_factory=dict)
    enrolled: dict[str, datetime] = field(default_factory=dict)
    based: dict[str, datetime] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def over(self, azure: Azure) -> Azure:
        """The same Azure, with a look after each of its events."""

        def watched(effect: Effect) -> Callable[[Azure, Event], None]:
            def act(inner: Azure, event: Event) -> None:
                effect(inner, event)
                self.look(inner, event)

            return act

        watching = {name: watched(effect) for name, effect in azure.effects.items()}
        return replace(azure, effects=watching)

    def look(self, azure: Azure, event: Event) -> None:
        """Judge what the event did."""
        for machine_id in self.machines:
            after = guests.find(azure, machine_id)
            before = self.guests.get(machine_id)
            if after is not None:
                self.guests[machine_id] = after
            if after and before and before["vmId"] == after["vmId"]:
                self._changes(azure, before, after)
                self._hotpatch_on_its_baseline(azure, before, after)
                self._no_reboot_without_need(azure, event, before, after)
        self._limits(azure)
        self._history(azure)

    def _changes(self, azure: Azure, before: Json, after: Json) -> None:
        """Only what runs, with an agent that answers, takes updates."""
        vm = after["vmId"]
        if after["enrolled"] != before["enrolled"]:
            self.enrolled[vm] = azure.now()
        if after["baseline"] not in (before["baseline"], None):
            self.based[vm] = azure.now()
        if (after["level"], after["others"]) != (before["level"], before["others"]):
            assert machine_records.read(azure, after["id"])["power"] == "running"
        rose = before["staged"] is None and after["level"] != before["level"]
        if rose or after["others"] != before["others"]:
            machine = resources.find(azure, after["id"])
            assert machine is not None
            assert agents.answers(azure, machine), "an update without an agent"

    def _hotpatch_on_its_baseline(self, azure: Azure, before: Json, after: Json) -> None:
        """A level that rises with neither a reboot nor a restart is a hotpatch's."""
        is_hotpatch = (
            after["level"] > before["level"]
            and after["reboots"] == before["reboots"]
            and before["staged"] is None
        )
        if not is_hotpatch:
            return
        machine = resources.find(azure, after["id"])
        known = release_calendar.releases(azure, after["system"], azure.now().date())
        newest = max((r.date for r in known if r.type == "baseline"), default=date.min)
        assert machine is not None
        assert guests.is_enrolled(machine), "a hotpatch without an enrolment"
        assert date.fromisoformat(after["baseline"]) >= newest, "a hotpatch on a stale baseline"
        vm, never = after["vmId"], datetime.min.replace(tzinfo=UTC)
        assert self.enrolled.get(vm, never) <= self.based.get(vm, never), "it was enrolled after it"

    def _no_reboot_without_need(
        self, azure: Azure, event: Event, before: Json, after: Json
    ) -> None:
        """Something installed needs it, something waited for it, or it was to be always."""
        if after["reboots"] == before["reboots"]:
            return
        record = patch_records.last_installation(azure, after["id"])
        assert record is not None
        assert record["rebootStatus"] == "Completed", event
        names = [
            patch["name"]
            for patch in record["patches"]
            if patch["installationState"] == "Installed" and "Hotpatch" not in patch["name"]
        ]
        waited = before["staged"] is not None or before["rebootPending"]
        needs = [name for name in names if "Cumulative" in name]
        assert needs or waited or self._always(azure, event, after), record

    def _always(self, azure: Azure, event: Event, after: Json) -> bool:
        """Whether a reboot was asked for whatever is installed."""
        if "body" in event.data:
            return bool(event.data["body"]["rebootSetting"] == "Always")
        machine = resources.find(azure, after["id"]) or {}
        path = "osProfile.windowsConfiguration.patchSettings.automaticByPlatformSettings"
        return bool(model.value(machine, f"{path}.rebootSetting") == "Always")

    def _limits(self, azure: Azure) -> None:
        """Of the platform's own installations one at a time in a set of less than ten."""
        running = [
            record["machine"]
            for record in patch_records.installations(azure, self.subscription)
            if record["status"] == "InProgress" and record["startedBy"] == "Platform"
        ]
        assert len(running) <= 1, running

    def _history(self, azure: Azure) -> None:
        oldest = timestamp(azure.now() - timedelta(days=30))
        for record in patch_records.installations(azure, self.subscription):
            assert record["lastModifiedDateTime"] >= oldest
            if record["status"] == "InProgress" or record["activityId"] in self.seen:
                continue
            self.seen.add(record["activityId"])
            counts = self.installed.setdefault(record["vmId"], Counter())
            counts.update(
                patch["patchId"]
                for patch in record["patches"]
                if patch["installationState"] == "Installed"
            )
            assert not counts or max(counts.values()) == 1, "installed twice"
