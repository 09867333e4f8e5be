"""Names for resources whose program gives none, as azure-native chooses them."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from local_azure.azure_native.types import ResourceType

CREATE_BEFORE_DELETE = "__createBeforeDelete"
"""The input that says the name is automatic, so that a replacement can be made first."""

_RANDOM_LETTERS = 8


def automatic_name(
    kind: ResourceType, request: provider_pb2.CheckRequest, olds: Mapping[str, Any]
) -> dict[str, Any]:
    """The inputs that name the resource, or none where the user switched automatic names off.

    An old name stays. A top-level resource gets its logical name and eight hexadecimal digits, a
    child its logical name, both unless `autonaming` says otherwise. The digits come from the
    engine's seed, so that an update finds the name that its preview showed.

    Source: pulumi-azure-native provider.go getDefaultName, read 2026-11-23.
    """
    key = kind.name_parameter
    if key in olds:
        return {name: olds[name] for name in (key, CREATE_BEFORE_DELETE) if name in olds}
    if request.HasField("autonaming"):
        if request.autonaming.mode == provider_pb2.CheckRequest.AutonamingOptions.DISABLE:
            return {}
        return {key: request.autonaming.proposed_name, CREATE_BEFORE_DELETE: True}
    logical_name = request.urn.split("::")[3]
    if not kind.is_top_level:
        return {key: logical_name}
    digits = _digits(request.randomSeed)
    return {key: f"{logical_name}{digits}", CREATE_BEFORE_DELETE: True}


def _digits(seed: bytes) -> str:
    if not seed:
        return secrets.token_hex(_RANDOM_LETTERS // 2)
    return hashlib.sha256(seed).hexdigest()[:_RANDOM_LETTERS]
