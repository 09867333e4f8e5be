"""The matrix of cases, rule by source by what is the case; `python -m tests.policies.matrix`."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from azure_hotpatch_policies.rule import Notes, WholeStack
from azure_hotpatch_policies.rules import RULES
from tests.policies.policy_case import HAPPY, cases
from tests.policies.stack_case import stack_cases

CELLS = ("pass", "fail", "missing", "null", "unknown", "secret", "wrong-type", "odd-case")
REASONS = Path(__file__).parent / "empty_cells.json"
STACK = "stack"


@dataclass(frozen=True)
class Reason:
    """Why some cells are empty."""

    rules: frozenset[str]
    sources: frozenset[str]
    cells: frozenset[str]
    reason: str

    def is_for(self, rule: str, source: str, cell: str) -> bool:
        """Tell whether it explains a cell; `*` stands for all."""
        return all(
            wanted & {one, "*"}
            for wanted, one in (
                (self.rules, rule),
                (self.sources, source),
                (self.cells, cell),
            )
        )


@cache
def reasons() -> tuple[Reason, ...]:
    """Return the reasons."""
    said = json.loads(REASONS.read_text())
    return tuple(
        Reason(
            frozenset(one["rules"]),
            frozenset(one["sources"]),
            frozenset(one["cells"]),
            one["reason"],
        )
        for one in said
    )


@cache
def counts() -> Counter[tuple[str, str, str]]:
    """Return how many cases there are, by rule, source and cell."""
    found: Counter[tuple[str, str, str]] = Counter()
    for case in cases():
        found.update((case.rule, case.source, cell) for cell in CELLS if cell in case.what)
    for whole in stack_cases():
        found.update((whole.rule, STACK, cell) for cell in CELLS if cell in whole.name)
    return found


def rows() -> Iterator[tuple[str, str]]:
    """Yield each rule with each source that it applies to."""
    sources = sorted(file.stem for file in HAPPY.glob("*.json"))
    for rule in RULES:
        if isinstance(rule.judges, Notes):
            continue
        if isinstance(rule.judges, WholeStack):
            yield rule.id, STACK
            continue
        is_of_network = rule.id == "HP016"
        yield from ((rule.id, one) for one in sources if ("security" in one) is is_of_network)


def empty_cells() -> Iterator[tuple[str, str, str]]:
    """Yield the cells without a case."""
    for rule, source in rows():
        yield from ((rule, source, cell) for cell in CELLS if not counts()[rule, source, cell])


def matrix() -> str:
    """Return the matrix as a table: how many cases, or the number of the reason for none."""
    lines = [
        "# Cases of the rules",
        "",
        "How many cases there are for each rule and source, or in brackets why there are none.",
        "Written by `python -m tests.policies.matrix`; a test compares.",
        "",
        "| Rule | Source | " + " | ".join(CELLS) + " |",
        "|" + " --- |" * (2 + len(CELLS)),
    ]
    for rule, source in rows():
        cells = [_shown(rule, source, cell) for cell in CELLS]
        lines.append(f"| {rule} | {source} | " + " | ".join(cells) + " |")
    lines.append("")
    lines += [f"[{index}] {one.reason}  " for index, one in enumerate(reasons(), 1)]
    return "\n".join(lines) + "\n"


def _shown(rule: str, source: str, cell: str) -> str:
    count = counts()[rule, source, cell]
    if count:
        return str(count)
    numbers = [index for index, one in enumerate(reasons(), 1) if one.is_for(rule, source, cell)]
    return f"[{numbers[0]}]" if numbers else "?"


if __name__ == "__main__":
    sys.stdout.write(matrix())
