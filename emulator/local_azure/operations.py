"""Long operations: accepted now, finished by the clock, watched through a status URL."""

from collections.abc import Mapping
from urllib.parse import urlencode

from local_azure import resources
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.store import Event
from local_azure.timestamps import timestamp

OPERATION = "operation"


def begin(  # noqa: PLR0913 (what an operation is made of)
    azure: Azure,
    request: Request,
    *,
    namespace: str,
    location: str,
    seconds: float,
    effect: str,
    target: str,
    data: Json | None = None,
    number: str = "",
    secret: str = "",
) -> Mapping[str, str]:
    """Start a long operation; its headers go with the 200, 201 or 202 of the handler.

    In `seconds`, `effect` happens to `target` (an ARM id). When it raises ArmError, or when a
    fault was ordered for this call, the operation ends Failed with that error and the target's
    provisioningState is `Failed`. What an effect puts into `event.data["output"]` is the body that
    the Location answers in the end. `number` is the operation's id, a new GUID where it is empty.
    `secret` is the `p` that its links have, and without which it is not found.

    Returns:
        `Azure-AsyncOperation`, `Location` and the polling interval. A PUT's handler leaves
        `Location` out where Azure does (see `without_location`).
    """
    number = number or str(azure.new_id())
    record: Json = {
        "id": number,
        "subscription": request.parameters["subscriptionId"].lower(),
        "status": "InProgress",
        "startTime": timestamp(azure.now()),
        "effect": effect,
        "data": data or {},
        **({"secret": secret} if secret else {}),
    }
    if request.fault is not None and request.fault["action"] == "fail-operation":
        record["failure"] = {
            "code": request.fault["code"],
            "message": request.fault["message"],
        }
    azure.store.put(OPERATION, number, record)
    azure.after(seconds, "operation", target, {"operation": number})
    kept = {"p": secret} if secret else {}
    version = {"api-version": request.api_version}
    base = (
        f"{request.origin}/subscriptions/{request.parameters['subscriptionId']}"
        f"/providers/{namespace}/locations/{location}"
    )
    result = (
        f"{base}/operationResults/{number}?{urlencode({**kept, **version})}"
        if namespace == "Microsoft.Network"
        else f"{base}/operations/{number}?{urlencode({**kept, 'monitor': 'true', **version})}"
    )
    return {
        "Azure-AsyncOperation": f"{base}/operations/{number}?{urlencode({**kept, **version})}",
        "Azure-AsyncNotification": "Enabled",
        "Location": result,
        **retry_after(azure),
    }


def without_location(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a PUT, which is watched through Azure-AsyncOperation alone."""
    return {name: value for name, value in headers.items() if name != "Location"}


def retry_after(azure: Azure) -> dict[str, str]:
    """How long a client waits before it asks again.

    Below a second only `Retry-After-Ms` says it: azure-core reads `Retry-After` first, which has
    whole seconds only. It is never 0, which azure-core takes for its own 30 seconds.
    """
    seconds = max(azure.durations.retry_after, 0.001)
    milliseconds = {"Retry-After-Ms": str(round(seconds * 1000))}
    return milliseconds if seconds < 1 else {"Retry-After": str(round(seconds)), **milliseconds}


def routes(namespace: str) -> tuple[Route, ...]:
    """The two routes under which a namespace shows its operations."""
    base = f"/subscriptions/{{subscriptionId}}/providers/{namespace}/locations/{{location}}"
    return (
        Route(
            method="GET",
            path=f"{base}/operations/{{operationId}}",
            operation="Operations_Get",
            handler=_status,
        ),
        Route(
            method="GET",
            path=f"{base}/operationResults/{{operationId}}",
            operation="OperationResults_Get",
            handler=result,
        ),
    )


def _status(azure: Azure, request: Request) -> Reply:
    if request.query.get("monitor", "").lower() == "true":
        return result(azure, request)
    record = _find(azure, request)
    body: Json = {"startTime": record["startTime"]}
    if "endTime" in record:
        body["endTime"] = record["endTime"]
    body |= {"status": record["status"], "name": record["id"]}
    if "output" in record:
        body["properties"] = {"output": record["output"]}
    if "error" in record:
        body["error"] = record["error"]
    waiting = record["status"] == "InProgress"
    return Reply(status=200, body=body, headers=retry_after(azure) if waiting else {})


def result(azure: Azure, request: Request) -> Reply:
    """What the Location of an operation answers: 202 until it ends, then its output or error."""
    record = _find(azure, request)
    if record["status"] == "InProgress":
        link = f"{request.origin}{request.path}?{urlencode(request.query)}"
        return Reply(status=202, headers={"Location": link, **retry_after(azure)})
    if "error" in record:
        return Reply(status=409, body={"error": record["error"]})
    output = record.get("output")
    return Reply(status=200 if output is not None else 204, body=output)


def _find(azure: Azure, request: Request) -> Json:
    number = request.parameters["operationId"]
    record = azure.store.get(OPERATION, number)
    if (
        record is None
        or record["subscription"] != request.parameters["subscriptionId"].lower()
        or record.get("secret", "") != request.query.get("p", "")
    ):
        raise ArmError(404, "NotFound", f"The entity '{number}' was not found in this location.")
    return record


def _finish(azure: Azure, event: Event) -> None:
    record = azure.store.get(OPERATION, event.data["operation"])
    if record is None:
        return
    inner = Event(event.number, event.due, record["effect"], event.target, record["data"])
    try:
        with azure.store.transaction():
            _refuse_if_ordered(record)
            azure.effects[record["effect"]](azure, inner)
    except ArmError as error:
        record |= {"status": "Failed", "error": {"code": error.code, "message": error.message}}
        resources.set_provisioning_state(azure, event.target, "Failed")
    else:
        record["status"] = "Succeeded"
        if "output" in inner.data:
            record["output"] = inner.data["output"]
    record["endTime"] = timestamp(azure.now())
    azure.store.put(OPERATION, record["id"], record)


def _refuse_if_ordered(record: Json) -> None:
    if "failure" in record:
        raise ArmError(409, record["failure"]["code"], record["failure"]["message"])


EFFECTS: Mapping[str, Effect] = {"operation": _finish}
