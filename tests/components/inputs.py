"""Every place of a component's arguments where the output of another resource may stand."""

import inspect
from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import Enum
from types import UnionType
from typing import Any, NotRequired, Union, get_args, get_origin, is_typeddict

import pulumi
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch.plugin.hosted import COMPONENTS
from tests.components.conftest import INTERFACE, PREVIEW, SUBNET, SUBSCRIPTION

Place = tuple[str | int, ...]

_SERVERS = {
    "resource_group_name": "servers",
    "admin_username": "operator",
    "admin_password": "Sunny-Day-42",
    "subnet_id": SUBNET,
}
MACHINE: dict[str, Any] = {
    "resourceGroupName": "servers",
    "vmName": "OLD",
    "location": "westeurope",
    "tags": {"made": "by hand"},
    "hardwareProfile": {"vmSize": "Standard_D2s_v5"},
    "networkProfile": {"networkInterfaces": [{"id": INTERFACE, "primary": True}]},
    "osProfile": {
        "computerName": "LEGACY-7",
        "adminUsername": "operator",
        "windowsConfiguration": {
            "provisionVMAgent": True,
            "enableAutomaticUpdates": False,
            "timeZone": "UTC",
            "patchSettings": {"patchMode": "Manual", "assessmentMode": "ImageDefault"},
        },
    },
    "securityProfile": {"securityType": "Standard"},
    "storageProfile": {
        "imageReference": {
            "publisher": "MicrosoftWindowsServer",
            "offer": "WindowsServer",
            "sku": "2022-Datacenter-Azure-Edition-Core",
            "version": "latest",
        },
        "osDisk": {"name": "OLD_OsDisk_1", "createOption": "FromImage", "caching": "ReadWrite"},
        "dataDisks": [{"lun": 3, "createOption": "Attach", "managedDisk": {"id": "data"}}],
    },
}
"""A machine that was made by hand, as `azure-hotpatch adopt` writes it."""
SOUND: Mapping[str, dict[str, Any]] = {
    "PreviewAccess": {"subscription_id": SUBSCRIPTION},
    "HotpatchNetwork": {"resource_group_name": "servers", "bastion": True},
    "HotpatchVm": _SERVERS,
    "HotpatchFleet": {**_SERVERS, "machines": {"web-1": {}, "web-2": {}}},
    "HotpatchScaleSet": {**_SERVERS, "health": {"protocol": "tcp", "port": 80}},
    "AdoptedVm": {"machine": MACHINE},
}
"""Arguments that nothing is wrong with, by component."""

FREE = {"extra", "machine", "settings", "protected_settings", "tags"}
"""Arguments whose keys are not ours, and alike in every language."""
NAMED = "machines"
"""An argument whose keys are the caller's names, and whose values are ours."""

_BESIDE: Mapping[str, dict[str, Any]] = {
    "access": {"image": PREVIEW},
    "network_interface_id": {"subnet_id": None},
}
"""What else must be so where an argument is given; None takes one away."""


def inputs_of(component: type[pulumi.ComponentResource]) -> list[Place]:
    """The places of a component; `0` and `web-1` stand for any element and any key."""
    arguments = inspect.get_annotations(component.__init__)["args"]
    return list(_places(arguments, ()))


def every_input() -> Iterator[tuple[type[pulumi.ComponentResource], Place]]:
    """Every place of every component."""
    for component in COMPONENTS:
        for place in inputs_of(component):
            yield component, place


def with_value(component: type[pulumi.ComponentResource], place: Place, value: Any) -> Any:
    """Sound arguments of a component, with a value at a place."""
    args: dict[str, Any] = deepcopy(SOUND[component.__name__])
    hint: Any = inspect.get_annotations(component.__init__)["args"]
    part: Any = args
    for step, following in zip(place, (*place[1:], None), strict=True):
        if isinstance(part, dict):
            for name, beside in _BESIDE.get(str(step), {}).items():
                part[name] = beside
        hint = _below(hint, step)
        if following is None:
            given = value
        elif isinstance(part, dict) and step in part:
            given = part[step]
        else:
            given = _sample(hint)
        if isinstance(part, list):
            part.append(given)
        else:
            part[step] = given
        part = given
    return args


def in_schema_names(value: Any) -> Any:
    """The arguments as a program in another language writes them."""
    if isinstance(value, list):
        return [in_schema_names(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {camel_case(name): _in_schema_names(name, each) for name, each in value.items()}


def _in_schema_names(name: str, value: Any) -> Any:
    if name in FREE:
        return value
    if name == NAMED and isinstance(value, dict):
        return {key: in_schema_names(each) for key, each in value.items()}
    return in_schema_names(value)


def _places(hint: Any, above: Place) -> Iterator[Place]:
    if get_origin(hint) is NotRequired:
        yield from _places(get_args(hint)[0], above)
    elif get_origin(hint) in (Union, UnionType):
        yield above
    elif is_typeddict(hint):
        for name, each in inspect.get_annotations(hint).items():
            yield from _places(each, (*above, name))
    elif get_origin(hint) is list:
        yield from _places(get_args(hint)[0], (*above, 0))
    elif get_origin(hint) is dict:
        yield from _places(get_args(hint)[1], (*above, "web-1"))


def _below(hint: Any, step: str | int) -> Any:
    if get_origin(hint) is NotRequired:
        hint = get_args(hint)[0]
    if is_typeddict(hint):
        return inspect.get_annotations(hint)[str(step)]
    return get_args(hint)[-1]


def _sample(hint: Any) -> Any:
    """The least that a block can be: what is required, in words that fit."""
    if get_origin(hint) is NotRequired:
        hint = get_args(hint)[0]
    if is_typeddict(hint):
        required: frozenset[str] = getattr(hint, "__required_keys__", frozenset())
        fields = inspect.get_annotations(hint)
        return {name: _sample(fields[name]) for name in fields if name in required}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint)).value
    samples: dict[Any, Any] = {list: [], dict: {}, int: 1, bool: True, str: "x"}
    return deepcopy(samples[get_origin(hint) or hint])
