"""The last requests that came: what was asked and answered, without bodies and tokens."""

import sqlite3
from datetime import datetime

from local_azure.arm import Call, Json
from local_azure.timestamps import timestamp

KEPT = 10_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS requests (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL,
    request_id TEXT NOT NULL, status INTEGER, code TEXT
);
"""


class RequestLog:
    """The newest KEPT requests, in the order they came, in the store's own database."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._database.executescript(_SCHEMA)

    def begin(self, at: datetime, call: Call, request_id: str) -> int:
        """Note a request that came; its number is for `end`."""
        row = self._database.execute(
            "INSERT INTO requests (time, method, path, query, request_id) VALUES (?, ?, ?, ?, ?)",
            (timestamp(at), call.method, call.path, call.query, request_id),
        )
        number = row.lastrowid or 0
        self._database.execute("DELETE FROM requests WHERE number <= ?", (number - KEPT,))
        return number

    def end(self, number: int, status: int, code: str | None) -> None:
        """Note what was answered; status 0 is a connection that a fault ended."""
        self._database.execute(
            "UPDATE requests SET status = ?, code = ? WHERE number = ?", (status, code, number)
        )

    def list(self) -> list[Json]:
        """Every request kept, oldest first; status is None for one that was never answered."""
        rows = self._database.execute(
            "SELECT number, time, method, path, query, status, code, request_id FROM requests"
            " ORDER BY number"
        ).fetchall()
        names = ("number", "time", "method", "path", "query", "status", "code", "requestId")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def clear(self) -> None:
        """Forget them."""
        self._database.execute("DELETE FROM requests")
