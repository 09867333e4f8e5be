"""The store: what is kept, and what is not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from local_azure.arm import Call
from local_azure.request_log import KEPT
from local_azure.store import Store

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class OopsError(Exception):
    """Something goes wrong in the middle."""


def test_keys_compare_without_case_and_keep_their_order() -> None:
    """A second write keeps the place of the first."""
    store = Store()
    for key in ("/a/B", "/a/C", "/A/b"):
        store.put("thing", key, {"key": key})

    assert store.get("thing", "/A/B") == {"key": "/A/b"}
    assert [each["key"] for each in store.list("thing", "/A/")] == ["/A/b", "/a/C"]


def test_a_prefix_is_text_and_no_pattern() -> None:
    """`_` and `%` stand for themselves."""
    store = Store()
    store.put("thing", "/web_1/x", {"name": "x"})
    store.put("thing", "/web21/y", {"name": "y"})

    assert list(store.list("thing", "/web_1/")) == [{"name": "x"}]


def test_a_transaction_is_kept_whole_or_not_at_all() -> None:
    """One inside another is undone alone."""
    store = Store()

    def fail(key: str) -> None:
        with store.transaction():
            store.put("thing", key, {})
            raise OopsError

    with store.transaction():
        store.put("thing", "outer", {})
        with pytest.raises(OopsError):
            fail("inner")
    with pytest.raises(OopsError):
        fail("later")

    assert [store.get("thing", key) for key in ("outer", "inner", "later")] == [{}, None, None]


def test_it_is_the_same_when_it_is_opened_again(tmp_path: Path) -> None:
    """Documents, events and the log."""
    path = tmp_path / "state.sqlite"
    first = Store(path)
    first.put("thing", "a", {"n": 1})
    first.schedule(NOON, "ring", "bell", {"times": 3})
    number = first.log.begin(NOON, Call(method="GET", path="/", origin="https://localhost:1"), "id")
    first.log.end(number, 200, None)
    first.close()

    second = Store(path)
    event = second.next_event(NOON)

    assert second.get("thing", "a") == {"n": 1}
    assert event is not None
    assert (event.effect, event.target, event.data, event.due) == (
        "ring",
        "bell",
        {"times": 3},
        NOON,
    )
    assert second.log.list() == [
        {
            "number": 1,
            "time": "2026-11-23T12:00:00.0000000Z",
            "method": "GET",
            "path": "/",
            "query": "",
            "status": 200,
            "code": None,
            "requestId": "id",
        }
    ]
    second.close()


def test_the_log_keeps_the_newest() -> None:
    """And no more than it says."""
    store = Store()
    call = Call(method="GET", path="/", origin="https://localhost:1")

    with store.transaction():
        for _ in range(KEPT + 3):
            store.log.begin(NOON, call, "id")

    numbers = [row["number"] for row in store.log.list()]
    assert (len(numbers), numbers[0]) == (KEPT, 4)
