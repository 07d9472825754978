"""How the printed copy says what the tables hold: dates as dates, codes as words. Pure.

The copy for machines (`data.json`) keeps the values as they are; this one is read by the person, so it is
Indonesian only, as every document is.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from checkin import formats
from checkin.audit.words import said

ZONE = "Asia/Jakarta"
NOON = time(12)  # of a day without an hour
NAMES: Mapping[str, str] = {
    "number": "Nomor",
    "name": "Nama",
    "pillar": "Jenis pilar",
    "regency": "Kabupaten/kota",
    "district": "Kecamatan",
    "position": "Jabatan",
    "arrived_at": "Hadir",
    "gate": "Pintu",
    "source": "Asal",
    "phone": "Nomor HP",
    "nik": "NIK",
    "member_no": "Nomor anggota",
}
# Only under these names is a value a code; elsewhere the same word may be somebody's own.
CODED = frozenset({"Keadaan", "Asal", "Putusan", "Cara", "Arah", "Hasil", "Jenis", "Jenis kelamin"})
WORDS: Mapping[str, str] = {
    "L": "laki-laki",
    "P": "perempuan",
    "active": "terdaftar",
    "waiting": "menunggu",
    "cancelled": "dibatalkan",
    "import": "daftar kabupaten/kota",
    "walk_in": "peserta susulan",
    "signup": "mendaftar sendiri",
    "substitute": "pengganti",
    "ok": "diterima",
    "duplicate": "sudah tercatat sebelumnya",
    "not_entitled": "tidak berhak di titik ini",
    "wrong_event": "tanda kegiatan lain",
    "revoked": "tanda dicabut",
    "not_yet_open": "belum dibuka",
    "closed": "sudah ditutup",
    "unknown": "tidak ada di daftar",
    "foreign": "bukan tanda kegiatan",
    "accepted": "diterima",
    "refused": "ditolak",
    "conflict": "perlu diperiksa",
    "camera": "kamera",
    "typed": "diketik",
    "search": "dicari namanya",
    "scanner": "alat pemindai",
    "in": "masuk",
    "out": "keluar",
    "accept": "didaftarkan",
    "add": "didaftarkan",
    "added": "didaftarkan",
    "changed": "diperbarui",
    "unchanged": "tidak berubah",
    "review": "perlu ditinjau",
    "reject": "ditolak",
    "rejected": "ditolak",
    "approved": "disetujui",
    "double": "sudah terdaftar",
    "invitation": "undangan",
    "reminder": "pengingat",
    "sending": "sedang dikirim",
    "sent": "terkirim",
    "failed": "gagal, dicoba lagi",
    "given_up": "tidak terkirim",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*")


def name_of(name: str) -> str:
    """Return what a thing is called."""
    return NAMES.get(name, name)


def value_of(name: str, value: object) -> str:
    """Return a value as it is read."""
    called = name_of(name)
    match value:
        case bool():
            return "ya" if value else "tidak"
        case str() if _MOMENT.fullmatch(value):
            return _told(value)
        case str() if _DAY.fullmatch(value):
            return _told(value)
        case str() if called in CODED:
            return WORDS.get(value, value)
        case str() if called == "Tindakan":
            return said(value, "")
        case str() if called == "Perihal":
            return re.sub(r"^#(?=\d)", "nomor ", value)
        case _:
            return str(value)


def _told(value: str) -> str:
    try:
        if _DAY.fullmatch(value):
            return formats.long_date(datetime.combine(date.fromisoformat(value), NOON, UTC), "UTC")
        instant = datetime.fromisoformat(value)
    except ValueError:
        return value
    return formats.moment(instant, ZONE) if instant.tzinfo else value
