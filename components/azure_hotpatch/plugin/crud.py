"""What Pulumi asks about one registration: check, diff, create, read, update, delete."""

from collections.abc import Mapping
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import provider_pb2

from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.engine import Engine, ResourceReport
from azure_hotpatch.plugin.properties import UNKNOWN, plain, with_values
from azure_hotpatch.plugin.refusals import UnfinishedError
from azure_hotpatch.plugin.registering import ABSENT
from azure_hotpatch.plugin.registrar import Registrar, Surroundings, exists
from azure_hotpatch.plugin.replaced import Replaced
from azure_hotpatch.plugin.resources import (
    KINDS,
    OUTPUTS,
    Difference,
    Kind,
    difference,
    identity_of,
    input_mistakes,
    must_register,
    outputs,
)
from azure_hotpatch.plugin.status import Context, fail, fail_partially
from azure_hotpatch.plugin.target import Registration, target_of_id
from azure_hotpatch_cloud.targets import Target
from azure_hotpatch_facts.features import NOT_OFFERED

_UNKNOWN_OUTPUTS = dict.fromkeys(OUTPUTS, UNKNOWN)


class Crud:
    """The life of registrations, in the words of Pulumi's protocol."""

    def __init__(self, engine: Engine, surroundings: Surroundings) -> None:
        self.registrar: Registrar | None = None
        self._engine = engine
        self._surroundings = surroundings
        self._replaced = Replaced()

    async def close(self) -> None:
        """Give the connection to Azure back."""
        if self.registrar is not None:
            await self.registrar.close()

    async def check(
        self, request: provider_pb2.CheckRequest, context: Context
    ) -> provider_pb2.CheckResponse:
        """Refuse inputs that cannot work, with everything that is wrong about them."""
        kind = await self._kind(request.type, request.urn, context)
        failures = [
            provider_pb2.CheckFailure(property=name, reason=sentence)
            for name, sentence in input_mistakes(kind, plain(request.news), self._own())
        ]
        return provider_pb2.CheckResponse(inputs=request.news, failures=failures)

    async def diff(
        self, request: provider_pb2.DiffRequest, context: Context
    ) -> provider_pb2.DiffResponse:
        """Say what a change comes to; an undone registration is a change of its state."""
        kind = await self._kind(request.type, request.urn, context)
        found = difference(
            kind, plain(request.old_inputs), plain(request.olds), plain(request.news)
        )
        self._replaced.compared(request.urn, request.id, is_replaced=bool(found.replaces))
        return _diff_response(kind, found)

    async def create(
        self, request: provider_pb2.CreateRequest, context: Context
    ) -> provider_pb2.CreateResponse:
        """Register; a preview makes no call."""
        kind = await self._kind(request.type, request.urn, context)
        if request.preview:
            foreseen = with_values(request.properties, _UNKNOWN_OUTPUTS)
            return provider_pb2.CreateResponse(properties=foreseen)
        target = kind.target(plain(request.properties))
        self._replaced.created(request.urn, target.id)
        made = await self._register(kind, target, request, request.properties, {}, context)
        return provider_pb2.CreateResponse(id=target.id, properties=made)

    async def update(
        self, request: provider_pb2.UpdateRequest, context: Context
    ) -> provider_pb2.UpdateResponse:
        """Register again where it was undone or its triggers changed; else note the settings."""
        kind = await self._kind(request.type, request.urn, context)
        state, inputs = plain(request.olds), plain(request.news)
        if not must_register(kind, plain(request.old_inputs), state, inputs):
            kept = {name: state.get(name) for name in OUTPUTS}
            return provider_pb2.UpdateResponse(properties=with_values(request.news, kept))
        if request.preview:
            foreseen = with_values(request.news, _UNKNOWN_OUTPUTS)
            return provider_pb2.UpdateResponse(properties=foreseen)
        target = kind.target(inputs)
        made = await self._register(kind, target, request, request.news, state, context)
        return provider_pb2.UpdateResponse(properties=made)

    async def read(
        self, request: provider_pb2.ReadRequest, context: Context
    ) -> provider_pb2.ReadResponse:
        """Read the present state: for a refresh what it is, for an import only what exists."""
        kind = await self._kind(request.type, request.urn, context)
        target = await self._imported(kind, request.id, context)
        try:
            state = await (await self._configured(context)).read(target)
        except HotpatchError as error:
            await fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))
        before = plain(request.properties)
        if not before and not exists(state):
            return provider_pb2.ReadResponse()
        inputs = request.inputs
        if not inputs.fields:
            inputs = with_values(struct_pb2.Struct(), identity_of(target))
        if before.get("state") == NOT_OFFERED and state in ABSENT:
            state = NOT_OFFERED  # Only an attempt to register tells the two apart.
        found = outputs(Registration(state=state), before, now="")
        return provider_pb2.ReadResponse(
            id=request.id, inputs=inputs, properties=with_values(inputs, found)
        )

    async def delete(
        self, request: provider_pb2.DeleteRequest, context: Context
    ) -> empty_pb2.Empty:
        """Leave the registration, which others use too, unless it was asked for and made here."""
        kind = await self._kind(request.type, request.urn, context)
        target = await self._imported(kind, request.id, context)
        report = ResourceReport(engine=self._engine, urn=request.urn)
        state = plain(request.properties)
        asked = state.get("unregisterOnDelete") is True
        if not asked or self._replaced.is_old(request.urn, request.id):
            await report.note(f"left registered with subscription {target.subscription_id}")
            return empty_pb2.Empty()
        if state.get("registeredHere") is not True:
            await report.note(
                f"left registered with subscription {target.subscription_id}, as it was not this"
                " stack that registered it"
            )
            return empty_pb2.Empty()
        await report.warn(
            f"unregistering it for everybody who uses subscription {target.subscription_id}, as"
            " unregisterOnDelete asks"
        )
        registrar = await self._configured(context)
        try:
            limit = registrar.limit(kind, state, request.timeout)
            await registrar.unregister(target, limit, report)
        except HotpatchError as error:
            await fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))
        await report.note(f"unregistered from subscription {target.subscription_id}")
        return empty_pb2.Empty()

    async def _register(
        self,
        kind: Kind,
        target: Target,
        request: provider_pb2.CreateRequest | provider_pb2.UpdateRequest,
        inputs: struct_pb2.Struct,
        before: Mapping[str, Any],
        context: Context,
    ) -> struct_pb2.Struct:
        registrar = await self._configured(context)
        report = ResourceReport(engine=self._engine, urn=request.urn)
        limit = registrar.limit(kind, plain(inputs), request.timeout)
        today = self._surroundings.today().isoformat(timespec="seconds")
        try:
            made = await registrar.register(kind, target, limit, report)
        except UnfinishedError as error:
            begun = with_values(inputs, outputs(error.registration, before, today))
            await fail_partially(context, target.id, begun, inputs, str(error))
        except HotpatchError as error:
            await fail(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))
        return with_values(inputs, outputs(made, before, today))

    def _own(self) -> str | None:
        """The subscription that this plugin is configured for; None where it is for any."""
        return None if self.registrar is None else self.registrar.configuration.subscription_id

    async def _configured(self, context: Context) -> Registrar:
        if self.registrar is None:
            await fail(
                context, grpc.StatusCode.FAILED_PRECONDITION, "the plugin is not configured yet"
            )
        return self.registrar

    async def _kind(self, named: str, urn: str, context: Context) -> Kind:
        type_token = named or urn.split("::")[2].rsplit("$", maxsplit=1)[-1]
        kind = KINDS.get(type_token)
        if kind is None:
            await fail(
                context,
                grpc.StatusCode.NOT_FOUND,
                f"{type_token} is no resource of azure-hotpatch; it has {', '.join(KINDS)}",
            )
        return kind

    async def _imported(self, kind: Kind, text: str, context: Context) -> Target:
        target = target_of_id(text)
        if target is None or (target.feature is None) != ("feature" not in kind.identity):
            example = Target(
                subscription_id="00000000-0000-0000-0000-000000000000",
                namespace="Microsoft.Compute",
                feature="EncryptionAtHost" if "feature" in kind.identity else None,
            )
            await fail(
                context,
                grpc.StatusCode.INVALID_ARGUMENT,
                f"{text!r} is no id of {kind.type}; write it as {example.id}",
            )
        return target


def _diff_response(kind: Kind, found: Difference) -> provider_pb2.DiffResponse:
    update, replace = provider_pb2.PropertyDiff.UPDATE, provider_pb2.PropertyDiff.UPDATE_REPLACE
    changed = (*found.replaces, *found.updates)
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME
        if changed
        else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=found.replaces,
        diffs=changed,
        stables=[] if found.replaces else kind.identity,
        hasDetailedDiff=True,
        detailedDiff={
            name: provider_pb2.PropertyDiff(
                kind=replace if name in found.replaces else update, inputDiff=name not in OUTPUTS
            )
            for name in changed
        },
    )
