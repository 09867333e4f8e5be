"""Microsoft.Features: the preview features of a subscription, and their registration.

Shapes and states as recorded from Azure: azure-powershell TestAzureProviderFeature.json
(2020-06-29) and azure-cli test_feature_unregister.yaml: a register answers 200 with `Registering`
at once, the name is `{namespace}/{feature}`, the states are PascalCase.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from local_azure import providers
from local_azure.arm import ArmError, Json, Reply, Request, Route
from local_azure.azure import Azure, Effect
from local_azure.feature_catalog import FEATURES, Feature
from local_azure.paging import page
from local_azure.store import Event
from local_azure.timestamps import timestamp

REGISTRATION = "feature"
SEEDED = "seeded-feature"
_TYPE = "Microsoft.Features/providers/features"

ASSUMED = (
    (
        "An unknown feature answers 404 `FeatureNotFound`, a feature that went GA 400"
        " `FeatureRegistrationUnsupported` to a register: the texts are Azure's, the codes are not"
        " known."
    ),
    "Registering what is Registered, Registering or Pending answers 200 with that state.",
    "Unregistering what was never registered answers 200 with NotRegistered.",
    "A feature that needs approval stays Pending for ever; nobody approves it here.",
)


def state(azure: Azure, subscription: str, namespace: str, name: str) -> str:
    """The feature's state; NotRegistered for one that was never touched or isn't known."""
    return str(_record(azure, subscription, namespace, name)["state"])


def registered_at(azure: Azure, subscription: str, namespace: str, name: str) -> datetime | None:
    """When the feature became Registered; None when it isn't."""
    record = _record(azure, subscription, namespace, name)
    return datetime.fromisoformat(record["registeredAt"]) if "registeredAt" in record else None


def known(azure: Azure) -> tuple[Feature, ...]:
    """Every feature that there is: the catalogue's and those that were seeded."""
    seeded = tuple(Feature(**record) for record in azure.store.list(SEEDED))
    return (*FEATURES, *seeded)


def seed(azure: Azure, feature: Feature) -> None:
    """Let there be one more feature."""
    azure.store.put(SEEDED, f"{feature.namespace}/{feature.name}", asdict(feature))


def find(azure: Azure, namespace: str, name: str) -> Feature:
    """The feature.

    Raises:
        ArmError: 404 for an unknown namespace, 404 for an unknown feature of a known one.
    """
    wanted = (namespace.lower(), name.lower())
    for feature in known(azure):
        if (feature.namespace.lower(), feature.name.lower()) == wanted:
            return feature
    _check_namespace(azure, namespace)
    raise ArmError(404, "FeatureNotFound", f"The feature '{name}' could not be found.")


def start(azure: Azure, request: Request, feature: Feature) -> Json:
    """Register the feature, and answer its record: Registering, or Pending, or what it was.

    Raises:
        ArmError: the feature went GA.
    """
    if feature.is_released:
        raise ArmError(
            400,
            "FeatureRegistrationUnsupported",
            f"The feature '{feature.name}' does not support registration.",
        )
    subscription = request.parameters["subscriptionId"]
    action = None if request.fault is None else request.fault["action"]
    record = _record(azure, subscription, feature.namespace, feature.name)
    if record["state"] in ("Registered", "Registering", "Pending"):
        return record
    needs_approval = feature.approval_type == "ApprovalRequired" or action == "pending"
    record = {
        "state": "Pending" if needs_approval else "Registering",
        "turn": record.get("turn", 0) + 1,
        "askedAt": timestamp(azure.now()),
    }
    _write(azure, subscription, feature, record)
    if not needs_approval and action != "stuck":
        _change(azure, subscription, feature, record["turn"], "Registered")
    return record


def stop(azure: Azure, request: Request, feature: Feature, end: str) -> Json:
    """Unregister the feature; the state becomes `end`: Unregistered, or NotRegistered."""
    subscription = request.parameters["subscriptionId"]
    record = _record(azure, subscription, feature.namespace, feature.name)
    if record["state"] in ("NotRegistered", "Unregistered", "Unregistering"):
        return record
    record = {"state": "Unregistering", "turn": record.get("turn", 0) + 1}
    _write(azure, subscription, feature, record)
    _change(azure, subscription, feature, record["turn"], end)
    return record


def record_of(azure: Azure, subscription: str, feature: Feature) -> Json:
    """State, and where they are known `askedAt` and `registeredAt`."""
    return _record(azure, subscription, feature.namespace, feature.name)


def body_of(azure: Azure, subscription: str, feature: Feature) -> Json:
    """The feature as Features_Get answers it."""
    return {
        "properties": {"state": state(azure, subscription, feature.namespace, feature.name)},
        "id": f"/subscriptions/{subscription}/providers/Microsoft.Features/providers"
        f"/{feature.namespace}/features/{feature.name}",
        "type": _TYPE,
        "name": f"{feature.namespace}/{feature.name}",
    }


def _change(azure: Azure, subscription: str, feature: Feature, turn: int, end: str) -> None:
    data = {"namespace": feature.namespace, "name": feature.name, "turn": turn, "state": end}
    azure.after(azure.durations.feature, "feature-changed", subscription, data)


def _changed(azure: Azure, event: Event) -> None:
    data = event.data
    record = _record(azure, event.target, data["namespace"], data["name"])
    if record.get("turn") != data["turn"]:
        return
    record["state"] = data["state"]
    if data["state"] == "Registered":
        record["registeredAt"] = timestamp(azure.now())
    azure.store.put(REGISTRATION, f"{event.target}/{data['namespace']}/{data['name']}", record)


def _record(azure: Azure, subscription: str, namespace: str, name: str) -> Json:
    found = azure.store.get(REGISTRATION, f"{subscription}/{namespace}/{name}")
    return {"state": "NotRegistered"} if found is None else found


def _write(azure: Azure, subscription: str, feature: Feature, record: Json) -> None:
    azure.store.put(REGISTRATION, f"{subscription}/{feature.namespace}/{feature.name}", record)


def _check_namespace(azure: Azure, namespace: str) -> None:
    seeded = any(feature.namespace.lower() == namespace.lower() for feature in known(azure))
    if not seeded and providers.find(azure, namespace) is None:
        raise ArmError(
            404, "InvalidResourceNamespace", f"The resource namespace '{namespace}' is invalid."
        )


def _named(azure: Azure, request: Request) -> Feature:
    parameters = request.parameters
    return find(azure, parameters["resourceProviderNamespace"], parameters["featureName"])


def _page(azure: Azure, request: Request, features: Iterable[Feature]) -> Reply:
    subscription = request.parameters["subscriptionId"]
    return page(azure, request, [body_of(azure, subscription, each) for each in features])


def list_all(azure: Azure, request: Request) -> Reply:
    """Features_ListAll: those of every namespace."""
    return _page(azure, request, known(azure))


def list_of_namespace(azure: Azure, request: Request) -> Reply:
    """Features_List."""
    namespace = request.parameters["resourceProviderNamespace"]
    _check_namespace(azure, namespace)
    mine = [each for each in known(azure) if each.namespace.lower() == namespace.lower()]
    return _page(azure, request, mine)


def get(azure: Azure, request: Request) -> Reply:
    """Features_Get."""
    feature = _named(azure, request)
    return Reply(status=200, body=body_of(azure, request.parameters["subscriptionId"], feature))


def register(azure: Azure, request: Request) -> Reply:
    """Features_Register."""
    feature = _named(azure, request)
    start(azure, request, feature)
    body = body_of(azure, request.parameters["subscriptionId"], feature)
    return Reply(status=200, body=body, headers={"Retry-After": "0"})


def unregister(azure: Azure, request: Request) -> Reply:
    """Features_Unregister."""
    feature = _named(azure, request)
    stop(azure, request, feature, "Unregistered")
    return Reply(status=200, body=body_of(azure, request.parameters["subscriptionId"], feature))


EFFECTS: Mapping[str, Effect] = {"feature-changed": _changed}

_BASE = "/subscriptions/{subscriptionId}/providers/Microsoft.Features"
_FEATURES = f"{_BASE}/providers/{{resourceProviderNamespace}}/features"

ROUTES = (
    Route(method="GET", path=f"{_BASE}/features", operation="Features_ListAll", handler=list_all),
    Route(method="GET", path=_FEATURES, operation="Features_List", handler=list_of_namespace),
    Route(
        method="GET",
        path=f"{_FEATURES}/{{featureName}}",
        operation="Features_Get",
        handler=get,
    ),
    Route(
        method="POST",
        path=f"{_FEATURES}/{{featureName}}/register",
        operation="Features_Register",
        handler=register,
    ),
    Route(
        method="POST",
        path=f"{_FEATURES}/{{featureName}}/unregister",
        operation="Features_Unregister",
        handler=unregister,
    ),
)
