"""Which column means what: header words, in one row or two, to the fields of a roster. Pure.

Synonyms as offices write them (DOMAIN 6). Fields the system does not need (mother's name, religion,
residence by identity card) are recognised only to be left alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from checkin.roster.cells import Cell, text_of
from checkin.roster.pillars import words
from checkin.text import mark


class Field(StrEnum):
    """A column the importer can use."""

    NO = auto()
    NAME = auto()
    NIK = auto()
    NIP = auto()
    PILLAR = auto()
    POSITION = auto()
    MEMBER_NO = auto()
    REGENCY = auto()
    DISTRICT = auto()
    BIRTH_PLACE = auto()
    BIRTH_DATE = auto()
    BIRTH_PLACE_DATE = auto()
    GENDER = auto()
    PHONE = auto()
    EMAIL = auto()
    ACCOUNT = auto()
    BANK = auto()
    ACCOUNT_NAME = auto()
    EMPLOYMENT = auto()
    NOTE = auto()
    CODE = auto()


LABELS: Mapping[Field, str] = {
    Field.NO: mark("Nomor urut"),
    Field.NAME: mark("Nama"),
    Field.NIK: mark("NIK"),
    Field.NIP: mark("NIP"),
    Field.PILLAR: mark("Jenis pilar"),
    Field.POSITION: mark("Jabatan"),
    Field.MEMBER_NO: mark("Nomor anggota"),
    Field.REGENCY: mark("Kabupaten/kota"),
    Field.DISTRICT: mark("Kecamatan"),
    Field.BIRTH_PLACE: mark("Tempat lahir"),
    Field.BIRTH_DATE: mark("Tanggal lahir"),
    Field.BIRTH_PLACE_DATE: mark("Tempat dan tanggal lahir"),
    Field.GENDER: mark("Jenis kelamin"),
    Field.PHONE: mark("Nomor HP"),
    Field.EMAIL: mark("Surel"),
    Field.ACCOUNT: mark("Nomor rekening"),
    Field.BANK: mark("Bank"),
    Field.ACCOUNT_NAME: mark("Nama rekening"),
    Field.EMPLOYMENT: mark("Status kepegawaian"),
    Field.NOTE: mark("Keterangan"),
    Field.CODE: mark("Kode baris"),
}

# First rule that fits wins; None = known, and left alone. Written against `pillars.words` of the header.
_RULES: tuple[tuple[str, Field | None], ...] = (
    (r"(ALAMAT )?(E ?MAIL|SUREL|SURAT ELEKTRONIK)( (AKTIF|PRIBADI|PESERTA|ADDRESS))?", Field.EMAIL),
    (r"IBU|AGAMA|PERNIKAHAN|KAWIN|ANAK|NPWP|BPJS|KPJ|KARTU KELUARGA|NO KK|EMAIL|SUREL|SARAN|PESAN|SETUJU|"
     r"MENYETUJUI|TIMESTAMP|TALI ASIH|JUMLAH|USIA|UMUR|TANDA TANGAN|TTD|PARAF|PENDIDIKAN|JURUSAN|JENJANG|"
     r"PERGURUAN|SEKOLAH|FOTO|SCAN|UKURAN|STATUS DATA|TMT|NO SK|NOMOR SK|TGL SK|PUKUL|JAM", None),
    (r"NAMA.*KTP", Field.NAME),
    (r"(NIK|NOMOR INDUK KEPENDUDUKAN|(NO|NOMOR|NOMER) (E )?KTP)\b.*", Field.NIK),
    (r"ALAMAT|KTP|DESA|KELURAHAN|KEL|RT|RW|DUSUN|PROVINSI|DOMISILI", None),
    (r"(NIP|NI PPPK|NIPPPK|NOMOR INDUK (PEGAWAI|PPPK))\b.*", Field.NIP),
    (r".*LAHIR (TEMPAT|TMPT?|KOTA)", Field.BIRTH_PLACE),
    (r"(TEMPAT|TMP|TPT|TMPT).*(TANGGAL|TGL|TG)( LAHIR)?|TTL|TEMP TGL LAHIR", Field.BIRTH_PLACE_DATE),
    (r"(TEMPAT|TMPT?|KOTA)( DAN TANGGAL)? LAHIR|TEMPAT LHR", Field.BIRTH_PLACE),
    (r"(TANGGAL|TGL) ?(LAHIR|LHR)?( (DD|MM|YY|YYYY|TGL|BLN|THN|FORMAT|CONTOH|\d+)\b.*)?|LAHIR|"
     r"BIRTH ?DATE|DATE OF BIRTH", Field.BIRTH_DATE),
    (r"(ATAS NAMA|A N|AN|NAMA (PEMILIK|DI|DALAM|PADA|SESUAI)?) ?(REKENING|REK|BUKU|TABUNGAN|BUKU TABUNGAN)?.*"
     r"(REKENING|REK|TABUNGAN)|ATAS NAMA.*|NAMA REKENING|NAMA REK|PEMILIK REKENING|REKENING.*ATAS NAMA",
     Field.ACCOUNT_NAME),
    (r"NAMA (LENGKAP|PESERTA|PENDAMPING|ANGGOTA|PETUGAS|RELAWAN|TKSK|TAGANA|PSM|SDM|CALON)\b.*", Field.NAME),
    (r"NAMA BANK|BANK|(REKENING )?BANK (NAMA|NAMA BANK)|JENIS BANK|REKENING BANK NAMA BANK", Field.BANK),
    (r".*\b(REKENING|NOREK|REK)\b.*|(NO|NOMOR|NOMER) TABUNGAN", Field.ACCOUNT),
    (r".*\b(KELAMIN|JK|GENDER|SEX)\b.*|L P|LP", Field.GENDER),
    (r".*\b(HP|HANDPHONE|WA|WHATSAPP|TELP|TELEPON|TELPON|TLP|PONSEL|PHONE|SELULER|KONTAK)"
     r"\b.*", Field.PHONE),
    (r".*\b(ANGGOTA|NIAT|NIA|IPSM|IPSN|ID PEGAWAI|REGISTRASI)\b.*", Field.MEMBER_NO),
    (r"STATUS (KEPEGAWAIAN|PEGAWAI|ASN)|KEPEGAWAIAN", Field.EMPLOYMENT),
    (r".*\b(KECAMATAN|KEC)\b.*|(WILAYAH|LOKASI|DAERAH|TEMPAT) (TUGAS|KERJA|BINAAN|DAMPINGAN)",
     Field.DISTRICT),
    (r".*\b(KABUPATEN|KAB|KOTA|KABKOTA)\b.*|ASAL( DAERAH)?|DAERAH( ASAL)?|WILAYAH", Field.REGENCY),
    (r".*\b(PILAR|UNSUR|PSKS|JENIS SDM|KATEGORI)\b.*", Field.PILLAR),
    (r"JABATAN.*|POSISI|TUGAS", Field.POSITION),
    (r"(NAMA|NAME)\b.*|PESERTA", Field.NAME),
    (r"(NO|NOMOR|NOMER|NR|NUMBER)( URUT| URT)?|URUT|#", Field.NO),
    (r"KODE BARIS", Field.CODE),
    (r"KET|KETERANGAN|CATATAN|NOTE", Field.NOTE),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), meaning) for pattern, meaning in _RULES)
_LEFT_ALONE = re.compile(rf".*\b({_RULES[1][0]})\b.*")
_ADDRESS = re.compile(rf".*\b({_RULES[4][0]})\b.*")
_AS_ON_CARD = re.compile(
    r"^((?:TEMPAT|TMP|TANGGAL|TGL|TTL|JENIS KELAMIN).*?) (?:SESUAI|SEPERTI|PADA|DI) .*KTP.*$"
)
_TELLING = frozenset(Field) - {Field.NO, Field.NOTE, Field.NAME, Field.CODE}
_NAMES_PEOPLE = re.compile(r"NAM[AE]|PESERTA", re.I)
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True)
class Header:
    """Which column holds which field; `depth` rows of header, titles of columns as written."""

    columns: Mapping[Field, int]
    titles: tuple[str, ...]
    depth: int = 1

    @property
    def account_is_jatim(self) -> bool:
        """Say whether the account column names Bank Jatim."""
        at = self.columns.get(Field.ACCOUNT)
        return at is not None and "JATIM" in words(self.titles[at])

    def mapping(self) -> list[tuple[str, Field | None]]:
        """Return each titled column with the field it is read as."""
        by_column = {column: meaning for meaning, column in self.columns.items()}
        return [(title, by_column.get(n)) for n, title in enumerate(self.titles) if title]


def meaning_of(title: str) -> Field | None:
    """Return the field that a column's title names, or None."""
    text = _AS_ON_CARD.sub(r"\1", words(title))
    if not text or len(text) > _LONGEST_HEADER:
        return None
    if _COMPILED[0][0].fullmatch(text):
        return _COMPILED[0][1]
    if _LEFT_ALONE.fullmatch(text) and not text.startswith("NAMA LENGKAP"):
        return None
    for pattern, meaning in _COMPILED[2:4]:
        if pattern.fullmatch(text):
            return meaning
    if _ADDRESS.fullmatch(text) and not text.startswith("KECAMATAN DAN"):
        return None
    return next((m for pattern, m in _COMPILED[5:] if pattern.fullmatch(text)), None)


def is_unneeded(title: str) -> bool:
    """Say whether the title names something known that the system has no use for."""
    text = words(title)
    return meaning_of(title) is None and bool(
        _LEFT_ALONE.fullmatch(text) or _ADDRESS.fullmatch(text)
    )


def find_header(rows: Sequence[Sequence[Cell]], at: int) -> Header | None:
    """Return the header that begins at row `at`, or None; two rows are read as one where the second helps."""
    top = _texts(rows[at])
    if top is None or not any(_NAMES_PEOPLE.search(text) for text in top):
        return None
    one = _header(top, 1)
    below = _texts(rows[at + 1]) if at + 1 < len(rows) else None
    if below is not None and any(below) and _is_continuation(top, below):
        two = _header(_join(top, below), 2)
        if two and (one is None or len(two.columns) >= len(one.columns)):
            return two
    return one


def _texts(row: Sequence[Cell]) -> list[str] | None:
    """Return the row's texts, or None where some cell is a date or a number: headers are words."""
    if any(cell is not None and not isinstance(cell, str) for cell in row):
        return None
    return [text_of(cell) for cell in row]


def _is_continuation(top: Sequence[str], below: Sequence[str]) -> bool:
    """A second header row has words under a spanned title, and no digits of data."""
    if any(sum(c.isdigit() for c in text) > 3 for text in below):
        return False
    under_gap = any(b and not (top[n] if n < len(top) else "") for n, b in enumerate(below))
    known = sum(meaning_of(text) is not None for text in below if text)
    return under_gap and known * 2 >= sum(map(bool, below))


def _join(top: Sequence[str], below: Sequence[str]) -> list[str]:
    """Put the title of a spanned group before each of its parts (`REKENING BANK` + `NOMOR`)."""
    width = max(len(top), len(below))
    joined, group = [], ""
    for n in range(width):
        upper = top[n] if n < len(top) else ""
        lower = below[n] if n < len(below) else ""
        group = upper or (group if lower else "")
        joined.append(_pair(group, lower))
    return joined


def _pair(group: str, part: str) -> str:
    if not part or not group:
        return part or group
    alone = meaning_of(part)
    return part if alone not in (None, Field.NO) or meaning_of(group) is None else f"{group} {part}"


def _header(titles: Sequence[str], depth: int) -> Header | None:
    columns: dict[Field, int] = {}
    for n, title in enumerate(titles):
        meaning = meaning_of(title)
        if meaning is None:
            continue
        if meaning not in columns or (meaning is Field.ACCOUNT and "JATIM" in words(title)):
            columns[meaning] = n
    telling = _TELLING & columns.keys()
    if Field.NAME in columns and (Field.NIK in columns or len(telling) >= 2):
        return Header(columns, tuple(titles), depth)
    return None
