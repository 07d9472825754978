"""What is ready at the gates. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from checkin.events.stages import Stage
from checkin.planning.checks import Check, Group, Place, State, of_event
from checkin.planning.facts import Facts, Phone
from checkin.planning.rosters import of_badges, of_people
from checkin.planning.servers import FORGOTTEN, of_server
from checkin.text import mark

LYING_S = 120  # what is further off is no chance (as in control.conflicts)
LOW = 20  # percent of a battery
SILENT = timedelta(minutes=10)

_PHONES = Place("devices.index", mark("Kelola HP"))


def all_checks(facts: Facts, now: datetime) -> dict[Group, tuple[Check, ...]]:
    """Return the whole list by its parts."""
    return {
        Group.EVENT: tuple(of_event(facts, now)),
        Group.PEOPLE: tuple(of_people(facts, now)),
        Group.BADGES: tuple(of_badges(facts, now)),
        Group.GATES: tuple(of_gates(facts, now)),
        Group.SERVER: tuple(of_server(facts, now)),
    }


def of_gates(facts: Facts, now: datetime) -> Iterable[Check]:
    """Check the gates, their phones, and whether anybody has practised."""
    yield Check(
        key="gates",
        state=State.READY if facts.gates else State.MISSING,
        said=mark("%(points)s titik absensi dengan %(gates)s pintu."),
        values={"points": facts.checkpoints, "gates": len(facts.gates)},
        where=Place("checkpoints.index", mark("Atur titik absensi")),
    )
    if not facts.phones:
        yield Check(
            key="phones",
            state=State.MISSING,
            said=mark("Belum ada HP yang dipasangkan."),
            where=Place("devices.index", mark("Pasangkan HP")),
        )
    else:
        yield from _phones(facts, now)
    yield _rehearsal(facts)


def _phones(facts: Facts, now: datetime) -> Iterable[Check]:
    phones = facts.phones
    used = {phone.gate for phone in phones}
    empty = tuple(gate for gate in facts.gates if gate not in used)
    live = facts.stage in (Stage.REHEARSAL, Stage.RUNNING)
    quiet = now - (SILENT if live else FORGOTTEN)
    complaints = (
        ("empty", mark("Pintu yang belum ada HP-nya:"), empty),
        ("unready", mark("Belum memuat daftar peserta; buka halaman pindainya sekali:"),
         _labels(phone for phone in phones if phone.roster_at is None)),
        ("stale", mark("Daftar di HP lebih lama dari perubahan terakhir; sambungkan ke jaringan:"),
         _labels(phone for phone in phones if _is_stale(phone, facts))),
        ("silent", mark("Lama tidak terhubung:"),
         _labels(phone for phone in phones if phone.last_seen_at < quiet)),
        ("clocks", mark("Jam HP meleset lebih dari dua menit (tetap dikoreksi):"),
         _labels(phone for phone in phones if abs(phone.offset_s) > LYING_S)),
        ("batteries", mark("Baterai hampir habis:"),
         _labels(p for p in phones if live and p.battery is not None and p.battery < LOW)),
    )  # fmt: skip
    said = [
        Check(key=key, state=State.LOOK, said=text, names=names, where=_PHONES)
        for key, text, names in complaints
        if names
    ]
    ready = len(phones) - len({label for check in said for label in check.names} & _all(phones))
    yield Check(
        key="phones",
        state=State.READY,
        said=mark("%(count)s HP terpasang, %(ready)s siap dipakai tanpa jaringan."),
        values={"count": len(phones), "ready": ready},
        where=_PHONES,
    )
    yield from said


def _is_stale(phone: Phone, facts: Facts) -> bool:
    changed = facts.roster_changed_at
    return phone.roster_at is not None and changed is not None and phone.roster_at < changed


def _labels(phones: Iterable[Phone]) -> tuple[str, ...]:
    return tuple(phone.label for phone in phones)


def _all(phones: Iterable[Phone]) -> set[str]:
    return set(_labels(phones))


def _rehearsal(facts: Facts) -> Check:
    link = Place("control.index", mark("Buka latihan"))
    if facts.stage is Stage.REHEARSAL:
        return Check(
            key="rehearsal",
            state=State.LOOK,
            said=mark("Latihan sedang berjalan; pindaian belum dihitung."),
            where=link,
        )
    if facts.rehearsed_at:
        return Check(
            key="rehearsal", state=State.READY, said=mark("Latihan sudah dilakukan."), where=link
        )
    if facts.scans:
        return Check(
            key="rehearsal",
            state=State.NOTE,
            said=mark("Tidak ada latihan; pindaian sudah dihitung."),
        )
    return Check(
        key="rehearsal",
        state=State.LOOK,
        said=mark("Belum pernah latihan dengan HP dan tanda peserta yang sebenarnya."),
        where=link,
    )
