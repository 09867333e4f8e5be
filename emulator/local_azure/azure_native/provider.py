"""The plugin as the engine calls it: wire values in, the work done elsewhere, wire values out."""
# ruff: noqa: N802 - the methods have gRPC's names.

import os
from threading import Event

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from local_azure.azure_native import operations
from local_azure.azure_native.account import sign_in
from local_azure.azure_native.bodies import outputs_of, preview_outputs
from local_azure.azure_native.client import Arm
from local_azure.azure_native.configuration import SECRETS, read_configuration
from local_azure.azure_native.diff import diff
from local_azure.azure_native.errors import StandInError
from local_azure.azure_native.inputs import checked_inputs, mistakes, with_secrets
from local_azure.azure_native.refusals import refusing
from local_azure.azure_native.schema import schema
from local_azure.azure_native.types import RESOURCE_GROUP, getter_type, resource_type
from local_azure.azure_native.values import Properties, from_wire, plain, to_wire

_STABLE_OUTPUTS = frozenset({"name", "location", "type"})


class AzureNative(provider_pb2_grpc.ResourceProviderServicer):
    """A stand-in for pulumi-resource-azure-native, one instance for one configured provider.

    `version` is the version of azure-native that it stands in for. Setting `stop` ends all waiting.
    """

    def __init__(self, version: str, stop: Event) -> None:
        self._version = version
        self._stop = stop
        self._arm: Arm | None = None
        self._locations: dict[str, str] = {}

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Say what the plugin understands."""
        del request, context
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=True, supports_autonaming_configuration=True
        )

    def GetPluginInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> plugin_pb2.PluginInfo:
        """Say which version of azure-native this stands in for."""
        del request, context
        return plugin_pb2.PluginInfo(version=self._version)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """Name the resources and functions that are here."""
        del request, context
        return provider_pb2.GetSchemaResponse(schema=schema(self._version))

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Keep the configuration's secrets; Configure judges it, with the environment."""
        with refusing(context):
            inputs = with_secrets(from_wire(request.news), SECRETS)
            return provider_pb2.CheckResponse(inputs=to_wire(inputs))

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Replace nothing because of a changed configuration, as azure-native."""
        del request, context
        return provider_pb2.DiffResponse()

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Find the local Azure, or refuse."""
        with refusing(context):
            configuration = read_configuration(request.variables, os.environ)
            self._arm = Arm(sign_in(configuration, self._stop))
        return provider_pb2.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
        )

    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Fill in the defaults of a resource's inputs, and list what is wrong with them."""
        with refusing(context):
            kind = resource_type(request.urn)
            configured = self._azure.account.configuration.location
            inputs = checked_inputs(kind, request, configured, self._locate)
            return provider_pb2.CheckResponse(
                inputs=to_wire(inputs), failures=mistakes(kind, inputs)
            )

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Say what an update would do."""
        with refusing(context):
            return diff(
                resource_type(request.urn),
                from_wire(request.old_inputs),
                from_wire(request.news),
                from_wire(request.olds),
            )

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Make a resource that must not be there yet."""
        with refusing(context):
            kind, inputs = resource_type(request.urn), from_wire(request.properties)
            if request.preview:
                return provider_pb2.CreateResponse(
                    properties=to_wire(preview_outputs(kind, inputs))
                )
            state = operations.create(self._azure, kind, inputs, request.timeout)
            return provider_pb2.CreateResponse(id=state.id, properties=to_wire(state.outputs))

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Say what a resource is now: for a refresh, `get`, or an import."""
        with refusing(context):
            state = operations.read(
                self._azure,
                resource_type(request.urn),
                request.id,
                from_wire(request.inputs),
                from_wire(request.properties),
            )
            if state is None:
                return provider_pb2.ReadResponse(id="")
            return provider_pb2.ReadResponse(
                id=state.id, properties=to_wire(state.outputs), inputs=to_wire(state.inputs)
            )

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Write new inputs over a resource."""
        with refusing(context):
            kind, inputs = resource_type(request.urn), from_wire(request.news)
            if request.preview:
                olds = from_wire(request.olds)
                stable = {name: olds[name] for name in _STABLE_OUTPUTS & olds.keys()}
                foreseen = preview_outputs(kind, inputs) | stable
                return provider_pb2.UpdateResponse(properties=to_wire(foreseen))
            state = operations.update(self._azure, kind, request.id, inputs, request.timeout)
            return provider_pb2.UpdateResponse(properties=to_wire(state.outputs))

    def Delete(
        self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Delete a resource; one that is gone already is fine."""
        with refusing(context):
            kind = resource_type(request.urn)
            operations.delete(self._azure, kind, request.id, request.timeout)
        return empty_pb2.Empty()

    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        """Answer a getter, or say who is signed in."""
        with refusing(context):
            arguments = plain(from_wire(request.args))
            match request.tok:
                case "azure-native:authorization:getClientConfig":
                    answer: Properties = dict(self._azure.account.client_config())
                case "azure-native:authorization:getClientToken":
                    endpoint = arguments.get("endpoint") or self._azure.account.resource_manager
                    scope = f"{endpoint.rstrip('/')}/.default"
                    answer = {"token": self._azure.account.token(scope)}
                case token:
                    answer = self._get(token, arguments)
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(to_wire(answer))
            return response

    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Refuse: azure-native has no components."""
        context.abort(
            grpc.StatusCode.UNIMPLEMENTED, f"{request.type}: azure-native has no components"
        )

    def Call(
        self, request: provider_pb2.CallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        """Refuse: azure-native's resources have no methods."""
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{request.tok}: azure-native has no methods")

    def Attach(
        self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Serve an engine that found the plugin running."""
        del request, context
        return empty_pb2.Empty()

    def GetMapping(
        self, request: provider_pb2.GetMappingRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingResponse:
        """Map no other ecosystem's provider."""
        del request, context
        return provider_pb2.GetMappingResponse()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Stop waiting, and then the process."""
        del request, context
        self._stop.set()
        return empty_pb2.Empty()

    @property
    def _azure(self) -> Arm:
        if self._arm is None:
            raise StandInError("the stand-in for azure-native is not configured")
        return self._arm

    def _locate(self, group: str) -> str | None:
        """The location of a resource group; asked once, as groups never move."""
        if group not in self._locations:
            subscription = self._azure.account.configuration.subscription
            arm_id = RESOURCE_GROUP.arm_id(subscription, {"resourceGroupName": group})
            found = self._azure.read(arm_id, RESOURCE_GROUP.api_version)
            if found is None or "location" not in found:
                return None
            self._locations[group] = str(found["location"])
        return self._locations[group]

    def _get(self, token: str, arguments: Properties) -> Properties:
        kind = getter_type(token)
        missing = [name for name in kind.parameters if name not in arguments]
        if missing:
            raise StandInError(f"{token}: missing {', '.join(missing)}")
        subscription = self._azure.account.configuration.subscription
        arm_id = kind.arm_id(subscription, arguments)
        query = {"$expand": str(arguments["expand"])} if "expand" in arguments else {}
        body = self._azure.read(arm_id, kind.api_version, query)
        if body is None:
            raise StandInError(f"request failed {arm_id}: it does not exist")
        return outputs_of(kind, body) | {"id": body.get("id", arm_id)}
