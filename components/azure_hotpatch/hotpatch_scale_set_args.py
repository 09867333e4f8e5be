"""What a caller says about a scale set of hotpatch machines."""

from enum import Enum
from typing import NotRequired, TypedDict

import pulumi

from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch.machine_args import ServerArgs


class HealthProtocol(Enum):
    """How the health of the application is asked for, on the machine itself."""

    TCP = "tcp"
    """A connection is accepted."""
    HTTP = "http"
    """A request is answered with 200."""
    HTTPS = "https"
    """A request over TLS is answered with 200."""


class ApplicationHealth(TypedDict):
    """How Azure sees that the application on a machine is well, before it patches the next."""

    protocol: HealthProtocol
    """How it is asked for."""
    port: NotRequired[int]
    """Port on the machine, 1-65535. Required with tcp. Default: that of the protocol."""
    request_path: NotRequired[str]
    """Path of the request, `/health`. Required with http and https, refused with tcp."""


class HotpatchScaleSetArgs(ServerArgs):
    """What a caller says about the scale set."""

    resource_group_name: pulumi.Input[str]
    """Name of an existing resource group, 1-90 characters."""

    admin_username: str
    """Name of the administrator's account, 1-20 characters; not `admin` and its like. A change
    replaces the scale set."""

    admin_password: pulumi.Input[str]
    """Password of that account, 8-123 characters of three kinds; a secret in the state. It is used
    when the scale set is created: a later change is ignored."""

    subnet_id: pulumi.Input[str]
    """ARM id of the subnet in which the machines get network interfaces, without public addresses.
    The subnet needs a way out (HotpatchNetwork has one): without it, patching stops silently."""

    health: ApplicationHealth
    """How Azure sees that the application is well. Azure patches no scale set on these images
    without it."""

    capacity: NotRequired[int]
    """How many machines there are, 0-1000. Default: 2."""

    image: NotRequired[HotpatchImage]
    """Image of the catalogue. Default: 2025-datacenter-azure-edition-core. A change is for machines
    that are made afterwards."""

    location: NotRequired[pulumi.Input[str]]
    """Region. Default: azure-native:location, else the resource group's."""

    zones: NotRequired[list[str]]
    """Availability zones over which Azure spreads the machines, each `1`, `2` or `3` and each once.
    `[]` uses none, for a region without zones. Default: `1`, `2` and `3`. A change replaces the
    scale set."""

    scale_set_name: NotRequired[str]
    """Name of the scale set in Azure, 1-64 characters; those of its machines begin with it.
    Default: the component's name."""

    computer_name_prefix: NotRequired[str]
    """What the machines' computer names begin with, 1-9 letters, digits and hyphens, not digits
    only. Default: `scale_set_name`. A change replaces the scale set."""

    time_zone: NotRequired[str]
    """Windows name of the time zone, `W. Europe Standard Time`. Default: absent, UTC. A change is
    for machines that are made afterwards."""

    replaceable: NotRequired[bool]
    """Whether the scale set may be deleted and replaced. Default: false, it is protected."""

    keep_version_aliases: NotRequired[bool]
    """Whether the children keep azure-native's aliases for API versions, which a stack needs that
    adopts resources of a versioned type. Default: false."""
