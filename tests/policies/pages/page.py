"""Writes docs/rules/: a page a rule, and an index; `python -m tests.policies.pages.page`.

Of each rule it takes the data, what it was watched to read, its cases, and two programs.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from azure_hotpatch_policies.judging import Finding, judge_resource, judge_stack
from azure_hotpatch_policies.rule import EachMachine, EachStep, Notes, Rule
from azure_hotpatch_policies.rules import OF_PREVIEWS, RULES, hp018_unread_machines
from azure_hotpatch_policies.settings_file import parse
from azure_hotpatch_policies.steps import DELETING, REPLACING
from tests.policies.pages.changes import KEEPS, NAME, REPLACES, UP
from tests.policies.pages.examples import Example, examples
from tests.policies.pages.markdown import fence, quoted, wrapped
from tests.policies.pages.reads import table
from tests.policies.policy_case import cases
from tests.policies.stack_case import stack_cases

FOLDER = Path(__file__).parents[3] / "docs/rules"
TODAY = dt.date(2026, 11, 23)
COMPONENTS = {
    "HP008": "`azure_hotpatch.HotpatchVm` takes `access.ready` as `access`, and waits by itself.",
    "HP012": "`azure_hotpatch.HotpatchScaleSet` makes such a scale set.",
    "HP015": "`azure_hotpatch.HotpatchNetwork` makes such a subnet.",
    "HP016": "`azure_hotpatch.HotpatchNetwork` makes such a group, and a Bastion where asked to.",
}
"""What our components do about it, where they do not simply make such a machine."""

ALL = (*RULES, *OF_PREVIEWS)
ONLY_CHECK = (*OF_PREVIEWS, hp018_unread_machines.RULE)
"""Rules that stop no update."""

GENERATED = "<!-- Generated from the rule, its cases and its programs: `make docs`. -->"


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    ids = dict.fromkeys(rule.id for rule in ALL)
    written = {f"{id_}.md": page([one for one in ALL if one.id == id_]) for id_ in ids}
    return {"README.md": index(), **written}


def index() -> str:
    """The list of all rules."""
    lines = [
        GENERATED,
        "# Rules",
        "",
        "What the policy pack judges; [how to use it](../policies.md). A rule passes, refuses, or",
        "says that nobody can tell yet: a value that only the update will know, or a secret that",
        "cannot be read. `pulumi preview` and `pulumi up` warn of that, `azure-hotpatch check`",
        "denies it.",
        "",
        "| Rule | What holds where it passes | Severity | A violation |",
        "| --- | --- | --- | --- |",
    ]
    for rule in ALL:
        stops = "stops the update" if rule.is_mandatory else "is advice"
        stops = "fails `azure-hotpatch check`" if rule in ONLY_CHECK else stops
        link = f"[{rule.id}]({rule.id}.md) {rule.title}"
        lines.append(f"| {link} | {rule.description} | {rule.severity.value} | {stops} |")
    return "\n".join([*lines, ""])


def page(rules: list[Rule]) -> str:
    """The page of the rules of one id: HP000 has two."""
    first = rules[0]
    return "\n".join(
        [
            GENERATED,
            f"# {first.id}: {first.title}",
            "",
            *_heads(rules),
            "## Why",
            "",
            first.why,
            "",
            *_read(first),
            *_programs(first),
            *_changes(first),
            "## How to fix it",
            "",
            first.fix,
            "",
            *_exemption(first),
            *_cases(first),
            "## Source",
            "",
            f"<{first.source}>",
            "",
        ]
    )


def _heads(rules: list[Rule]) -> Iterator[str]:
    for rule in rules:
        yield rule.description
        yield ""
        stops = "a violation stops the update" if rule.is_mandatory else "advice, never a refusal"
        kind = "Policy"
        if rule in OF_PREVIEWS:
            kind, stops = "Rule", "judged by `azure-hotpatch check` over a program, not by the pack"
        elif rule in ONLY_CHECK:
            stops = "always undecided: a warning, which `azure-hotpatch check` denies"
        yield (
            f"{kind} `{rule.policy_name}`, severity {rule.severity.value}, {stops}; "
            f"tags: {', '.join(rule.tags)}."
        )
        yield ""


def _read(rule: Rule) -> Iterator[str]:
    rows = list(table(rule))
    yield "## What it reads"
    yield ""
    if isinstance(rule.judges, Notes):
        yield "What the other rules leave open, and the exemptions of hotpatch-policies.yaml."
    elif rows:
        yield from rows
        yield ""
        yield (
            "azure-native counts in every form of its types, `azure-native:compute/v20241101:…` and"
        )
        yield ("`azure-native_compute_v20241101:…` included. A template inside a deployment writes")
        yield "the same below `properties`, in any case of letters."
    elif isinstance(rule.judges, EachStep):
        operations = ", ".join(f"`{one}`" for one in sorted(REPLACING | DELETING))
        yield from wrapped(
            f"The steps of a preview, {operations}, and of what they are about what the others "
            "read of a machine. What no rule understands, and is like a machine, counts as one."
        )
    yield ""


def _programs(rule: Rule) -> Iterator[str]:
    both = examples(rule.id)
    if both is None:
        return
    spoken_of, passed = both
    is_refusal = rule.is_mandatory and rule not in ONLY_CHECK
    yield f"## A program that it {'refuses' if is_refusal else 'speaks of'}"
    yield ""
    yield from _program(spoken_of)
    yield f"`pulumi preview --policy-pack` says of {_names(spoken_of)}:"
    yield ""
    for _, message in spoken_of.said:
        yield from quoted(message)
    yield "## A program that passes"
    yield ""
    yield from _program(passed)
    if isinstance(rule.judges, EachMachine) or rule.id in COMPONENTS:
        yield COMPONENTS.get(rule.id, "`azure_hotpatch.HotpatchVm` makes such a machine.")
        yield ""


def _changes(rule: Rule) -> Iterator[str]:
    if not isinstance(rule.judges, EachStep):
        return
    yield "## A program that is up"
    yield ""
    yield from fence("python", UP.program.splitlines())
    yield "## A change that it refuses"
    yield ""
    yield from fence("diff", REPLACES.lines)
    yield f"`azure-hotpatch check` says of `{NAME}`:"
    yield ""
    for message in REPLACES.said:
        yield from quoted(message)
    yield "## A change that passes"
    yield ""
    yield from fence("diff", KEEPS.lines)
    yield "The update changes the machine that is there."
    yield ""


def _program(example: Example) -> Iterator[str]:
    yield from fence("python", example.program.splitlines())
    if example.settings is not None:
        yield f"in a stack `{example.stack}`, with this hotpatch-policies.yaml:"
        yield ""
        settings = example.settings.items()
        yield from fence("yaml", (f"{key}: {json.dumps(value)}" for key, value in settings))


def _names(example: Example) -> str:
    names = dict.fromkeys(name for name, _ in example.said)
    return ", ".join(f"`{name}`" for name in names)


def exemption(rule: Rule) -> str:
    """An exemption from a rule, as hotpatch-policies.yaml has it."""
    both = examples(rule.id)
    name = both[0].said[0][0] if both else NAME
    return "\n".join(
        [
            "exemptions:",
            f"- rules: [{rule.id}]",
            f'  resource: "*::{name}"',
            "  reason: Moves to another machine in spring.",
            "  owner: team-shop",
            "  expires: 2027-03-31",
            "",
        ]
    )


def _exemption(rule: Rule) -> Iterator[str]:
    if isinstance(rule.judges, Notes):
        return
    yield "## How to exempt a resource"
    yield ""
    yield "In hotpatch-policies.yaml, with a reason and somebody who answers for it:"
    yield ""
    yield from fence("yaml", exemption(rule).splitlines())
    yield "`resource` is a pattern of a URN, a type or a name. Each use is printed; from two weeks"
    yield "before its last day, and when it lets nothing pass, a warning says so."
    yield ""


def _cases(rule: Rule) -> Iterator[str]:
    rows = list(_answers(rule))
    if not rows:
        return
    yield "## What it answers"
    yield ""
    yield "By its cases, which are files under `tests/policies`:"
    yield ""
    yield "| Case | Answer |"
    yield "| --- | --- |"
    yield from rows
    yield ""


def _answers(rule: Rule) -> Iterator[str]:
    for case in cases():
        if case.rule == rule.id and case.source in _sources(rule):
            settings = parse(json.dumps(case.settings or {}), Path(), TODAY)
            found = judge_resource(rule, case.resource(), settings)
            name = case.what if case.source in MAIN else case.name
            yield f"| {name} | {_answer(found)} |"
    for whole in stack_cases():
        if whole.rule == rule.id:
            settings = parse(json.dumps(whole.settings or {}), Path(), TODAY)
            yield f"| {whole.name} | {_answer(judge_stack(rule, whole.stack(), settings))} |"


MAIN = ("native", "native-scale-set", "native-security-group")
"""Sources of which a page shows the cases; a rule over machines answers alike for all others."""


def _sources(rule: Rule) -> tuple[str, ...]:
    sources = {"HP012": MAIN[1:2], "HP016": MAIN[2:], "HP018": ("native", "template")}
    return sources.get(rule.id, MAIN[:1])


def _answer(found: Iterable[Finding]) -> str:
    said = []
    for one in found:
        answer = "undecided" if one.is_undecided else "violation"
        said.append(f"{answer}, `{one.message.partition('; allowed')[0]}`")
    return "; ".join(said).replace("|", "\\|") or "passes"


def main() -> None:
    """Write the pages, and remove those of rules that are no more."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
