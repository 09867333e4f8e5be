"""The policy pack as the engine runs it: a process that answers over gRPC."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

PACK = Path(__file__).parents[2] / "policies" / "hotpatch"


@dataclass(frozen=True)
class Analyzer:
    """A running pack."""

    stub: analyzer_pb2_grpc.AnalyzerStub

    def analyze(self, type_: str, urn: str, inputs: Mapping[str, Any]) -> dict[str, list[str]]:
        """What each policy says about one resource, without its own description."""
        properties = struct_pb2.Struct()
        properties.update(inputs)
        answer = self.stub.Analyze(
            analyzer_pb2.AnalyzeRequest(type=type_, properties=properties, urn=urn, name="web")
        )
        return said(answer)

    def analyze_stack(self, resources: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
        """What each policy says about a stack."""
        request = analyzer_pb2.AnalyzeStackRequest()
        for one in resources:
            properties = struct_pb2.Struct()
            properties.update(one.get("properties", {}))
            provider = struct_pb2.Struct()
            provider.update(one.get("provider", {}))
            request.resources.append(
                analyzer_pb2.AnalyzerResource(
                    type=one["type"],
                    properties=properties,
                    urn=one["urn"],
                    name=one["urn"].rpartition("::")[2],
                    parent=one.get("parent", ""),
                    dependencies=one.get("dependencies", []),
                    propertyDependencies={
                        key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                        for key, urns in one.get("propertyDependencies", {}).items()
                    },
                    provider=analyzer_pb2.AnalyzerProviderResource(properties=provider),
                )
            )
        return said(self.stub.AnalyzeStack(request))


def said(answer: Any) -> dict[str, list[str]]:
    """Return the messages of an answer by policy; those of a stack with the resource's name."""
    found: dict[str, list[str]] = {}
    for one in answer.diagnostics:
        message = one.message.removeprefix(f"{one.description}\n")
        name = one.urn.rpartition("::")[2]
        found.setdefault(one.policyName, []).append(f"{name} {message}".lstrip())
    return found


@contextmanager
def running(folder: Path, settings: Mapping[str, Any] | None = None) -> Iterator[Analyzer]:
    """The pack, started in a folder with these settings."""
    if settings is not None:
        (folder / "hotpatch-policies.yaml").write_text(json.dumps(settings))
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield Analyzer(analyzer_pb2_grpc.AnalyzerStub(channel))
        finally:
            process.kill()
