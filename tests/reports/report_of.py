"""Reports for tests: one with a finding of each outcome, and any that hypothesis can think of."""

from hypothesis import strategies as st

from azure_hotpatch_operations.check.findings import CheckReport, Found, Outcome, Place
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.rules import RULES

BY_ID = {rule.id: rule for rule in RULES}
MACHINE = "azure-native:compute:VirtualMachine"


def found(rule: str, outcome: Outcome, name: str = "web", **more: object) -> Found:
    """One finding about a machine; the message is short, as its words are not what is tested."""
    said = {
        "rule": BY_ID[rule],
        "outcome": outcome,
        "denies": outcome is Outcome.VIOLATION,
        "urn": f"urn:pulumi:dev::hotpatch::{MACHINE}::{name}",
        "type": MACHINE,
        "name": name,
        "message": "patchMode: found 'Manual'; allowed: 'AutomaticByPlatform'. Set it.",
        **more,
    }
    return Found(**said)  # type: ignore[arg-type]  # Each caller writes the fields that it means.


IMAGE = "storageProfile.imageReference.sku"
EXAMPLE = CheckReport(
    subject="stack dev of project hotpatch",
    rules=(BY_ID["HP001"], BY_ID["HP003"], BY_ID["HP004"], BY_ID["HP011"], BY_ID["HP014"]),
    findings=(
        found(
            "HP001",
            Outcome.VIOLATION,
            message=f"{IMAGE}: found '2019-datacenter'; allowed: an Azure Edition image. Use one.",
            path=IMAGE,
            place=Place("machines/web.py", 12),
        ),
        found("HP014", Outcome.ADVICE, place=Place("machines/web.py", 12)),
        found("HP011", Outcome.UNDECIDED, denies=True, message="location: unknown", name="db"),
        found("HP003", Outcome.EXEMPTED, name="sql", reason="team-shop, until 2027-03-31"),
        found("HP004", Outcome.ACCEPTED, name="old", place=Place("old.py", 3)),
    ),
    notes=("exemptions[1] of team-shop, HP003: found nothing to let pass for 'gone'. Remove it.",),
    resources=9,
    machines=4,
    folder="infra",
    pages="https://github.com/example/azure-hotpatch/blob/main",
)
"""A finding of each outcome, with and without a line."""

NOTHING = CheckReport("state.json", RULES, ())
"""A check that found nothing."""

texts = st.text(max_size=40) | st.sampled_from(
    [
        "a|b\\|c",
        "`x` ``y`` </code><script>alert(1)</script>",
        "@octocat please merge #1 GH-2 octo/repo#3",
        "https://evil.example www.evil.example mail@evil.example",
        "![x](https://evil.example/p.png) [y](javascript:alert(1))",
        "--> ]]> & &amp; &#64;octocat <!--",
        "\x00\x1b[31m\x1b]8;;https://evil.example\x07\r\n\n\n# head",
        "\ud800 \udfff\ufffe\uffff\u202e\u2066\u200b",
        "../../../../evil/repo/blob/main/x.py",
        "web" * 1_000,
    ]
)
"""Any text, and texts that have broken reports of others."""

rules: st.SearchStrategy[Rule] = st.sampled_from(RULES)
places = st.none() | st.builds(Place, file=texts.filter(bool), line=st.integers(1, 2**31 - 1))
findings = st.builds(
    Found,
    rule=rules,
    outcome=st.sampled_from(Outcome),
    denies=st.booleans(),
    urn=texts,
    type=texts,
    name=texts,
    message=texts,
    path=texts,
    place=places,
    reason=texts,
)
reports = st.builds(
    CheckReport,
    subject=texts,
    rules=st.lists(rules, unique=True).map(tuple),
    findings=st.lists(findings, max_size=6).map(tuple),
    notes=st.lists(texts, max_size=4).map(tuple),
    resources=st.integers(0, 10**6),
    machines=st.integers(0, 10**6),
    folder=st.sampled_from(["", ".", "infra", "infra/azure/"]),
    pages=st.sampled_from(["", "https://example.com/hotpatch"]),
)
