"""Numbers of Microsoft's support articles, by which updates are called."""

import re

_KB = re.compile(r"\s*(?:KB)?\s*(\d{6,8})\s*", re.IGNORECASE)


def kb_number(text: str) -> str | None:
    """The digits of an article's number, with or without its prefix; None where it is none.

    Azure writes and takes the digits only, people and pages the prefix too.

    Source: https://learn.microsoft.com/rest/api/compute/virtual-machines/install-patches, examples,
    read 2026-11-23. That a number has six to eight digits is *assumed*.

    >>> kb_number("KB5068966"), kb_number("5068966"), kb_number("Windows")
    ('5068966', '5068966', None)
    """
    match = _KB.fullmatch(text)
    return match[1] if match else None
