"""Microsoft.Features: how a preview feature is registered, and what it answers on the way."""

from typing import Any

import pytest

from local_azure import features
from local_azure.feature_catalog import Feature
from local_azure.testing import InProcess

NAMESPACE = "Microsoft.Compute"
HOTPATCH = "InGuestHotPatchVMPreview"


def feature_path(azure: InProcess, name: str = HOTPATCH, namespace: str = NAMESPACE) -> str:
    """The feature at Microsoft.Features/providers."""
    base = f"{azure.subscription}/providers/Microsoft.Features/providers"
    return f"{base}/{namespace}/features/{name}"


def registration_path(azure: InProcess, name: str = HOTPATCH, namespace: str = NAMESPACE) -> str:
    """The feature's registration as a resource."""
    base = f"{azure.subscription}/providers/Microsoft.Features/featureProviders"
    return f"{base}/{namespace}/subscriptionFeatureRegistrations/{name}"


def call(azure: InProcess, method: str, path: str, body: Any = None) -> Any:
    """Call at 2021-07-01; status and body."""
    reply = azure.call(method, path, body, api_version="2021-07-01")
    return reply.status, reply.body


def state(azure: InProcess, path: str | None = None) -> str:
    """The feature's state."""
    _, body = call(azure, "GET", path or feature_path(azure))
    return str(body["properties"]["state"])


@pytest.mark.parametrize("api_version", ["2015-12-01", "2021-07-01"])
def test_registering_a_feature_takes_time(azure: InProcess, api_version: str) -> None:
    """A POST answers Registering at once; the caller polls until it is Registered."""
    path = feature_path(azure)

    states = [state(azure)]
    posted = azure.call("POST", f"{path}/register", api_version=api_version)
    states.append(state(azure))
    azure.wait(azure.azure.durations.feature)
    states.append(state(azure))

    assert (posted.status, posted.body) == (
        200,
        {
            "properties": {"state": "Registering"},
            "id": path,
            "type": "Microsoft.Features/providers/features",
            "name": f"{NAMESPACE}/{HOTPATCH}",
        },
    )
    assert states == ["NotRegistered", "Registering", "Registered"]


def test_the_address_with_the_blank_of_the_original_document_is_not_found(
    azure: InProcess,
) -> None:
    """`features/ InGuestHotPatchVMPreview` is another name, and there is no such feature."""
    assert call(azure, "POST", f"{feature_path(azure, f' {HOTPATCH}')}/register") == (
        404,
        {
            "error": {
                "code": "FeatureNotFound",
                "message": f"The feature ' {HOTPATCH}' could not be found.",
            }
        },
    )


def test_names_compare_without_case(azure: InProcess) -> None:
    """What is registered in one spelling is Registered in every other."""
    call(azure, "POST", f"{feature_path(azure, HOTPATCH.upper(), 'microsoft.compute')}/register")
    azure.wait(azure.azure.durations.feature)

    assert state(azure) == "Registered"


def test_registering_again_changes_nothing(azure: InProcess) -> None:
    """A Registered feature answers Registered."""
    call(azure, "POST", f"{feature_path(azure)}/register")
    azure.wait(azure.azure.durations.feature)

    _, body = call(azure, "POST", f"{feature_path(azure)}/register")

    assert body["properties"] == {"state": "Registered"}


@pytest.mark.parametrize(
    ("method", "path", "end"),
    [
        ("POST", "feature", "Unregistered"),
        ("DELETE", "registration", "NotRegistered"),
    ],
)
def test_unregistering_ends_where_it_was_asked(
    azure: InProcess, method: str, path: str, end: str
) -> None:
    """The unregister action ends in Unregistered, deleting the registration in NotRegistered."""
    call(azure, "POST", f"{feature_path(azure)}/register")
    azure.wait(azure.azure.durations.feature)
    where = f"{feature_path(azure)}/unregister" if path == "feature" else registration_path(azure)

    status, _ = call(azure, method, where)
    states = [state(azure)]
    azure.wait(azure.azure.durations.feature)
    states.append(state(azure))

    assert status == 200
    assert states == ["Unregistering", end]


def test_a_registration_that_was_undone_does_not_come_back(azure: InProcess) -> None:
    """Unregistering while Registering ends Unregistered, however long one waits."""
    call(azure, "POST", f"{feature_path(azure)}/register")
    azure.wait(azure.azure.durations.feature / 2)
    call(azure, "POST", f"{feature_path(azure)}/unregister")
    azure.wait(azure.azure.durations.feature * 2)

    assert state(azure) == "Unregistered"
    assert features.registered_at(azure.azure, "any", NAMESPACE, HOTPATCH) is None


def test_deleting_a_registration_that_is_none_answers_204(azure: InProcess) -> None:
    """There was nothing to delete."""
    assert call(azure, "DELETE", registration_path(azure)) == (204, None)


def test_a_feature_that_needs_approval_stays_pending(azure: InProcess) -> None:
    """It waits for Microsoft, for ever."""
    features.seed(
        azure.azure, Feature(namespace=NAMESPACE, name="Slow", approval_type="ApprovalRequired")
    )
    path = feature_path(azure, "Slow")

    call(azure, "POST", f"{path}/register")
    azure.wait(86_400)

    assert state(azure, path) == "Pending"


def test_a_feature_that_went_ga_takes_no_registration(azure: InProcess) -> None:
    """It is still listed, and a register is refused."""
    features.seed(azure.azure, Feature(namespace=NAMESPACE, name="Old", is_released=True))

    assert call(azure, "POST", f"{feature_path(azure, 'Old')}/register") == (
        400,
        {
            "error": {
                "code": "FeatureRegistrationUnsupported",
                "message": "The feature 'Old' does not support registration.",
            }
        },
    )


def test_a_namespace_that_is_none_has_no_features(azure: InProcess) -> None:
    """ARM says that the namespace is invalid."""
    expected = {
        "error": {
            "code": "InvalidResourceNamespace",
            "message": "The resource namespace 'Microsoft.Nothing' is invalid.",
        }
    }

    one = feature_path(azure, HOTPATCH, "Microsoft.Nothing")

    assert call(azure, "GET", one) == (404, expected)
    assert call(azure, "GET", one.rpartition("/")[0]) == (404, expected)


def test_features_are_listed_by_namespace_and_all_together(azure: InProcess) -> None:
    """Both lists have them with their namespace in the name."""
    features.seed(azure.azure, Feature(namespace="Microsoft.Network", name="AllowLBPreview"))
    base = f"{azure.subscription}/providers/Microsoft.Features"

    _, mine = call(azure, "GET", f"{base}/providers/Microsoft.Network/features")
    _, every = call(azure, "GET", f"{base}/features")

    assert [each["name"] for each in mine["value"]] == ["Microsoft.Network/AllowLBPreview"]
    assert [each["name"] for each in every["value"]] == [
        "Microsoft.Compute/EncryptionAtHost",
        "Microsoft.Compute/InGuestAutoPatchVMPreview",
        "Microsoft.Compute/InGuestHotPatchVMPreview",
        "Microsoft.Compute/InGuestPatchVMPreview",
        "Microsoft.Network/AllowLBPreview",
    ]


def test_a_registration_is_a_resource_too(azure: InProcess) -> None:
    """PUT of subscriptionFeatureRegistrations registers, and keeps what it was told."""
    wanted = {"properties": {"description": "for hotpatch", "metadata": {"owner": "web"}}}

    status, body = call(azure, "PUT", registration_path(azure), wanted)

    settings = azure.azure.settings
    assert status == 200
    assert body == {
        "name": HOTPATCH,
        "id": registration_path(azure),
        "type": "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations",
        "properties": {
            "subscriptionId": settings.subscriptions[0],
            "featureName": HOTPATCH,
            "providerNamespace": NAMESPACE,
            "state": "Registering",
            "authorizationProfile": {},
            "approvalType": "AutoApproval",
            "description": "for hotpatch",
            "metadata": {"owner": "web"},
            "registrationDate": "2026-11-18T11:06:40.0000000Z",
        },
    }


def test_every_feature_has_a_registration_but_only_touched_ones_are_listed(
    azure: InProcess,
) -> None:
    """That a GET finds an untouched one is what breaks azure-native's resource (#1722)."""
    base = f"{azure.subscription}/providers/Microsoft.Features"
    call(azure, "PUT", registration_path(azure, "InGuestPatchVMPreview"))

    status, untouched = call(azure, "GET", registration_path(azure))
    _, mine = call(azure, "GET", registration_path(azure).rpartition("/")[0])
    _, every = call(azure, "GET", f"{base}/subscriptionFeatureRegistrations")

    assert (status, untouched["properties"]["state"]) == (200, "NotRegistered")
    assert [each["name"] for each in mine["value"]] == ["InGuestPatchVMPreview"]
    assert every == mine


def test_the_operations_of_the_namespace_are_listed(azure: InProcess) -> None:
    """Without a subscription in the path."""
    status, body = call(azure, "GET", "/providers/Microsoft.Features/operations")

    assert status == 200
    assert body["value"][0] == {
        "name": "Microsoft.Features/Features/ListAll",
        "display": {
            "provider": "Microsoft.Features",
            "resource": "Features",
            "operation": "ListAll",
        },
    }
