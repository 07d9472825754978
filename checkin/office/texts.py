"""The messages that go to people: the house's wording, the places that may stand in them, filling. Pure.

A place is a word in curly brackets, `{nama}`; anything else in brackets is a slip that is found when the
text is saved, never when a thousand messages go out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checkin.errors import Invalid
from checkin.text import mark

LONGEST = 2000
LONGEST_SUBJECT = 150
PLACES: Mapping[str, str] = {
    "nama": mark("nama peserta"),
    "nomor": mark("nomor peserta"),
    "kegiatan": mark("nama kegiatan"),
    "waktu": mark("hari, tanggal, dan jam mulai"),
    "tempat": mark("tempat kegiatan"),
    "kabupaten": mark("kabupaten/kota peserta"),
    "jenis": mark("jenis pilar peserta"),
    "tautan": mark("alamat halaman tanda peserta; wajib ada"),
    "kantor": mark("nama kantor dari pengaturan"),
}
EXAMPLE: Mapping[str, str] = {
    "nama": "Siti Aminah",
    "nomor": "128",
    "kegiatan": "Sapa Pilar Kesejahteraan Sosial Bakorwil Malang",
    "waktu": "Senin, 20 November 2023, pukul 08.00 WIB",
    "tempat": "GOR Ken Arok, Kota Malang",
    "kabupaten": "Kabupaten Malang",
    "jenis": "Pendamping PKH",
    "tautan": "https://sapapilar.example/p/9s1c7w4k2m",
    "kantor": "DINAS SOSIAL",
}
_PLACE = re.compile(r"\{([^{}]*)\}")

_INVITATION = (
    "Yth. Bapak/Ibu {nama},\n\n"
    "Anda terdaftar sebagai peserta {kegiatan}\n"
    "pada {waktu}\n"
    "di {tempat}.\n\n"
    "Tanda peserta Anda (kode QR untuk pintu masuk) ada di sini:\n"
    "{tautan}\n\n"
    "Tautan ini hanya untuk Anda; mohon tidak dibagikan. Sampai jumpa di lokasi."
)
_REMINDER = (
    "Yth. Bapak/Ibu {nama},\n\n"
    "Mengingatkan: {kegiatan}\n"
    "pada {waktu}\n"
    "di {tempat}.\n\n"
    "Mohon hadir tepat waktu dan siapkan tanda peserta Anda di HP atau cetaknya:\n"
    "{tautan}\n\n"
    "Sampai jumpa di lokasi."
)
_SIGNED = "\n\nHormat kami,\n{kantor}"


@dataclass(frozen=True, kw_only=True)
class Template:
    """One message of the house: `default` is its wording until the office has its own."""

    name: str
    label: str
    default: str
    is_subject: bool = False


TEMPLATES: tuple[Template, ...] = (
    Template(name="invitation", label=mark("Undangan lewat WhatsApp"), default=_INVITATION),
    Template(name="reminder", label=mark("Pengingat lewat WhatsApp"), default=_REMINDER),
    Template(
        name="invitation_subject",
        label=mark("Judul surel undangan"),
        default="Undangan {kegiatan}",
        is_subject=True,
    ),
    Template(
        name="invitation_mail", label=mark("Isi surel undangan"), default=_INVITATION + _SIGNED
    ),
    Template(
        name="reminder_subject",
        label=mark("Judul surel pengingat"),
        default="Pengingat: {kegiatan}",
        is_subject=True,
    ),
    Template(name="reminder_mail", label=mark("Isi surel pengingat"), default=_REMINDER + _SIGNED),
)
BY_NAME: Mapping[str, Template] = {template.name: template for template in TEMPLATES}


def clean(name: str, text: str) -> str:
    """Return `text` as it is kept; raise `Invalid` for what could not be sent."""
    template = BY_NAME[name]
    lines = text.replace("\x00", "").replace("\r\n", "\n").strip()
    longest = LONGEST_SUBJECT if template.is_subject else LONGEST
    if not lines:
        raise Invalid(mark("Isi teksnya, atau pakai lagi teks bawaan."), code="text_empty")
    if len(lines) > longest:
        raise Invalid(mark("Teks paling panjang %(most)d huruf."), code="text_long", most=longest)
    if template.is_subject and "\n" in lines:
        raise Invalid(mark("Judul surel hanya satu baris."), code="text_lines")
    for place in _PLACE.findall(lines):
        if place not in PLACES:
            raise Invalid(
                mark("Isian {%(place)s} tidak dikenal; pakai yang ada di daftar."),
                code="text_place",
                place=place,
            )
    if re.search(r"[{}]", _PLACE.sub("", lines)):
        raise Invalid(
            mark("Ada kurung kurawal yang tidak berpasangan; tulis misalnya {nama}."),
            code="text_brackets",
        )
    if not template.is_subject and "{tautan}" not in lines:
        raise Invalid(
            mark("Teks ini harus memuat {tautan}; tanpa itu peserta tidak menerima tandanya."),
            code="text_no_link",
        )
    return lines


def wording(name: str, own: Mapping[str, str]) -> str:
    """Return the office's own wording of a message, the house's where it has none."""
    return own.get(name) or BY_NAME[name].default


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its places filled; a place nobody knows stays as it stands."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)
