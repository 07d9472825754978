"""Names of people: what is a name, which spellings name the same person, what the desk's search compares.

The raw name is kept; `name_key` drops titles and punctuation, `search_key` folds spellings (Moh. and
Muhammad, oe and u, dj and j, doubled letters). Never a reason to merge two people. Pure. DOMAIN 6.
"""

import re
import unicodedata
from functools import lru_cache

TITLES = frozenset(
    "H HJ DR DRS DRA DRG IR KH NY TN BAPAK IBU BPK SDR SDRI PROF SE SH ST SP SS MM MH MT ME MA MSI MPD "
    "SSOS SPD SPDI SKOM SPSI SAG SIP SKM SHI SAP STRSOS AMD AMDKEP SST MKES MAP MSOS SIKOM STP SKEP "
    "SFARM SSI SPT STHI SEI NS".split()
)
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02bb`\u00b4\u2032']")
_DOTTED = re.compile(
    r"(?<![A-Z])(?:S|A|M)\s?\.\s*(?:TR\s*\.\s*SOS|[A-Z]{1,4}(?:\s*\.\s*[A-Z]{1,4})?)\b\.?"
)
_BREAKS = re.compile(r"[.,\-_/()\"\s]+")
_MUHAMMAD = re.compile(
    r"(M|MO?U?C?K?H|MOHD|MO?U?KH|MO?U?C?K?HA?M+A?D|MO?U?C?K?HAMMAD|MUH|MOH|MOCH|MOKH|MUCH)"
)
_ABBREVIATED = {
    "ACH": "AHMAD",
    "AH": "AHMAD",
    "AKH": "AHMAD",
    "ACHMAD": "AHMAD",
    "AKHMAD": "AHMAD",
    "AHMAT": "AHMAD",
    "ABD": "ABDUL",
    "ABDOEL": "ABDUL",
    "ABDL": "ABDUL",
    "ST": "SITI",
    "SITTI": "SITI",
    "ABDULLOH": "ABDULLAH",
}
_FOLDS = (
    ("OE", "U"), ("DJ", "J"), ("TJ", "C"), ("SJ", "SY"), ("NJ", "NY"), ("CH", "KH"), ("KH", "H"),
    ("DH", "D"), ("TH", "T"), ("SH", "S"), ("SY", "S"), ("DZ", "Z"), ("V", "F"), ("P", "F"), ("Q", "K"),
    ("X", "KS"), ("Z", "S"), ("Y", "I"), ("J", "I"), ("O", "U"), ("E", "I"), ("W", "U"),
)  # fmt: skip
# `St. Fatimah` is Siti; behind the name the same letters are a degree, which `name_key` drops.
_SITI = re.compile(r"^((?:H|HJ|DR|DRA|NY|IBU)\b[.\s]+)*ST\b[.\s]+(?=\w)", re.I)
_DOUBLED = re.compile(r"(.)\1+")
_MARKUP = re.compile(r"[<>{}\[\]|\\^~@#$%&*+=;:!?]|https?://|www\.", re.I)
_LETTERS = re.compile(r"[^\W\d_]")
_VACANT = re.compile(
    r"^[\s(\[]*(KOSONG|BELUM (TERISI|ADA|DITETAPKAN)|LOWONG|VACANT|TIDAK ADA|NIHIL|N/?A)\b", re.I
)
MAX_LENGTH = 100


def is_vacant(text: str) -> bool:
    """Say whether the name cell says that nobody holds the post."""
    return bool(_VACANT.match(text)) or not text.strip("-–—. ")


def is_name(text: str) -> bool:
    """Say whether the text can be a person's name: letters, no markup, no formula, no digits."""
    letters = len(_LETTERS.findall(text))
    digits = sum(c.isdigit() for c in text)
    return letters >= 2 and digits == 0 and len(text) <= MAX_LENGTH and not _MARKUP.search(text)


@lru_cache(maxsize=50_000)
def name_key(text: str) -> str:
    """Return the name in upper case without titles, degrees and punctuation.

    Titles are dropped where they can stand: before the name, and after it (everything behind a comma
    that reads as a degree). A name that consists of such letters only stays as it is.
    """
    upper = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text).upper())
    head, *tail = upper.split(",")
    words = _words(head, leading=True)
    for part in tail:
        words += [word for word in _words(part, leading=False) if word not in TITLES]
    return " ".join(words or _BREAKS.sub(" ", upper).split())


def _words(text: str, *, leading: bool) -> list[str]:
    kept = text.strip()
    found = list(_DOTTED.finditer(kept))
    for degree in reversed(found):
        compact = re.sub(r"[\s.]", "", degree[0])
        before = kept[: degree.start()].strip(" .,")
        if compact in TITLES and (before or not leading):
            kept = f"{kept[: degree.start()]} {kept[degree.end() :]}"
    words = _BREAKS.sub(" ", kept).split()
    return [w for n, w in enumerate(words) if not (w in TITLES and (len(words) > 1 or n))] or words


@lru_cache(maxsize=50_000)
def search_key(text: str) -> str:
    """Return the words of a name folded to one spelling, in their order, separated by blanks."""
    return " ".join(fold(word) for word in name_key(_SITI.sub(r"\1SITI ", text)).split())


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return one word in the spelling that all its spellings share."""
    word = "".join(c for c in unicodedata.normalize("NFD", word.upper()) if c.isalnum())
    if _MUHAMMAD.fullmatch(word):
        return "MUHAMAD"
    word = _ABBREVIATED.get(word, word)
    for old, new in _FOLDS:
        word = word.replace(old, new)
    return _DOUBLED.sub(r"\1", word)


def same_spelling(one: str, other: str) -> bool:
    """Say whether two names are written alike but for titles and punctuation."""
    return name_key(one) == name_key(other)


def same_person_plausible(one: str, other: str) -> bool:
    """Say whether two names can name one person: folded words equal, or one's words within the other's."""
    first, second = search_key(one).split(), search_key(other).split()
    if sorted(first) == sorted(second):
        return True
    short, long = sorted((first, second), key=len)
    shared = sum(any(_alike(word, other) for other in long) for word in short)
    return bool(short) and shared == len(short)


def _alike(one: str, other: str) -> bool:
    """Equal, one an initial of the other, or one letter apart."""
    if one == other or (len(one) == 1 and other.startswith(one)):
        return True
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
