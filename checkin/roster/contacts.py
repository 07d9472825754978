"""Phone numbers and bank accounts as they stand in a cell. Pure. DOMAIN 3.3, 3.4."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from checkin.roster.cells import Cell, is_number, text_of
from checkin.roster.issues import Issue
from checkin.text import mark

JATIM_LENGTH = 10
LONGEST_EMAIL = 120
BAD_EMAIL = mark("Alamat surel ini belum lengkap atau keliru; contoh siti.aminah@gmail.com.")
_EMAIL = re.compile(
    r"[a-z0-9._%+-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\.[a-z]{2,24}"
)
_NONE = frozenset("- – — . 0".split()) | {""}
_BETWEEN = re.compile(r"\s*(?:/|;|,|&|\bdan\b|\batau\b|\n)\s*", re.I)
_LETTERS = re.compile(r"[A-Za-z.:]+(?=[\s:.]*[+\d(])")
_QUOTE = re.compile(r"""^=?["'`\u2019]+|["'`\u2019]+$""")
_JATIM = re.compile(r"JATIM|JAWA TIMUR|BPD|BJTM|\b114\b")
_BANK_WORDS = {"bank", "bpd", "pt", "persero", "tbk"}
_BANK_IN_TEXT = re.compile(r"\b(BRI|BNI|BCA|BTN|BSI|MANDIRI|JATIM)\b", re.I)


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` where the number is an Indonesian mobile number; `raw` as written."""

    e164: str | None
    raw: str | None
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """`number` holds digits only; `bank` as written."""

    number: str | None
    bank: str | None
    issues: tuple[Issue, ...]


def read_email(text: str) -> str | None:
    """Return an address to which a letter can go, in lower case; None for anything else.

    Only what is plainly an address is taken: what is written into a letter's head must not say more.
    """
    said = text.strip().strip("<>").removeprefix("mailto:").lower()
    return said if len(said) <= LONGEST_EMAIL and _EMAIL.fullmatch(said) else None


def read_phone(cell: Cell) -> Phone:
    """Return the first phone number of a cell in E.164."""
    return _read_phone(_QUOTE.sub("", text_of(cell)))


@lru_cache(maxsize=20_000)
def _read_phone(raw: str) -> Phone:
    if raw in _NONE or not re.search(r"\d", raw):
        return Phone(None, None, (Issue.PHONE_MISSING,))
    parts = [p for p in _BETWEEN.split(raw) if len(re.sub(r"\D", "", p)) >= 5]
    found = next((number for p in parts or [raw] if (number := _mobile(p))), None)
    if found is None:
        return Phone(None, raw, (Issue.PHONE_INVALID,))
    said = [Issue.PHONE_MULTIPLE] if len(parts) > 1 else []
    if raw != "0" + found[3:]:
        said.append(Issue.PHONE_NORMALISED)
    return Phone(found, raw, tuple(said))


def _mobile(text: str) -> str | None:
    digits = re.sub(r"\D", "", _LETTERS.sub("", text))
    digits = re.sub(r"^0062", "62", digits)
    national = re.sub(r"^62", "", digits) if digits.startswith("62") else digits
    national = national.lstrip("0")
    if not national.startswith("8"):
        return None
    number = phonenumbers.PhoneNumber(country_code=62, national_number=int(national))
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return f"+62{national}" if mobile else None


def read_account(cell: Cell, bank_cell: Cell, column_is_jatim: bool) -> Account:
    """Return the account number; `column_is_jatim` says that the header names Bank Jatim."""
    raw = _QUOTE.sub("", text_of(cell))
    written = text_of(bank_cell)
    named = _BANK_IN_TEXT.search(raw)
    bank = written if written not in _NONE else (named[0].upper() if named else None)
    digits = re.sub(r"\D", "", raw)
    if raw in _NONE or not digits.strip("0"):
        return Account(None, bank, (Issue.ACCOUNT_MISSING,))
    if bank and not _JATIM.search(bank.upper()):
        return Account(digits, bank, (Issue.BANK_NOT_JATIM,))
    if len(digits) == JATIM_LENGTH:
        return Account(digits, bank, ())
    if len(digits) == JATIM_LENGTH - 1 and is_number(cell):
        return Account(digits, bank, (Issue.ACCOUNT_LEADING_ZERO,))
    return Account(digits, bank, (Issue.ACCOUNT_LENGTH,))


def same_bank(one: str, other: str) -> bool:
    """Say whether two names are of one bank: `BPD Jatim` and `PT Bank Jatim (Persero)` are."""
    return _bank_key(one) == _bank_key(other)


def _bank_key(name: str) -> str:
    words = re.findall(r"\w+", name.casefold().replace("jawa timur", "jatim"))
    return " ".join(word for word in words if word not in _BANK_WORDS)


def same_account(one: str | None, other: str | None) -> bool:
    """Say whether two account numbers are one, a lost leading zero aside; a missing one contradicts none."""
    if not one or not other:
        return True
    return one.lstrip("0") == other.lstrip("0")
