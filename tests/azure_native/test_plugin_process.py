"""The plugin's process: what it refuses to start on, and when it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from local_azure.testing import Running
from tests.azure_native.conftest import SUBSCRIPTION, Plugin, running_plugin, until

ACCOUNT = {
    "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
    "ARM_TENANT_ID": "00000000-0000-4000-8000-0000000000aa",
    "ARM_CLIENT_ID": "00000000-0000-4000-8000-0000000000c1",
    "ARM_CLIENT_SECRET": "canary-secret",
}


def refusal(call: Callable[[], object]) -> str:
    """The sentence with which the plugin refuses."""
    with pytest.raises(grpc.RpcError) as refused:
        call()
    return str(refused.value.details())


def ends(process: subprocess.Popen[str]) -> bool:
    """Whether the process ends by itself, after its two seconds of grace; machines are busy."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(30)
    return process.poll() is not None


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port on another address of this machine, and whatever is sent to it."""
    received: list[bytes] = []
    with socket.create_server(("127.0.0.2", 0)) as server:

        def listen() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    received.append(connection.recv(1000))

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], received


@pytest.mark.parametrize(
    "host",
    ["management.azure.com", "127.0.0.2:{port}", "localhost@127.0.0.2:{port}", "localhost/x"],
)
def test_a_foreign_metadata_host_gets_no_request(
    host: str, listener: tuple[int, list[bytes]]
) -> None:
    """Any other machine than this one is refused, by name, before anything is sent."""
    port, received = listener
    foreign = host.format(port=port)

    with running_plugin(ACCOUNT) as plugin:
        said = refusal(lambda: plugin.configure(metadataHost=foreign))

    assert "stand-in for azure-native" in said
    assert "metadataHost (ARM_METADATA_HOSTNAME) must be localhost, 127.0.0.1 or [::1]" in said
    assert f"(found {foreign!r})" in said
    assert received == []


def test_configuration_is_refused_all_at_once() -> None:
    """Every missing key is named, with its variable and the command that prints them."""
    with running_plugin({}) as plugin:
        said = refusal(plugin.configure)

    assert [line.strip().split(" ")[0] for line in said.splitlines()[1:-1]] == [
        "metadataHost",
        "subscriptionId",
        "tenantId",
        "clientId",
        "clientSecret",
    ]
    assert "`local-azure env` prints what it needs" in said


def test_a_proxy_in_the_environment_is_not_used(
    local_azure: Running, listener: tuple[int, list[bytes]]
) -> None:
    """Even a proxy gets no request: the plugin talks to the loopback port itself."""
    port, received = listener
    proxy = f"http://127.0.0.2:{port}"
    environment = {**local_azure.env, "HTTPS_PROXY": proxy, "ALL_PROXY": proxy}

    with running_plugin(environment) as plugin:
        plugin.configure()
        answer = plugin.invoke("azure-native:authorization:getClientConfig")

    assert answer["subscriptionId"] == SUBSCRIPTION
    assert received == []


def test_configuration_wins_over_the_environment(local_azure: Running) -> None:
    """A key in the stack's configuration is stronger than a variable."""
    environment = {**local_azure.env, "ARM_METADATA_HOSTNAME": "management.azure.com"}
    host = local_azure.env["ARM_METADATA_HOSTNAME"]

    with running_plugin(environment) as plugin:
        plugin.configure(metadataHost=host, tenantId=local_azure.env["ARM_TENANT_ID"])

        assert plugin.invoke("azure-native:authorization:getClientConfig")["clientId"]


def test_a_stopped_local_azure_is_named(local_azure: Running) -> None:
    """Without a server the refusal says how to start one."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with running_plugin(local_azure.env) as plugin:
        said = refusal(lambda: plugin.configure(metadataHost=f"localhost:{port}"))

    assert said == (
        f"metadataHost: the local Azure at https://localhost:{port} does not answer: nothing"
        " listens there; `local-azure start` starts it"
    )


def test_an_untrusted_certificate_is_named(local_azure: Running) -> None:
    """Without the certificate authority the refusal says which variable brings it."""
    environment = {name: text for name, text in local_azure.env.items() if name.startswith("ARM_")}

    with running_plugin(environment) as plugin:
        said = refusal(plugin.configure)

    assert said.endswith(
        "its certificate is not trusted; REQUESTS_CA_BUNDLE must be the file that"
        " `local-azure env` names"
    )


def test_a_wrong_secret_is_refused_without_showing_it(local_azure: Running) -> None:
    """Signing in fails with the place, and never with the secret."""
    with running_plugin(local_azure.env) as plugin:
        plugin.configure(clientSecret="canary-secret")
        said = refusal(lambda: plugin.invoke("azure-native:authorization:getClientConfig"))

    assert f"signing in at {local_azure.origin}" in said
    assert "canary-secret" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    """The process ends on SIGINT and SIGTERM."""
    with running_plugin({}) as plugin:
        plugin.process.send_signal(number)

        assert ends(plugin.process)


def test_cancel_ends_it() -> None:
    """The process ends when the engine cancels."""
    with running_plugin({}) as plugin:
        plugin.stub.Cancel(empty_pb2.Empty())

        assert ends(plugin.process)


def test_it_ends_with_its_engine(tmp_path: os.PathLike[str]) -> None:
    """The process ends when the engine is killed, and leaves nothing behind."""
    engine = (
        "import subprocess, sys, time\n"
        "command = [sys.executable, '-m', 'local_azure.azure_native', 'engine:0']\n"
        "plugin = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "plugin.stdout.readline()\n"
        "print(plugin.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", engine], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        plugin = int(process.stdout.readline())
        process.kill()

    until(lambda: state_of(plugin) in ("", "Z"))


def state_of(process: int) -> str:
    """The first letter of a process's state, Z for a zombie, nothing when it is gone."""
    command = ["ps", "-o", "stat=", "-p", str(process)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout[:1]


def test_it_says_which_version_it_stands_in_for(plugin: Plugin) -> None:
    """The engine hears the version of azure-native, and a schema that names the types."""
    assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version == "3.29.0"
    schema = plugin.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema
    assert '"azure-native:compute:VirtualMachine"' in schema


def test_components_and_methods_are_refused(plugin: Plugin) -> None:
    """azure-native has neither, and the refusal says so."""
    construct = provider_pb2.ConstructRequest(type="azure-native:x:Y")
    call = provider_pb2.CallRequest(tok="azure-native:x:Y/z")

    assert refusal(lambda: plugin.stub.Construct(construct)) == (
        "azure-native:x:Y: azure-native has no components"
    )
    assert refusal(lambda: plugin.stub.Call(call)) == (
        "azure-native:x:Y/z: azure-native has no methods"
    )
