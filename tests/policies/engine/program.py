"""A program without a language: resources, registered with the engine as an SDK registers them."""
# ruff: noqa: N802 - the methods have gRPC's names.

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import (
    language_pb2,
    language_pb2_grpc,
    plugin_pb2,
    resource_pb2,
    resource_pb2_grpc,
)

from tests.policies.engine.declared import Declared, package_of
from tests.policies.policy_case import UNKNOWN_TEXT

Context = grpc.ServicerContext
Needed = resource_pb2.RegisterResourceRequest.PropertyDependencies


class Program(language_pb2_grpc.LanguageRuntimeServicer):
    """A language runtime whose one program registers these resources, in an order that works."""

    def __init__(self, resources: Sequence[Declared]) -> None:
        self.resources = resources

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: Context
    ) -> language_pb2.LanguageHandshakeResponse:
        """Need nothing of the engine."""
        del request, context
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:
        """Be of a version that no release has."""
        del request, context
        return plugin_pb2.PluginInfo(version="0.0.0")

    def About(
        self, request: language_pb2.AboutRequest, context: Context
    ) -> language_pb2.AboutResponse:
        """Have no program to name."""
        del request, context
        return language_pb2.AboutResponse()

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: Context
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Need no package to be installed."""
        del request, context
        return language_pb2.GetRequiredPackagesResponse()

    def Run(self, request: language_pb2.RunRequest, context: Context) -> language_pb2.RunResponse:
        """Register the resources."""
        del context
        with grpc.insecure_channel(request.monitor_address) as channel:
            monitor = resource_pb2_grpc.ResourceMonitorStub(channel)
            stack = monitor.RegisterResource(
                resource_pb2.RegisterResourceRequest(
                    type="pulumi:pulumi:Stack", name=f"{request.project}-{request.stack}"
                )
            )
            register(monitor, self.resources, stack.urn)
        return language_pb2.RunResponse()


def register(monitor: Any, resources: Sequence[Declared], stack: str) -> None:
    """Register resources below a stack; what others wait for, first."""
    urns: dict[str, str] = {}
    waiting = list(resources)
    while waiting:
        ready = [one for one in waiting if {one.parent, *one.needed} - {""} <= urns.keys()]
        assert ready, "these wait for each other"
        asked = {
            one.key: monitor.RegisterResource.future(
                resource_pb2.RegisterResourceRequest(
                    type=one.type,
                    name=one.name,
                    custom=not one.is_component,
                    parent=urns.get(one.parent, stack),
                    object=struct(one.properties),
                    dependencies=[urns[key] for key in one.needed],
                    propertyDependencies={
                        name: Needed(urns=[urns[key] for key in keys])
                        for name, keys in one.property_dependencies.items()
                    },
                    provider=_provider(monitor, one, stack),
                    acceptSecrets=True,
                    acceptResources=True,
                )
            )
            for one in ready
        }
        for key, answer in asked.items():
            urns[key] = answer.result().urn
        waiting = [one for one in waiting if one.key not in asked]


def _provider(monitor: Any, one: Declared, stack: str) -> str:
    """Return the reference of a resource's own provider; empty for the package's default one."""
    if not one.provider:
        return ""
    name = f"{one.name}-provider"
    made = monitor.RegisterResource(
        resource_pb2.RegisterResourceRequest(
            type=f"pulumi:providers:{package_of(one.type)}",
            name=name,
            custom=True,
            parent=stack,
            object=struct(one.provider),
            acceptSecrets=True,
        )
    )
    return f"{made.urn}::{made.id or UNKNOWN_TEXT}"


def struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties as every SDK sends them; an unknown value is a text that stands for it."""
    made = struct_pb2.Struct()
    made.update(properties)
    return made


@contextmanager
def serving(resources: Sequence[Declared]) -> Iterator[str]:
    """The address of a language runtime that runs this program."""
    server = grpc.server(ThreadPoolExecutor(4))
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(Program(resources), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()
