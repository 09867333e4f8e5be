"""Writes the generated parts of a page: `python -m local_azure.coverage docs/emulator.md`.

A part stands between `<!-- name -->` and `<!-- /name -->`; the rest of the page is written by hand.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from local_azure import gates, services
from local_azure.arm import Route
from local_azure.azure_native.types import RESOURCE_TYPES
from local_azure.differences import DIFFERENCES
from local_azure.faults import ACTIONS
from local_azure.patching import scenario_files
from local_azure.resource_graph.functions import FUNCTIONS
from local_azure.resource_graph.syntax import GRAMMAR
from local_azure.resource_graph.tables import TABLES
from local_azure.unserved import unserved


def pages(text: str) -> str:
    """The page with its generated parts written anew.

    Raises:
        ValueError: the page lacks the marks of a part.
    """
    for name, part in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"{begin.strip()} … {end}: missing in the page")
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = "\n".join([f"{before}{begin.strip()}", *part(), f"{end}{after}"])
    return text


def operations() -> Iterator[str]:
    """Every operation, by namespace."""
    ordered = sorted(services.ROUTES, key=_order)
    for name, routes in groupby(ordered, key=_namespace):
        yield from (f"### {name}", "", "| Operation | Method | Path | Since |", "|---|---|---|---|")
        for route in routes:
            since = "" if route.since == Route.since else route.since
            yield f"| {route.operation} | {route.method} | `{route.path}` | {since} |"
        yield ""


def assumptions() -> Iterator[str]:
    """Every sentence of every module's `ASSUMED`."""
    for module in (gates, *services.SERVICES):
        sentences = getattr(module, "ASSUMED", ())
        if sentences:
            title = (module.__doc__ or "").strip().splitlines()[0].rstrip(".")
            yield from (f"**{title}.**", "")
            yield from (f"* {sentence}" for sentence in sentences)
            yield ""


def fault_actions() -> Iterator[str]:
    """What a fault can do."""
    yield from ("| Action | What happens |", "|---|---|")
    yield from (f"| `{action}` | {meaning} |" for action, meaning in ACTIONS.items())


def scenarios() -> Iterator[str]:
    """Every scenario that ships."""
    yield from ("| Scenario | Windows Server | Releases | What it is |", "|---|---|---|---|")
    for name in scenario_files.SHIPPED:
        found = scenario_files.shipped(name)
        about = scenario_files.description(name)
        yield f"| `{name}` | {found.os} | {len(found.releases)} | {about} |"


def plugin_types() -> Iterator[str]:
    """Every resource type of the plugin that stands in for azure-native."""
    yield from ("| Resource | Getter | api-version |", "|---|---|---|")
    for token, kind in RESOURCE_TYPES.items():
        module, _, name = token.rpartition(":")
        yield f"| `{token}` | `{module}:get{name}` | {kind.api_version} |"


def queries() -> Iterator[str]:
    """What Resource Graph can be asked here: tables, grammar, functions."""
    yield from ("| Table | Rows |", "|---|---|")
    yield from (f"| `{name}` | {table.meaning} |" for name, table in TABLES.items())
    yield from ("", "```lark", *GRAMMAR.read_text().splitlines(), "```", "")
    yield from ("| Function | Answers |", "|---|---|")
    yield from (f"| `{name}` | {each.meaning} |" for name, each in FUNCTIONS.items())


def known_differences() -> Iterator[str]:
    """Where an answer is known to differ from one of Azure's, by reason."""
    yield from ("| Exchanges | Difference | Reason |", "|---|---|---|")
    for (exchanges, kind, reason), several in groupby(
        DIFFERENCES, key=lambda each: (each.exchanges, each.kind, each.reason)
    ):
        where = ", ".join(f"`{each.where}`" for each in several)
        yield f"| `{exchanges}` | {kind}: {where} | {reason} |"


def unserved_operations() -> Iterator[str]:
    """What Microsoft's clients can call and nobody answers here."""
    yield from ("| Client | Operation | Method | Path |", "|---|---|---|---|")
    for client, operations in unserved():
        for each in operations:
            yield f"| {client} | `{each.group}.{each.name}` | {each.method} | `{each.path}` |"
        if not operations:
            yield f"| {client} | none: all are served | | |"


def _namespace(route: Route) -> str:
    return "Before a token" if route.is_open else gates.provider_of(route)[0]


def _order(route: Route) -> tuple[str, int]:
    return _namespace(route), services.ROUTES.index(route)


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "operations": operations,
    "assumptions": assumptions,
    "scenarios": scenarios,
    "faults": fault_actions,
    "queries": queries,
    "types": plugin_types,
    "differences": known_differences,
    "unserved": unserved_operations,
}

if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(pages(page.read_text()))
