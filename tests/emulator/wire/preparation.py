"""What has to be there before an exchange can be replayed: it is made from what it names."""

import re
from collections.abc import Callable, Mapping

from local_azure.testing import InProcess
from tests.emulator.wire.machines import VIEWED, make_machine, numbered, put_network, put_subnet
from tests.emulator.wire.replay import Exchange, ask, seed

_FEATURE = re.compile(
    r"/(?:providers|featureProviders)/(?P<namespace>[\w.]+)"
    r"/(?:features|subscriptionFeatureRegistrations)(?:/(?P<name>\w+))?"
)
_PROVIDER = re.compile(r"(?:/subscriptions/[^/]+)?/providers/([\w.]+)")
_PUBLISHER = {"publisher": "MicrosoftWindowsServer"}
_IMAGES = (
    {
        "offer": "windowsserver-gen2preview-preview",
        "sku": "windows10-tvm",
        "version": "18363.592.2001092016",
        "osName": "Windows 10",
    },
    {
        "offer": "WindowsServer",
        "sku": "2012-R2-Datacenter",
        "version": "4.127.20170406",
        "osName": "Windows Server 2012 R2 Datacenter",
        "generation": "V1",
    },
)
_CRITICAL = {
    "maximumDuration": "PT1H",
    "rebootSetting": "Never",
    "windowsParameters": {"classificationsToInclude": ["Critical"]},
}


def prepare(azure: InProcess, exchange: Exchange) -> None:
    """Make what the exchange names."""
    for start, make in _PREPARATIONS.items():
        if exchange.operation.startswith(start):
            make(azure, exchange)
            return


def _features(azure: InProcess, exchange: Exchange) -> None:
    """The feature of the path and another, registered where it is to be unregistered."""
    found = _FEATURE.search(exchange.path)
    namespace = found["namespace"] if found else "Microsoft.TestRP"
    for name in ((found and found["name"]) or "testFeature", "another"):
        seed(azure, "features", {"namespace": namespace, "name": name})
    if exchange.path.endswith("/unregister"):
        azure.call("POST", exchange.path.replace("unregister", "register"))


def _registrations(azure: InProcess, exchange: Exchange) -> None:
    """The same as resources, of features that Microsoft has to approve."""
    found = _FEATURE.search(exchange.path)
    namespace = found["namespace"] if found else "Microsoft.TestRP"
    for name in ((found and found["name"]) or "testFeature", "another"):
        approval = {"approvalType": "ApprovalRequired"}
        seed(azure, "features", {"namespace": namespace, "name": name, **approval})
        if exchange.status == 200 and exchange.method != "PUT":
            path = (
                f"{azure.subscription}/providers/Microsoft.Features/featureProviders/{namespace}"
                f"/subscriptionFeatureRegistrations/{name}"
            )
            azure.call("PUT", path, {"properties": {}}, api_version="2021-07-01")


def _providers(azure: InProcess, exchange: Exchange) -> None:
    """The provider of the path, registered where it is to be unregistered."""
    found = _PROVIDER.match(exchange.path)
    namespace = found[1] if found else "Microsoft.TestRP1"
    if namespace != "Microsoft.Compute":
        types = {"resourceTypes": ["things"], "apiVersions": ["2018-01-01"]}
        seed(azure, "providers", {"namespace": namespace, **types})
    if exchange.path.endswith("/unregister"):
        azure.call("POST", exchange.path.replace("unregister", "register"))


def _new_machine(azure: InProcess, exchange: Exchange) -> None:
    """What a machine needs, and the machine itself where it is to be put again."""
    if exchange.method == "GET":
        if exchange.answer["status"] != "InProgress":
            azure.wait(60)
        return
    _images(azure)
    put_network(azure, exchange.body or {})
    if exchange.status == 200:
        ask(azure, exchange)
        azure.wait(60)


def _new_scale_set(azure: InProcess, exchange: Exchange) -> None:
    """The subnet that its instances are to be in."""
    body = exchange.body or {}
    profile = body["properties"]["virtualMachineProfile"]["networkProfile"]
    card = profile["networkInterfaceConfigurations"][0]["properties"]["ipConfigurations"][0]
    put_subnet(azure, card["properties"]["subnet"]["id"], {"location": body["location"]})


def _viewed_machine(azure: InProcess, exchange: Exchange) -> None:
    """The machine, assessed and patched."""
    machine = exchange.path.removesuffix("/instanceView")
    make_machine(azure, {**VIEWED, "id": machine})
    for action, body in (("assessPatches", None), ("installPatches", _CRITICAL)):
        azure.call("POST", f"{machine}/{action}", body, api_version="2021-03-01")
        azure.wait(60)


def _assessed_machine(azure: InProcess, exchange: Exchange) -> None:
    make_machine(azure, exchange.answer)
    azure.call("POST", f"{exchange.path}/assessPatches", api_version="2021-03-01")
    azure.wait(60)


def _patched_machine(azure: InProcess, exchange: Exchange) -> None:
    """The machine of an action; what it began ends when its result is to be seen."""
    if exchange.method == "POST":
        make_machine(azure, {**VIEWED, "id": exchange.path.rpartition("/")[0]})
    elif exchange.answer["status"] != "InProgress":
        azure.wait(60)


def _machines(azure: InProcess, exchange: Exchange) -> None:
    """The machines of the answer; an example's list repeats one."""
    _images(azure)
    for number, machine in enumerate(exchange.answer.get("value", [exchange.answer])):
        make_machine(azure, numbered(machine, number) if number else machine)


def _images(azure: InProcess) -> None:
    for image in _IMAGES:
        seed(azure, "images", {**_PUBLISHER, **image})


_PREPARATIONS: Mapping[str, Callable[[InProcess, Exchange], None]] = {
    "Features_": _features,
    "SubscriptionFeatureRegistrations_": _registrations,
    "Provider": _providers,
    "VirtualMachines_CreateOrUpdate": _new_machine,
    "VirtualMachineScaleSets_CreateOrUpdate": _new_scale_set,
    "VirtualMachines_InstanceView": _viewed_machine,
    "VirtualMachines_Get ($expand=instanceView)": _assessed_machine,
    "VirtualMachines_AssessPatches": _patched_machine,
    "VirtualMachines_InstallPatches": _patched_machine,
    "VirtualMachines_": _machines,
}
"""By the beginning of the operation's name, the first that fits; others need nothing."""
