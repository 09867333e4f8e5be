"""The policy pack: which rules, and how strict."""

import sys

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from azure_hotpatch_policies import pack, settings_file
from azure_hotpatch_policies.rule import Rule
from azure_hotpatch_policies.rules import RULES
from azure_hotpatch_policies.settings import Settings


def policy(rule: Rule, settings: Settings, registered: pack.Registered) -> Policy:
    """One rule as a policy: mandatory rules refuse, the others advise."""
    strictness = EnforcementLevel.MANDATORY if rule.is_mandatory else EnforcementLevel.ADVISORY
    told = {**pack.described(rule), "severity": Severity(rule.severity.value)}
    given = (rule, RULES, settings, registered)
    if rule.is_of_stack:
        validate = pack.stack_validation(*given)
        return StackValidationPolicy(validate=validate, enforcement_level=strictness, **told)
    return ResourceValidationPolicy(
        validate=pack.resource_validation(*given),
        remediate=pack.resource_remediation(rule),
        enforcement_level=strictness,
        **told,
    )


try:
    read = settings_file.from_process()
except settings_file.SettingsError as error:
    sys.exit(str(error))

shared = pack.Registered(UnknownValueError)
PolicyPack("azure-hotpatch", [policy(rule, read, shared) for rule in RULES])
