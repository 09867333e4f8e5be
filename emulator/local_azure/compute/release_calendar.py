"""Which releases there are for the machines of this Azure, by version of Windows Server."""

from datetime import date, timedelta

from local_azure.azure import Azure
from local_azure.patching.releases import Releases, planned

_LOOKING_BACK = timedelta(days=400)


def releases(_azure: Azure, _system: str, day: date) -> Releases:
    """The releases up to a day, the oldest first."""
    return tuple(planned(day - _LOOKING_BACK, day))
