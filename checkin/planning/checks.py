"""What is ready of an event and what is missing, each with the place where it is mended. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from checkin.events.stages import Stage
from checkin.planning.facts import Facts
from checkin.text import mark


class State(StrEnum):
    """How a check stands: ready, missing for the next step, worth a look, or only said."""

    READY = "ready"
    MISSING = "missing"
    LOOK = "look"
    NOTE = "note"


class Group(StrEnum):
    """The parts of the checklist, in the order of the work."""

    EVENT = "event"
    PEOPLE = "people"
    BADGES = "badges"
    GATES = "gates"
    SERVER = "server"
    END = "end"


GROUPS: Mapping[Group, str] = {
    Group.EVENT: mark("Kegiatan"),
    Group.PEOPLE: mark("Peserta"),
    Group.BADGES: mark("Tanda peserta"),
    Group.GATES: mark("Pintu dan HP"),
    Group.SERVER: mark("Server"),
    Group.END: mark("Penutupan"),
}


@dataclass(frozen=True)
class Place:
    """A page (its endpoint) and the words of the link to it; `is_office`: it is of no one event."""

    endpoint: str
    link: str
    is_office: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the list: what is said, of whom, and where it is mended."""

    key: str
    state: State
    said: str
    values: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    where: Place | None = None


Maker = Callable[[Facts, datetime], Iterable[Check]]


def tally(checks: Iterable[Check]) -> Mapping[State, int]:
    """Return how many checks stand how."""
    states = [check.state for check in checks]
    return {state: states.count(state) for state in State}


def of_event(facts: Facts, now: datetime) -> Iterable[Check]:
    """Check who is invited, what papers say, who helps."""
    edit = Place("events.edit", mark("Buka pengaturan"))
    invited = [regency for regency in facts.regencies if regency.invited]
    if not invited:
        yield Check(
            key="regencies",
            state=State.MISSING,
            said=mark("Belum ada kabupaten/kota yang diundang."),
            where=edit,
        )
    else:
        yield Check(
            key="regencies",
            state=State.READY,
            said=mark("%(regencies)s kabupaten/kota dan %(pillars)s jenis pilar diundang."),
            values={"regencies": len(invited), "pillars": facts.pillars},
            where=edit,
        )
    if facts.letterhead and facts.signatory:
        yield Check(
            key="paper",
            state=State.READY,
            said=mark("Kop surat dan penanda tangan daftar hadir terisi."),
            where=edit,
        )
    if not facts.letterhead:
        yield Check(
            key="letterhead",
            state=State.LOOK,
            said=mark("Kop surat belum lengkap; daftar hadir tercetak tanpa nama instansi."),
            where=edit,
        )
    if not facts.signatory:
        yield Check(
            key="signatory",
            state=State.LOOK,
            said=mark("Penanda tangan daftar hadir belum diisi."),
            where=edit,
        )
    if facts.stage in (Stage.DRAFT, Stage.OPEN) and facts.ends_at < now:
        yield Check(
            key="past",
            state=State.LOOK,
            said=mark("Waktu kegiatan sudah lewat; periksa tanggalnya."),
            where=edit,
        )
    yield _members(facts)


def _members(facts: Facts) -> Check:
    link = Place("members.index", mark("Kelola anggota"))
    if facts.members:
        return Check(
            key="members",
            state=State.READY,
            said=mark("%(count)s anggota panitia membantu kegiatan ini."),
            values={"count": facts.members},
            where=link,
        )
    return Check(
        key="members",
        state=State.NOTE,
        said=mark("Anda bekerja sendiri. Koordinator daerah dapat diundang mengunggah daftarnya."),
        where=link,
    )
