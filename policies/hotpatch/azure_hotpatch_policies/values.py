"""Values of a resource: known, absent, or not to be read; and the way down to them.

A preview does not know every value, and not everyone may read every secret. So a value is never
just there: `Value` carries what is known of it, and the place where it stands.
"""

import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from typing import Any

from azure_hotpatch_facts.violations import ABSENT

SIGNATURE = "4dabf18193072939515e22adb298388d"
"""Key of a map that stands for something else.
Source: pulumi/pulumi sdk/go/common/resource/properties.go, v3.259.0."""

SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (Pulumi's name for secrets)
REFERENCE_SIGNATURE = "5cf8f73096256a8f31e491e813e4eb8e"
"""A reference to a resource, of which a pack is given the id. Source: as above."""

FILE_SIGNATURES = frozenset(
    {"c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"}
)
"""An asset, and an archive. Source: sdk/go/common/resource/sig/sig.go, v3.259.0."""

FLOAT_SIGNATURE = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"
"""A number that JSON cannot write. Source: pkg/resource/stack/deployment.go, v3.259.0."""

REDACTED = "[secret]"
"""What the engine shows in place of a secret. Source: `pulumi policy analyze --help`, v3.259.0."""

UNKNOWNS = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
"""What stands for a value that only the update will know, by type.
Source: pulumi/pulumi sdk/go/common/resource/plugin/rpc.go, v3.259.0."""

LONGEST_SHOWN = 240
"""How much of a text a finding repeats, in characters."""


class Mark(Enum):
    """Why a value cannot be read."""

    UNKNOWN = "a value known only after the update"
    SECRET = "a secret that cannot be read here"  # noqa: S105 (no password)
    EXPRESSION = "an expression of a template, which only Azure evaluates"


@dataclass(frozen=True)
class Misplaced:
    """What was found where an object belongs."""

    raw: Any


class Disclosed(str):
    """A text of a secret that can be read here: it is judged as any other, and not shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return what the engine shows in place of a secret."""
        return REDACTED


class Spelling(Enum):
    """How the keys of a source are compared."""

    EXACT = "exact"
    SNAKE_TOO = "also in snake case"
    ANY_CASE = "in any case"
    """As Azure Resource Manager reads the keys of a template."""


def plain(raw: Any, unknown: type[Exception] | tuple[type[Exception], ...] = ()) -> Any:
    """Return JSON of what Pulumi hands over, with a Mark for each value that cannot be read.

    Args:
        raw: Inputs or outputs of a resource: JSON as in an exported state, or mappings and
            sequences that raise where an unknown value is touched.
        unknown: What they raise.
    """
    if isinstance(raw, str):
        return _plain_text(raw)
    if raw is None or isinstance(raw, bool | int | float | Mark):
        return raw
    if isinstance(raw, Mapping):
        touched = {str(key): _touched(raw, key, unknown) for key in raw}
        read = {key: plain(value, unknown) for key, value in touched.items()}
        return _meant(touched[SIGNATURE], read) if SIGNATURE in touched else read
    if isinstance(raw, Sequence) and not isinstance(raw, bytes | bytearray):
        return [plain(_touched(raw, index, unknown), unknown) for index in range(len(raw))]
    return Misplaced(type(raw).__name__)


def _touched(holder: Any, key: Any, unknown: Any) -> Any:
    try:
        return holder[key]
    except unknown:
        return Mark.UNKNOWN


def _plain_text(raw: str) -> str | Mark:
    if raw in UNKNOWNS:
        return Mark.UNKNOWN
    return Mark.SECRET if raw == REDACTED else raw


def _meant(signature: Any, read: dict[str, Any]) -> Any:
    """Return what a map stands for; the map itself where its signature is not known."""
    if signature == SECRET_SIGNATURE:
        return _opened(read)
    if signature == REFERENCE_SIGNATURE:
        return read.get("id") or read.get("urn")
    if signature == FLOAT_SIGNATURE:
        return _float(read.get("value"))
    is_file = isinstance(signature, str) and signature in FILE_SIGNATURES
    return Misplaced(signature) if is_file else read


def _float(bits: Any) -> Any:
    try:
        return struct.unpack(">d", bytes.fromhex(f"{bits:0>16}"))[0]
    except (ValueError, struct.error):
        return Misplaced(bits)


def _opened(secret: Mapping[str, Any]) -> Any:
    """Read a secret as the engine sends it, or as `pulumi stack export` writes it."""
    if "value" in secret:
        return disclosed(secret["value"])
    try:
        return disclosed(plain(json.loads(secret["plaintext"])))
    except (KeyError, TypeError, ValueError, RecursionError):
        return Mark.SECRET


def disclosed(raw: Any) -> Any:
    """Return JSON that stands in a secret: none of its texts is shown."""
    if isinstance(raw, str):
        return Disclosed(raw)
    if isinstance(raw, list):
        return [disclosed(element) for element in raw]
    return {key: disclosed(raw[key]) for key in raw} if isinstance(raw, dict) else raw


@dataclass(frozen=True)
class Value:
    """What is known of one value.

    Attributes:
        path: Where it stands, as the source writes it; empty for a whole resource.
        raw: JSON, a Mark, or a Misplaced; None where it is absent or null.
        default: What Azure, or the provider, takes where it is absent.
        is_offered: Whether this kind of resource has such a property at all.
        spelling: How keys below it are compared.
    """

    path: str
    raw: Any = None
    default: Any = None
    is_offered: bool = True
    spelling: Spelling = Spelling.EXACT

    @property
    def is_absent(self) -> bool:
        """Whether it is absent or null."""
        return self.raw is None

    @property
    def mark(self) -> Mark | None:
        """Why it cannot be read; None where it can."""
        return self.raw if isinstance(self.raw, Mark) else None

    @property
    def effective(self) -> Any:
        """The value, or what is taken where it is absent."""
        return self.default if self.raw is None else self.raw

    @property
    def text(self) -> str | None:
        """The value in lower case where it is a text, as Azure compares without case."""
        return self.effective.lower() if isinstance(self.effective, str) else None

    @property
    def found(self) -> str:
        """The value as a finding shows it: scalars only, as an object may hold a password."""
        return described(self.raw if self.is_offered else self.effective)

    def at(self, path: str, default: Any = None) -> "Value":
        """Return what stands below, by a path such as `osProfile.adminUsername`."""
        here, raw = self.path, self.raw
        parts = _parts(path)
        if self.spelling is Spelling.EXACT:  # Most values, and the quickest way to them.
            for part in parts:
                if not isinstance(raw, dict):
                    break
                raw = raw.get(part)
            else:
                here = f"{here}.{path}" if here else path
                return Value(here, raw, default, self.is_offered, self.spelling)
            raw = self.raw
        for index, part in enumerate(parts):
            if raw is None or isinstance(raw, Mark):
                here = ".".join([here, *parts[index:]] if here else parts[index:])
                break
            if not isinstance(raw, dict):
                raw = raw if isinstance(raw, Misplaced) else Misplaced(raw)
                break
            key = _key(raw, part, self.spelling)
            here = f"{here}.{key}" if here else key
            raw = raw.get(key)
        return Value(here, raw, default, self.is_offered, self.spelling)

    def items(self) -> Iterator["Value"]:
        """Yield the elements of a list; of anything else than a list or nothing, itself."""
        if isinstance(self.raw, list):
            for index, element in enumerate(self.raw):
                yield replace(self, path=f"{self.path}[{index}]", raw=element)
        elif self.raw is not None:
            yield self


@cache
def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def described(raw: Any) -> str:
    """Return a value as a finding shows it."""
    if raw is None:
        return ABSENT
    if isinstance(raw, Mark):
        return raw.value
    if isinstance(raw, Misplaced):
        return f"{_kind(raw.raw)} where an object belongs"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, str):
        text = repr(raw)
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…'"
    return _number(raw) if isinstance(raw, int | float) else _kind(raw)


def _number(raw: float) -> str:
    """Return a number, as the engine has it too: it knows no whole numbers."""
    try:
        number = float(raw)
    except OverflowError:
        return "a number"
    text = f"{number:.0f}" if number.is_integer() else str(number)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _kind(raw: Any) -> str:
    if isinstance(raw, dict):
        return "an object" if raw else "an empty object"
    if isinstance(raw, list):
        return "a list" if raw else "an empty list"
    if isinstance(raw, bool):
        return "true or false"
    return "a number" if isinstance(raw, int | float) else "a text"


def _key(holder: Mapping[str, Any], part: str, spelling: Spelling) -> str:
    """Return the key that the holder has for a part of a path; the part itself if it has none."""
    if part in holder or spelling is Spelling.EXACT:
        return part
    if spelling is Spelling.SNAKE_TOO:
        snake = re.sub(r"(?<!^)([A-Z])", r"_\1", part).lower()
        return snake if snake in holder else part
    return next((key for key in holder if key.lower() == part.lower()), part)
