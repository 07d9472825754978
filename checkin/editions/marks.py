"""The mark that an edition leaves on every page: number, hash, address and its QR. Pure."""

import io
from dataclasses import dataclass
from datetime import datetime

from qrcode import ERROR_CORRECT_M, QRCode

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEAL_LENGTH = 16
SHORT_HASH = 12
READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What stands at the foot of every page; a preview has only `preview`."""

    label: str = ""
    edition: int = 0
    sha256: str = ""
    seal: str = ""
    url: str = ""
    taken_at: datetime | None = None
    provisional: bool = False
    signed_by: str = ""
    qr: bytes = b""
    preview: bool = False

    @property
    def short_hash(self) -> str:
        """As much of the hash as a person compares."""
        return self.sha256[:SHORT_HASH]

    @property
    def spoken_seal(self) -> str:
        """The seal in groups of four, for typing."""
        return "-".join(self.seal[i : i + 4] for i in range(0, len(self.seal), 4))


PREVIEW = Mark(preview=True)


def make_seal(randomness: bytes) -> str:
    """Return 16 signs of 80 random bits: who does not hold the paper cannot guess its page."""
    value = int.from_bytes(randomness[:10])
    return "".join(SIGNS[value >> 5 * place & 31] for place in reversed(range(SEAL_LENGTH)))


def read_seal(text: str) -> str:
    """Return a typed seal as it was made: any case, O for 0, I and L for 1; no other sign counts."""
    return "".join(sign for sign in text.upper().translate(READ_AS) if sign in SIGNS)


def qr_png(url: str) -> bytes:
    """Return the QR of the address as a one-bit PNG, one pixel a module and no margin."""
    symbol = QRCode(error_correction=ERROR_CORRECT_M, box_size=1, border=0)
    symbol.add_data(url)
    output = io.BytesIO()
    symbol.make_image().save(output, "PNG")
    return output.getvalue()
