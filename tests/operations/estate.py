"""Machines in a real local Azure, and the real command run against them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local_azure.compute.estate import Change
from local_azure.compute.testing import (
    LOCATION,
    body_of,
    changed,
    finish,
    interface_path,
    machine_body,
    put_machine,
    put_network,
)
from local_azure.folder import Folder
from local_azure.instance import open_azure
from local_azure.testing import FAST, Hand, InProcess, Running, running
from tests.engine_stack import FOREIGN

Json = dict[str, Any]
SETTINGS = "properties.osProfile.windowsConfiguration.patchSettings"
SECURITY = ("--classification", "security", "--yes")
"""Installs all of a class, unasked."""

QUICK = ("--interval", "0.05")
"""Looks often: the local Azure is near."""


@dataclass
class Estate:
    """A local Azure with machines; each group has a network of its own."""

    azure: Running
    folder: Path
    _subnets: dict[str, str] = field(default_factory=dict)

    def machine(self, name: str, group: str = "web", **changes: Any) -> str:
        """Make a hotpatch machine; its id. A change is `sku="…"`, or a dotted path by `paths`."""
        interface = self._interface(name, group)
        body = machine_body(interface, name=name)
        if "sku" in changes:
            changes["properties.storageProfile.imageReference.sku"] = changes.pop("sku")
        body = changed(body, changes)
        client: Any = self.azure.client(ComputeManagementClient)
        made = client.virtual_machines.begin_create_or_update(group, name, body).result()
        return str(made.id)

    def read(self, machine: str) -> Json:
        """A machine as Azure shows it, with its instance view."""
        parts = machine.split("/")
        client: Any = self.azure.client(ComputeManagementClient)
        found = client.virtual_machines.get(parts[4], parts[-1], expand="instanceView")
        body: Json = found.as_dict()
        return body

    def settings(self, machine: str) -> Json:
        """A machine's patchSettings."""
        windows = self.read(machine)["properties"]["osProfile"]["windowsConfiguration"]
        found: Json = windows["patchSettings"]
        return found

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a shell that uses this Azure, and nothing of the developer's."""
        own = {name: text for name, text in os.environ.items() if not name.startswith(FOREIGN)}
        return {**own, **self.azure.env, "NO_COLOR": "1", **more}

    def run(self, *words: str, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        """Run `azure-hotpatch`."""
        return subprocess.run(
            command(*words),
            cwd=self.folder,
            env=self.environment(**more),
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )

    def json(self, *words: str, code: int = 0) -> Any:
        """What the command says with --json, when it ends with this code."""
        done = self.run(*words, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def fault(self, **order: Any) -> None:
        """Order what shall go wrong."""
        self.azure.admin("POST", "/faults", order)

    def calls(self, method: str, ending: str = "") -> list[str]:
        """The paths of the requests of a method so far, those with an ending."""
        found = (each["path"] for each in self.azure.requests() if each["method"] == method)
        return [path for path in found if path.lower().endswith(ending.lower())]

    def _interface(self, name: str, group: str) -> str:
        client: Any = self.azure.client(NetworkManagementClient)
        if group not in self._subnets:
            groups: Any = self.azure.client(ResourceManagementClient).resource_groups
            groups.create_or_update(group, {"location": LOCATION})
            subnet = {"name": "machines", "properties": {"addressPrefix": "10.0.0.0/22"}}
            space = {"addressPrefixes": ["10.0.0.0/16"]}
            body = {
                "location": LOCATION,
                "properties": {"addressSpace": space, "subnets": [subnet]},
            }
            made = client.virtual_networks.begin_create_or_update(group, "net", body).result()
            self._subnets[group] = made.subnets[0].id
        card = {"name": "main", "properties": {"subnet": {"id": self._subnets[group]}}}
        interface = {"location": LOCATION, "properties": {"ipConfigurations": [card]}}
        made = client.network_interfaces.begin_create_or_update(group, name, interface).result()
        return str(made.id)


def command(*words: str) -> list[str]:
    """The words with which a process runs `azure-hotpatch`."""
    return [sys.executable, "-m", "azure_hotpatch_operations", *words]


@contextmanager
def estate(folder: Path, *options: str, **durations: float) -> Iterator[Estate]:
    """A local Azure without machines, ended with the block."""
    with running(folder / "azure", *options, durations={**FAST, **durations}) as azure:
        yield Estate(azure, folder)


@contextmanager
def fleet(
    folder: Path, count: int, change: Change = lambda _, __: None, **durations: float
) -> Iterator[Estate]:
    """A local Azure with machines `web-0` and on in the group `hotpatch`, made before it serves.

    `change` may write other properties into a machine before it is made, by its number.
    """
    place = Folder(folder / "azure")
    place.prepare()
    hand = Hand(time.time() - 60)
    made = open_azure(place.state, settings=place.settings(), machine_time=hand)
    inside = InProcess(made, hand)
    names = [f"web-{number}" for number in range(count)]
    put_network(inside, *names)
    for number, name in enumerate(names):
        body = machine_body(interface_path(inside, name), name=name)
        change(number, body)
        body_of(put_machine(inside, name, body))
    finish(inside)
    inside.call("GET", "/subscriptions")
    made.store.log.clear()
    made.store.close()
    with estate(folder, **durations) as served:
        yield served


def fleet_id(azure: Estate, number: int) -> str:
    """The ARM id of a machine of a fleet."""
    return (
        f"/subscriptions/{azure.azure.subscription}/resourceGroups/hotpatch/providers"
        f"/Microsoft.Compute/virtualMachines/web-{number}"
    )
