"""What Azure answered in recordings and examples, this Azure answers too."""

import re
from fnmatch import fnmatchcase

import pytest

from local_azure.differences import DIFFERENCES
from tests.emulator.wire.preparation import prepare
from tests.emulator.wire.replay import ask, differences, exchanges, files, open_for
from tests.emulator.wire.shapes import Found

FILES = files()
absent = pytest.mark.skipif(not FILES, reason="../shared/wire is not part of this repository")


def listed(exchange: str) -> set[Found]:
    """The differences that are known of an exchange; another status says all there is to say."""
    named = [each for each in DIFFERENCES if fnmatchcase(exchange, each.exchanges)]
    statuses = [each for each in named if each.kind == "status"]
    return {Found(each.kind, each.where) for each in statuses or named}


@absent
@pytest.mark.parametrize("file", FILES)
def test_the_answers_have_azures_status_keys_and_types(file: str) -> None:
    """But for what docs/emulator.md lists, with a reason: no more, and no less.

    The examples of a file stand alone; a recording is one story, in which links lead on.
    """
    azure = None
    ours: dict[str, str] = {}
    found: set[tuple[str, ...]] = set()
    known: set[tuple[str, ...]] = set()
    for exchange in exchanges(file):
        if azure is None or file.startswith("spec-"):
            azure = open_for(exchange)
        prepare(azure, exchange)
        path, query = exchange.path, exchange.query
        for theirs, own in ours.items():
            path, query = path.replace(theirs, own), query.replace(theirs, own)
        reply = ask(azure, exchange._replace(path=path, query=query))
        link = "Azure-AsyncOperation"
        if link in exchange.headers:
            both = ids(exchange.headers[link]), ids(reply.headers[link])
            ours |= dict(zip(*both, strict=True))
        found |= {(exchange.name, *each) for each in differences(exchange, reply)}
        known |= {(exchange.name, *each) for each in listed(exchange.name)}

    assert sorted(found - known) == []
    assert sorted(known - found) == []


def ids(link: str) -> list[str]:
    """The id of a long operation in its link, and its secret if it has one."""
    return re.findall(r"(?<=/operations/)[\w-]+|(?<=[?&]p=)[\w-]+", link)


@absent
def test_every_listed_difference_is_of_an_exchange() -> None:
    """A file that was renamed leaves no difference behind."""
    names = [exchange.name for file in FILES for exchange in exchanges(file)]

    for difference in DIFFERENCES:
        assert any(fnmatchcase(name, difference.exchanges) for name in names), difference


def test_every_listed_difference_has_a_reason() -> None:
    """And none is listed twice."""
    keys = [(each.exchanges, each.kind, each.where) for each in DIFFERENCES]

    assert all(each.reason.endswith(".") for each in DIFFERENCES)
    assert len(keys) == len(set(keys))
