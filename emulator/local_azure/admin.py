"""The admin routes under /local-azure: what only the owner of this local Azure may ask."""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta

from local_azure import faults, features, instance, providers, seeds
from local_azure.arm import ArmError, Call, Json, Reply
from local_azure.azure import Azure
from local_azure.clock import Clock
from local_azure.compute import marketplace, release_calendar
from local_azure.compute.images import Image
from local_azure.feature_catalog import Feature
from local_azure.providers import SeededProvider
from local_azure.timestamps import timestamp

PREFIX = "/local-azure"
TOKEN_HEADER = "x-local-azure-token"  # noqa: S105 (the header's name)


def answer(azure: Azure, clock: Clock, token: str, about: Json, call: Call) -> Reply:
    """Answer a call to an admin route; `about` is what health tells: folder, pid, origin.

    Raises:
        ArmError: 403 for a foreign Origin, 401 without the token (health needs none), 404 for an
            unknown route, 400 for a wrong body.
    """
    origin = call.headers.get("origin")
    if origin is not None and origin != call.origin:
        raise ArmError(403, "ForeignOrigin", f"Origin: {origin!r} may not use this local Azure.")
    if (call.method, call.path) == ("GET", f"{PREFIX}/health"):
        return Reply(status=200, body={"status": "ok", **about})
    if not secrets.compare_digest(call.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
        raise ArmError(
            401,
            "InvalidAdminToken",
            "X-Local-Azure-Token: the token of this local Azure is needed, the content of"
            " `admin-token` in its folder.",
        )
    handler = _ROUTES.get((call.method, call.path.removeprefix(PREFIX)))
    if handler is None:
        known = ", ".join(f"{method} {PREFIX}{path}" for method, path in _ROUTES)
        raise ArmError(404, "NotFound", f"{call.method} {call.path}: unknown; there are {known}.")
    return handler(azure, clock, _object(call.body))


def _requests(azure: Azure, _: Clock, __: Json) -> Reply:
    return Reply(status=200, body=azure.store.log.list())


def _reset(azure: Azure, _: Clock, __: Json) -> Reply:
    instance.reset(azure)
    return Reply(status=200, body={"status": "ok"})


def _show_clock(azure: Azure, clock: Clock, _: Json) -> Reply:
    coming = next(azure.store.pending(), None)
    following = coming and {
        "due": timestamp(coming.due),
        "effect": coming.effect,
        "target": coming.target,
    }
    body = {
        "time": timestamp(clock.now()),
        "offset": clock.offset().total_seconds(),
        "next": following,
    }
    return Reply(status=200, body=body)


def _advance_clock(azure: Azure, clock: Clock, body: Json) -> Reply:
    seconds = body.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        raise ArmError(
            400, "InvalidClock", f"advance: found {seconds!r}, seconds from 0 on are needed"
        )
    with azure.store.transaction():
        clock.advance(timedelta(seconds=seconds))
        azure.settle()
    return _show_clock(azure, clock, {})


def _list_faults(azure: Azure, _: Clock, __: Json) -> Reply:
    return Reply(status=200, body=list(azure.store.list(faults.FAULT)))


def _order_fault(azure: Azure, _: Clock, body: Json) -> Reply:
    return Reply(status=201, body=faults.order(azure, body))


def _clear_faults(azure: Azure, _: Clock, __: Json) -> Reply:
    faults.clear(azure)
    return Reply(status=204)


def _seed_feature(azure: Azure, _: Clock, body: Json) -> Reply:
    features.seed(azure, seeds.read(Feature, body, "InvalidFeature"))
    return Reply(status=201, body=body)


def _seed_provider(azure: Azure, _: Clock, body: Json) -> Reply:
    providers.seed(azure, seeds.read(SeededProvider, body, "InvalidProvider"))
    return Reply(status=201, body=body)


def _seed_image(azure: Azure, _: Clock, body: Json) -> Reply:
    marketplace.seed(azure, seeds.read(Image, body, "InvalidImage"))
    return Reply(status=201, body=body)


def _show_releases(azure: Azure, _: Clock, __: Json) -> Reply:
    return Reply(status=200, body=release_calendar.shown(azure))


def _use_releases(azure: Azure, _: Clock, body: Json) -> Reply:
    release_calendar.use(azure, body)
    return Reply(status=201, body=release_calendar.shown(azure))


def _reset_releases(azure: Azure, _: Clock, __: Json) -> Reply:
    release_calendar.reset(azure)
    return Reply(status=204)


def _object(text: bytes) -> Json:
    try:
        body = json.loads(text or b"{}")
    except ValueError as error:
        raise ArmError(400, "InvalidRequestContent", f"body: {error}") from error
    if not isinstance(body, dict):
        raise ArmError(400, "InvalidRequestContent", "body: an object is needed")
    return body


_ROUTES: dict[tuple[str, str], Callable[[Azure, Clock, Json], Reply]] = {
    ("GET", "/requests"): _requests,
    ("POST", "/reset"): _reset,
    ("GET", "/clock"): _show_clock,
    ("POST", "/clock"): _advance_clock,
    ("GET", "/faults"): _list_faults,
    ("POST", "/faults"): _order_fault,
    ("DELETE", "/faults"): _clear_faults,
    ("POST", "/features"): _seed_feature,
    ("POST", "/providers"): _seed_provider,
    ("POST", "/images"): _seed_image,
    ("GET", "/releases"): _show_releases,
    ("POST", "/releases"): _use_releases,
    ("DELETE", "/releases"): _reset_releases,
}
