"""hotpatch-policies.yaml: what may stand there, and every mistake in words."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from azure_hotpatch_policies.rules import OF_PREVIEWS, RULES
from azure_hotpatch_policies.settings import OnUndecided, Settings
from azure_hotpatch_policies.settings_file import SettingsError, parse, read, schema
from tests.documents.blocks import ROOT, blocks

TODAY = dt.date(2026, 11, 23)
FILE = Path("hotpatch-policies.yaml")
FULL = """
undecided: warn
linux: judge
allowedLocations: [westeurope, North Europe]
productionStacks: [prod, shop/prod-*]
registeredSubscriptions: [00000000-0000-4000-8000-0000000000AB]
addedImages:
- {publisher: Contoso, offer: Windows, sku: mine, preview: true, reason: Our build of 2025 Core.}
exemptions:
- rules: [HP003, HP004]
  resource: "*::legacy-*"
  reason: Moves to another machine in spring.
  owner: team-shop
  expires: 2027-01-31
"""


EXEMPTIBLE = sorted({rule.id for rule in (*RULES, *OF_PREVIEWS) if rule.id != "HP000"})
"""HP000 refuses nothing that an exemption could let pass."""


def mistakes(text: str) -> tuple[str, ...]:
    """What is wrong with a file."""
    with pytest.raises(SettingsError) as caught:
        parse(text, FILE, TODAY)
    return caught.value.mistakes


def test_a_full_file_is_read() -> None:
    """Every key of the schema has its place in the settings."""
    found = parse(FULL, FILE, TODAY)

    assert found.undecided is OnUndecided.WARN
    assert found.judges_linux
    assert found.allowed_locations == ("westeurope", "North Europe")
    assert found.registered_subscriptions == {"00000000-0000-4000-8000-0000000000ab"}
    assert [image.reference for image in found.added_images] == ["Contoso:Windows:mine"]
    assert found.added_images[0].is_preview
    assert found.exemptions[0].expires == dt.date(2027, 1, 31)
    assert found.exemptions[0].rules == {"HP003", "HP004"}


@pytest.mark.parametrize(
    ("project", "stack"), [("any", "prod"), ("shop", "prod"), ("shop", "prod-eu")]
)
def test_a_pattern_names_stacks_with_or_without_their_project(project: str, stack: str) -> None:
    """`prod` is that stack of any project, `shop/prod-*` some of one."""
    assert parse(FULL, FILE, TODAY).is_production(project, stack)


@pytest.mark.parametrize(("project", "stack"), [("any", "prod-eu"), ("shop", "dev"), ("prod", "x")])
def test_other_stacks_are_not_production(project: str, stack: str) -> None:
    """A pattern without a slash is a stack's name, whole and in its own case."""
    assert not parse(FULL, FILE, TODAY).is_production(project, stack)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "{}"])
def test_an_empty_file_leaves_every_default(text: str) -> None:
    """Undecided is denied, Linux is ignored, nothing is exempted."""
    assert parse(text, FILE, TODAY) == Settings(TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "the file: found ['a']; allowed: keys with values. Correct it."),
        (
            "undecided: maybe",
            "undecided: found 'maybe'; allowed: one of deny, warn. Correct it.",
        ),
        (
            "allowedRegions: [x]",
            (
                "the file: found allowedRegions; allowed: addedImages, allowedLocations, "
                "exemptions, linux, productionStacks, registeredSubscriptions, undecided. Remove "
                "it, or correct its name."
            ),
        ),
        ("allowedLocations: []", "allowedLocations: found []; allowed: at least one. Correct it."),
        (
            "allowedLocations: ['  ']",
            "allowedLocations[0]: found '  '; allowed: a text that is not blank. Correct it.",
        ),
        (
            "exemptions: [{rules: [HP003], resource: web, reason: r, owner: o, expires: soon}]",
            "exemptions[0].expires: found 'soon'; allowed: a day, such as 2027-01-31. Correct it.",
        ),
        ("exemptions:", "exemptions: found nothing; allowed: a list. Correct it."),
        (
            "exemptions: [{rules: [HP003], reason: r, owner: o}]",
            (
                "exemptions[0].resource: found absent; allowed: URN, type or name of the resource, "
                "with * for any text. Give it."
            ),
        ),
        (
            "exemptions: [{rules: [HP033], resource: web, reason: r, owner: o}]",
            (
                "exemptions[0].rules[0]: found 'HP033'; allowed: one of "
                f"{', '.join(EXEMPTIBLE)}. Correct it."
            ),
        ),
        (
            "registeredSubscriptions: [mine]",
            (
                "registeredSubscriptions[0]: found 'mine'; allowed: a text such as "
                "00000000-0000-4000-8000-000000000001. Correct it."
            ),
        ),
        (
            f"linux: {'x' * 300}",
            f"linux: found '{'x' * 239}…; allowed: one of ignore, judge. Correct it.",
        ),
        (
            "addedImages: [{publisher: a, offer: b, sku: c}]",
            (
                "addedImages[0].reason: found absent; allowed: why you know that it takes "
                "hotpatches. Give it."
            ),
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, expected: str) -> None:
    """Where, what was found, what is allowed, what to do."""
    assert mistakes(text) == (expected,)


def test_all_mistakes_are_told_at_once() -> None:
    """An exemption without a reason and an owner, beside a wrong key."""
    found = mistakes("linux: yes\nexemptions: [{rules: [HP003], resource: web}]")

    assert found == (
        (
            "exemptions[0].owner: found absent; allowed: who answers for it: a person or a team. "
            "Give it."
        ),
        "exemptions[0].reason: found absent; allowed: why it is let pass. Give it.",
        "linux: found true; allowed: one of ignore, judge. Correct it.",
    )


@pytest.mark.parametrize(
    "text", ["a: [", "undecided: deny\nundecided: warn", "x: !!python/name:os"]
)
def test_a_file_that_is_no_plain_yaml_is_refused(text: str) -> None:
    """Broken YAML, a key that is twice, and tags of Python."""
    assert len(mistakes(text)) == 1


def test_the_file_is_found_in_the_working_directory(tmp_path: Path) -> None:
    """Without a variable, hotpatch-policies.yaml counts where it is."""
    (tmp_path / FILE).write_text("undecided: warn")

    assert read({}, tmp_path, TODAY).undecided is OnUndecided.WARN
    assert read({}, tmp_path / "elsewhere", TODAY) == Settings(TODAY)


def test_the_variable_names_the_file(tmp_path: Path) -> None:
    """AZURE_HOTPATCH_POLICIES wins, and a file that it names must be there."""
    (tmp_path / "mine.yaml").write_text("linux: judge")
    (tmp_path / FILE).write_text("undecided: warn")

    found = read({"AZURE_HOTPATCH_POLICIES": "mine.yaml"}, tmp_path, TODAY)

    assert (found.judges_linux, found.undecided) == (True, OnUndecided.DENY)
    with pytest.raises(SettingsError, match="cannot be read"):
        read({"AZURE_HOTPATCH_POLICIES": "none.yaml"}, tmp_path, TODAY)


def test_the_schema_for_editors_is_a_schema() -> None:
    """It is valid by its own draft, and describes every key."""
    Draft202012Validator.check_schema(schema())

    assert all("description" in key for key in schema()["properties"].values())


def test_the_page_shows_every_setting() -> None:
    """docs/policies.md has one block with all keys, and it can be used as it stands."""
    (shown,) = (
        block.text
        for block in blocks(ROOT / "docs/policies.md")
        if block.language == "yaml" and not block.file
    )

    parse(shown, FILE, TODAY)
    assert yaml.safe_load(shown).keys() == schema()["properties"].keys()
