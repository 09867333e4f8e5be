"""Which Azure is meant, and which descriptions of one are not believed."""

from dataclasses import replace
from typing import Any

import pytest

from azure_hotpatch_cloud.clouds import (
    BUILT_IN,
    CHINA,
    PUBLIC,
    Cloud,
    accepts_foreign_tokens,
    cloud_described,
)
from azure_hotpatch_cloud.errors import MetadataError

HOST = "management.stack.example"
OWN = {
    "resourceManager": f"https://{HOST}/",
    "authentication": {
        "loginEndpoint": "https://login.stack.example/",
        "audiences": ["https://management.stack.example/"],
    },
}
CLOUD = Cloud(
    name=HOST,
    resource_manager=f"https://{HOST}",
    authority="https://login.stack.example",
    audience=f"https://{HOST}",
)


@pytest.mark.parametrize("body", [OWN, [OWN], [{"resourceManager": "https://else.example"}, OWN]])
def test_both_forms_of_the_metadata_are_read(body: Any) -> None:
    """Newer versions answer one cloud, older ones a list, out of which the host's own is taken."""
    assert cloud_described(HOST, body) == CLOUD


def test_a_microsoft_cloud_is_what_we_know_of_it() -> None:
    """A metadata host of a built-in cloud names that cloud."""
    host = "management.chinacloudapi.cn"
    body = {
        "resourceManager": f"https://{host}/",
        "authentication": {"loginEndpoint": CHINA.authority, "audiences": [CHINA.audience]},
    }

    assert cloud_described(host, body) is CHINA


def test_tokens_of_a_microsoft_cloud_are_not_sent_elsewhere() -> None:
    """A description that asks login.microsoftonline.com for another host's tokens is refused."""
    body = {
        "resourceManager": "https://evil.example/",
        "authentication": {"loginEndpoint": PUBLIC.authority, "audiences": [PUBLIC.audience]},
    }

    with pytest.raises(MetadataError, match="such a token would leave that cloud"):
        cloud_described("evil.example", body)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        {**OWN, "resourceManager": "http://management.stack.example"},
        {**OWN, "authentication": {"loginEndpoint": "https://x", "audiences": []}},
    ],
)
def test_half_a_description_is_refused(body: Any) -> None:
    """What misses an https address is named."""
    with pytest.raises(MetadataError, match="must be an https address"):
        cloud_described(HOST, body)


def test_only_microsofts_audiences_can_be_misused() -> None:
    """A cloud with its own audience takes nobody else's tokens; a built-in one takes its own."""
    foreign = replace(CLOUD, audience="https://management.core.windows.net")

    assert accepts_foreign_tokens(foreign)
    assert not any(accepts_foreign_tokens(cloud) for cloud in (*BUILT_IN, CLOUD))
