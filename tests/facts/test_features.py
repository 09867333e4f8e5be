"""What is known of preview features: names, states, rights."""

from azure_hotpatch_facts import features


def test_the_preview_of_hotpatch_asks_for_three_features() -> None:
    """The three of the original document, all of Microsoft.Compute, each with its source."""
    assert [feature.name for feature in features.PREVIEW_FEATURES] == [
        "InGuestHotPatchVMPreview",
        "InGuestAutoPatchVMPreview",
        "InGuestPatchVMPreview",
    ]
    every = (*features.PREVIEW_FEATURES, features.ENCRYPTION_AT_HOST)
    assert {feature.namespace for feature in every} == {"Microsoft.Compute"}
    assert all(feature.source.startswith("https://") for feature in every)


def test_every_state_says_what_comes_next() -> None:
    """Meaning and next step are sentences, for every state that Azure has and for ours."""
    assert set(features.STATES) == {
        "NotOffered",
        "NotRegistered",
        "Pending",
        "Registered",
        "Registering",
        "Unregistered",
        "Unregistering",
    }
    assert all(
        state.meaning.endswith(".") and state.next_step.endswith(".")
        for state in features.STATES.values()
    )


def test_a_feature_and_its_provider_need_different_rights() -> None:
    """The three operations on a feature, and on the provider that has it."""
    operations = ("read", "register", "unregister")

    assert [features.feature_action(one) for one in operations] == [
        "Microsoft.Features/providers/features/read",
        "Microsoft.Features/providers/features/register/action",
        "Microsoft.Features/providers/features/unregister/action",
    ]
    assert [features.provider_action("Microsoft.Network", one) for one in operations] == [
        "Microsoft.Resources/subscriptions/providers/read",
        "Microsoft.Network/register/action",
        "Microsoft.Network/unregister/action",
    ]
