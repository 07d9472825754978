"""Turn a badge code into its QR symbol: version 1 (21 x 21), level M, alphanumeric, mask 0. Pure.

Version and mask are fixed: searching the best of eight masks is most of an encoder's time, any mask is
valid for readers, and the smallest version is what reads from farthest (research/pdf.md 4, scan.md 3).
The picture has one pixel for each module and no quiet zone; the template gives it both size and margin.

With form and length fixed, encoding is linear: every bit of a code flips a set of modules of its own. So the
`qrcode` library draws the code of zeros and each single bit once, and any code of 20 is their XOR.
"""

import struct
import zlib
from functools import cache, lru_cache
from typing import Final

from qrcode import ERROR_CORRECT_M, QRCode
from qrcode.exceptions import DataOverflowError
from qrcode.util import QRData

SIDE = 21
QUIET_ZONE = 4
MASK = 0
ALPHANUMERIC: Final = 2
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
LENGTH = 20
PAIR_BITS = 11
ROW = 32  # bits of a PNG's row: no filter (8), 21 modules, 3 to fill the byte
PAIRS = {one + two: 45 * SIGNS.index(one) + SIGNS.index(two) for one in SIGNS for two in SIGNS}

Matrix = tuple[tuple[bool, ...], ...]


def matrix(code: str) -> Matrix:
    """Return the modules of `code`, row by row, True where dark.

    Raises ValueError for text that is longer than 20 characters or not QR-alphanumeric.
    """
    rows = _rows(code).to_bytes(SIDE * ROW // 8)
    bits = [f"{int.from_bytes(rows[at : at + 4]):032b}"[8:29] for at in range(0, len(rows), 4)]
    return tuple(tuple(bit == "0" for bit in row) for row in bits)


def png(code: str) -> bytes:
    """Return the symbol of `code` as a PNG of 21 x 21 pixels of one bit; raises as `matrix`."""
    rows = _rows(code).to_bytes(SIDE * ROW // 8)
    return b"".join((_before(), _chunk(b"IDAT", zlib.compress(rows, 1)), _after()))


def _rows(code: str) -> int:
    """Return the PNG's rows as one number."""
    if len(code) != LENGTH:
        return _drawn(code)
    made = _drawn("0" * LENGTH)
    try:
        for place in range(LENGTH // 2):
            made ^= _flips(place, PAIRS[code[2 * place : 2 * place + 2]])
    except KeyError as error:
        raise ValueError(f"no QR of version 1-M can hold {code!r}") from error
    return made


@lru_cache(maxsize=LENGTH // 2 * len(PAIRS))
def _flips(place: int, value: int) -> int:
    """Return the modules that a value of one pair of characters flips."""
    made = 0
    for bit in range(PAIR_BITS):
        if value >> bit & 1:
            made ^= _flip(place, bit)
    return made


@cache
def _flip(place: int, bit: int) -> int:
    one, two = divmod(1 << bit, 45)
    code = "00" * place + SIGNS[one] + SIGNS[two] + "00" * (LENGTH // 2 - 1 - place)
    return _drawn(code) ^ _drawn("0" * LENGTH)


@lru_cache(maxsize=256)
def _drawn(code: str) -> int:
    """Return the rows as the library draws them."""
    symbol = QRCode(version=1, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    try:
        symbol.add_data(QRData(code, ALPHANUMERIC), optimize=0)
        symbol.make(fit=False)
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"no QR of version 1-M can hold {code!r}") from error
    rows = ("".join("0" if dark else "1" for dark in row) for row in symbol.modules)
    return int("".join(f"00000000{row}111" for row in rows), 2)


@cache
def _before() -> bytes:
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)


@cache
def _after() -> bytes:
    return _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
