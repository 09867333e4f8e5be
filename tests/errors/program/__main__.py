"""Tries each refusal in the program and inside `apply`, and logs what it says.

With PROBE_LATER it makes one machine, itself or through the plugin, of which one argument is an
output, and ends as that is refused.
"""

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pulumi
from pulumi.provider.experimental.util import camel_case

from azure_hotpatch import HotpatchVm
from azure_hotpatch.errors import HotpatchError
from azure_hotpatch.plugin.hosted import COMPONENTS

KINDS: dict[str, Any] = {kind.__name__: kind for kind in COMPONENTS}


def say(number: int, way: str) -> None:
    """Make the component of a case, and log how that is refused."""
    component, args = cases[number]
    try:
        KINDS[component]("web", args)
    except HotpatchError as error:
        pulumi.log.info(json.dumps({"case": number, "way": way, "said": str(error)}))


class Remote(pulumi.ComponentResource):
    """A machine that the plugin makes."""

    def __init__(self, name: str, inputs: dict[str, Any]) -> None:
        asked = {camel_case(key): value for key, value in inputs.items()}
        super().__init__("azure-hotpatch:index:HotpatchVm", name, asked, remote=True)


later = os.environ.get("PROBE_LATER")
if later:
    way, args, (name, value) = json.loads(later)
    kind: Any = {"program": HotpatchVm, "plugin": Remote}[way]
    kind("web", {**args, name: pulumi.Output.from_input(value)})
else:
    cases = json.loads(Path("cases.json").read_text())
    for each in range(len(cases)):
        say(each, "program")
        pulumi.Output.from_input(each).apply(partial(say, way="apply"))
