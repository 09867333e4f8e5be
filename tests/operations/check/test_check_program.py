"""`azure-hotpatch check` over a program: a preview by the real engine with the policy pack."""

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations.check.programs import WRONG, WRONG_STACK, check, findings, report
from tests.policies.wrong_programs import AUTO_NAMED, extend
from tests.stack.checkout import PASSWORD, ROOT, Checkout, checkout

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def updated(
    engine_environment_in: Callable[[Path], dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Checkout]:
    """A checkout whose dev stack is up; a test that changes its files puts them back."""
    folder = tmp_path_factory.mktemp("program")
    with checkout(folder, engine_environment_in(folder / "engine")) as made:
        made.up()
        yield made


@pytest.fixture
def dev(updated: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """The same, with its files as they were before and after each test."""
    names, before = ("__main__.py", "Pulumi.dev.yaml"), tmp_path_factory.mktemp("before")
    for name in names:
        shutil.copy(updated.folder / name, before / name)
    yield updated
    (updated.folder / "hotpatch-policies.yaml").unlink(missing_ok=True)
    for name in names:
        shutil.copy(before / name, updated.folder / name)


def set_settings(dev: Checkout, **settings: object) -> None:
    """Write the project's hotpatch-policies.yaml."""
    (dev.folder / "hotpatch-policies.yaml").write_text(json.dumps(settings))


def replace_machines(dev: Checkout) -> None:
    """Change what Azure cannot change on a machine: the next update would replace both."""
    main = dev.folder / "__main__.py"
    before = '"location": settings.location,\n        "subnet_id"'
    text = main.read_text()
    assert before in text
    main.write_text(text.replace(before, '"location": "northeurope",\n        "subnet_id"'))


def test_the_dev_stack_passes(dev: Checkout) -> None:
    """Nothing is found in what the components make."""
    done = check(dev, "--stack", "dev")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "stack dev of project hotpatch, as previewed: passes (nothing found; 2 machines judged, of"
        " 19 resources)\n"
    )


def test_wrong_machines_are_refused_at_the_lines_that_make_them(dev: Checkout) -> None:
    """Machines and other resources, by rules over one and over the stack."""
    extend(dev, WRONG + WRONG_STACK)
    lines = (dev.folder / "__main__.py").read_text().splitlines()
    makes = {
        "(other)": lines.index("    return compute.VirtualMachine(") + 1,
        "(open)": lines.index("network.NetworkSecurityGroup(") + 1,
    }

    said = report(check(dev, "--stack", "dev", "--json"), 1)

    assert findings(said) == {
        ("HP001", "other", "violation"),
        ("HP003", "off", "violation"),
        ("HP004", "manual", "violation"),
        ("HP008", "early", "violation"),
        ("HP016", "open", "violation"),
        ("HP017", "small", "violation"),
    }
    assert {
        f"({one['name']})": one["place"]
        for one in said["findings"]
        if one["rule"] in {"HP001", "HP016"}
    } == {name: {"file": "__main__.py", "line": line} for name, line in makes.items()}
    (off,) = [one for one in said["findings"] if one["rule"] == "HP003"]
    assert off["path"] == "osProfile.windowsConfiguration.patchSettings.enableHotpatching"
    assert off["message"].startswith(f"{off['path']}: found false; allowed: true. ")
    assert (said["machines"], said["resources"]) == (7, 30)
    assert PASSWORD not in json.dumps(said)


@pytest.mark.parametrize(("undecided", "code"), [("deny", 1), ("warn", 0)])
def test_a_value_that_nobody_can_know_denies_unless_settings_say_otherwise(
    dev: Checkout, undecided: str, code: int
) -> None:
    """Under `pulumi up` the same program may start."""
    extend(dev, AUTO_NAMED)
    set_settings(dev, undecided=undecided)

    said = report(check(dev, "--stack", "dev", "--json"), code)

    assert findings(said) == {("HP011", "web", "undecided")}
    assert [one["denies"] for one in said["findings"]] == [undecided == "deny"]


def test_settings_that_are_named_are_the_packs_too(dev: Checkout, tmp_path: Path) -> None:
    """Instead of the project's own, wherever the command runs."""
    extend(dev, WRONG)
    exemption = {"resource": "*", "reason": "Old.", "owner": "team-web"}
    rules = ["HP001", "HP003", "HP004", "HP017"]
    named = tmp_path / "mine.yaml"
    named.write_text(json.dumps({"exemptions": [{**exemption, "rules": rules}]}))
    set_settings(dev, productionStacks=["dev"])

    done = check(
        dev, "-C", str(dev.folder), "-s", "dev", "--settings", named.name, "--json", folder=tmp_path
    )

    said = report(done, 0)
    assert {one["outcome"] for one in said["findings"]} == {"exempted"}
    assert {one["rule"] for one in said["findings"]} == set(rules)
    assert {one["reason"] for one in said["findings"]} == {"Old (team-web)"}
    assert said["notes"] == []


def test_a_machine_that_would_be_replaced_is_refused(dev: Checkout) -> None:
    """At the line that makes it, with the property for which it would be."""
    replace_machines(dev)

    said = report(check(dev, "--stack", "dev", "--json"), 1)

    line = (
        (dev.folder / "__main__.py")
        .read_text()
        .splitlines()
        .index("    machines[name] = HotpatchVm(name, args)")
    )
    assert findings(said) == {
        ("HP019", "hotpatch-1-vm", "violation"),
        ("HP019", "hotpatch-2-vm", "violation"),
    }
    assert {(one["path"], one["place"]["line"]) for one in said["findings"]} == {
        ("location", line + 1)
    }


def test_a_machine_that_would_be_deleted_is_refused_unless_exempted(dev: Checkout) -> None:
    """The pack, which is shown no steps, does not call the exemption unused."""
    dev.pulumi("config", "set", "hotpatch:machineCount", "1")
    exemption = {"rules": ["HP019"], "resource": "hotpatch-2-vm", "owner": "team-web"}

    refused = report(check(dev, "--stack", "dev", "--json"), 1)
    set_settings(dev, exemptions=[{**exemption, "reason": "Retired.", "expires": "2999-12-31"}])
    exempted = report(check(dev, "--stack", "dev", "--json"), 0)

    assert findings(refused) == {("HP019", "hotpatch-2-vm", "violation")}
    assert findings(exempted) == {("HP019", "hotpatch-2-vm", "exempted")}
    assert exempted["notes"] == []


def test_the_state_of_a_stack_is_checked_without_its_program(dev: Checkout) -> None:
    """Whatever the program says by now."""
    (dev.folder / "__main__.py").write_text("raise ValueError")

    said = report(check(dev, "--stack", "dev", "--exported", "--json"), 0)

    assert said["subject"] == "stack dev of project hotpatch, as exported"
    assert (said["findings"], said["machines"]) == ([], 2)


def test_a_pack_can_be_named(dev: Checkout) -> None:
    """Such as the one of the base branch."""
    said = report(check(dev, "-s", "dev", "--pack", str(ROOT / "policies/hotpatch"), "--json"), 0)

    assert said["findings"] == []


def test_a_program_that_fails_is_no_pass(dev: Checkout) -> None:
    """Exit code 1, with its words, and no report."""
    main = dev.folder / "__main__.py"
    main.write_text(main.read_text() + "\nraise KeyError('size')\n")

    done = check(dev, "--stack", "dev", "--json", "--report", "sarif=check.sarif")

    assert done.returncode == 1
    assert "KeyError: 'size'" in json.loads(done.stdout)["error"]
    assert done.stderr.startswith(
        "azure-hotpatch: pulumi preview: Program failed with an unhandled"
    )
    assert not (dev.folder / "check.sarif").exists()


def test_a_program_that_ends_itself_says_why(dev: Checkout) -> None:
    """The engine tells its exit code only; the reason is what it wrote."""
    main = dev.folder / "__main__.py"
    main.write_text("raise SystemExit('no size is set')\n")

    done = check(dev, "--stack", "dev")

    assert (done.returncode, done.stdout) == (1, "")
    assert "no size is set" in done.stderr


def test_a_program_that_fails_after_a_refusal_is_no_report_either(dev: Checkout) -> None:
    """What comes after the failure was never judged."""
    extend(dev, WRONG + "\nraise KeyError('size')\n")

    done = check(dev, "--stack", "dev")

    assert (done.returncode, done.stdout) == (1, "")
    assert "KeyError: 'size'" in done.stderr


def test_a_pack_that_fails_is_no_pass(dev: Checkout, tmp_path: Path) -> None:
    """Nor is one that is not there."""
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text("runtime: python\nname: broken\n")
    (pack / "__main__.py").write_text("raise SystemExit('no pack today')\n")

    done = check(dev, "--stack", "dev", "--pack", str(pack))

    assert done.returncode == 1
    assert done.stdout == ""
    assert "no pack today" in done.stderr


def test_an_unknown_stack_is_wrong_use(dev: Checkout) -> None:
    """With the engine's words."""
    done = check(dev, "--stack", "prod")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no stack named 'prod' found" in done.stderr


def test_ctrl_c_ends_the_engine_and_leaves_nothing(dev: Checkout, tmp_path: Path) -> None:
    """Exit code 130; neither a lock nor a temporary folder stays, and it is safe to run again."""
    began, temporary = tmp_path / "began", tmp_path / "tmp"
    temporary.mkdir()
    with (dev.folder / "__main__.py").open("a") as program:
        program.write(
            "\nimport pathlib, threading\n"
            f"pathlib.Path({str(began)!r}).touch()\nthreading.Event().wait(300)\n"
        )
    with subprocess.Popen(
        ["azure-hotpatch", "check", "--stack", "dev"],
        cwd=dev.folder,
        env={**dev.environment, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while not began.exists():
            assert process.poll() is None, process.communicate()
            threading.Event().wait(0.05)
        os.killpg(process.pid, signal.SIGINT)
        said, complaints = process.communicate()

    assert (process.returncode, said) == (130, "")
    assert "azure-hotpatch: stopped; it is safe to run it again" in complaints
    assert list(temporary.glob("azure-hotpatch-*")) == []
    state = Path(dev.environment["PULUMI_BACKEND_URL"].removeprefix("file://"))
    assert list((state / ".pulumi/locks").rglob("*.json")) == []
