"""What a program hands to a component though it is no arguments: a sentence, and no traceback."""

from collections.abc import Callable
from typing import Any

import pytest

from azure_hotpatch.errors import ArgumentsError
from azure_hotpatch.plugin.hosted import COMPONENTS
from tests.components.inputs import SOUND

NO_MAPPING = 'allowed: a mapping of arguments, {"resource_group_name": "web"}. Give it.'


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize(
    ("args", "mistake"),
    [
        (None, f"args: found null; {NO_MAPPING}"),
        ("web", f"args: found text; {NO_MAPPING}"),
        ([], f"args: found a list; {NO_MAPPING}"),
        ({7: "web"}, "args: found the key 7; allowed: text. Put it in quotes."),
    ],
)
def test_what_is_no_mapping_of_names_is_refused(
    component: Callable[..., Any], args: object, mistake: str
) -> None:
    """By every component, in one sentence."""
    with pytest.raises(ArgumentsError) as refused:
        component("web", args)

    assert refused.value.mistakes == (mistake,)


@pytest.mark.parametrize(
    ("component", "args", "mistake"),
    [
        ("HotpatchFleet", {"machines": {1: {}, "a": {}}}, "machines: found the key 1;"),
        ("HotpatchVm", {"tags": {1: "a", "b": "c"}}, "tags: found the key 1;"),
    ],
)
def test_a_key_that_is_no_text_is_refused(
    component: str, args: dict[str, Any], mistake: str
) -> None:
    """Azure's names and tags are texts."""
    (kind,) = [each for each in COMPONENTS if each.__name__ == component]

    with pytest.raises(ArgumentsError) as refused:
        kind("web", {**SOUND[component], **args})  # type: ignore[arg-type]

    assert refused.value.mistakes == (f"{mistake} allowed: text. Put it in quotes.",)
