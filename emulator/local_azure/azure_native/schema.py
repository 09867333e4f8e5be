"""The smallest schema that tells the engine which resources and functions there are."""

import json

from local_azure.azure_native.types import RESOURCE_TYPES, ResourceType

_ANY = {"$ref": "pulumi.json#/Any"}


def schema(version: str) -> str:
    """A Pulumi package schema of the stand-in's types, every property of any type."""
    resources = {token: _resource(kind) for token, kind in RESOURCE_TYPES.items()}
    functions = dict(_getter(kind) for kind in RESOURCE_TYPES.values())
    return json.dumps(
        {
            "name": "azure-native",
            "version": version,
            "description": "The local Azure's stand-in for azure-native.",
            "resources": resources,
            "functions": functions,
        }
    )


def _resource(kind: ResourceType) -> dict[str, object]:
    inputs = (kind.body_inputs - {"id"}) | set(kind.parameters)
    outputs = (kind.body_inputs | kind.body_outputs | {"azureApiVersion"}) - {"id"}
    return {
        "inputProperties": dict.fromkeys(sorted(inputs), _ANY),
        "requiredInputs": sorted({*kind.parameters[:-1], *kind.required} - {"location"}),
        "properties": dict.fromkeys(sorted(outputs), _ANY),
    }


def _getter(kind: ResourceType) -> tuple[str, dict[str, object]]:
    module, _, name = kind.pulumi_type.rpartition(":")
    inputs = {"type": "object", "properties": dict.fromkeys((*kind.parameters, "expand"), _ANY)}
    outputs = {"type": "object", "additionalProperties": _ANY}
    return f"{module}:get{name}", {"inputs": inputs, "outputs": outputs}
