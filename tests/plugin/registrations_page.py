"""Writes the tables of a page: `python -m tests.plugin.registrations_page docs/registrations.md`.

They are the cases that test_registration_cases.py runs, and what the facts say of the states.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from azure_hotpatch_facts.features import STATES
from tests.plugin.registration_cases import Case, cases

_TITLES = {
    "create": "up, new",
    "update": "up, again",
    "read": "refresh, import",
    "delete": "destroy",
}
_KINDS = {"feature": "FeatureRegistration", "provider": "ProviderRegistration"}


def page(text: str) -> str:
    """The page with its tables written anew.

    Raises:
        ValueError: the page lacks the marks of a table.
    """
    for name, part in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"{begin.strip()} … {end}: missing in the page")
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = "\n".join([f"{before}{begin.strip()}", *part(), f"{end}{after}"])
    return text


def states() -> Iterator[str]:
    """Every state: what it means, and what creating a feature's registration comes to."""
    created = {
        case.is_: case
        for case in reversed(cases())
        if (case.operation, case.kind) == ("create", "feature")
    }
    yield from ("| State | What it means | Asked of Azure | Kept |", "|---|---|---|---|")
    for name, state in STATES.items():
        case = created["unknown" if name == "NotOffered" else name]
        yield f"| {name} | {state.meaning} | {_asked(case)} | {_kept(case)} |"


def table() -> Iterator[str]:
    """Every case, by what Pulumi asks and by kind."""
    every = cases()
    yield from (f"{len(every)} cases, each run by `tests/plugin/test_registration_cases.py`.", "")
    for (operation, kind), rows in groupby(every, key=lambda case: (case.operation, case.kind)):
        yield from (f"### {_KINDS[kind]}: {_TITLES[operation]}", "")
        yield from ("| Case | Asked of Azure | Kept | Read by the user |", "|---|---|---|---|")
        for case in rows:
            yield f"| {case.name} | {_asked(case)} | {_kept(case)} | {_read(case)} |"
        yield ""


def _asked(case: Case) -> str:
    return ", ".join(case.requests) or "nothing"


def _kept(case: Case) -> str:
    if case.operation == "delete":
        return "all of it" if case.error else "nothing"
    if not case.outputs:
        return {"create": "nothing", "update": "as it was", "read": "as it was"}[case.operation]
    here = "registered here" if case.outputs["registeredHere"] else "not registered here"
    begun = ", as begun" if case.error else ""
    return f"{case.outputs['state']}, {here}{begun}"


def _read(case: Case) -> str:
    said = [
        *(f"warning: {text}" for text in case.warns),
        *case.notes,
        *([f"error: {case.error}"] if case.error else []),
    ]
    text = "<br>".join(said).replace("|", "\\|")
    return text.format(place="(place)", id="(id)", subscription="(subscription)")


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {"states": states, "cases": table}

if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8")
