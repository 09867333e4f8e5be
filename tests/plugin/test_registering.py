"""How a registration comes about, from every state and through every fault."""

import asyncio
from dataclasses import replace

import pytest

from azure_hotpatch.plugin.refusals import AGAIN, RegistrationError, UnfinishedError
from azure_hotpatch.plugin.registering import register_feature
from azure_hotpatch.plugin.target import Registration
from tests.plugin.world import FORBIDDEN, HERE, World

FEATURE = "Microsoft.Compute/features/InGuestHotPatchVMPreview"
READ = f"GET {FEATURE}"


class TestFeature:
    """A feature is read first, and registered only where it is absent."""

    def test_registered_is_adopted_by_one_read(self, world: World) -> None:
        """What is Registered already is not registered again, and not waited for."""
        world.set_state(world.feature, "Registered")

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == Registration(state="Registered")
        assert world.requests() == [READ]

    @pytest.mark.parametrize("state", ["NotRegistered", "Unregistered"])
    def test_absent_is_registered_and_read_ten_times(self, world: World, state: str) -> None:
        """An absent feature is registered, and counts after ten reads in a row."""
        world.set_state(world.feature, state)

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == HERE
        assert world.requests() == [READ, f"POST {FEATURE}/register", *[READ] * 10]

    def test_registering_is_waited_for(self, world: World) -> None:
        """What somebody else is registering is waited for, and is not ours."""
        path = f"{world.feature.id}/register"
        world.azure.call("POST", path, api_version="2021-07-01")

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == Registration(state="Registered")
        assert len(world.posts()) == 1

    def test_unregistering_is_waited_out_and_registered(self, world: World) -> None:
        """A registration that is being taken away is registered again when it is gone."""
        world.set_state(world.feature, "Registered")
        path = f"{world.feature.id}/unregister"
        world.azure.call("POST", path, api_version="2021-07-01")

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == HERE
        assert world.state(world.feature) == "Registered"

    def test_pending_stops_and_says_who_approves(self, world: World) -> None:
        """Pending is no progress: it names the subscription, and who has to approve."""
        world.set_state(world.feature, "Pending")

        with pytest.raises(RegistrationError) as caught:
            world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert str(caught.value) == (
            "feature Microsoft.Compute/InGuestHotPatchVMPreview of subscription"
            f" {world.subscription_id}: Pending. Microsoft approves this feature by hand, and that"
            " may never happen. Ask Microsoft for approval with a support request from this"
            " subscription, in the Azure portal under Preview features, or leave the feature out."
        )
        assert world.posts() == []

    def test_pending_after_registering_is_unfinished(self, world: World) -> None:
        """A feature that turns out to need approval is kept as begun here."""
        world.fault(method="POST", path="*/register", action="pending")

        with pytest.raises(UnfinishedError) as caught:
            world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert caught.value.registration == Registration(
            state="Pending", registered_here=True, posted=True
        )

    @pytest.mark.parametrize("state", ["NotSpecified", "Sleeping"])
    def test_unknown_state_stops(self, world: World, state: str) -> None:
        """A state that is in no document is not guessed at."""
        world.set_state(world.feature, state)

        with pytest.raises(RegistrationError, match=f"Azure calls its state '{state}'"):
            world.run(register_feature(world.arm(), world.feature, world.wait()))

    def test_not_found_is_a_warning(self, world: World) -> None:
        """A feature that Azure does not know stops nobody: it may be generally available."""
        gone = type(world.feature)(
            subscription_id=world.subscription_id, namespace="Microsoft.Compute", feature="Gone"
        )

        made = world.run(register_feature(world.arm(), gone, world.wait()))

        assert made == Registration(state="NotOffered")
        assert world.report.warnings == [
            (
                f"{gone.place}: Azure does not offer the feature for registration, as after general"
                " availability. Leave the feature out, or correct its name."
            )
        ]

    def test_a_subscription_that_is_not_there_stops(self, world: World) -> None:
        """It "could not be found" as a feature could not, and is no feature of the past."""
        nowhere = type(world.feature)(
            subscription_id="00000000-0000-4000-8000-0000000000ff",
            namespace="Microsoft.Compute",
            feature=world.feature.feature,
        )

        with pytest.raises(RegistrationError, match="SubscriptionNotFound"):
            world.run(register_feature(world.arm(), nowhere, world.wait()))

    def test_no_registration_supported_is_a_warning(self, world: World) -> None:
        """A feature that went generally available stops nobody."""
        world.fault(
            method="POST",
            path="*/register",
            action="status",
            status=400,
            code="FeatureRegistrationUnsupported",
            message="The feature 'InGuestHotPatchVMPreview' does not support registration.",
        )

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made.state == "NotOffered"
        assert len(world.report.warnings) == 1

    def test_flapping_replicas_start_the_count_again(self, world: World) -> None:
        """One older answer among Registered ones starts the count of ten from zero."""
        world.run(world.arm().post(f"{world.feature.id}/register", api_version="2021-07-01"))
        world.fault(method="GET", path="*/features/*", action="flap", times=8, state="Registering")

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == Registration(state="Registered")
        assert world.requests().count(READ) == 17

    def test_an_old_answer_does_not_keep_it_from_being_registered(self, world: World) -> None:
        """One old Registering before ten reads as absent: it is registered after all."""
        world.fault(method="GET", path="*/features/*", action="flap", state="Registering")

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made == HERE

    def test_limit_leaves_it_unfinished(self, world: World) -> None:
        """At the limit the error says how long it took, and that running again is safe."""
        world.fault(method="POST", path="*/register", action="stuck")

        with pytest.raises(UnfinishedError) as caught:
            world.run(register_feature(world.arm(), world.feature, world.wait(limit=60)))

        assert str(caught.value) == (
            "feature Microsoft.Compute/InGuestHotPatchVMPreview of subscription"
            f" {world.subscription_id}: Registering after 1m, the limit. timeoutMinutes on"
            f" the resource raises it. {AGAIN}"
        )
        assert caught.value.registration == Registration(
            state="Registering", registered_here=True, posted=True
        )

    def test_cancel_leaves_it_unfinished(self, world: World) -> None:
        """A cancel during the wait ends it at once, and keeps what was begun."""
        world.fault(method="POST", path="*/register", action="stuck")

        async def cancelled() -> None:
            work = register_feature(world.arm(), world.feature, world.wait())
            task = asyncio.ensure_future(work)
            while len(world.requests()) < 4:  # noqa: ASYNC110, nobody tells when a read is done
                await asyncio.sleep(0)
            task.cancel()
            await task

        with pytest.raises(UnfinishedError, match="cancelled while it was Registering") as caught:
            world.run(cancelled())
        assert caught.value.registration.registered_here

    def test_forbidden_names_action_and_scope(self, world: World) -> None:
        """403 says which permission is missing at which scope."""
        world.fault(**FORBIDDEN)

        with pytest.raises(RegistrationError) as caught:
            world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert str(caught.value) == (
            f"{world.feature.place}: the permission"
            " Microsoft.Features/providers/features/register/action is missing at the scope"
            f" /subscriptions/{world.subscription_id}. Contributor and Owner of the subscription"
            " have it; a role at a resource group is not enough. Azure says AuthorizationFailed:"
            " The client does not have authorization."
        )

    def test_registered_needs_the_right_to_read_only(self, world: World) -> None:
        """Who may not register can still use what is registered."""
        world.set_state(world.feature, "Registered")
        world.fault(**FORBIDDEN)

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made.state == "Registered"

    @pytest.mark.parametrize("action", ["drop-before", "drop-after"])
    def test_lost_connection_is_asked_again(self, world: World, action: str) -> None:
        """Registering twice is registering once, so a lost connection is tried again."""
        world.fault(method="POST", path="*/register", action=action)

        made = world.run(register_feature(world.arm(), world.feature, world.wait()))

        assert made.state == "Registered"
        assert len(world.posts()) == 2

    @pytest.mark.parametrize("status", [429, 503])
    def test_throttling_waits_as_asked(self, world: World, status: int) -> None:
        """Retry-After is honoured before anything else is tried."""
        world.fault(method="POST", path="*/register", action="status", status=status, retryAfter=77)
        before = world.azure.hand()

        world.run(register_feature(world.arm(), world.feature, world.wait(stable_reads=1)))

        assert world.azure.hand() - before == 77 + 10

    def test_a_bad_moment_while_waiting_is_waited_out(self, world: World) -> None:
        """Azure's own trouble during the wait, longer than any retry, is asked again."""
        wait = world.wait()
        asked: list[float] = []

        async def sleep(seconds: float) -> None:
            await world.sleep(seconds)
            if not asked:
                asked.append(seconds)
                world.fault(method="GET", path="*", action="status", status=500, times=20)

        work = register_feature(world.arm(), world.feature, replace(wait, sleep=sleep))

        assert world.run(work) == HERE
        assert any("Azure answers 500" in tick for tick in world.report.ticks)

    def test_without_a_token_nothing_is_begun(self, world: World) -> None:
        """A credential that expired before the register leaves nothing."""
        with pytest.raises(RegistrationError, match="AADSTS7000222") as caught:
            world.run(register_feature(world.arm(tokens=1), world.feature, world.wait()))

        assert not isinstance(caught.value, UnfinishedError)
        assert world.requests() == [READ]

    def test_a_credential_that_expires_in_the_wait_leaves_it_unfinished(self, world: World) -> None:
        """What was begun is kept, and the reason is Entra's."""
        with pytest.raises(UnfinishedError) as caught:
            world.run(register_feature(world.arm(tokens=3), world.feature, world.wait()))

        assert str(caught.value) == (
            f"{world.feature.place}: Azure gave no token to the credential: AADSTS7000222: The"
            f" client secret has expired. {AGAIN}"
        )
        assert caught.value.registration.registered_here


def test_two_who_find_it_absent_have_both_registered_it(world: World) -> None:
    """Azure answers both alike, so that a read from before the other's register counts as ours."""
    world.azure.call("POST", f"{world.feature.id}/register", api_version="2021-07-01")
    world.fault(method="GET", path="*/features/*", action="flap", state="NotRegistered")

    made = world.run(register_feature(world.arm(), world.feature, world.wait()))

    assert made == HERE
    assert len(world.posts()) == 2
