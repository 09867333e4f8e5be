"""HP016: no inbound RDP from the internet."""

import ipaddress
from collections.abc import Iterable, Iterator

from azure_hotpatch_facts.violations import Violation
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Answer, EachResource, Rule, Severity, Undecided
from azure_hotpatch_policies.security_rules import security_rules
from azure_hotpatch_policies.settings import Settings
from azure_hotpatch_policies.values import Value, described

SOURCE = "https://learn.microsoft.com/azure/bastion/bastion-overview"
RDP = 3389
EVERYWHERE = frozenset({"*", "any", "internet"})
NARROWEST = 8
"""A range of addresses with a shorter prefix than this is the internet too."""

ALLOWED = "no rule that lets 3389 in from the internet"
FIX = "Reach the machines through Azure Bastion, or allow the addresses of your own network only."

Verdict = bool | None
"""Whether a part of a rule opens RDP; None where nobody can tell yet."""


def check(resource: Resource, _settings: Settings) -> Iterator[Answer]:
    """Yield each rule of a security group that lets RDP in from the internet."""
    for rule in security_rules(resource):
        sources = [rule.at("sourceAddressPrefix"), *rule.at("sourceAddressPrefixes").items()]
        ports = [rule.at("destinationPortRange"), *rule.at("destinationPortRanges").items()]
        verdicts = {
            "direction": _is_one_of(rule.at("direction"), {"inbound"}),
            "access": _is_one_of(rule.at("access"), {"allow"}),
            "protocol": _is_one_of(rule.at("protocol"), {"*", "tcp", "udp"}),
            "sourceAddressPrefix": _any(map(_is_internet, sources)),
            "destinationPortRange": _any(map(_has_rdp, ports)),
        }
        if any(verdict is False for verdict in verdicts.values()):
            continue
        unknown = next((part for part, verdict in verdicts.items() if verdict is None), None)
        if unknown is not None:
            why = "a value that cannot be read yet"
            yield Undecided(f"{rule.path}.{unknown}".lstrip("."), why, ALLOWED)
        else:
            shown = ", ".join(described(one.raw) for one in sources if not one.is_absent)
            path = f"{rule.path}.sourceAddressPrefix".lstrip(".")
            yield Violation(path, f"{shown} for port {RDP}", ALLOWED, FIX, SOURCE)


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = list(verdicts)
    if True in found:
        return True
    return None if None in found else False


def _is_one_of(value: Value, wanted: set[str]) -> Verdict:
    if value.mark is not None:
        return None
    # Azure refuses what is no text; until then it is held against the rule.
    return (value.text or "").strip() in wanted or not isinstance(value.raw, str | None)


def _is_internet(value: Value) -> Verdict:
    if value.mark is not None:
        return None
    if not isinstance(value.raw, str):
        return value.raw is not None
    text = value.raw.strip().lower()
    if text in EVERYWHERE:
        return True
    try:
        return ipaddress.ip_network(text, strict=False).prefixlen < NARROWEST
    except ValueError:
        return False


def _has_rdp(value: Value) -> Verdict:
    if value.mark is not None:
        return None
    raw = value.raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw == RDP
    if not isinstance(raw, str):
        return raw is not None
    first, _, last = raw.strip().partition("-")
    if first == "*":
        return True
    if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
        return False
    return int(first) <= RDP <= int(last or first)


RULE = Rule(
    id="HP016",
    name="inbound-rdp",
    title="No RDP from the internet",
    description="No network security group lets RDP in from the internet.",
    why="Open RDP is found within minutes; hotpatch closes holes faster, not all of them.",
    fix="Remove the rule; use Azure Bastion or just-in-time access.",
    severity=Severity.CRITICAL,
    judges=EachResource(check),
    source=SOURCE,
    tags=("network", "security"),
)
