"""Personal data at rest: encrypted columns, blind indexes to find them, and the mask that is shown.

AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D); the blind index is HMAC-SHA256 under a key of
its own, so that equal NIKs can be found without being read. UU 27/2022 art. 35-39 asks for protection
by risk; NIK and bank account are the two fields that would hurt most.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from checkin.errors import Unavailable
from checkin.text import mark

_NONCE = 12
_MASK_FROM, _MASK_KEEP = 4, 2


@dataclass(frozen=True)
class Keys:
    """What is derived from one data key; `fingerprint` tells it from others and nothing about it."""

    cipher: AESGCM
    index: bytes
    fingerprint: str

    @classmethod
    def of(cls, data_key: bytes) -> "Keys":
        """Derive the keys from the 32-byte `data_key`."""

        def derive(purpose: bytes) -> bytes:
            return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(data_key)

        return cls(AESGCM(derive(b"column")), derive(b"blind index"), derive(b"print").hex()[:16])

    def encrypt(self, plain: bytes) -> bytes:
        """Return nonce + ciphertext + tag of `plain`."""
        nonce = os.urandom(_NONCE)
        return nonce + self.cipher.encrypt(nonce, plain, None)

    def decrypt(self, sealed: bytes) -> bytes | None:
        """Return what was encrypted under this key; None for anything else."""
        try:
            return self.cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag:
            return None

    def blind_index(self, text: str) -> str:
        """Return 32 hex digits that are equal for equal texts and tell nothing without the key."""
        return hmac.new(self.index, text.encode(), hashlib.sha256).hexdigest()[:32]


_keys: list[Keys] = []


def use_data_key(data_key: bytes, *older: bytes) -> None:
    """Derive the process's keys from the 32-byte `data_key`; called once by the composition root.

    `older` keys still open what was written under them, while a change of keys is under way.
    """
    _keys[:] = [Keys.of(key) for key in (data_key, *older)]


def encrypt(plain: bytes) -> bytes:
    """Return nonce + ciphertext + tag of `plain`."""
    return _keys[0].encrypt(plain)


def decrypt(sealed: bytes) -> bytes:
    """Return what `encrypt` was given; raise `Unavailable` where the data key is another one."""
    for keys in _keys:
        plain = keys.decrypt(sealed)
        if plain is not None:
            return plain
    raise Unavailable(
        mark("Data pribadi tidak dapat dibuka: CHECKIN_DATA_KEY bukan kunci basis data ini."),
        code="data_key_differs",
    )


def blind_index(text: str) -> str:
    """Return 32 hex digits that are equal for equal texts and tell nothing without the key."""
    return _keys[0].blind_index(text)


def mask(number: str | None) -> str:
    """Show the first 4 and last 2 characters of a NIK or account: `3522**********03`."""
    if not number:
        return ""
    if len(number) <= _MASK_FROM + _MASK_KEEP:
        return "*" * len(number)
    hidden = len(number) - _MASK_FROM - _MASK_KEEP
    return number[:_MASK_FROM] + "*" * hidden + number[-_MASK_KEEP:]


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that are encrypted in the database and plain in Python."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt(value)


class EncryptedText(TypeDecorator[str]):
    """Text that is encrypted in the database and plain in Python."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else decrypt(value).decode()
