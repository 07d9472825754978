"""The privacy notice: the house's wording, what the office fills in, how it is read. Pure.

A template is plain text: `## ` begins a section, `- ` a line of a list, an empty line a paragraph. Places in
braces are filled in from the office's settings. UU 27/2022 art. 21 says what has to be in it.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checkin.errors import Invalid
from checkin.text import mark

MAX_LENGTH = 20_000
PLACES: Mapping[str, str] = {
    "kantor": mark("nama kantor (pengendali data)"),
    "pemerintah": mark("pemerintah daerah di atasnya"),
    "alamat": mark("alamat kantor"),
    "petugas": mark("pejabat pelindungan data pribadi"),
    "kontak": mark("cara menghubunginya"),
    "masa_simpan": mark("tabel masa simpan, menurut pengaturan yang berlaku"),
}
_PLACE = re.compile(r"\{([^{}\n]*)\}")
DEFAULT = """\
## Siapa yang bertanggung jawab
Pengendali data pribadi adalah {kantor}, {pemerintah}, {alamat}.
Pejabat pelindungan data pribadi: {petugas}. Hubungi: {kontak}.

## Untuk apa data Anda dipakai
Untuk mengundang Anda ke kegiatan pilar sosial, membuat tanda peserta, mencatat kehadiran, membayarkan tali asih kepada yang hadir, dan mempertanggungjawabkan kegiatan itu. Tidak untuk hal lain; data tidak dijual dan tidak dipakai untuk iklan.

## Dasar hukumnya
Pelaksanaan tugas pelayanan publik dan kewajiban hukum kantor (UU Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi, Pasal 20 ayat 2). Kabar lewat WhatsApp setelah pendaftaran mandiri hanya dengan persetujuan Anda, yang dapat ditarik kapan saja.

## Data apa yang dicatat
- Nama, jenis pilar, kabupaten/kota, kecamatan, jabatan dan nomor anggota
- Nomor HP; bila tertulis pada daftar kantor Anda: tempat dan tanggal lahir, jenis kelamin
- NIK dan nomor rekening, yang disimpan terenkripsi, ditampilkan sebagian, dan setiap kali dibuka penuh dicatat siapa yang membukanya
- Kapan dan di pintu mana tanda peserta Anda dipindai

## Dari mana asalnya
Dari daftar yang dikirim dinas sosial kabupaten/kota Anda, dari Anda sendiri lewat pendaftaran, dan dari pemindaian di lokasi.

## Siapa yang melihatnya
Panitia, koordinator kabupaten/kota Anda, bendahara, dan pemeriksa yang berwenang. HP petugas di pintu tidak menyimpan NIK dan rekening. Untuk pembayaran, nama dan nomor rekening yang hadir diserahkan kepada bank penyalur.

## Berapa lama disimpan
{masa_simpan}

## Hak Anda
- Mengetahui dan memperoleh salinan data Anda
- Meminta pembetulan atau pelengkapan data yang keliru
- Meminta penghapusan, sejauh tidak wajib disimpan menurut undang-undang
- Menarik persetujuan dan mengajukan keberatan atas pemakaiannya
- Mengadu kepada lembaga pelindungan data pribadi

## Cara meminta
Buka halaman pribadi Anda (tautan pada undangan) lalu pilih "Data saya", atau hubungi kantor lewat surat, telepon atau WhatsApp. Setiap permintaan dijawab paling lambat 3 x 24 jam sejak diterima.
"""  # noqa: E501


@dataclass(frozen=True)
class Block:
    """A paragraph of one line each, or a list."""

    lines: tuple[str, ...]
    is_list: bool


@dataclass(frozen=True)
class Section:
    """A heading, perhaps empty, and what stands below it."""

    title: str
    blocks: tuple[Block, ...]


def fill(template: str, facts: Mapping[str, str]) -> str:
    """Return the notice as it is shown; the office's data in the places."""
    return _PLACE.sub(lambda found: facts.get(found[1].strip(), found[0]), template.strip()) + "\n"


def proper(name: str) -> str:
    """Return the line of a letterhead as it stands in a sentence: `DINAS SOSIAL` is Dinas Sosial there."""
    return name.title() if name.isupper() else name


def check(template: str) -> str:
    """Return a template with ordinary line ends; raise `Invalid` for one that cannot stand."""
    text = template.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise Invalid(mark("Isi teks pemberitahuan."), code="notice_empty")
    if len(text) > MAX_LENGTH:
        raise Invalid(mark("Teks terlalu panjang."), code="notice_long")
    for found in _PLACE.finditer(text):
        if found[1].strip() not in PLACES:
            raise Invalid(
                mark("Isian %(place)s tidak dikenal."), code="notice_place", place=found[0]
            )
    return text


def digest(text: str) -> str:
    """Return what tells one wording from another."""
    return hashlib.sha256(text.encode()).hexdigest()


def sections(text: str) -> tuple[Section, ...]:
    """Return the notice in its parts."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if line.startswith("## "):
            found.append((line[3:].strip(), []))
        else:
            found[-1][1].append(line.strip())
    return tuple(
        Section(title, tuple(_blocks(lines))) for title, lines in found if title or any(lines)
    )


def _blocks(lines: Iterable[str]) -> Iterable[Block]:
    held: list[str] = []
    kind = False
    for line in [*lines, ""]:
        listed = line.startswith("- ")
        if held and (not line or listed != kind):
            yield Block(tuple(held), kind)
            held = []
        if line:
            held.append(line[2:].strip() if listed else line)
            kind = listed
