"""What Pulumi prints of a stack: what was interrupted, what is planned, and who is at it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from azure_hotpatch_cloud.settings import VARIABLES

_SIGNATURE = "4dabf18193072939515e22adb298388d"
"""The key that marks a secret, and other special values.

Source: https://github.com/pulumi/pulumi, sdk/go/common/resource/sig/sig.go, read 2026-11-23.
"""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation that the engine began and did not end, or that the next `up` would begin."""

    urn: str
    kind: str
    """`creating`, `updating`, `deleting`, `reading` or `importing`; `planned` for a new create."""
    type: str
    """Token such as `azure-native:compute:VirtualMachine`."""
    inputs: Mapping[str, Any]
    is_custom: bool
    """Whether a plugin makes it; a component is the engine's own."""
    is_protected: bool
    parent: str | None
    """URN of the parent; None for one without."""
    provider: str
    """URN of the provider; "" for what has none."""

    @property
    def name(self) -> str:
        """The name in the program, the last part of the URN."""
        return self.urn.split("::", 3)[3]


@dataclass(frozen=True, kw_only=True)
class StackState:
    """What matters here of a deployment: ids by URN, the providers' inputs, and what was cut."""

    ids: Mapping[str, str]
    providers: Mapping[str, Mapping[str, Any]]
    operations: tuple[Operation, ...]

    def has_secret_settings(self, provider: str) -> bool:
        """Whether a setting of this provider is a secret that the export hides."""
        return any(
            isinstance(value, dict) and "plaintext" not in value
            for value in self._settings(provider).values()
        )

    def settings(self, provider: str) -> dict[str, str]:
        """How this provider reaches Azure, as azure_hotpatch_cloud.read_settings takes it."""
        return {key: _text(value) for key, value in self._settings(provider).items()}

    def _settings(self, provider: str) -> dict[str, Any]:
        inputs = self.providers.get(provider, {})
        return {key: inputs[key] for key in VARIABLES if key in inputs}


def read_state(export: Mapping[str, Any]) -> StackState:
    """Read an export; one of an empty stack has nothing in it."""
    deployment = export.get("deployment") or {}
    resources = deployment.get("resources") or []
    return StackState(
        ids={each["urn"]: each.get("id", "") for each in resources if not each.get("delete")},
        providers={
            each["urn"]: each.get("inputs") or {}
            for each in resources
            if each["type"].startswith("pulumi:providers:")
        },
        operations=tuple(
            _operation(each["resource"], each["type"])
            for each in deployment.get("pending_operations") or []
        ),
    )


def with_planned(state: StackState, preview: Mapping[str, Any]) -> StackState:
    """The state, and what the next `up` would create by `pulumi preview --json`.

    What was interrupted while creating is planned too; it stays as it is.
    """
    known = {each.urn for each in state.operations}
    news = [each["newState"] for each in preview.get("steps") or [] if each["op"] == "create"]
    planned = tuple(
        _operation(new, "planned")
        for new in news
        if new["urn"] not in known and new["type"].startswith("azure-native:")
    )
    return replace(state, operations=(*state.operations, *planned))


def _operation(resource: Mapping[str, Any], kind: str) -> Operation:
    return Operation(
        urn=resource["urn"],
        kind=kind,
        type=resource["type"],
        inputs=resource.get("inputs") or {},
        is_custom=bool(resource.get("custom")),
        is_protected=bool(resource.get("protect")),
        parent=resource.get("parent") or None,
        provider=resource.get("provider", "").rpartition("::")[0],
    )


def _text(value: Any) -> str:
    if isinstance(value, dict) and _SIGNATURE in value:
        value = json.loads(value.get("plaintext", '""'))
    return value if isinstance(value, str) else json.dumps(value)
