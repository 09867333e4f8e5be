"""The pack on the real engine: the dev stack passes, and wrong machines are refused in words."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from azure_hotpatch_policies.rules import RULES
from tests.operations.check.programs import check, report
from tests.policies.engine import plugin
from tests.policies.engine.cases_on_engine import said
from tests.policies.wrong_programs import AUTO_NAMED, SCHEDULE, UNREAD, WRONG, WRONG_STACK, extend
from tests.stack.checkout import PASSWORD, ROOT, Checkout, checkout

pytestmark = pytest.mark.engine

PACK = ROOT / "policies" / "hotpatch"
REFUSED = Path(__file__).parent / "wrong_machines.json"
REFUSED_STACK = Path(__file__).parent / "wrong_stack.json"


@pytest.fixture
def dev(engine_environment: dict[str, str], tmp_path: Path) -> Iterator[Checkout]:
    """A checkout whose dev stack is empty."""
    with checkout(tmp_path, engine_environment) as made:
        yield made


@pytest.fixture
def unmade(dev: Checkout) -> Iterator[Checkout]:
    """The same, for previews with types that the local Azure cannot make.

    azure-native is a plugin that takes everything; azure-hotpatch is the real one.
    """
    with plugin.serving() as port:
        debugged = {"PULUMI_DEBUG_PROVIDERS": f"azure-native:{port}"}
        yield replace(dev, environment={**dev.environment, **debugged})


def preview(dev: Checkout, *more: str, fails: bool) -> str:
    """What `pulumi preview` prints with the pack."""
    return dev.pulumi("preview", "--stack", "dev", "--policy-pack", str(PACK), *more, fails=fails)


def test_the_dev_stack_passes(dev: Checkout) -> None:
    """No rule refuses, or warns of, what the components make: at preview, and at the update."""
    events = [str(dev.folder / name) for name in ("preview.json", "up.json")]
    before = preview(dev, "--event-log", events[0], fails=False)
    after = dev.up("--policy-pack", str(PACK), "--event-log", events[1])

    for printed, file in zip((before, after), events, strict=True):
        logged = Path(file).read_text()
        assert "azure-hotpatch@v0.1.0" in printed
        assert said(logged.splitlines()) == {}
        assert "HotpatchVm" in logged
        assert PASSWORD not in printed + logged


def refusals(printed: str) -> set[tuple[str, str]]:
    """Rule and machine of each refusal that the engine printed."""
    return set(re.findall(r"\[mandatory\].* (HP\d+)-\S+  \(azure-native:\w+:\w+: (\S+)\)", printed))


def findings(dev: Checkout) -> dict[str, list[str]]:
    """What a refused preview says, by policy and resource; no password is in it."""
    events = dev.folder / "events.json"
    printed = preview(dev, "--event-log", str(events), fails=True)
    assert PASSWORD not in printed + events.read_text()
    found = {
        f"{policy} of {name}": messages
        for name, told in said(events.read_text().splitlines()).items()
        for policy, messages in told.items()
    }
    return dict(sorted(found.items()))


def test_each_wrong_machine_is_refused_in_words(dev: Checkout) -> None:
    """The rule, the machine, the place, what was found, what is allowed, and what to do."""
    extend(dev, WRONG)

    assert findings(dev) == json.loads(REFUSED.read_text())


def test_a_wrong_stack_is_refused_in_words(dev: Checkout) -> None:
    """A machine that does not wait for its registrations, a subnet without egress, open RDP."""
    extend(dev, WRONG_STACK)

    assert findings(dev) == json.loads(REFUSED_STACK.read_text())


def test_a_preview_image_is_refused_in_production(dev: Checkout) -> None:
    """Which stacks are production says the file of settings, found in the working directory."""
    (dev.folder / "hotpatch-policies.yaml").write_text("productionStacks: [hotpatch/dev]\n")

    found = findings(dev)

    assert list(found) == ["HP009-production of hotpatch-1-vm", "HP009-production of hotpatch-2-vm"]
    (message,) = found["HP009-production of hotpatch-1-vm"]
    assert message == (
        "storageProfile.imageReference: found windows-server-2019-azure-edition-preview in the "
        "production stack 'dev'; allowed: a released image. Microsoft's previews are not for "
        "production: choose a released image. (https://github.com/MicrosoftDocs/azure-docs/blob/"
        "main/articles/automanage/automanage-hotpatch.md)"
    )


def test_no_rule_is_left_out() -> None:
    """Each rule of the pack refuses something here, or warns of it; HP000 passes on their words."""
    files = [json.loads(file.read_text()) for file in (REFUSED, REFUSED_STACK)]
    of_tests = {"HP007", "HP009", "HP018"}

    of_files = {name.partition("-")[0] for file in files for name in file}

    assert of_files | of_tests == {rule.id for rule in RULES} - {"HP000"}


def test_a_guest_schedule_is_refused_in_words(unmade: Checkout) -> None:
    """Besides a machine that is right: the assignment is what has to go."""
    extend(unmade, SCHEDULE)

    found = findings(unmade)

    (message,) = found.pop("HP007-maintenance of schedule")
    assert found == {}
    assert message == (
        "maintenanceConfigurationId: found a guest schedule for the hotpatched machine "
        "'scheduled'; allowed: no assignment of scope InGuestPatch for a hotpatched machine. A "
        "schedule of its owner needs the platform's safety checks bypassed, which Azure refuses "
        "with hotpatch: remove the assignment, or set enableHotpatching of the machine to false. "
        "(https://learn.microsoft.com/azure/virtual-machines/maintenance-configurations#guest)"
    )


def test_a_machine_that_nobody_understands_is_a_warning_that_check_denies(
    unmade: Checkout,
) -> None:
    """A preview goes on, and tells it in words; `azure-hotpatch check` does not let it pass."""
    extend(unmade, UNREAD)
    events = unmade.folder / "events.json"

    printed = preview(unmade, "--event-log", str(events), fails=False)
    (denied,) = report(check(unmade, "--stack", "dev", "--json"), 1)["findings"]

    message = (
        "type: found a resource of type 'azure-native:scvmm:VirtualMachineInstance', which is not "
        "read; allowed: a machine of azure_hotpatch, azure-native:compute or azure:compute. "
        "Declare the machine in one of these ways, or exempt it with a reason."
    )
    told = {"HP000-notes": [f"HP018 is undecided: {message}"]}
    assert said(events.read_text().splitlines()) == {"elsewhere": told}
    assert "[advisory]" in printed
    assert (denied["rule"], denied["name"], denied["outcome"]) == (
        "HP018",
        "elsewhere",
        "undecided",
    )
    assert (denied["denies"], denied["message"]) == (True, message)


def test_a_machine_of_an_unknown_region_can_start(dev: Checkout) -> None:
    """In an auto-named group, a region that nobody wrote is unknown: preview warns, up judges."""
    extend(dev, AUTO_NAMED)

    printed = dev.pulumi("up", "--stack", "dev", "--yes", "--policy-pack", str(PACK))

    at_preview, _, at_update = printed.partition("Updating (dev)")
    assert "HP011 is undecided: location: found a value known only after" in at_preview
    assert "HP011" not in at_update
    assert refusals(printed) == set()


def test_wrong_settings_stop_the_pack_in_words(dev: Checkout) -> None:
    """A file that cannot be used lets nothing pass, and says what is wrong, without a traceback."""
    (dev.folder / "hotpatch-policies.yaml").write_text("exemptions:\n- rules: [HP003]\n")

    printed = preview(dev, fails=True)

    assert "exemptions[0].owner: found absent; allowed: who answers for it" in printed
    assert "Traceback" not in printed
