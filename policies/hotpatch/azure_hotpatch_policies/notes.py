"""What HP000 says: what nobody can tell yet, and how exemptions stand."""

from collections.abc import Iterable, Iterator

from azure_hotpatch_policies.judging import Finding, exemptions_for
from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.settings import Exemption, Settings

ID = "HP000"


def note(finding: Finding) -> str | None:
    """Return what is to be said of a finding that is no refusal; None for one that is."""
    if finding.exemption is not None:
        return _of_exempted(finding.rule, finding.exemption) + finding.message
    if finding.is_undecided:
        return _of_undecided(finding.rule) + finding.message
    return None


def heard(
    said: str, resource: Resource, rules: Iterable[Rule], settings: Settings
) -> tuple[Rule, Exemption | None, str] | None:
    """Return what a note says: the rule, by which exemption or by none, and the message.

    It is `note` read backwards, for who gets only what the engine passes on; None for no such note.

    Args:
        said: The note.
        resource: What it is about.
        rules: All rules.
        settings: Those of the process that wrote the note.
    """
    for rule in rules:
        exemption, _ = exemptions_for(rule, resource, settings)
        if exemption is not None and said.startswith(_of_exempted(rule, exemption)):
            return rule, exemption, said.removeprefix(_of_exempted(rule, exemption))
        if said.startswith(_of_undecided(rule)):
            return rule, None, said.removeprefix(_of_undecided(rule))
    return None


def _of_exempted(rule: Rule, exemption: Exemption) -> str:
    last = f" until {exemption.expires}" if exemption.expires else ""
    by = f"{rule.id} is exempted here by {exemption.owner}{last}"
    return f"{by}: {exemption.reason.rstrip('.')}. "


def _of_undecided(rule: Rule) -> str:
    return f"{rule.id} is undecided: "


def on_exemptions(
    used: Iterable[Exemption], settings: Settings, rules: Iterable[Rule]
) -> Iterator[str]:
    """Yield what is to be said of exemptions that end soon, have ended, or let nothing pass.

    An exemption from a rule that was not asked may well be used elsewhere.

    Args:
        used: What let something pass.
        settings: The exemptions, and the day.
        rules: Every rule that was asked.
    """
    did, asked = set(used), {rule.id for rule in rules}
    for exemption in settings.exemptions:
        about = f"{exemption.place} of {exemption.owner}, {_rules(exemption)}"
        if exemption.is_over(settings.today):
            yield f"{about}: expired on {exemption.expires}. It counts no more: remove it."
        elif exemption not in did and exemption.rules <= asked:
            yield f"{about}: found nothing to let pass for '{exemption.resource}'. Remove it."
        elif exemption.is_ending(settings.today):
            yield (
                f"{about}: expires on {exemption.expires}. Repair what it lets pass, or renew it."
            )


def _rules(exemption: Exemption) -> str:
    return ", ".join(sorted(exemption.rules))
