"""A file that only its passphrase opens: scrypt for the key, AES-256-GCM in chunks for the content.

The chunks are numbered and the last is marked (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
Vizar, 2015), so that a chunk lost, moved or cut off is noticed like a changed one. The head can be read by
anyone and is bound to every chunk. Memory stays the same however long the file.
"""

import hashlib
import hmac
import io
import json
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from checkin.errors import Invalid
from checkin.text import mark

MAGIC = b"SAPAPILAR-BACKUP-1\n"
CHUNK = 1 << 20
COST = 1 << 16  # 64 MiB and a fifth of a second for each guess of a passphrase
MAX_COST = 1 << 20
_TAG, _PREFIX, _CHECK = 16, 7, 16
_MAX_HEAD = 64 * 1024


class _Sealer:
    def __init__(self, passphrase: str, head: dict[str, Any], raw_head: bytes) -> None:
        salt, self._prefix = bytes.fromhex(head["salt"]), bytes.fromhex(head["prefix"])
        cost = int(head["cost"])
        if not 2 <= cost <= MAX_COST or cost & (cost - 1) or len(self._prefix) != _PREFIX:
            raise ValueError(cost)
        secret = Scrypt(salt=salt, length=64, n=cost, r=8, p=1).derive(passphrase.encode())
        self._cipher = AESGCM(secret[:32])
        self._bound = hashlib.sha256(raw_head).digest()
        self.check = hmac.new(secret[32:], self._bound, "sha256").digest()[:_CHECK]

    def nonce(self, number: int, is_last: bool) -> bytes:
        return self._prefix + number.to_bytes(4, "big") + bytes([is_last])

    def seal(self, number: int, plain: bytes, is_last: bool) -> bytes:
        return self._cipher.encrypt(self.nonce(number, is_last), plain, self._bound)

    def open(self, number: int, sealed: bytes, is_last: bool) -> bytes:
        return self._cipher.decrypt(self.nonce(number, is_last), sealed, self._bound)


class SealedWriter(io.RawIOBase):
    """Writes what it is given into `file`, sealed; what was written is whole only after `close`."""

    def __init__(
        self, file: IO[bytes], passphrase: str, said: dict[str, Any], *, cost: int = COST
    ) -> None:
        head = {
            **said,
            "cost": cost,
            "salt": os.urandom(16).hex(),
            "prefix": os.urandom(_PREFIX).hex(),
        }
        raw = json.dumps(head, sort_keys=True).encode()
        self._sealer = _Sealer(passphrase, head, raw)
        self._file, self._number, self._waiting = file, 0, bytearray()
        file.write(MAGIC + len(raw).to_bytes(4, "big") + raw + self._sealer.check)

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, content: Any) -> int:
        """Take `content`; whole chunks leave at once."""
        self._waiting += content
        while len(self._waiting) > CHUNK:  # the last chunk is known only at the end
            self._leave(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def close(self) -> None:
        """Seal the last chunk; closing twice seals once."""
        if not self.closed:
            self._leave(bytes(self._waiting), is_last=True)
        super().close()

    def _leave(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._sealer.seal(self._number, plain, is_last))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what was sealed; raises `Invalid` for a wrong passphrase and for a damaged file."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        self.head, raw = _read_head(file)
        try:
            self._sealer = _Sealer(passphrase, self.head, raw)
        except (KeyError, TypeError, ValueError) as error:
            raise damaged() from error
        if not hmac.compare_digest(file.read(_CHECK), self._sealer.check):
            raise Invalid(
                mark("Kata sandi cadangan ini keliru, atau kepala berkasnya rusak."),
                code="backup_passphrase",
            )
        self._file, self._number = file, 0
        self._next = file.read(CHUNK + _TAG)
        self._plain = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what comes next; 0 at the end, which was proven to be the end."""
        while not self._plain and not self._ended:
            self._plain = memoryview(self._chunk())
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + _TAG)
        self._ended = not self._next
        try:
            plain = self._sealer.open(self._number, sealed, self._ended)
        except (InvalidTag, ValueError) as error:
            raise damaged() from error
        self._number += 1
        return plain


def read_head(file: IO[bytes]) -> dict[str, Any]:
    """Return what the file says of itself to anyone; nobody vouches for it until it is opened."""
    return _read_head(file)[0]


def damaged() -> Invalid:
    """Return what to raise for a file that is not as it was made."""
    return Invalid(
        mark("Berkas cadangan ini rusak atau terpotong; pakai cadangan lain."),
        code="backup_damaged",
    )


def _read_head(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise Invalid(mark("Berkas ini bukan cadangan Sapa Pilar."), code="backup_form")
    length = int.from_bytes(file.read(4), "big")
    raw = file.read(length) if length <= _MAX_HEAD else b""
    try:
        head = json.loads(raw)
    except ValueError as error:
        raise damaged() from error
    if not isinstance(head, dict):
        raise damaged()
    return head, raw
