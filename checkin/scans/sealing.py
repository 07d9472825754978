"""Seal a person's row so that only their own badge opens it.

Pure; `static/scanner/sealing.js` opens it, tests/vectors/sealing.json pins both. Phones at a gate hold
rows, not codes: without the code, 80 random bits that are printed on the badge alone, a row is noise,
and a lost phone names nobody. The key is HKDF-SHA256 (RFC 5869) of the code with the event's salt;
AES-256-GCM under it takes a keyed digest of the row for its nonce (as SIV does, RFC 8452): one row is
always sealed alike, and two rows of one badge, as after a corrected name, never share a nonce. Six bytes
of it suffice for the handful of rows a badge ever has, and keep a roster of 2,000 below 150 kB.

alf.io's way, PBKDF2 with a thousand rounds, was rejected: rounds make up for weak secrets, which these
are not, and a cheap phone pays for them at every scan.
"""

import base64
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 6
_PADDING = bytes(12 - NONCE)
_KEY, _NONCE_KEY = (b"sapa-pilar/row/" + part + b"\x01" for part in (b"key", b"nonce"))


def seal(salt: bytes, code: str, name: str, pillar: str, regency: str) -> str:
    """Return the row as base64 of nonce, ciphertext and tag; three fields, parted by tabs."""
    secret = hmac.digest(salt, code.encode("ascii"), "sha256")
    row = "\t".join((name, pillar, regency)).encode()
    nonce = hmac.digest(hmac.digest(secret, _NONCE_KEY, "sha256"), row, "sha256")[:NONCE]
    cipher = AESGCM(hmac.digest(secret, _KEY, "sha256"))
    return base64.b64encode(nonce + cipher.encrypt(nonce + _PADDING, row, None)).decode("ascii")


def unseal(salt: bytes, code: str, sealed: str) -> tuple[str, str, str]:
    """Return name, pillar and regency; raise `cryptography.exceptions.InvalidTag` for another code."""
    secret = hmac.digest(salt, code.encode("ascii"), "sha256")
    raw = base64.b64decode(sealed, validate=True)
    cipher = AESGCM(hmac.digest(secret, _KEY, "sha256"))
    row = cipher.decrypt(raw[:NONCE] + _PADDING, raw[NONCE:], None)
    name, pillar, regency = row.decode().split("\t")
    return name, pillar, regency
