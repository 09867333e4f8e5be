"""What HotpatchVm refuses: a file a case, its arguments and the whole list of mistakes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

from azure_hotpatch.errors import ArgumentsError, HotpatchError
from azure_hotpatch.hotpatch_image import HotpatchImage
from azure_hotpatch.hotpatch_vm import HotpatchVm
from azure_hotpatch_facts import images
from tests.components.conftest import machine

Deploy = Callable[..., Any]

CASES = sorted((Path(__file__).parent / "refusals").glob("*.json"))
SOUND = machine()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_machine_is_refused_with_every_mistake_at_once(case: Path, deploy: Deploy) -> None:
    """Nothing is registered, and each mistake is one line that begins with the machine."""
    told = json.loads(case.read_text())
    registered = []

    def see(args: pulumi.ResourceTransformationArgs) -> None:
        registered.append(args.name)

    def program() -> HotpatchVm:
        opts = pulumi.ResourceOptions(transformations=[see])
        return HotpatchVm("web", machine(**told["args"]), opts)

    with pytest.raises(ArgumentsError) as refused:
        deploy(program)

    assert str(refused.value).splitlines() == [
        f"HotpatchVm 'web': {mistake}" for mistake in told["mistakes"]
    ]
    assert registered == []


def test_a_refusal_is_shown_without_a_traceback() -> None:
    """It is the one kind of error that the engine prints as it is."""
    assert issubclass(ArgumentsError, HotpatchError)
    assert issubclass(HotpatchError, pulumi.RunError)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_no_refusal_repeats_a_password(case: Path) -> None:
    """A password shows in no message, whatever is wrong with it."""
    told = json.loads(case.read_text())
    password = str(told["args"].get("admin_password") or SOUND["admin_password"])

    assert not any(f"'{password}'" in mistake for mistake in told["mistakes"])


@pytest.mark.parametrize("image", HotpatchImage)
def test_every_image_of_the_enum_is_taken(image: HotpatchImage, deploy: Deploy) -> None:
    """A preview image with access, a released one without."""
    known = images.named(image.value)
    assert known is not None
    access = {"access": "/subscriptions/00000000-0000-4000-8000-000000000001"}

    made = deploy(
        lambda: HotpatchVm("web", machine(image=image, **(access if known.is_preview else {})))
    )

    assert made.resources["web-vm"].inputs["storageProfile"]["imageReference"] == {
        "publisher": known.publisher,
        "offer": known.offer,
        "sku": image.value,
        "version": "latest",
    }


def test_the_enum_names_the_hotpatchable_images_of_the_catalogue() -> None:
    """No more and no fewer, in the same order."""
    assert [image.value for image in HotpatchImage] == [image.name for image in images.HOTPATCHABLE]


GOVERNMENT = (
    "HotpatchVm 'web': azure-native:environment: found 'usgovernment'; allowed: a region of the "
    "public Azure. Azure Government has no hotpatch: use another region. "
    "(https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/automanage/"
    "automanage-hotpatch.md)"
)


def test_a_stack_for_azure_government_is_refused(deploy: Deploy) -> None:
    """Its configuration names the cloud of the default provider."""
    config = {"azure-native:environment": "usgovernment"}

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchVm("web", machine()), config=config)

    assert str(refused.value) == GOVERNMENT


def test_an_environment_for_azure_government_is_refused(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the configuration is silent, azure-native takes the environment."""
    monkeypatch.setenv("ARM_ENVIRONMENT", "usgovernment")

    with pytest.raises(ArgumentsError) as refused:
        deploy(lambda: HotpatchVm("web", machine()))

    assert str(refused.value) == GOVERNMENT


def test_a_cloud_of_which_nothing_is_known_is_taken_with_a_warning(
    deploy: Deploy, caplog: pytest.LogCaptureFixture
) -> None:
    """No document says whether Azure in China has hotpatch."""
    deploy(lambda: HotpatchVm("web", machine(location="chinanorth3")))

    (record,) = caplog.records
    assert record.getMessage() == (
        "HotpatchVm 'web': location: found 'chinanorth3'; no document says whether Azure operated "
        "by 21Vianet has hotpatch."
    )
