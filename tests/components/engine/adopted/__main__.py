"""A machine that is adopted, as the command's words say."""

import json
from pathlib import Path

from azure_hotpatch import AdoptedVm

machine = json.loads(Path("old.machine.json").read_text())
AdoptedVm("old", {"machine": machine})
