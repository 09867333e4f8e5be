"""Where a local Azure keeps its state: documents and due events in one SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from local_azure.arm import Json
from local_azure.request_log import RequestLog

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    due REAL NOT NULL, effect TEXT NOT NULL, target TEXT NOT NULL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_due ON events (due, number);
"""
_LAST = "\U0010ffff"  # Sorts behind every other character of a key.


@dataclass(frozen=True)
class Event:
    """Something that happens at a time: `effect` names what, `target` to which resource."""

    number: int
    due: datetime
    effect: str
    target: str
    data: Json


class Store:
    """Documents by kind and key, and events by due time.

    Keys compare without case, as ARM's ids do; this is the only place that folds it. Writes made
    inside `transaction` are kept together or not at all; SQLite's journal keeps what was committed
    through a kill -9.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._database = sqlite3.connect(
            ":memory:" if path is None else path, isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)
        self.log = RequestLog(self._database)

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside, or none when an exception leaves it; one may be inside another."""
        nested = self._database.in_transaction
        self._database.execute("SAVEPOINT inner_" if nested else "BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK TO inner_" if nested else "ROLLBACK")
            raise
        finally:
            if nested:
                self._database.execute("RELEASE inner_")
        if not nested:
            self._database.execute("COMMIT")

    def get(self, kind: str, key: str) -> Json | None:
        """The document, or None."""
        row = self._database.execute(
            "SELECT body FROM documents WHERE kind = ? AND key = ?", (kind, key.lower())
        ).fetchone()
        return None if row is None else cast("Json", json.loads(row[0]))

    def put(self, kind: str, key: str, body: Json) -> None:
        """Write the document, new or in place of the old one, whose order it keeps."""
        self._database.execute(
            "INSERT INTO documents (kind, key, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key.lower(), json.dumps(body)),
        )

    def delete(self, kind: str, key: str) -> bool:
        """Remove the document; False when there was none."""
        done = self._database.execute(
            "DELETE FROM documents WHERE kind = ? AND key = ?", (kind, key.lower())
        )
        return done.rowcount > 0

    def list(self, kind: str, prefix: str = "") -> Iterator[Json]:
        """Documents whose key starts with `prefix`, in the order they were first written."""
        folded = prefix.lower()
        rows = self._database.execute(
            "SELECT body FROM documents WHERE kind = ? AND key >= ? AND key < ? ORDER BY number",
            (kind, folded, f"{folded}{_LAST}"),
        ).fetchall()
        return (cast("Json", json.loads(body)) for (body,) in rows)

    def schedule(self, due: datetime, effect: str, target: str, data: Json) -> None:
        """Remember that `effect` happens to `target` at `due`."""
        self._database.execute(
            "INSERT INTO events (due, effect, target, data) VALUES (?, ?, ?, ?)",
            (due.timestamp(), effect, target, json.dumps(data)),
        )

    def next_event(self, until: datetime) -> Event | None:
        """The earliest event that is due by `until`, or None."""
        row = self._database.execute(
            "SELECT number, due, effect, target, data FROM events WHERE due <= ?"
            " ORDER BY due, number LIMIT 1",
            (until.timestamp(),),
        ).fetchone()
        return None if row is None else _event(row)

    def drop_event(self, event: Event) -> None:
        """Forget an event that has happened."""
        self._database.execute("DELETE FROM events WHERE number = ?", (event.number,))

    def pending(self) -> Iterator[Event]:
        """Every event to come, the earliest first."""
        rows = self._database.execute(
            "SELECT number, due, effect, target, data FROM events ORDER BY due, number"
        ).fetchall()
        return (_event(row) for row in rows)

    def clear(self) -> None:
        """Forget everything."""
        self._database.execute("DELETE FROM documents")
        self._database.execute("DELETE FROM events")
        self.log.clear()


def _event(row: tuple[int, float, str, str, str]) -> Event:
    number, due, effect, target, data = row
    return Event(number, datetime.fromtimestamp(due, UTC), effect, target, json.loads(data))
