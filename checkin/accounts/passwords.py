"""Passwords: argon2id through argon2-cffi (RFC 9106, the library's defaults)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH = 10

_hasher = PasswordHasher()
# Of a password nobody knows; made once and for all, for making it takes a tenth of a second.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$mRR6DfmsQUazNXoHpBW/dQ$pwE7VwXdoNJJ+75V+qpTzBDGgCRSiRuInhzWBa2vVD0"
)


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`, salt and parameters included."""
    return _hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Say whether `password` fits; an unknown user (None) costs the same time as a known one."""
    try:
        return _hasher.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
