"""Codes of the second factor: six digits by time (RFC 6238), and recovery codes for paper. Pure."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be off, either way
ISSUER = "Sapa Pilar Check-in"
RECOVERY_CODES = 10
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that reads two ways
LENGTH = 16  # 80 random bits, so that a plain hash keeps them


def new_secret() -> str:
    """Return 160 random bits in base32."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """Return the otpauth address that an authenticator reads as a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """Return the time step whose code this is; None for a wrong one and for any up to step `after`."""
    digits = "".join(code.split())
    present = int(now.timestamp()) // STEP
    generator = pyotp.TOTP(secret)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        fits = hmac.compare_digest(generator.at(step * STEP).encode(), digits.encode())
        if fits and step > after:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """Return ten codes in groups of four."""
    return [_grouped(_drawn()) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str, owner: str) -> str:
    """Return what is kept of a code; case, spaces, hyphens and O, I, L for 0, 1, 1 make no difference."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(f"{owner} {plain}".encode()).hexdigest()


def is_totp(code: str) -> bool:
    """Say whether this looks like a code by time rather than one from paper."""
    digits = "".join(code.split())
    return len(digits) == 6 and digits.isascii() and digits.isdigit()


def _drawn() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))
