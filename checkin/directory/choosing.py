"""What can be done to many people at once, and whom of the chosen it concerns. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from checkin.actor import Permission
from checkin.events.stages import Change, allows
from checkin.ids import RegistrationId
from checkin.text import mark


class Action(StrEnum):
    """What is done; the word stands in forms."""

    PRINT = "cetak"
    REISSUE = "ganti-tanda"
    INVITE = "undangan"
    EXPORT = "unduh"
    PILLAR = "jenis-pilar"
    DISTRICT = "kecamatan"
    CANCEL = "batalkan"
    RESTORE = "pulihkan"


class Without(StrEnum):
    """Why somebody who was chosen is left as they are."""

    CANCELLED = "cancelled"
    WAITING = "waiting"
    ACTIVE = "active"
    ARRIVED = "arrived"
    SUBSTITUTED = "substituted"
    ERASED = "erased"
    SAME = "same"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """An action as it is offered: who may, in which stages, what it is called, asks and says."""

    permission: Permission
    change: Change | None
    label: str
    question: str
    consequence: str
    done: str
    can_undo: bool = False


KINDS: Mapping[Action, Kind] = {
    Action.PRINT: Kind(
        permission=Permission.BADGES_PRINT,
        change=None,
        label=mark("Cetak tanda peserta"),
        question=mark("Cetak tanda %(n)s orang?"),
        consequence=mark("Siapa yang belum punya kode diberi kode. Kode yang ada tetap berlaku."),
        done=mark("Tanda %(n)s orang dicetak."),
    ),
    Action.REISSUE: Kind(
        permission=Permission.BADGES_PRINT,
        change=Change.BADGES,
        label=mark("Cabut dan ganti tanda peserta"),
        question=mark("Cabut dan ganti tanda %(n)s orang?"),
        consequence=mark(
            "Tanda yang lama ditolak di semua pintu dan yang baru perlu dicetak. Ini tidak dapat diurungkan."
        ),
        done=mark("Tanda %(n)s orang diganti; yang lama ditolak di pintu."),
    ),
    Action.INVITE: Kind(
        permission=Permission.PERSONAL_DATA_REVEAL,
        change=None,
        label=mark("Daftar undangan"),
        question=mark("Buat daftar undangan untuk %(n)s orang?"),
        consequence=mark("Berkas ini memuat nomor HP dan tautan pribadi; pembuatannya dicatat."),
        done=mark("Daftar undangan %(n)s orang dibuat."),
    ),
    Action.EXPORT: Kind(
        permission=Permission.ROSTER_READ,
        change=None,
        label=mark("Unduh daftar"),
        question=mark("Unduh daftar %(n)s orang?"),
        consequence=mark("NIK, rekening dan nomor HP disamarkan, kecuali Anda meminta yang lengkap."),
        done=mark("Daftar %(n)s orang dibuat."),
    ),
    Action.PILLAR: Kind(
        permission=Permission.EVENT_WRITE,
        change=Change.ROSTER,
        label=mark("Ubah jenis pilar"),
        question=mark("Ubah jenis pilar %(n)s orang?"),
        consequence=mark("Tanda yang sudah dicetak perlu dicetak ulang. HP di pintu ikut diperbarui."),
        done=mark("Jenis pilar %(n)s orang diubah."),
        can_undo=True,
    ),
    Action.DISTRICT: Kind(
        permission=Permission.ROSTER_IMPORT,
        change=Change.ROSTER,
        label=mark("Ubah kecamatan"),
        question=mark("Ubah kecamatan %(n)s orang?"),
        consequence=mark("Kabupaten/kotanya tetap."),
        done=mark("Kecamatan %(n)s orang diubah."),
        can_undo=True,
    ),
    Action.CANCEL: Kind(
        permission=Permission.ROSTER_IMPORT,
        change=Change.ROSTER,
        label=mark("Batalkan pendaftaran"),
        question=mark("Batalkan pendaftaran %(n)s orang?"),
        consequence=mark("Mereka tidak lagi diharapkan hadir dan tandanya ditolak di pintu."),
        done=mark("Pendaftaran %(n)s orang dibatalkan."),
        can_undo=True,
    ),
    Action.RESTORE: Kind(
        permission=Permission.ROSTER_IMPORT,
        change=Change.ROSTER,
        label=mark("Pulihkan pendaftaran"),
        question=mark("Pulihkan pendaftaran %(n)s orang?"),
        consequence=mark("Mereka kembali diharapkan hadir dan tandanya berlaku lagi."),
        done=mark("Pendaftaran %(n)s orang dipulihkan."),
        can_undo=True,
    ),
}  # fmt: skip

WHY: Mapping[Without, str] = {
    Without.CANCELLED: mark("%(n)s orang sudah dibatalkan"),
    Without.WAITING: mark("%(n)s orang masih menunggu persetujuan"),
    Without.ACTIVE: mark("%(n)s orang memang tidak dibatalkan"),
    Without.ARRIVED: mark("%(n)s orang sudah tercatat hadir"),
    Without.SUBSTITUTED: mark("%(n)s orang digantikan orang lain; urungkan penggantiannya"),
    Without.ERASED: mark("data %(n)s orang sudah dihapus; daftarkan lagi bila memang datang"),
    Without.SAME: mark("%(n)s orang memang sudah begitu"),
    Without.ELSEWHERE: mark("%(n)s orang dari kabupaten/kota lain"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """One person among the chosen, as far as an action asks."""

    id: RegistrationId
    number: int
    status: str
    cancel_reason: str | None
    pillar: str
    regency: str
    district: str | None
    arrived: bool


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """The chosen: whom an action concerns, and how many are left as they are, and why."""

    concerned: tuple[Chosen, ...]
    without: Mapping[Without, int]


def sort(action: Action, chosen: Iterable[Chosen], *, to: str = "", regency: str = "") -> Sorted:
    """Sort the chosen; `to` is the new pillar type or district, `regency` that of the district."""
    concerned: list[Chosen] = []
    without: dict[Without, int] = {}
    for one in chosen:
        if why := _why(action, one, to, regency):
            without[why] = without.get(why, 0) + 1
        else:
            concerned.append(one)
    return Sorted(concerned=tuple(concerned), without=without)


def offered_to(may: Callable[[str], bool], stage: str) -> dict[Action, Kind]:
    """Return the actions that somebody with these permissions is offered in this stage of the event."""
    return {
        action: kind
        for action, kind in KINDS.items()
        if may(kind.permission) and (kind.change is None or allows(stage, kind.change))
    }


FOR_GOOD: Mapping[str, Without] = {
    "substituted": Without.SUBSTITUTED,
    "erased": Without.ERASED,
    "purged": Without.ERASED,
}


def _why(action: Action, one: Chosen, to: str, regency: str) -> Without | None:
    match action:
        case Action.EXPORT:
            return None
        case Action.RESTORE:
            if one.status != "cancelled":
                return Without.ACTIVE
            return FOR_GOOD.get(one.cancel_reason or "")
        case Action.CANCEL:
            if one.status == "cancelled":
                return Without.CANCELLED
            return Without.ARRIVED if one.arrived else None
        case Action.PILLAR:
            return Without.SAME if one.pillar == to else None
        case Action.DISTRICT:
            if regency and one.regency != regency:
                return Without.ELSEWHERE
            return Without.SAME if one.district == to else None
    if one.status == "cancelled":
        return Without.CANCELLED
    return Without.WAITING if one.status == "waiting" else None
