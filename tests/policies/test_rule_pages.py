"""docs/rules/: each page is what the rule and its cases say, and its programs do what it says.

`tests/documents` type-checks the programs.
"""

import json
from pathlib import Path

import pytest

from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.settings_file import parse
from tests.policies.engine.cases_on_engine import CasesEngine, Said
from tests.policies.pages.examples import CASES, TODAY, Example, examples
from tests.policies.pages.page import ALL, FOLDER, exemption, pages

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    f"{rule}-{kind}": example
    for rule in CASES
    for kind, example in zip(("wrong", "right"), examples(rule) or (), strict=True)
}
ALONE = {name: example for name, example in EXAMPLES.items() if example.is_of_stack}
TOGETHER = {name: example for name, example in EXAMPLES.items() if name not in ALONE}
CONFIGURATION = {
    "adminPassword": "canary-Page-4711",
    "networkInterfaceId": "/subscriptions/00000000-0000-4000-8000-000000000001/nic",
    "subnetId": "/subscriptions/00000000-0000-4000-8000-000000000001/subnet",
    "azure-native:subscriptionId": "00000000-0000-4000-8000-000000000001",
}


def test_the_pages_are_what_the_rules_say() -> None:
    """After a change: `make docs`."""
    assert {file.name: file.read_text() for file in FOLDER.glob("*")} == pages()


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.policy_name)
def test_a_rule_names_its_page(rule: Rule) -> None:
    """The link that a finding carries leads somewhere."""
    assert (ROOT / rule.page).exists()


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.id != "HP000"], ids=lambda r: r.id)
def test_the_exemption_of_a_page_is_one(rule: Rule) -> None:
    """It can be used as it stands, and is for the resource of the page's program."""
    (one,) = parse(exemption(rule), Path("hotpatch-policies.yaml"), TODAY).exemptions
    both = examples(rule.id)
    names = [name for name, _ in both[0].said] if both else ["web"]

    assert one.rules == {rule.id}
    assert all(one.covers(rule.id, (f"urn::{name}",)) for name in names)


@pytest.fixture(scope="module")
def previewed(cases_engine: CasesEngine) -> Said:
    """What previews say of the programs that can share a stack, by program and policy.

    All that share their stack and settings are one program, in which each resource `web` has the
    name of its own.
    """
    shared: dict[str, dict[str, Example]] = {}
    for name, example in TOGETHER.items():
        key = json.dumps([example.stack, example.settings])
        shared.setdefault(key, {})[name] = example
    found: Said = {}
    for key, group in shared.items():
        stack, settings = json.loads(key)
        sources = [
            example.program.replace('(\n    "web",', f'(\n    "{name}",')
            for name, example in group.items()
        ]
        configure(cases_engine, stack)
        found |= cases_engine.previewed_program("\n".join(sources), stack, settings)
    return found


def configure(engine: CasesEngine, stack: str) -> None:
    """Set what the programs ask for."""
    pairs = [part for pair in CONFIGURATION.items() for part in ("--plaintext", "=".join(pair))]
    engine.pulumi("config", "set-all", "--stack", stack, *pairs)


def of_rule(rule: str, said: dict[str, list[str]]) -> list[str]:
    """What a rule says, and HP000's notes of it; of HP000 itself, its notes of resources."""
    notes = said.get("HP000-notes", [])
    if rule == "HP000":
        return notes
    own = [one for policy in said if policy.startswith(rule) for one in said[policy]]
    return own + [one for one in notes if one.startswith(rule)]


@pytest.mark.engine
@pytest.mark.parametrize("name", TOGETHER)
def test_a_preview_says_of_a_program_what_its_page_says(name: str, previewed: Said) -> None:
    """The wrong one gets exactly the message of the page, the right one none."""
    found = of_rule(name.partition("-")[0], previewed.get(name, {}))

    assert found == [message for _, message in TOGETHER[name].said]


@pytest.mark.engine
@pytest.mark.parametrize("name", ALONE)
def test_a_preview_says_of_a_stack_what_its_page_says(name: str, cases_engine: CasesEngine) -> None:
    """As of a program of one resource, and names the resource that is to be changed."""
    configure(cases_engine, "dev")

    said = cases_engine.previewed_program(ALONE[name].program, "dev", ALONE[name].settings)

    rule = name.partition("-")[0]
    found = [(one, message) for one, told in said.items() for message in of_rule(rule, told)]
    assert found == list(ALONE[name].said)
