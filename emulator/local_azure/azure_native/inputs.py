"""What a program's inputs become before anything is sent: defaults, secrets, and mistakes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.names import automatic_name
from local_azure.azure_native.types import RESOURCE_GROUP, ResourceType
from local_azure.azure_native.values import (
    UNKNOWN,
    Properties,
    Secret,
    from_wire,
    has_unknown,
    plain,
)

Locate = Callable[[str], str | None]
"""Finds the location of a resource group by its name."""


def checked_inputs(
    kind: ResourceType,
    request: provider_pb2.CheckRequest,
    configured_location: str | None,
    locate: Locate,
) -> Properties:
    """The program's inputs with name, location and api-version filled in, secrets marked."""
    olds, news = from_wire(request.olds), from_wire(request.news)
    if kind.name_parameter not in news:
        news |= automatic_name(kind, request, olds)
    if kind.has_location and "location" not in news:
        location = _default_location(kind, olds, news, configured_location, locate)
        if location is not None:
            news["location"] = location
    news.setdefault("azureApiVersion", kind.api_version)
    return with_secrets(news, kind.secrets)


def with_secrets(properties: Properties, paths: Iterable[str]) -> Properties:
    """The properties, with what lies at these paths (`osProfile.adminPassword`) a secret."""
    for path in paths:
        _seal_at(properties, path.split("."))
    return properties


def mistakes(kind: ResourceType, inputs: Mapping[str, Any]) -> Iterator[provider_pb2.CheckFailure]:
    """Everything that cannot be right about the inputs, all at once."""
    for name in (*kind.parameters, *kind.required):
        value = plain(inputs.get(name))
        if value is None:
            hint = _LOCATION_HINT if name == "location" else ""
            yield _failure(name, f"missing required property '{name}'{hint}")
        elif name in kind.parameters and value is not UNKNOWN and not _is_name(value):
            yield _failure(name, f"'{name}' must be a name that is not empty (found {value!r})")
    known = kind.body_inputs | {*kind.parameters, "azureApiVersion"}
    for name in sorted(inputs.keys() - known):
        if not name.startswith("__"):
            yield _failure(
                name,
                f"unknown property '{name}': {kind.pulumi_type} has no such input at api-version"
                f" {kind.api_version}",
            )


_LOCATION_HINT = (
    ". Either set it explicitly or configure it with"
    " 'pulumi config set azure-native:location <value>'."
)


def _default_location(
    kind: ResourceType,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    configured: str | None,
    locate: Locate,
) -> Any:
    """Old inputs, then the provider's config, then the resource group's own location."""
    if "location" in olds:
        return olds["location"]
    if configured:
        return configured
    group = news.get("resourceGroupName")
    if group is None or kind is RESOURCE_GROUP:
        return None
    return UNKNOWN if has_unknown(group) else locate(str(plain(group)))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _failure(name: str, reason: str) -> provider_pb2.CheckFailure:
    return provider_pb2.CheckFailure(property=name, reason=reason)


def _seal_at(properties: Properties, path: list[str]) -> None:
    name, *rest = path
    value = properties.get(name)
    if value is None or isinstance(value, Secret):
        return
    if not rest:
        properties[name] = Secret(plain(value))
    elif isinstance(value, dict):
        _seal_at(value, rest)
