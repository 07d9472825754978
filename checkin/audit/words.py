"""What every action of the audit log means, as a sentence whose subject is who did it. Pure.

A test finds every action that the code records and wants a sentence for it here.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from checkin.audit.actions import SENTENCES
from checkin.audit.values import word_for
from checkin.audit.verify import Break
from checkin.text import mark

# Groups to filter by: the beginnings of their actions.
GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "identitas": (
        mark("Melihat atau mengeluarkan NIK, rekening, nomor HP"),
        (
            "person.reveal", "personal_data.", "phone.reveal", "privacy.export", "incident.export",
            "roster.error_sheet", "roster.reveal",
        ),
    ),
    "berkas": (
        mark("Cetakan dan berkas keluar"),
        (
            "edition.", "attendance.", "badges.print", "badges.file", "certificates.", "invitations.read",
            "people.export", "audit.export", "control.export", "backup.download",
        ),
    ),
    "peserta": (mark("Data peserta"), ("roster.", "people.", "person.", "signup.")),
    "tanda": (mark("Tanda peserta dan undangan"), ("badges.", "invitations.", "certificates.", "mail.")),
    "hari-h": (
        mark("Perangkat dan pemindaian"),
        ("device.", "scan.", "conflict.", "day.", "rehearsal.", "checkpoint."),
    ),
    "kegiatan": (mark("Kegiatan dan anggota"), ("event.", "member.", "checkpoint.")),
    "ditolak": (mark("Percobaan yang ditolak"), ("refused.",)),
    "masuk": (mark("Masuk, akun, dan peran"), ("user.", "factor.", "member.")),
    "kantor": (
        mark("Pengaturan kantor"),
        ("office.", "region.", "pillar_type.", "backup.", "keys.", "mail."),
    ),
    "privasi": (mark("Permintaan dan pemusnahan data"), ("privacy.", "retention.", "incident.")),
    "audit": (mark("Catatan audit sendiri"), ("audit.",)),
}  # fmt: skip

# What else an entry says, by the name it is kept under.
DETAILS: Mapping[str, str] = {
    "reason": mark("alasan"),
    "times": mark("kali lagi"),
    "since": mark("sejak"),
    "many": mark("banyak sasaran sekaligus"),
    "people": mark("orang"),
    "rows": mark("baris"),
    "counts": mark("jumlah"),
    "numbers": mark("nomor peserta"),
    "role": mark("peran"),
    "regency": mark("kabupaten/kota"),
    "before": mark("sebelumnya"),
    "after": mark("sesudahnya"),
    "number": mark("nomor"),
    "print": mark("cetakan"),
    "approver": mark("disetujui"),
    "ended": mark("perangkat dikeluarkan"),
    "entries": mark("catatan"),
    "broken_at": mark("putus pada"),
    "kind": mark("jenis"),
    "factor": mark("langkah kedua"),
    "pillar": mark("jenis pilar"),
    "format": mark("bentuk"),
    "letters": mark("surat"),
    "scans": mark("pindaian"),
    "columns": mark("kolom"),
    "scan": mark("pindaian"),
    "cause": mark("sebab"),
    "outcome": mark("hasil"),
    "state": mark("keadaan"),
    "fields": mark("isian"),
    "removed": mark("dihapus"),
    "step": mark("langkah"),
    "gate": mark("pintu"),
}

# What counts are of, in the words of the pages that show them.
PARTS: Mapping[str, str] = {
    "added": mark("baru"),
    "changed": mark("berubah"),
    "unchanged": mark("tetap"),
    "repeated": mark("berulang"),
    "duplicate": mark("ganda"),
    "review": mark("perlu ditinjau"),
    "refused": mark("ditolak"),
    "missing": mark("tidak ada lagi"),
    "flagged": mark("bercatatan"),
}

BREAKS: Mapping[Break, str] = {
    Break.ALTERED: mark("isi catatan ini diubah setelah ditulis."),
    Break.MISSING: mark("catatan ini dihapus, sedangkan catatan sesudahnya masih ada."),
    Break.REORDERED: mark("catatan ini ditukar tempatnya dengan catatan lain."),
    Break.INSERTED: mark("catatan ini disisipkan dari luar aplikasi."),
    Break.CUT_OFF: mark("catatan ini dan semua sesudahnya dihapus."),
    Break.NO_HEAD: mark("kepala rantai, yang menyebut ujungnya, dihapus."),
    Break.REWRITTEN: mark(
        "rantai ini ditulis ulang: tidak cocok dengan baris yang disimpan di luar."
    ),
}

UNKNOWN = mark("melakukan %(action)s %(subject)s")
NUMBER = mark("nomor")
Translate = Callable[[str], str]


_NUMBER = re.compile(r"#(?=\d)")
_ID = re.compile(r"\b([0-9a-f]{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def sentence_of(action: str) -> str:
    """Return the sentence of an action, to be filled with `subject` and `action`."""
    return SENTENCES.get(action, UNKNOWN)


def said(action: str, subject: str, translate: Translate = str) -> str:
    """Return what somebody did, in words: `melihat NIK dan rekening lengkap peserta nomor 12`."""
    known = _NUMBER.sub(f"{translate(NUMBER)} ", _ID.sub(r"\1", subject))
    return " ".join((translate(sentence_of(action)) % {"subject": known, "action": action}).split())


def detail_of(detail: Mapping[str, Any], translate: Translate = str) -> list[tuple[str, str]]:
    """Return label and text of what an entry says besides, without what is empty."""
    return [
        (translate(DETAILS[name]) if name in DETAILS else name, _plain(name, value, translate))
        for name, value in detail.items()
        if value not in (None, "", [], {}, False)
    ]


def _plain(name: str, value: Any, translate: Translate) -> str:
    match value:
        case bool():
            return "✓"
        case list():
            return ", ".join(_plain(name, one, translate) for one in value)
        case dict():
            parts = [
                (translate(PARTS[part]) if part in PARTS else part, one)
                for part, one in value.items()
                if one not in (0, "", None)
            ]
            return ", ".join(f"{part} {_plain(name, one, translate)}" for part, one in parts)
        case str() if (word := word_for(name, value)) != value:
            return translate(word)
    return str(value)
