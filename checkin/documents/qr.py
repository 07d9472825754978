"""Turn a badge code into its QR symbol: version 1 (21 x 21), level M, alphanumeric, mask 0. Pure.

Version and mask are fixed: searching the best of eight masks is most of an encoder's time, any mask is
valid for readers, and the smallest version is what reads from farthest (research/pdf.md 4, scan.md 3).
The picture has one pixel for each module and no quiet zone; the template gives it both size and margin.
"""

import struct
import zlib
from typing import Final

from qrcode import ERROR_CORRECT_M, QRCode
from qrcode.exceptions import DataOverflowError
from qrcode.util import QRData

SIDE = 21
QUIET_ZONE = 4
MASK = 0
ALPHANUMERIC: Final = 2

Matrix = tuple[tuple[bool, ...], ...]


def matrix(code: str) -> Matrix:
    """Return the modules of `code`, row by row, True where dark.

    Raises ValueError for text that is longer than 20 characters or not QR-alphanumeric.
    """
    symbol = QRCode(version=1, error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    try:
        symbol.add_data(QRData(code, ALPHANUMERIC), optimize=0)
        symbol.make(fit=False)
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"no QR of version 1-M can hold {code!r}") from error
    return tuple(tuple(bool(module) for module in row) for row in symbol.modules)


def png(code: str) -> bytes:
    """Return the symbol of `code` as a PNG of 21 x 21 pixels of one bit; raises as `matrix`."""
    rows = bytearray()
    for row in matrix(code):
        bits = "".join("0" if dark else "1" for dark in row).ljust(24, "1")
        rows += b"\0" + int(bits, 2).to_bytes(3)
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
