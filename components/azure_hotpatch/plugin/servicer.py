"""The plugin's side of Pulumi's provider protocol.

It is written on the protocol itself, because the SDK's Provider class has no partial create, does
nothing on cancel, and prints errors as "Unexpected <class 'Exception'>".
"""

from typing import Any

import grpc
import pulumi
from google.protobuf import empty_pb2
from pulumi.provider.server import ProviderServicer as ComponentServicer
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from azure_hotpatch.plugin.configuration import ConfigurationError, read_configuration
from azure_hotpatch.plugin.crud import Crud
from azure_hotpatch.plugin.engine import Engine
from azure_hotpatch.plugin.properties import plain
from azure_hotpatch.plugin.registrar import Registrar, Surroundings
from azure_hotpatch.plugin.status import Context, fail


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Registrations by our own code, components by the SDK's."""

    def __init__(
        self,
        *,
        engine: Engine,
        components: ComponentServicer,
        schema: str,
        version: str,
        surroundings: Surroundings,
    ) -> None:
        self._engine = engine
        self._components = components
        self._schema = schema
        self._version = version
        self._surroundings = surroundings
        self._crud = Crud(engine, surroundings)

    async def stop(self) -> None:
        """Stop what is under way; each resource answers what was begun."""
        if self._crud.registrar is not None:
            await self._crud.registrar.cancel()

    async def close(self) -> None:
        """Give all connections back."""
        await self._crud.close()
        await self._engine.close()

    # What the engine asks of a plugin as such.

    async def Handshake(  # noqa: N802, gRPC's name
        self, request: provider_pb2.ProviderHandshakeRequest, _: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Agree on what values may look like."""
        await self._talk_to(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, accept_resources=True, accept_outputs=True
        )

    async def Attach(self, request: plugin_pb2.PluginAttach, _: Context) -> empty_pb2.Empty:  # noqa: N802, gRPC's name
        """Serve another engine, as PULUMI_DEBUG_PROVIDERS asks."""
        await self._talk_to(request.address)
        return empty_pb2.Empty()

    async def GetPluginInfo(self, _: empty_pb2.Empty, __: Context) -> plugin_pb2.PluginInfo:  # noqa: N802, gRPC's name
        """Name the version."""
        return plugin_pb2.PluginInfo(version=self._version)

    async def GetSchema(  # noqa: N802, gRPC's name
        self, request: provider_pb2.GetSchemaRequest, context: Context
    ) -> provider_pb2.GetSchemaResponse:
        """Describe components, resources and configuration to every language."""
        if request.version != 0:
            await fail(
                context,
                grpc.StatusCode.INVALID_ARGUMENT,
                f"schema version {request.version} is not known here; ask for version 0",
            )
        return provider_pb2.GetSchemaResponse(schema=self._schema)

    async def CheckConfig(  # noqa: N802, gRPC's name
        self, request: provider_pb2.CheckRequest, _: Context
    ) -> provider_pb2.CheckResponse:
        """Refuse a configuration that cannot work, with everything that is wrong about it."""
        try:
            read_configuration(plain(request.news), self._surroundings.environment)
        except ConfigurationError as error:
            failures = [provider_pb2.CheckFailure(reason=mistake) for mistake in error.mistakes]
            return provider_pb2.CheckResponse(inputs=request.news, failures=failures)
        return provider_pb2.CheckResponse(inputs=request.news)

    async def DiffConfig(  # noqa: N802, gRPC's name
        self, request: provider_pb2.DiffRequest, _: Context
    ) -> provider_pb2.DiffResponse:
        """Another configuration never replaces what was registered with the old one."""
        changed = plain(request.olds) != plain(request.news)
        return provider_pb2.DiffResponse(
            changes=provider_pb2.DiffResponse.DIFF_SOME
            if changed
            else provider_pb2.DiffResponse.DIFF_NONE
        )

    async def Configure(  # noqa: N802, gRPC's name
        self, request: provider_pb2.ConfigureRequest, context: Context
    ) -> provider_pb2.ConfigureResponse:
        """Keep the configuration; Azure is asked for nothing before a resource needs it."""
        try:
            configuration = read_configuration(plain(request.args), self._surroundings.environment)
        except ConfigurationError as error:
            await fail(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        await self._crud.close()
        self._crud.registrar = Registrar(self._surroundings, configuration)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=True, acceptOutputs=True
        )

    async def Cancel(self, _: empty_pb2.Empty, __: Context) -> empty_pb2.Empty:  # noqa: N802, gRPC's name
        """Stop what is under way; each resource answers what was begun."""
        await self.stop()
        return empty_pb2.Empty()

    async def Construct(  # noqa: N802, gRPC's name
        self, request: provider_pb2.ConstructRequest, context: Context
    ) -> provider_pb2.ConstructResponse:
        """Make a component; a refusal reads as it does in a program, with no traceback."""
        try:
            return await self._components.Construct(request, context)
        except pulumi.RunError as error:
            await fail(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))

    async def Call(self, request: provider_pb2.CallRequest, context: Context) -> Any:  # noqa: N802, gRPC's name
        """Call a method of a component."""
        return await self._components.Call(request, context)

    # The two resources.

    async def Check(  # noqa: N802, gRPC's name
        self, request: provider_pb2.CheckRequest, context: Context
    ) -> provider_pb2.CheckResponse:
        """Refuse inputs that cannot work."""
        return await self._crud.check(request, context)

    async def Diff(  # noqa: N802, gRPC's name
        self, request: provider_pb2.DiffRequest, context: Context
    ) -> provider_pb2.DiffResponse:
        """Say what a change comes to."""
        return await self._crud.diff(request, context)

    async def Create(  # noqa: N802, gRPC's name
        self, request: provider_pb2.CreateRequest, context: Context
    ) -> provider_pb2.CreateResponse:
        """Register."""
        return await self._crud.create(request, context)

    async def Update(  # noqa: N802, gRPC's name
        self, request: provider_pb2.UpdateRequest, context: Context
    ) -> provider_pb2.UpdateResponse:
        """Register again, or note other settings."""
        return await self._crud.update(request, context)

    async def Read(  # noqa: N802, gRPC's name
        self, request: provider_pb2.ReadRequest, context: Context
    ) -> provider_pb2.ReadResponse:
        """Read the present state."""
        return await self._crud.read(request, context)

    async def Delete(  # noqa: N802, gRPC's name
        self, request: provider_pb2.DeleteRequest, context: Context
    ) -> empty_pb2.Empty:
        """Leave the registration, or unregister it."""
        return await self._crud.delete(request, context)

    async def _talk_to(self, address: str) -> None:
        if address:
            await self._engine.move(address)
            self._components.engine_address = address
