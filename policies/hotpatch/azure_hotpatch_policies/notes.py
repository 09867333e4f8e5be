"""What HP000 says: what nobody can tell yet, and how exemptions stand."""

from collections.abc import Iterable, Iterator

from azure_hotpatch_policies.judging import Finding
from azure_hotpatch_policies.settings import Exemption, Settings

ID = "HP000"


def note(finding: Finding) -> str | None:
    """Return what is to be said of a finding that is no refusal; None for one that is."""
    if finding.exemption is not None:
        exemption = finding.exemption
        last = f" until {exemption.expires}" if exemption.expires else ""
        by = f"{finding.rule.id} is exempted here by {exemption.owner}{last}"
        return f"{by}: {exemption.reason.rstrip('.')}. {finding.message}"
    if finding.is_undecided:
        return f"{finding.rule.id} is undecided: {finding.message}"
    return None


def on_exemptions(findings: Iterable[Finding], settings: Settings) -> Iterator[str]:
    """Yield what is to be said of exemptions that end soon, have ended, or let nothing pass.

    Args:
        findings: Everything that was found in the stack.
        settings: The exemptions, and the day.
    """
    used = {finding.exemption for finding in findings}
    for exemption in settings.exemptions:
        about = f"{exemption.place} of {exemption.owner}, {_rules(exemption)}"
        if exemption.is_over(settings.today):
            yield f"{about}: expired on {exemption.expires}. It counts no more: remove it."
        elif exemption not in used:
            yield f"{about}: found nothing to let pass for '{exemption.resource}'. Remove it."
        elif exemption.is_ending(settings.today):
            yield (
                f"{about}: expires on {exemption.expires}. Repair what it lets pass, or renew it."
            )


def _rules(exemption: Exemption) -> str:
    return ", ".join(sorted(exemption.rules))
