"""`azure-hotpatch access`."""

import asyncio
import os
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.table import Table

from azure_hotpatch_cloud.settings import Settings, read_settings
from azure_hotpatch_cloud.targets import Target, mistakes
from azure_hotpatch_facts.features import COMPUTE, PREVIEW_FEATURES
from azure_hotpatch_operations import registrations
from azure_hotpatch_operations.arm_session import connected
from azure_hotpatch_operations.errors import UsageError
from azure_hotpatch_operations.registrations import Found
from azure_hotpatch_operations.speech import Answer, AsJson, Speech, answer

Features = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FEATURE",
        help="Features in place of the three of hotpatch's preview: EncryptionAtHost, or with its"
        " namespace, Microsoft.Compute/EncryptionAtHost.",
        show_default=False,
    ),
]
Subscriptions = Annotated[
    list[str] | None,
    typer.Option(
        "--subscription",
        metavar="GUID",
        help="A subscription, may be given more than once. Default: ARM_SUBSCRIPTION_ID.",
    ),
]

_RELEASED = (
    "Machines on released images need none of the preview's features: hotpatch and automatic guest"
    " patching are generally available. Only preview images ask for them."
)
"""Source: https://learn.microsoft.com/azure/virtual-machines/automatic-vm-guest-patching, which
asks for no registration, read 2026-11-23.
"""


_RIGHTS = (
    "Contributor and Owner of the subscription have these permissions; a role at a resource group"
    " is not enough. PreviewAccess registers in order, and waits."
)


def access(
    features: Features = None,
    subscription: Subscriptions = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what subscriptions are registered for, what is missing, and who can get it.

    Reads the preview's three features and Microsoft.Compute, or other features and their providers.
    Nothing is registered: PreviewAccess does that.

    Exit code 0: all are registered. 1: something is missing. 2: wrong use.
    """

    def work(speech: Speech) -> Answer:
        settings = read_settings({}, os.environ)
        targets = _targets(features or (), subscription or (), settings)
        with speech.working("Asking Azure what is registered"):
            found = asyncio.run(_read(settings, targets))
        return Answer(
            is_well=all(each.is_well for each in found),
            data={"registrations": [each.as_data() for each in found], "note": _RELEASED},
            words=_words(found),
        )

    answer(work, as_json=as_json)


async def _read(settings: Settings, targets: Sequence[Target]) -> list[Found]:
    async with connected(settings) as arm:
        return await registrations.read(arm, targets)


def _targets(
    features: Sequence[str], subscriptions: Sequence[str], settings: Settings
) -> list[Target]:
    """Every feature and its provider in every subscription, each once.

    Raises:
        UsageError: everything that is malformed or missing, a line each.
    """
    places = list(subscriptions) or [settings.subscription_id or ""]
    if places == [""]:
        raise UsageError("--subscription: which? Add it, or set ARM_SUBSCRIPTION_ID.")
    names = [_split(each) for each in features] or [
        (each.namespace, each.name) for each in PREVIEW_FEATURES
    ]
    namespaces = dict.fromkeys(namespace for namespace, _ in names)
    every = [
        Target(subscription_id=place, namespace=namespace, feature=feature)
        for place in dict.fromkeys(each.lower() for each in places)
        for namespace, feature in (*names, *((each, None) for each in namespaces))
    ]
    wrong = dict.fromkeys(
        f"{_OPTIONS[name]}: {said}" for target in every for name, said in mistakes(target)
    )
    if wrong:
        raise UsageError("\n".join(wrong))
    return every


_OPTIONS = {"subscriptionId": "--subscription", "namespace": "FEATURE", "feature": "FEATURE"}


def _split(text: str) -> tuple[str, str]:
    namespace, slash, feature = text.rpartition("/")
    return (namespace, feature) if slash else (COMPUTE, text)


def _words(found: Sequence[Found]) -> tuple[RenderableType, ...]:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("Subscription", "Registration", "State", "It takes"):
        table.add_column(title, overflow="fold")
    for each in found:
        table.add_row(
            each.target.subscription_id,
            each.name,
            each.state or "unknown",
            each.permission or "-",
        )
    steps = dict.fromkeys(f"{each.name}: {each.next_step}" for each in found if each.next_step)
    missing = ["", *steps] if steps else []
    if any(each.permission for each in found):
        missing += ["", _RIGHTS]
    return (table, *missing, "", _RELEASED)
