"""Who a local Azure says it is: tenant, application, subscriptions. All of it is invented."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is handed in when a local Azure starts.

    Ids are GUIDs that nobody owns. `client_secret`, `signing_key` and `identity_header` are new for
    each instance unless they are given; the folder keeps them over restarts. `bare`:
    Microsoft.Compute and Microsoft.Network begin NotRegistered. `page_size`: items of a list in one
    answer. `off_peak`: the hours, in a region's time zone, in which the platform installs updates.
    """

    tenant: str = "00000000-0000-4000-8000-0000000000aa"
    client_id: str = "00000000-0000-4000-8000-0000000000c1"
    principal_id: str = "00000000-0000-4000-8000-0000000000d1"
    subscriptions: tuple[str, ...] = ("00000000-0000-4000-8000-000000000001",)
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    signing_key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    identity_header: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    token_seconds: int = 3600
    bare: bool = False
    page_size: int = 100
    off_peak: tuple[int, int] = (22, 4)
