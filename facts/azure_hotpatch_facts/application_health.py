"""How the application health extension sees that an application is well."""

from collections.abc import Iterator

from azure_hotpatch_facts.violations import Violation, shown

HEALTH_PAGE = (
    "https://learn.microsoft.com/azure/virtual-machine-scale-sets/"
    "virtual-machine-scale-sets-health-extension"
)
"""Source of this module, version of 05/19/2026. Read 2026-11-25."""

PROTOCOLS = ("tcp", "http", "https")
PORTS = range(1, 65536)
HANDLER_VERSION = "1.0"
"""Binary health states: healthy is whoever answers, or answers 200."""


def health_violations(
    protocol: str, port: int | None, request_path: str | None
) -> Iterator[Violation]:
    """Yield what the extension cannot probe.

    Args:
        protocol: One of PROTOCOLS.
        port: Port on the machine itself; None for the protocol's own.
        request_path: Path of a request, `/health`.
    """
    if port is None and protocol == "tcp":
        yield Violation(
            path="port",
            found="absent",
            allowed=f"{PORTS[0]}-{PORTS[-1]}",
            fix="A connection needs a port: give the one at which the application listens.",
            source=HEALTH_PAGE,
        )
    if port is not None and port not in PORTS:
        yield Violation(
            path="port",
            found=str(port),
            allowed=f"{PORTS[0]}-{PORTS[-1]}",
            fix="Give the port at which the application listens.",
            source=HEALTH_PAGE,
        )
    if protocol == "tcp" and request_path is not None:
        yield Violation(
            path="requestPath",
            found=shown(request_path),
            allowed="absent with tcp",
            fix="A connection has no path: leave it out, or choose http or https.",
            source=HEALTH_PAGE,
        )
    if protocol != "tcp" and not (request_path or "").startswith("/"):
        yield Violation(
            path="requestPath",
            found=shown(request_path),
            allowed="a path that begins with /",
            fix="Give the path that answers 200 while the application is well.",
            source=HEALTH_PAGE,
        )
