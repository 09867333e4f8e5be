"""A plugin for previews only, which takes every resource of every package as it is declared.

The real plugins of the cases' packages are large, or cannot be had here; a preview of new resources
needs no more of them than this. It says nothing about Azure, and refuses to make anything.
"""
# ruff: noqa: N802 - the methods have gRPC's names.

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

Context = grpc.ServicerContext
NO_LIMIT = ("grpc.max_receive_message_length", -1)


class TakesEverything(provider_pb2_grpc.ResourceProviderServicer):
    """Serves all packages at once, to an engine that attaches to it."""

    def __init__(self) -> None:
        self._configured = struct_pb2.Struct()

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Take secrets as secrets, and references as references."""
        del request, context
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: Context) -> empty_pb2.Empty:
        """Be there already."""
        del request, context
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:
        """Be of a version that no release has."""
        del request, context
        return plugin_pb2.PluginInfo(version="0.0.0")

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: Context
    ) -> provider_pb2.CheckResponse:
        """Take any configuration."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: Context
    ) -> provider_pb2.DiffResponse:
        """See no difference."""
        del request, context
        return provider_pb2.DiffResponse()

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: Context
    ) -> provider_pb2.ConfigureResponse:
        """Ask for secrets as secrets, and to be asked in previews."""
        del context
        self._configured = request.args
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, acceptResources=True, supportsPreview=True
        )

    def Check(
        self, request: provider_pb2.CheckRequest, context: Context
    ) -> provider_pb2.CheckResponse:
        """Take any inputs, and add none."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def Create(
        self, request: provider_pb2.CreateRequest, context: Context
    ) -> provider_pb2.CreateResponse:
        """Foresee the inputs as outputs; make nothing."""
        if not request.preview:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "this plugin is for previews only")
        return provider_pb2.CreateResponse(properties=request.properties)

    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: Context
    ) -> provider_pb2.InvokeResponse:
        """Say whose client it is, by its configuration; read nothing."""
        if request.tok != "azure-native:authorization:getClientConfig":
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{request.tok}: nothing is read here")
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(self._configured)
        return response

    def Cancel(self, request: empty_pb2.Empty, context: Context) -> empty_pb2.Empty:
        """Have nothing to end."""
        del request, context
        return empty_pb2.Empty()


@contextmanager
def serving() -> Iterator[int]:
    """The plugin on a port of this machine."""
    server = grpc.server(ThreadPoolExecutor(4), options=[NO_LIMIT])
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(TakesEverything(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait()
