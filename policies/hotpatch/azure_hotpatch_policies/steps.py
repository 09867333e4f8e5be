"""What a preview would do."""

from dataclasses import dataclass

from azure_hotpatch_policies.resources import Resource

REPLACING = frozenset({"replace", "create-replacement", "import-replacement"})
DELETING = frozenset({"delete", "delete-replaced"})
"""How the engine calls steps after which a resource is another one, or gone.

Source: https://github.com/pulumi/pulumi, pkg/resource/deploy/step.go, v3.259.0.
"""


@dataclass(frozen=True)
class Step:
    """One step of a preview.

    Attributes:
        operation: How the engine calls it, `replace`.
        resource: What is there today, with its inputs.
        reasons: The properties for which it is replaced, as its provider names them.
        is_left: Whether the provider leaves the resource in place all the same.
    """

    operation: str
    resource: Resource
    reasons: tuple[str, ...] = ()
    is_left: bool = False
