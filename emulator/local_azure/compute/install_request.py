"""Reads the body of installPatches, and refuses what ARM refuses."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, get_args

from local_azure import tracked
from local_azure.arm import ArmError, Json, Request
from local_azure.body_shape import Shape
from local_azure.patching.installation import RebootSetting
from local_azure.patching.patches import CLASSIFICATIONS
from local_azure.patching.selection import Selection, kb_number

_WINDOWS: Shape = {
    **dict.fromkeys(
        (
            "classificationsToInclude",
            "kbNumbersToInclude",
            "kbNumbersToExclude",
            "patchNameMasksToInclude",
            "patchNameMasksToExclude",
        ),
        (str,),
    ),
    "excludeKbsRequiringReboot": bool,
    "maxPatchPublishDate": str,
}
_BODY: Shape = {
    "maximumDuration": str,
    "rebootSetting": str,
    "windowsParameters": _WINDOWS,
    "linuxParameters": {
        **dict.fromkeys(
            ("classificationsToInclude", "packageNameMasksToInclude", "packageNameMasksToExclude"),
            (str,),
        )
    },
}
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")

ASSUMED = (
    "The texts that refuse a body of installPatches; all of them are 400 `InvalidParameter`.",
    "A body without `maximumDuration` is refused, as in the REST reference of Arc machines.",
)


@dataclass(frozen=True, kw_only=True)
class InstallRequest:
    """What installPatches is asked for."""

    selection: Selection
    rebooting: RebootSetting
    window: timedelta


def body_of(request: Request) -> Json:
    """The body, each value of the type that it is to be.

    Raises:
        ArmError: 400 InvalidRequestContent without a body or with a value of another type.
    """
    return tracked.body_of(request, _BODY)


def read(body: Json, *, is_linux: bool) -> InstallRequest:
    """The request in a body, for a machine with Linux or Windows.

    Raises:
        ArmError: 400 InvalidParameter, for the first parameter that is missing or wrong.
    """
    parameters, other = ("linuxParameters", "windowsParameters")[:: 1 if is_linux else -1]
    if other in body:
        raise _invalid(other, f"The parameter '{other}' does not fit the VM's operating system.")
    given: Json = body.get(parameters) or {}
    wanted = (
        "classificationsToInclude",
        *(("packageNameMasksToInclude",) if is_linux else ()),
        *(() if is_linux else ("kbNumbersToInclude", "patchNameMasksToInclude")),
    )
    if not any(given.get(name) for name in wanted):
        raise _invalid(
            parameters,
            f"At least one of {', '.join(wanted)} must be given in '{parameters}'.",
        )
    return InstallRequest(
        selection=Selection() if is_linux else _selection(given),
        rebooting=_rebooting(body.get("rebootSetting")),
        window=_window(body.get("maximumDuration")),
    )


def _selection(given: Json) -> Selection:
    known = {name.lower() for name in CLASSIFICATIONS}
    classifications = [text.lower() for text in given.get("classificationsToInclude") or ()]
    for text in classifications:
        if text not in known:
            raise _not_among("classificationsToInclude", text, CLASSIFICATIONS)
    return Selection(
        classifications=tuple(classifications),
        kbs=_kbs(given, "kbNumbersToInclude"),
        excluded_kbs=_kbs(given, "kbNumbersToExclude"),
        masks=_masks(given, "patchNameMasksToInclude"),
        excluded_masks=_masks(given, "patchNameMasksToExclude"),
        without_reboots=given.get("excludeKbsRequiringReboot") or False,
        published_until=_day(given.get("maxPatchPublishDate")),
    )


def _kbs(given: Json, name: str) -> tuple[str, ...]:
    numbers = tuple(kb_number(text) for text in given.get(name) or ())
    for number, text in zip(numbers, given.get(name) or (), strict=True):
        if not number.isdigit():
            raise _invalid(name, f"The value '{text}' of parameter '{name}' is no KB number.")
    return numbers


def _masks(given: Json, name: str) -> tuple[str, ...]:
    masks = given.get(name) or ()
    if any(not mask.strip() for mask in masks):
        raise _invalid(name, f"Parameter '{name}' must not hold empty texts.")
    return tuple(mask.lower() for mask in masks)


def _rebooting(text: str | None) -> RebootSetting:
    if not text:
        raise _missing("rebootSetting")
    known: dict[str, RebootSetting] = {name.lower(): name for name in get_args(RebootSetting)}
    if text.lower() not in known:
        raise _not_among("rebootSetting", text, get_args(RebootSetting))
    return known[text.lower()]


def _window(text: str | None) -> timedelta:
    if not text:
        raise _missing("maximumDuration")
    found = _DURATION.fullmatch(text)
    days, hours, minutes, seconds = (
        (int(part or 0) for part in found.groups()) if found else [0] * 4
    )
    window = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if not window:
        raise _invalid(
            "maximumDuration",
            f"The value '{text}' of parameter 'maximumDuration' is no ISO 8601 duration above zero,"
            " such as PT4H.",
        )
    return window


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(_six_digits(text)).date()
    except ValueError as error:
        name = "maxPatchPublishDate"
        raise _invalid(name, f"The value '{text}' of parameter '{name}' is no date.") from error


def _six_digits(text: str) -> str:
    """.NET writes seven digits of a second, of which Python reads six."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _missing(name: str) -> ArmError:
    return _invalid(name, f"Required parameter '{name}' is missing (null).")


def _not_among(name: str, text: str, known: tuple[Any, ...]) -> ArmError:
    return _invalid(
        name, f"The value '{text}' of parameter '{name}' is none of {', '.join(known)}."
    )


def _invalid(target: str, text: str) -> ArmError:
    return ArmError(400, "InvalidParameter", text, target=target)
