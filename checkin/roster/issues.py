"""What can be said of a row of a roster: the project's vocabulary of issues, with severity and sentence.

Codes and sentences are those of the field's own list (`import_issues.json`); scripts rely on them.
Pure.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum, auto

from checkin.text import mark


class Severity(StrEnum):
    """How much a human must care."""

    INFO = auto()
    WARNING = auto()
    ERROR = auto()


class Issue(StrEnum):
    """One thing to say of a row; `severity` and `sentence` are in SEVERITY and SENTENCE."""

    NIK_APOSTROPHE = "NIK_APOSTROPHE"
    NIK_SEPARATORS = "NIK_SEPARATORS"
    NIK_NUMERIC_CELL = "NIK_NUMERIC_CELL"
    NIK_PRECISION = "NIK_PRECISION"
    NIK_SCIENTIFIC = "NIK_SCIENTIFIC"
    NIK_LENGTH = "NIK_LENGTH"
    NIK_NOT_DIGITS = "NIK_NOT_DIGITS"
    NIK_MISSING = "NIK_MISSING"
    NIK_BAD_DATE = "NIK_BAD_DATE"
    NIK_DATE_MISMATCH = "NIK_DATE_MISMATCH"
    NIK_GENDER_MISMATCH = "NIK_GENDER_MISMATCH"
    NIK_AREA_UNKNOWN = "NIK_AREA_UNKNOWN"
    NIK_INVALID = "NIK_INVALID"
    NAME_MISSING = "NAME_MISSING"
    NAME_INVALID = "NAME_INVALID"
    NAME_VARIANT = "NAME_VARIANT"
    PILLAR_UNKNOWN = "PILLAR_UNKNOWN"
    REGENCY_AMBIGUOUS = "REGENCY_AMBIGUOUS"
    REGENCY_NOT_IN_EVENT = "REGENCY_NOT_IN_EVENT"
    DISTRICT_UNKNOWN = "DISTRICT_UNKNOWN"
    DISTRICT_FUZZY = "DISTRICT_FUZZY"
    PHONE_NORMALISED = "PHONE_NORMALISED"
    PHONE_INVALID = "PHONE_INVALID"
    PHONE_MISSING = "PHONE_MISSING"
    PHONE_MULTIPLE = "PHONE_MULTIPLE"
    PHONE_SHARED = "PHONE_SHARED"
    PHONE_CONFLICT = "PHONE_CONFLICT"
    ACCOUNT_LEADING_ZERO = "ACCOUNT_LEADING_ZERO"
    ACCOUNT_LENGTH = "ACCOUNT_LENGTH"
    ACCOUNT_MISSING = "ACCOUNT_MISSING"
    ACCOUNT_SHARED = "ACCOUNT_SHARED"
    ACCOUNT_CONFLICT = "ACCOUNT_CONFLICT"
    BANK_NOT_JATIM = "BANK_NOT_JATIM"
    DUPLICATE = "DUPLICATE"
    DUPLICATE_NAME_CONFLICT = "DUPLICATE_NAME_CONFLICT"
    DUPLICATE_PROBABLE = "DUPLICATE_PROBABLE"
    DUPLICATE_MULTI_ROLE = "DUPLICATE_MULTI_ROLE"
    SAME_NAME = "SAME_NAME"
    COLUMNS_SWAPPED = "COLUMNS_SWAPPED"
    TKSK_SAME_DISTRICT = "TKSK_SAME_DISTRICT"
    VACANT = "VACANT"

    @property
    def severity(self) -> Severity:
        """Say how much a human must care."""
        return SEVERITY.get(self, Severity.INFO)

    @property
    def sentence(self) -> str:
        """Return the marked Indonesian sentence."""
        return SENTENCE[self]


_ERRORS = (
    "NIK_PRECISION NIK_SCIENTIFIC NIK_LENGTH NIK_NOT_DIGITS NIK_MISSING NIK_BAD_DATE NIK_INVALID "
    "NAME_MISSING NAME_INVALID PILLAR_UNKNOWN REGENCY_NOT_IN_EVENT ACCOUNT_CONFLICT "
    "DUPLICATE_NAME_CONFLICT DUPLICATE_PROBABLE DUPLICATE_MULTI_ROLE COLUMNS_SWAPPED"
).split()
_WARNINGS = (
    "NIK_DATE_MISMATCH NIK_GENDER_MISMATCH NIK_AREA_UNKNOWN REGENCY_AMBIGUOUS DISTRICT_UNKNOWN "
    "PHONE_INVALID PHONE_MISSING ACCOUNT_LEADING_ZERO ACCOUNT_LENGTH ACCOUNT_MISSING ACCOUNT_SHARED "
    "BANK_NOT_JATIM TKSK_SAME_DISTRICT"
).split()
SEVERITY: Mapping[Issue, Severity] = {
    **{Issue(code): Severity.ERROR for code in _ERRORS},
    **{Issue(code): Severity.WARNING for code in _WARNINGS},
}
# Warnings that say something of the world and nothing that this office could put right in the row.
QUIET = frozenset({Issue.NIK_AREA_UNKNOWN, Issue.REGENCY_AMBIGUOUS})

SENTENCE: Mapping[Issue, str] = {
    Issue.NIK_APOSTROPHE: mark("Tanda petik pada NIK dihapus."),
    Issue.NIK_SEPARATORS: mark("Spasi/tanda baca pada NIK dihapus."),
    Issue.NIK_NUMERIC_CELL: mark("NIK tersimpan sebagai angka; 16 digitnya masih utuh."),
    Issue.NIK_PRECISION: mark("Digit terakhir NIK kemungkinan hilang (disimpan sebagai angka)."),
    Issue.NIK_SCIENTIFIC: mark("NIK berubah menjadi notasi ilmiah dan tidak dapat dipulihkan."),
    Issue.NIK_LENGTH: mark("NIK harus 16 digit."),
    Issue.NIK_NOT_DIGITS: mark("NIK memuat huruf."),
    Issue.NIK_MISSING: mark("NIK kosong."),
    Issue.NIK_BAD_DATE: mark("Tanggal lahir di dalam NIK tidak sah."),
    Issue.NIK_DATE_MISMATCH: mark("Tanggal lahir berbeda dengan NIK."),
    Issue.NIK_GENDER_MISMATCH: mark("Jenis kelamin berbeda dengan NIK."),
    Issue.NIK_AREA_UNKNOWN: mark("Kode wilayah NIK tidak ada di daftar saat ini."),
    Issue.NIK_INVALID: mark("NIK tidak sah."),
    Issue.NAME_MISSING: mark("Nama kosong."),
    Issue.NAME_INVALID: mark("Nama tidak wajar."),
    Issue.NAME_VARIANT: mark("Ejaan nama berbeda."),
    Issue.PILLAR_UNKNOWN: mark("Jenis pilar tidak dikenali."),
    Issue.REGENCY_AMBIGUOUS: mark("Kabupaten atau kota? Ditentukan dari kecamatan."),
    Issue.REGENCY_NOT_IN_EVENT: mark("Wilayah di luar peserta acara ini."),
    Issue.DISTRICT_UNKNOWN: mark("Kecamatan tidak dikenali."),
    Issue.DISTRICT_FUZZY: mark("Ejaan kecamatan disesuaikan."),
    Issue.PHONE_NORMALISED: mark("Nomor HP diseragamkan."),
    Issue.PHONE_INVALID: mark("Nomor HP tidak sah."),
    Issue.PHONE_MISSING: mark("Nomor HP kosong."),
    Issue.PHONE_MULTIPLE: mark("Dua nomor HP; dipakai yang pertama."),
    Issue.PHONE_SHARED: mark("Nomor HP dipakai dua orang."),
    Issue.PHONE_CONFLICT: mark("Nomor HP berbeda dari data sebelumnya."),
    Issue.ACCOUNT_LEADING_ZERO: mark("Nol di depan nomor rekening hilang."),
    Issue.ACCOUNT_LENGTH: mark("Nomor rekening Bank Jatim harus 10 digit."),
    Issue.ACCOUNT_MISSING: mark("Nomor rekening kosong."),
    Issue.ACCOUNT_SHARED: mark("Nomor rekening dipakai dua orang."),
    Issue.ACCOUNT_CONFLICT: mark("Nomor rekening berbeda dari data sebelumnya."),
    Issue.BANK_NOT_JATIM: mark("Rekening bukan Bank Jatim."),
    Issue.DUPLICATE: mark("Sudah terdaftar."),
    Issue.DUPLICATE_NAME_CONFLICT: mark("NIK sama, nama berbeda."),
    Issue.DUPLICATE_PROBABLE: mark("Kemungkinan orang yang sama; NIK berbeda satu-dua digit."),
    Issue.DUPLICATE_MULTI_ROLE: mark("Satu orang tercatat di dua pilar."),
    Issue.SAME_NAME: mark("Nama sama, orang berbeda."),
    Issue.COLUMNS_SWAPPED: mark("Kolom NIK dan NIP tertukar."),
    Issue.TKSK_SAME_DISTRICT: mark("Dua TKSK pada satu kecamatan."),
    Issue.VACANT: mark("Jabatan kosong."),
}


def has_error(issues: Collection[Issue]) -> bool:
    """Say whether a human must decide before this row makes a participant."""
    return any(issue.severity is Severity.ERROR for issue in issues)


def has_warning(issues: Collection[Issue]) -> bool:
    """Say whether the row goes in, but with a mark."""
    return any(i.severity is Severity.WARNING and i not in QUIET for i in issues)
