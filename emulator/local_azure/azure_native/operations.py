"""Create, read, update and delete one resource, as azure-native does it over ARM."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_azure.azure_native.bodies import (
    imported_inputs,
    inputs_within,
    outputs_of,
    request_body,
)
from local_azure.azure_native.client import Arm
from local_azure.azure_native.errors import ExistsError, StandInError
from local_azure.azure_native.types import ResourceType
from local_azure.azure_native.values import Properties, Secret, plain, seal


@dataclass(frozen=True, kw_only=True)
class State:
    """A resource as the engine keeps it."""

    id: str
    inputs: Properties
    outputs: Properties


class PartialError(StandInError):
    """ARM accepted a write and then failed: the resource is there, and not as wished."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state = state


def create(arm: Arm, kind: ResourceType, inputs: Properties, timeout: float = 0) -> State:
    """Make a resource that is not there yet.

    Raises:
        ExistsError: it is there.
        PartialError: ARM accepted it, and then failed.
    """
    values = plain(inputs)
    arm_id = kind.arm_id(arm.account.configuration.subscription, values)
    if arm.read(arm_id, kind.api_version) is not None:
        raise ExistsError(arm_id)
    body = request_body(kind, values)
    for name in kind.sub_resources:
        body.setdefault("properties", {}).setdefault(name, [])
    return _written(arm, kind, arm_id, inputs, body, timeout)


def update(
    arm: Arm, kind: ResourceType, arm_id: str, inputs: Properties, timeout: float = 0
) -> State:
    """Write all inputs over the resource; lists that live as resources of their own stay.

    Raises:
        PartialError: ARM accepted it, and then failed.
    """
    body = request_body(kind, plain(inputs))
    properties = body.setdefault("properties", {}) if kind.sub_resources else {}
    absent = [name for name in kind.sub_resources if name not in properties]
    if absent:
        current = (arm.read(arm_id, kind.api_version) or {}).get("properties", {})
        properties |= {name: current[name] for name in absent if name in current}
    return _written(arm, kind, arm_id, inputs, body, timeout)


def read(
    arm: Arm,
    kind: ResourceType,
    arm_id: str,
    inputs: Properties,
    outputs: Properties,
) -> State | None:
    """The resource as it is now, or None; without inputs, as an import sees it.

    Inputs change only where Azure's answer changed since the last outputs, so that what Azure fills
    in by itself is no difference.

    Raises:
        StandInError: the id is of another type.
    """
    parameters = kind.parameters_of(arm_id)
    if parameters is None:
        raise StandInError(f"'{arm_id}' is not the id of {kind.pulumi_type}, which is {kind.path}")
    body = arm.read(arm_id, kind.api_version)
    if body is None:
        return None
    found = outputs_of(kind, body)
    if not inputs:
        imported = imported_inputs(kind, parameters, found)
        return State(id=arm_id, inputs=imported, outputs=found)
    sealed = _sealed(kind, found, inputs)
    carried = carry(inputs, inputs_within(kind, plain(outputs)), inputs_within(kind, plain(sealed)))
    return State(id=arm_id, inputs=carried, outputs=sealed)


def delete(arm: Arm, kind: ResourceType, arm_id: str, timeout: float = 0) -> None:
    """Delete the resource; one that is gone already is fine."""
    arm.delete(arm_id, kind.api_version, timeout)


def carry(inputs: Any, old: Any, new: Any) -> Any:
    """The inputs with what differs between old and new applied to them, and nothing else.

    Source: pulumi-azure-native provider/pkg/provider/diff.go applyDiff, read 2026-11-23.
    """
    if old == new:
        return inputs
    if isinstance(inputs, Secret):
        return Secret(carry(plain(inputs), old, new))
    if isinstance(inputs, dict) and isinstance(old, dict) and isinstance(new, dict):
        kept = {name: value for name, value in inputs.items() if name in new or name not in old}
        changed = {name: value for name, value in new.items() if old.get(name) != value}
        return kept | {
            name: carry(inputs[name], old[name], value) if name in inputs and name in old else value
            for name, value in changed.items()
        }
    if isinstance(inputs, list) and isinstance(old, list) and isinstance(new, list):
        both = min(len(inputs), len(old))
        return [
            carry(inputs[index], old[index], value) if index < both else value
            for index, value in enumerate(new)
        ]
    return new


def _written(
    arm: Arm,
    kind: ResourceType,
    arm_id: str,
    inputs: Properties,
    body: Properties,
    timeout: float,
) -> State:
    """Put, wait, then read, so that outputs are those that a refresh will see."""
    accepted = arm.put(arm_id, kind.api_version, body)
    try:
        written = arm.wait(accepted, timeout)
    except StandInError as error:
        raise PartialError(_current(arm, kind, arm_id, inputs), str(error)) from error
    final_id = str(written.get("id") or arm_id)
    answer = arm.read(final_id, kind.api_version) or written
    outputs = _sealed(kind, outputs_of(kind, answer), inputs)
    return State(id=final_id, inputs=inputs, outputs=outputs)


def _current(arm: Arm, kind: ResourceType, arm_id: str, inputs: Properties) -> State:
    """What is there after a failure; the inputs' secrets alone when not even that can be read."""
    try:
        body = arm.read(arm_id, kind.api_version)
    except StandInError:
        body = None
    outputs = outputs_of(kind, body or {})
    return State(id=arm_id, inputs=inputs, outputs=_sealed(kind, outputs, inputs))


def _sealed(kind: ResourceType, outputs: Properties, inputs: Mapping[str, Any]) -> Properties:
    """Outputs with the inputs' secrets, and without what is managed as a resource of its own."""
    of_body = {name: value for name, value in inputs.items() if name in kind.body_inputs}
    apart: Properties = {name: [] for name in kind.sub_resources if name not in inputs}
    sealed: Properties = seal(outputs | apart, of_body)
    return sealed
