"""HP000: what nobody can tell yet, and how exemptions stand; never a refusal."""

from azure_hotpatch_policies.rule import Notes, Rule, Severity

SOURCE = "https://www.pulumi.com/docs/insights/policy/"
WHY = "A mandatory policy can only refuse; what is left open has to be seen all the same."
FIX = (
    "Write undecided values plainly, or let the update judge them; renew or remove what ends or "
    "lets nothing pass."
)

OF_RESOURCES = Rule(
    id="HP000",
    name="notes",
    title="Undecided values and exemptions used",
    description="What nobody can tell about a resource before the update, and what an exemption "
    "lets pass.",
    why=WHY,
    fix=FIX,
    severity=Severity.LOW,
    judges=Notes(of_stack=False),
    source=SOURCE,
    tags=("notes",),
    is_mandatory=False,
)

OF_STACK = Rule(
    id="HP000",
    name="stack-notes",
    title="Exemptions that end or are unused",
    description="What nobody can tell about the stack before the update, and how its exemptions "
    "stand.",
    why=WHY,
    fix=FIX,
    severity=Severity.LOW,
    judges=Notes(of_stack=True),
    source=SOURCE,
    tags=("notes",),
    is_mandatory=False,
)
