"""Passwords: argon2id through argon2-cffi (RFC 9106, the library's defaults)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

MIN_LENGTH = 10

_hasher = PasswordHasher()
_nobody = _hasher.hash("no such user")


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`, salt and parameters included."""
    return _hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Say whether `password` fits; an unknown user (None) costs the same time as a known one."""
    try:
        return _hasher.verify(password_hash or _nobody, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
