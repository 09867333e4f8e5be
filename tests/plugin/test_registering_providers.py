"""How a resource provider is registered, and how a registration is taken away."""

import pytest

from azure_hotpatch.plugin.refusals import RegistrationError
from azure_hotpatch.plugin.registering import register_provider, unregister
from azure_hotpatch.plugin.target import Registration
from tests.plugin.world import HERE, World


def forbid_registering(world: World) -> None:
    """Take away the right to register."""
    world.fault(
        method="POST", path="*/register", action="status", status=403, code="AuthorizationFailed"
    )


class TestProvider:
    """A resource provider is registered always, since that carries features on."""

    def test_registered_is_registered_again(self, world: World) -> None:
        """Also a Registered provider is registered; it is not ours for that."""
        made = world.run(register_provider(world.arm(), world.provider, world.wait()))

        assert made == Registration(state="Registered", posted=True)
        read = "GET Microsoft.Compute"
        assert world.requests() == [read, "POST Microsoft.Compute/register", *[read] * 10]

    @pytest.mark.parametrize("state", ["NotRegistered", "Unregistered"])
    def test_absent_is_registered_here(self, world: World, state: str) -> None:
        """A provider that was absent is ours."""
        world.set_state(world.provider, state)

        made = world.run(register_provider(world.arm(), world.provider, world.wait()))

        assert made == HERE

    def test_forbidden_while_registered_is_a_warning(self, world: World) -> None:
        """Without the right, a Registered provider is used as it is."""
        forbid_registering(world)

        made = world.run(register_provider(world.arm(), world.provider, world.wait()))

        assert made == Registration(state="Registered")
        assert "Microsoft.Compute/register/action is missing" in world.report.warnings[0]

    def test_forbidden_while_absent_is_an_error(self, world: World) -> None:
        """Without the right, an absent provider stays absent."""
        world.set_state(world.provider, "NotRegistered")
        forbid_registering(world)

        with pytest.raises(RegistrationError, match=r"\.Compute/register/action is missing"):
            world.run(register_provider(world.arm(), world.provider, world.wait()))


class TestUnregister:
    """Unregistering is waited for, like registering."""

    def test_registered_is_gone_afterwards(self, world: World) -> None:
        """When it returns, the subscription does not have it."""
        world.set_state(world.feature, "Registered")

        world.run(unregister(world.arm(), world.feature, world.wait()))

        assert world.state(world.feature) == "Unregistered"

    @pytest.mark.parametrize("state", ["NotRegistered", "Unregistered"])
    def test_absent_needs_nothing(self, world: World, state: str) -> None:
        """What is absent is not unregistered."""
        world.set_state(world.feature, state)

        world.run(unregister(world.arm(), world.feature, world.wait()))

        assert world.posts() == []
