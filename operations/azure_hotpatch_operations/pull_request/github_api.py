"""GitHub's REST API, as far as a report needs it."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from azure_hotpatch_operations.pull_request.errors import GitHubError, PublishError

VERSION = "2022-11-28"
A_PAGE = 100
MOST_PAGES = 30
"""GitHub lists 3,000 files of a pull request at most."""

MOST_BYTES = 50_000_000
"""Of one answer of the API."""

HINTS = {
    401: "Give the job a token: `token: ${{ github.token }}`.",
    403: "Give the job the permissions of docs/pull-requests.md; private repositories need GitHub "
    "Code Security for code scanning, or `code-scanning: false`.",
    404: "Give the job the permissions of docs/pull-requests.md.",
}


class _StaysHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: urllib would take the token along to another host."""

    def redirect_request(self, *_: Any) -> None:
        """Answer that there is nowhere to go."""


_OPENER = urllib.request.build_opener(_StaysHere)


@dataclass(frozen=True)
class GitHub:
    """One repository on GitHub.

    Attributes:
        api: Address of the API, GITHUB_API_URL.
        repository: `owner/name`.
        token: The job's token.
        timeout: Seconds for one answer.
    """

    api: str
    repository: str
    token: str = field(repr=False)
    timeout: float = 60

    def __post_init__(self) -> None:
        if urlsplit(self.api).scheme not in {"https", "http"}:
            raise PublishError("GITHUB_API_URL: found no https address. Leave it as GitHub sets it")

    def get(self, path: str) -> Any:
        """Return what is at a path below the repository."""
        return self._call("GET", path)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Make something."""
        return self._call("POST", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change something."""
        return self._call("PATCH", path, body)

    def pages(self, path: str) -> Iterator[Any]:
        """Yield every item of a list, as far as GitHub lists."""
        for page in range(1, MOST_PAGES + 1):
            items = self.get(f"{path}?per_page={A_PAGE}&page={page}")
            yield from items
            if len(items) < A_PAGE:
                return

    def download(self, path: str, limit: int) -> bytes:
        """Return a file that GitHub keeps elsewhere, which is asked for it without the token.

        Raises:
            PublishError: it is larger than `limit` bytes.
        """
        what = f"GET {path}"
        with self._open(what, self._request("GET", path)) as answer:
            there = answer.headers.get("Location", "")
        if urlsplit(there).scheme not in {"https", urlsplit(self.api).scheme}:
            raise PublishError(f"{what}: found no https address to download from. Run it again.")
        with self._open(what, urllib.request.Request(there)) as answer:  # noqa: S310 (looked at)
            found = _read(what, answer, limit + 1)
        if len(found) > limit:
            raise PublishError(f"{what}: found more than {limit} bytes; allowed: {limit} at most.")
        return found

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        what = f"{method} {path.partition('?')[0]}"
        with self._open(what, self._request(method, path, body)) as answer:
            read = _read(what, answer, MOST_BYTES)
        try:
            return json.loads(read)
        except ValueError:
            raise GitHubError(what, answer.status, "It is no JSON. Run the job again.") from None

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> urllib.request.Request:
        return urllib.request.Request(  # noqa: S310 (the address is looked at when it is set)
            f"{self.api}/repos/{self.repository}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "azure-hotpatch",
                "X-GitHub-Api-Version": VERSION,
            },
        )

    def _open(self, what: str, request: urllib.request.Request) -> Any:
        try:
            return _OPENER.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            if error.status == http.client.FOUND:
                return error
            status = error.status or 0
            with error:
                raise GitHubError(what, status, HINTS.get(status, "")) from None
        except (OSError, http.client.HTTPException):
            raise GitHubError(what, 0) from None


def _read(what: str, answer: Any, limit: int) -> bytes:
    try:
        read: bytes = answer.read(limit)
    except (OSError, http.client.HTTPException):
        raise GitHubError(what, 0) from None
    return read
