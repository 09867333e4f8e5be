"""The examples of the components' pages, one after the other in one stack."""

import runpy
from pathlib import Path

for each in sorted(Path("examples").glob("*.py")):
    runpy.run_path(str(each))
