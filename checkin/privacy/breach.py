"""What became known by an incident, by its cause; and the letters that say so. Pure.

A gate phone holds rows that only a badge opens (`scans.sealing`), a desk phone names; NIK and account are
under the data key, which a copy of the server may or may not hold. UU 27/2022 art. 46: what, when and how,
what was done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from checkin.text import mark


class Cause(StrEnum):
    """What happened."""

    PHONE = auto()
    LIST = auto()
    EXPORT = auto()
    UPLOAD = auto()
    ACCOUNT = auto()
    SERVER = auto()


CAUSES: Mapping[Cause, str] = {
    Cause.PHONE: mark("HP petugas hilang atau dicuri"),
    Cause.LIST: mark("Edisi daftar hadir bocor"),
    Cause.EXPORT: mark("Berkas ekspor bocor"),
    Cause.UPLOAD: mark("Berkas daftar peserta bocor"),
    Cause.ACCOUNT: mark("Akun pengguna diambil alih"),
    Cause.SERVER: mark("Salinan server atau cadangan bocor"),
}
DATA: Mapping[str, str] = {
    "name": mark("nama"),
    "pillar": mark("jenis pilar"),
    "regency": mark("kabupaten/kota"),
    "district": mark("kecamatan"),
    "position": mark("jabatan"),
    "attendance": mark("kehadiran"),
    "phone": mark("nomor HP"),
    "email": mark("alamat surel"),
    "birth": mark("tempat dan tanggal lahir"),
    "masked": mark("NIK tersamar"),
    "nik": mark("NIK"),
    "account": mark("nomor rekening"),
    "link": mark("tautan halaman pribadi"),
}
STEPS: Mapping[str, str] = {
    "contained": mark("Kebocoran dihentikan (HP dicabut, akun dinonaktifkan, tautan diganti)"),
    "assessed": mark("Yang terdampak dan datanya sudah diperiksa"),
    "persons": mark("Pemberitahuan tertulis kepada yang terdampak"),
    "authority": mark("Pemberitahuan tertulis kepada lembaga pelindungan data pribadi"),
    "recovered": mark("Pemulihan selesai dan pencegahannya dicatat"),
}
NOTICES = ("persons", "authority")
NAMES = frozenset({"name", "pillar", "regency", "district"})
LISTED = NAMES | {"attendance"}
PLAIN = LISTED | {"position", "phone", "birth", "masked"}
SECRETS = frozenset({"nik", "account", "email"})  # what is under the data key

Found = dict[UUID, set[str]]


def on_phone(kind: str) -> frozenset[str]:
    """Return what a finder of the phone can read."""
    return frozenset() if kind == "gate" else NAMES


def on_list(columns: Iterable[str]) -> frozenset[str]:
    """Return what a printed list says with these columns."""
    more = {"phone": "phone", "nik": "masked", "position": "position"}
    return LISTED | {more[one] for one in columns if one in more}


def by_action(action: str) -> frozenset[str]:
    """Return what an entry of the audit log shows to have been read or taken away."""
    return {
        "person.reveal": NAMES | {"nik", "account"},
        "personal_data.export": PLAIN | SECRETS,
        "privacy.export": PLAIN | SECRETS,
        "invitations.read": NAMES | {"phone", "link"},
        "phone.reveal": LISTED | {"phone"},
        "people.export": PLAIN,
        "roster.reveal": NAMES | {"nik", "account"},
        "attendance.export": LISTED | {"position"},
        "attendance.scan_log": LISTED,
        "backup.download": in_copy(with_key=True),
        "edition.take": LISTED,
        "certificates.print": NAMES | {"attendance"},
        "badges.print": NAMES,
    }.get(action, frozenset())


def numbers_of(kept: object) -> list[int]:
    """Return the numbers an entry of the audit log keeps: a list, or runs such as `1-25, 30`."""
    parts = kept.split(",") if isinstance(kept, str) else kept if isinstance(kept, list) else []
    found: set[int] = set()
    for part in parts:
        first, _, last = str(part).strip().partition("-")
        if first.isdecimal() and (not last or last.isdecimal()):
            found.update(range(int(first), int(last or first) + 1))
    return sorted(found)


def in_copy(*, with_key: bool) -> frozenset[str]:
    """Return what a copy of the server shows: without the data key no NIK, account or printed list."""
    return PLAIN | {"link"} | SECRETS if with_key else PLAIN - {"masked"} | {"link"}


def grouped(found: Found) -> list[dict[str, list[str]]]:
    """Return who is affected by the same data, the most first; of whom nothing was readable is left out."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for registration, data in found.items():
        if data:
            key = tuple(one for one in DATA if one in data)
            groups.setdefault(key, []).append(str(registration))
    order = sorted(groups.items(), key=lambda item: (-len(item[0]), item[0]))
    return [{"data": list(data), "registrations": sorted(who)} for data, who in order]


@dataclass(frozen=True, kw_only=True)
class Account:
    """What a letter says of an incident, in words."""

    label: str
    cause: str
    subject: str
    happened: str
    known: str
    due: str
    people: int
    data: tuple[tuple[int, str], ...]
    story: str
    measures: str
    office: str
    government: str
    contact: str


UNTOLD = "[lengkapi: apa yang sudah dan akan dilakukan]"


def letter_to_person(account: Account, data: str) -> str:
    """Return the draft of the notice to one who is affected."""
    return f"""\
Kepada Yth. Bapak/Ibu peserta kegiatan pilar sosial

Perihal: Pemberitahuan kegagalan pelindungan data pribadi ({account.label})

Dengan hormat,
kami memberitahukan bahwa data pribadi Anda yang kami kelola mungkin telah diketahui pihak yang tidak berhak.

Data yang terdampak: {data}.
Kapan dan bagaimana: {account.happened}. {account.cause}: {account.subject}. {account.story}
Kami mengetahuinya pada {account.known}.
Upaya penanganan dan pemulihan: {account.measures or UNTOLD}

Waspadai telepon atau pesan yang mengatasnamakan kantor dan meminta kode, kata sandi, atau biaya; kami tidak pernah memintanya.
Pertanyaan: {account.contact}.

{account.office}, {account.government}
"""  # noqa: E501


def letter_to_authority(account: Account) -> str:
    """Return the draft of the notice to the authority."""
    data = (
        "\n".join(f"- {count} orang: {words}" for count, words in account.data)
        or "- tidak ada yang terbaca"
    )
    return f"""\
Kepada Yth. Lembaga Pelindungan Data Pribadi

Perihal: Pemberitahuan tertulis kegagalan pelindungan data pribadi menurut Pasal 46 UU Nomor 27 Tahun 2022 ({account.label})

Pengendali data: {account.office}, {account.government}
Kontak: {account.contact}

1. Data pribadi yang terungkap ({account.people} orang)
{data}

2. Kapan dan bagaimana data terungkap
{account.cause}: {account.subject}
Waktu kejadian: {account.happened}
Diketahui: {account.known} (batas pemberitahuan 3 x 24 jam: {account.due})
{account.story}

3. Upaya penanganan dan pemulihan
{account.measures or UNTOLD}
"""  # noqa: E501
