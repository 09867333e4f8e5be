"""The rules of network security groups, by whatever provider."""

from collections.abc import Iterator

from azure_hotpatch_policies.resources import Resource
from azure_hotpatch_policies.templates import Unread, deployed
from azure_hotpatch_policies.values import Spelling, Value

GROUPS = frozenset(
    {
        "azure-native:network:NetworkSecurityGroup",
        "azure:network/networkSecurityGroup:NetworkSecurityGroup",
    }
)
RULES = frozenset(
    {
        "azure-native:network:SecurityRule",
        "azure:network/networkSecurityRule:NetworkSecurityRule",
    }
)
_GROUP = "microsoft.network/networksecuritygroups"


def security_rules(resource: Resource) -> Iterator[Value]:
    """Yield each rule that a resource declares; in a template, its `properties`."""
    root = Value("", dict(resource.properties), spelling=Spelling.SNAKE_TOO)
    if resource.kind in RULES:
        yield root
    elif resource.kind in GROUPS:
        yield from root.at("securityRules").items()
    else:
        for one in deployed(resource):
            type_ = None if isinstance(one, Unread) else one.at("type").text
            if isinstance(one, Unread) or type_ is None:
                continue
            if type_ == _GROUP:
                for rule in one.at("properties.securityRules").items():
                    yield rule.at("properties")
            elif type_ in (f"{_GROUP}/securityrules", "securityrules"):
                yield one.at("properties")
