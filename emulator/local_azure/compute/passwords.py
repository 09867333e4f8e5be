"""Passwords: judged, compared, and never kept."""

import hashlib
import hmac
import os

from local_azure.arm import Json

SECRETS = ("adminPassword", "customData")

# Source: the description of `adminPassword` in azure-mgmt-compute 39.0.0.
DISALLOWED = frozenset(
    {
        "abc@123",
        "P@$$w0rd",
        "P@ssw0rd",
        "P@ssword123",
        "Pa$$word",
        "pass@word1",
        "Password!",
        "Password1",
        "Password22",
        "iloveyou!",
    }
)
LENGTHS = {"Windows": (8, 123), "Linux": (6, 72)}
_KINDS = 3
_COST = 2**12


def is_strong(password: str, os_type: str) -> bool:
    """Whether ARM takes it: its length, and three of the four kinds of characters.

    >>> is_strong("Correct-Horse-1", "Windows"), is_strong("correcthorse", "Windows")
    (True, False)
    """
    shortest, longest = LENGTHS[os_type]
    kinds = (
        any(letter.isupper() for letter in password),
        any(letter.islower() for letter in password),
        any(letter.isdigit() for letter in password),
        any(not letter.isalnum() for letter in password),
    )
    return shortest <= len(password) <= longest and sum(kinds) >= _KINDS and password.isprintable()


def digest(password: str) -> Json:
    """What is kept in place of a password, to know it again."""
    salt = os.urandom(16)
    return {"salt": salt.hex(), "hash": _hash(password, salt)}


def is_same(password: str, kept: Json) -> bool:
    """Whether it is the password that `digest` was made of."""
    return hmac.compare_digest(_hash(password, bytes.fromhex(kept["salt"])), kept["hash"])


def _hash(password: str, salt: bytes) -> str:
    return hashlib.scrypt(password.encode(), salt=salt, n=_COST, r=8, p=1).hex()
