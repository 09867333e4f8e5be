"""The package's schema: what the components say of themselves, and the two resources."""

import inspect
import json
import re
from typing import Any

from pulumi.provider.experimental.analyzer import Analyzer
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch.machine_args import MachineArgs, ServerArgs
from azure_hotpatch.plugin.pace import KEYS
from azure_hotpatch.plugin.resources import FEATURE_TYPE, PROVIDER_TYPE
from azure_hotpatch_cloud.settings import SECRETS, VARIABLES

Schema = dict[str, Any]

_PYTHONS_OWN = re.compile(r"\n\n(?:Raises|Attributes|Args):\n")
_DEPRECATED = re.compile(r"(?:^|\n\n)Deprecated: (.+)$", re.DOTALL)
_SECRETS = ("adminPassword", "protectedSettings")

_ABOUT: Schema = {
    "description": "Azure machines that take Windows security updates without a reboot: components,"
    " and registrations of preview features.",
    "keywords": ["azure", "hotpatch", "kind/component", "category/cloud"],
    "license": "Apache-2.0",
}

_SUBSCRIPTION: Schema = {
    "type": "string",
    "description": "GUID of the subscription; a change replaces, and unregisters nothing.",
    "willReplaceOnChanges": True,
}
_NAMESPACE: Schema = {
    "type": "string",
    "description": "Namespace of the resource provider, such as Microsoft.Compute.",
    "willReplaceOnChanges": True,
}
_FEATURE: Schema = {
    "type": "string",
    "description": "Name of the feature, such as EncryptionAtHost, without the namespace.",
    "willReplaceOnChanges": True,
}
_SETTINGS: Schema = {
    "unregisterOnDelete": {
        "type": "boolean",
        "description": "Unregister on delete what was registered here; false by default, since"
        " every stack and tool of the subscription shares the registration.",
    },
    "timeoutMinutes": {
        "type": "number",
        "description": "Minutes to wait, more than 0; 30 for a feature and 120 for a provider by"
        " default, or as the plugin's configuration says.",
    },
}
_TRIGGERS: Schema = {
    "triggers": {
        "type": "object",
        "additionalProperties": {"$ref": "pulumi.json#/Any"},
        "description": "Anything whose change registers the provider again, such as the states of"
        " features that were registered just before.",
    }
}
_OUTPUTS: Schema = {
    "state": {
        "type": "string",
        "description": "Azure's state, Registered when all is well; NotOffered for a feature that"
        " Azure does not offer for registration (any more).",
    },
    "registeredHere": {
        "type": "boolean",
        "description": "Whether this resource registered what was not registered before.",
    },
    "registeredAt": {
        "type": "string",
        "description": "When this resource asked Azure to register last, in UTC as"
        " 2026-11-23T08:00:00+00:00; empty where it never did.",
    },
}


def with_resources(components: str) -> str:
    """The components' schema, as JSON, with the resources and the configuration."""
    schema: Schema = _ABOUT | _described(_with_shared(json.loads(components)))
    for component in schema["resources"].values():
        for name in component["inputProperties"].keys() & _SECRETS:
            component["inputProperties"][name]["secret"] = True
    config = _config()
    schema["config"] = {"variables": config}
    schema["provider"] = {
        "description": "How registrations reach Azure; the keys are those of azure-native.",
        "inputProperties": config,
    }
    schema["resources"] |= {
        FEATURE_TYPE: _resource(
            "Registers a preview feature with a subscription, waits until Azure has really done"
            " it, and leaves it registered when it is deleted.",
            {"subscriptionId": _SUBSCRIPTION, "namespace": _NAMESPACE, "feature": _FEATURE},
            _SETTINGS,
        ),
        PROVIDER_TYPE: _resource(
            "Registers a resource provider with a subscription, again whenever its triggers"
            " change, and leaves it registered when it is deleted.",
            {"subscriptionId": _SUBSCRIPTION, "namespace": _NAMESPACE},
            _SETTINGS | _TRIGGERS,
        ),
    }
    return json.dumps(schema)


def _with_shared(schema: Schema) -> Schema:
    """Describe the arguments that several blocks have alike: the SDK reads a block's own only."""
    analyzer = Analyzer("")
    shared = {
        camel_case(name): said
        for block in (ServerArgs, MachineArgs)
        for name in block.__annotations__
        if (said := analyzer.get_docstring(block, name))
    }
    for block in (*schema["resources"].values(), *schema["types"].values()):
        for properties in (block.get("inputProperties", {}), block.get("properties", {})):
            for name in properties.keys() & shared.keys():
                properties[name].setdefault("description", shared[name])
    return schema


def _described(part: Any) -> Any:
    """Descriptions as every language shows them, and deprecations as every language knows them.

    No indentation, and no section about Python. A last paragraph `Deprecated: Use size.` warns
    whoever uses the argument, output, type or value.
    """
    if isinstance(part, list):
        return [_described(one) for one in part]
    if not isinstance(part, dict):
        return part
    described = {key: _described(value) for key, value in part.items() if value is not None}
    text = described.get("description")
    if isinstance(text, str):
        text = _PYTHONS_OWN.split(inspect.cleandoc(text))[0]
        if warning := _DEPRECATED.search(text):
            described["deprecationMessage"] = " ".join(warning[1].split())
        described["description"] = _DEPRECATED.sub("", text)
    return described


def _resource(description: str, required: Schema, optional: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "inputProperties": required | optional,
        "requiredInputs": list(required),
        "properties": required | optional | _OUTPUTS,
        "required": [*required, *_OUTPUTS],
        "stateInputs": {
            "description": "What narrows down the registration that `get` reads; its id suffices.",
            "type": "object",
            "properties": required | optional | _OUTPUTS,
        },
    }


def _config() -> Schema:
    texts = {
        key: {
            "type": "string",
            "description": f"As in azure-native; else {' or '.join(variables)}.",
            **({"secret": True} if key in SECRETS else {}),
        }
        for key, variables in VARIABLES.items()
    }
    numbers = {key: {"type": "number", "description": _PACE[key]} for key in KEYS}
    return texts | numbers


_PACE = {
    "pollIntervalSeconds": "Seconds between two reads of a registration; 10 by default.",
    "stableReads": "Reads in a row that must say Registered; 10 by default.",
    "featureTimeoutMinutes": "Minutes to wait for a feature; 30 by default.",
    "providerTimeoutMinutes": "Minutes to wait for a resource provider; 120 by default.",
}
