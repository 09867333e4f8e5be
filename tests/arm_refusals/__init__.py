"""What ARM refuses of one machine, as a table that the server and the components are held to.

A row says the `situation`; what is `change`d of a machine that nobody refuses; ARM's `error`, and
the `source` of its text, `assumed` where none is known; and by `check` which check of the local
Azure it is of. `request` is `create` where it is not said; `put` and `patch` come after a machine
that is there. `previews`: the subscription has them. `fault`: one that is ordered for it.

`hotpatch_vm` says what HotpatchVm makes of the same thing. `args` express it; then it is `refused`
at these places, or the change of a path `replaces` the machine, or HotpatchVm `ignores` it, or the
`server` alone can know, for this reason. Or its arguments `cannot` express it, for this reason.
"""

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]

ROWS: tuple[Row, ...] = tuple(
    row
    for path in sorted(Path(__file__).parent.glob("*.json"))
    for row in json.loads(path.read_text())
)
