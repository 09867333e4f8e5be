"""The stack's own configuration: every mistake at once, each with what to do."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from azure_hotpatch import stack_settings
from azure_hotpatch_facts import images
from tests.stack.configuration import configured

ROOT = Path(__file__).parents[2]
PASSWORD = {"HOTPATCH_ADMIN_PASSWORD": "canary-Stack-4711"}


def read(**changes: str) -> stack_settings.StackSettings:
    """The settings with these changes, a password in the environment."""
    return stack_settings.read(configured(**changes), (), PASSWORD)


def test_the_defaults_are_todays_image_without_registrations() -> None:
    """A stack that says nothing gets Windows Server 2025 Core and registers nothing."""
    assert read() == stack_settings.StackSettings(
        location="westeurope",
        machine_count=2,
        size="Standard_D2s_v5",
        image=images.DEFAULT,
        access="off",
        address_space="10.20.0.0/16",
        zones=("1", "2", "3"),
        bastion=False,
        admin_username="hotpatchadmin",
        admin_password="canary-Stack-4711",
        protect=True,
    )


def test_machines_are_numbered_from_one() -> None:
    """The names stay when there are more."""
    assert read(machineCount="3").machine_names == ("hotpatch-1", "hotpatch-2", "hotpatch-3")


def test_an_empty_list_of_zones_uses_none() -> None:
    """A region without zones is possible."""
    assert read(zones="[]").zones == ()


MISTAKES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("settings_mistakes.json").read_text()
)


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES.keys())
def test_every_mistake_is_told(case: dict[str, Any]) -> None:
    """Each names its key, what was found and what to do."""
    with pytest.raises(stack_settings.StackSettingsError) as refused:
        read(**case["changes"])

    assert str(refused.value).splitlines()[1:] == [f"  {mistake}" for mistake in case["mistakes"]]


def test_a_plain_text_password_is_refused_and_not_repeated() -> None:
    """A password in plain configuration is a mistake; the message does not show it."""
    with pytest.raises(stack_settings.StackSettingsError) as refused:
        stack_settings.read(configured(adminPassword="canary-Plain-4711"), (), {})

    assert "hotpatch:adminPassword: found plain text" in str(refused.value)
    assert "canary" not in str(refused.value)


def test_a_secret_password_wins_over_the_environment() -> None:
    """`pulumi config set --secret hotpatch:adminPassword` is the stack's own choice."""
    config = configured(adminPassword="canary-Secret-4711")

    settings = stack_settings.read(config, ("hotpatch:adminPassword",), PASSWORD)

    assert settings.admin_password == "canary-Secret-4711"


def test_no_password_anywhere_is_refused() -> None:
    """Without configuration and without the variable the program says where to put one."""
    with pytest.raises(stack_settings.StackSettingsError) as refused:
        stack_settings.read(configured(), (), {})

    assert "hotpatch:adminPassword: found absent" in str(refused.value)


def test_the_manifest_and_the_program_know_the_same_keys() -> None:
    """Pulumi.yaml's schema is the list of settings, and the program reads each."""
    manifest = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())

    assert {key.removeprefix("hotpatch:") for key in manifest["config"]} == set(stack_settings.KEYS)
