"""All rules, by id: those of the pack, and those that only a preview shows something."""

from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.rules import (
    hp000_notes,
    hp001_azure_edition,
    hp002_hotpatch_image,
    hp003_hotpatch_enabled,
    hp004_patch_mode,
    hp005_agent_and_updates,
    hp006_safety_checks,
    hp007_maintenance,
    hp008_registrations,
    hp009_production,
    hp010_trusted_launch,
    hp011_region,
    hp012_scale_set,
    hp013_plan,
    hp014_assessment_mode,
    hp015_egress,
    hp016_inbound_rdp,
    hp017_size,
    hp018_unread_machines,
    hp019_servers_kept,
)

RULES: tuple[Rule, ...] = (
    hp000_notes.OF_RESOURCES,
    hp000_notes.OF_STACK,
    hp001_azure_edition.RULE,
    hp002_hotpatch_image.RULE,
    hp003_hotpatch_enabled.RULE,
    hp004_patch_mode.RULE,
    hp005_agent_and_updates.RULE,
    hp006_safety_checks.RULE,
    hp007_maintenance.RULE,
    hp008_registrations.RULE,
    hp009_production.RULE,
    hp010_trusted_launch.RULE,
    hp011_region.RULE,
    hp012_scale_set.RULE,
    hp013_plan.RULE,
    hp014_assessment_mode.RULE,
    hp015_egress.RULE,
    hp016_inbound_rdp.RULE,
    hp017_size.RULE,
    hp018_unread_machines.RULE,
)
"""What the policy pack judges."""

OF_PREVIEWS: tuple[Rule, ...] = (hp019_servers_kept.RULE,)
"""What `azure-hotpatch check` judges besides, over a program."""
