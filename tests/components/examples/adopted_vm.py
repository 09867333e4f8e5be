"""A machine that exists, as `azure-hotpatch adopt` wrote it ([guide](../existing-machines.md))."""

import json
from pathlib import Path

import pulumi

from azure_hotpatch import AdoptedVm

erp = AdoptedVm("erp", {"machine": json.loads(Path("erp.machine.json").read_text())})
pulumi.export("settings", erp.patch_settings)
