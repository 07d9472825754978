"""Pairing codes and device tokens: how they look and what is kept of them. Pure.

A pairing code has 50 random bits and lives 15 minutes, a token 256 bits; both are kept as SHA-256 only.
"""

import hashlib
import secrets
from datetime import timedelta

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
LIFETIME = timedelta(minutes=15)


def make_pairing_code() -> str:
    """Return a new pairing code of 10 Crockford base32 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def make_token() -> str:
    """Return a new device token (43 characters)."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return what is stored of a code or token: 64 hex digits of SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def normalise(code: str) -> str:
    """Return a typed pairing code as it was made: no blanks or hyphens, I and L as 1, O as 0."""
    plain = code.upper().replace(" ", "").replace("-", "")
    return plain.translate(str.maketrans("ILO", "110"))


def address(public_url: str, code: str) -> str:
    """Return what the pairing QR holds; the code stands in the fragment, so no server logs it."""
    return f"{public_url}/scan/#pair={code}"
