"""What is ready of the people and of their badges. Pure."""

from collections.abc import Iterable
from datetime import datetime

from checkin.events.stages import Stage
from checkin.planning.checks import Check, Place, State
from checkin.planning.facts import Facts
from checkin.text import mark


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
            where=Place("directory.index", mark("Lihat peserta")),
        )
    strangers = tuple(r.name for r in facts.regencies if r.people and not r.invited)
    if strangers:
        yield Check(
            key="strangers",
            state=State.LOOK,
            said=mark("Ada peserta dari daerah yang tidak diundang:"),
            names=strangers,
            where=Place("directory.index", mark("Lihat peserta")),
        )
    yield from _waiting(facts)


def _waiting(facts: Facts) -> Iterable[Check]:
    waiting = (
        ("review", facts.review, mark("%(count)s baris daftar menunggu keputusan Anda."),
         "roster.review", mark("Periksa baris")),
        ("uploads", facts.uploads, mark("%(count)s berkas diunggah tetapi belum diterapkan."),
         "directory.index", mark("Lihat unggahan")),
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
            state=State.LOOK if facts.stage is Stage.RUNNING else State.MISSING,
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
