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


GROUPS: Mapping[Group, str] = {
    Group.EVENT: mark("Kegiatan"),
    Group.PEOPLE: mark("Peserta"),
    Group.BADGES: mark("Tanda peserta"),
    Group.GATES: mark("Pintu dan HP"),
    Group.SERVER: mark("Server"),
}


@dataclass(frozen=True)
class Place:
    """A page (its endpoint) and the words of the link to it."""

    endpoint: str
    link: str


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


def of_people(facts: Facts, now: datetime) -> Iterable[Check]:
    """Check which regencies sent their people, and what of their files waits for somebody."""
    upload = Place("roster.upload", mark("Unggah daftar"))
    invited = [regency for regency in facts.regencies if regency.invited]
    missing = facts.without_people
    if not facts.people:
        yield Check(
            key="roster",
            state=State.MISSING,
            said=mark("Belum ada peserta. Unggah daftar dari kabupaten/kota (Excel atau CSV)."),
            where=upload,
        )
    elif missing:
        yield Check(
            key="roster",
            state=State.LOOK,
            said=mark("%(have)s dari %(all)s kabupaten/kota sudah ada pesertanya. Belum:"),
            values={"have": len(invited) - len(missing), "all": len(invited)},
            names=missing,
            where=upload,
        )
    else:
        yield Check(
            key="roster",
            state=State.READY,
            said=mark("%(people)s peserta terdaftar dari semua kabupaten/kota yang diundang."),
            values={"people": facts.people},
            where=Place("roster.index", mark("Lihat peserta")),
        )
    strangers = tuple(r.name for r in facts.regencies if r.people and not r.invited)
    if strangers:
        yield Check(
            key="strangers",
            state=State.LOOK,
            said=mark("Ada peserta dari daerah yang tidak diundang:"),
            names=strangers,
            where=Place("roster.index", mark("Lihat peserta")),
        )
    yield from _waiting(facts)


def _waiting(facts: Facts) -> Iterable[Check]:
    waiting = (
        ("review", facts.review, mark("%(count)s baris daftar menunggu keputusan Anda."),
         "roster.review", mark("Periksa baris")),
        ("uploads", facts.uploads, mark("%(count)s berkas diunggah tetapi belum diterapkan."),
         "roster.index", mark("Lihat unggahan")),
        ("signups", facts.signups, mark("%(count)s pendaftaran menunggu persetujuan."),
         "signup_console.index", mark("Periksa pendaftaran")),
    )  # fmt: skip
    for key, count, said, endpoint, link in waiting:
        if count:
            yield Check(
                key=key,
                state=State.LOOK,
                said=said,
                values={"count": count},
                where=Place(endpoint, link),
            )
    if facts.people and not (facts.review or facts.uploads or facts.signups):
        yield Check(
            key="review",
            state=State.READY,
            said=mark("Tidak ada baris, berkas, atau pendaftaran yang menunggu."),
        )


def of_badges(facts: Facts, now: datetime) -> Iterable[Check]:
    """Check whether what hangs around people's necks says what the roster says."""
    badges = facts.badges
    link = Place("badges.index", mark("Cetak tanda peserta"))
    if not facts.people:
        yield Check(
            key="badges",
            state=State.NOTE,
            said=mark("Tanda peserta dapat dicetak setelah ada peserta."),
        )
        return
    if badges.never:
        yield Check(
            key="badges",
            state=State.MISSING,
            said=mark("%(count)s dari %(all)s tanda peserta belum dicetak."),
            values={"count": badges.never, "all": facts.people},
            where=link,
        )
    if badges.changed:
        yield Check(
            key="changed",
            state=State.LOOK,
            said=mark("%(count)s tanda peserta berubah sejak dicetak."),
            values={"count": badges.changed},
            where=link,
        )
    if not badges.never and not badges.changed:
        yield Check(
            key="badges",
            state=State.READY,
            said=mark("Semua %(count)s tanda peserta sudah dicetak."),
            values={"count": badges.printed},
            where=link,
        )
