"""Make and read the text on a badge: SP, 16 random characters, 2 check characters (DESIGN 4.3).

Pure: the random bytes come in as an argument, so tests can fix them. It knows nothing of rosters; a
valid code may still belong to nobody. `static/scanner/codes.js` is its twin on the phone, and
tests/vectors/codes.json pins both.

The check characters are the remainder of a Reed-Solomon code over GF(32) with the roots 1 and 2
(x^5 + x^2 + 1): any one or two wrong characters, hence any two swapped ones, give another remainder.
A single check character modulo 37 (Crockford's own) was rejected: it needs signs that QR
alphanumeric mode and keyboard scanners do not carry.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "SP"
LENGTH = 20
RANDOM_BYTES = 10

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_ALIKE = str.maketrans("ILO", "110")
_NEAR_LENGTHS = range(LENGTH - 6, LENGTH + 7)
_IGNORED = "\t\n\r -\u00a0\u2010\u2011\u2012\u2013\u2014\u2212"
# ASCII only: str.upper would turn a dotless i or a long s into letters of ours.
_FOLD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", _IGNORED)


class Slip(StrEnum):
    """What is wrong with a code that was meant to be ours."""

    LENGTH = "length"
    ALPHABET = "alphabet"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Valid:
    """A well-formed code in its printed form."""

    code: str


@dataclass(frozen=True, slots=True)
class Mistyped:
    """Begins like one of ours and is about as long, but cannot be right."""

    slip: Slip


@dataclass(frozen=True, slots=True)
class Foreign:
    """No badge of ours: another prefix, another length, other signs."""


ParsedCode = Valid | Mistyped | Foreign


def make_code(random: bytes) -> str:
    """Return the badge code that carries these 10 random bytes.

    Raises ValueError when there are not exactly 10.
    """
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"a badge code needs {RANDOM_BYTES} random bytes, got {len(random)}")
    number = int.from_bytes(random)
    values = [number >> shift & 31 for shift in range(75, -1, -5)]
    return PREFIX + "".join(ALPHABET[value] for value in (*values, *_remainder((*values, 0, 0))))


def parse_code(text: str) -> ParsedCode:
    """Say what a scanned or typed `text` is; spaces, hyphens, case and I/L/O for 1/1/0 do not matter."""
    folded = text.translate(_FOLD)
    if not folded.startswith(PREFIX) or len(folded) not in _NEAR_LENGTHS:
        return Foreign()
    body = folded[len(PREFIX) :].translate(_ALIKE)
    if not all(character in _VALUES for character in body):
        return Mistyped(Slip.ALPHABET)
    if len(folded) != LENGTH:
        return Mistyped(Slip.LENGTH)
    if _remainder(_VALUES[character] for character in body) != (0, 0):
        return Mistyped(Slip.CHECK)
    return Valid(PREFIX + body)


def code_hash(salt: bytes, code: str) -> str:
    """Return what phones hold in place of `code`: 20 hex digits of SHA-256(event salt + code)."""
    return hashlib.sha256(salt + code.encode("ascii")).hexdigest()[:20]


def _remainder(values: Iterable[int]) -> tuple[int, int]:
    """Divide by (x + 1)(x + 2) = x^2 + 3x + 2 over GF(32); both parts are 0 for a right code."""
    high = low = 0
    for value in values:
        twice = high << 1 ^ (0x25 if high & 16 else 0)
        high, low = low ^ twice ^ high, value ^ twice
    return high, low
