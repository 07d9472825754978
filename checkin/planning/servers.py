"""What is ready on the server everything depends on. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from checkin.planning.checks import Check, Place, State
from checkin.planning.facts import Backup, Facts, Https
from checkin.text import mark

AGREED_S = 30  # phones of the network agree within this; a server beyond it is itself wrong
FEW = 3  # phones that can outvote a server's clock
FORGOTTEN = timedelta(days=2)
BEAT = timedelta(minutes=2)
SOON = timedelta(days=30)
OLD = timedelta(days=2)
UNTRIED = timedelta(days=15)

_BACKUPS = Place("upkeep.index", mark("Buka cadangan"), is_office=True)
_KEYS = Place("upkeep.key_ages", mark("Lihat sertifikat"), is_office=True)


def of_server(facts: Facts, now: datetime) -> Iterable[Check]:
    """Check the machine everything depends on."""
    machine = facts.machine
    stuck = machine.waiting_since is not None and machine.waiting_since < now - BEAT
    alive = machine.worker_at is not None and machine.worker_at > now - BEAT
    yield (
        Check(key="worker", state=State.READY, said=mark("Pencetak di latar belakang bekerja."))
        if alive and not stuck
        else Check(
            key="worker",
            state=State.MISSING,
            said=mark(
                "Pencetak di latar belakang tidak menjawab; jalankan checkin worker di server."
            ),
        )
    )
    yield _clock(facts, now)
    if not machine.is_secure:
        yield Check(
            key="https",
            state=State.LOOK,
            said=mark("Alamat server bukan https, jadi kamera HP tidak akan menyala."),
        )
    elif machine.https is not None:
        yield _https(machine.https, facts, now)
    yield _certificate(facts, now)
    if machine.backup is not None:
        yield _backup(machine.backup, now)


def _clock(facts: Facts, now: datetime) -> Check:
    """Let the phones vote: where most are off by the same amount it is the server that is wrong."""
    offsets = [phone.offset_s for phone in facts.phones if phone.last_seen_at > now - FORGOTTEN]
    if len(offsets) < FEW:
        return Check(
            key="clock",
            state=State.NOTE,
            said=mark(
                "Jam server %(now)s; dibandingkan dengan jam HP setelah tiga HP terhubung "
                "(sekarang %(count)s)."
            ),
            values={"now": now, "count": len(offsets)},
        )
    middle = median(offsets)
    agreeing = sum(abs(offset - middle) <= AGREED_S for offset in offsets)
    values = {"now": now, "count": len(offsets), "seconds": round(abs(middle))}
    if abs(middle) > AGREED_S and agreeing * 2 > len(offsets):
        return Check(
            key="clock",
            state=State.MISSING,
            said=mark(
                "Jam server %(now)s berbeda %(seconds)s detik dari kebanyakan %(count)s HP; "
                "setel jam server."
            ),
            values=values,
        )
    return Check(
        key="clock",
        state=State.READY,
        said=mark(
            "Jam server %(now)s cocok dengan %(count)s HP (selisih tengah %(seconds)s detik)."
        ),
        values=values,
    )


def _https(https: Https, facts: Facts, now: datetime) -> Check:
    if https.ends_at is None:
        return Check(
            key="https",
            state=State.LOOK,
            said=mark("Alamat https tidak dapat dihubungi dari server ini: %(problem)s"),
            values={"problem": https.problem},
        )
    days = (https.ends_at - now).days
    if https.ends_at <= now or https.ends_at <= facts.ends_at:
        return Check(
            key="https",
            state=State.MISSING,
            said=mark("Sertifikat https berakhir %(ends)s, sebelum kegiatan selesai; perbarui."),
            values={"ends": https.ends_at},
        )
    if https.problem:
        return Check(
            key="https",
            state=State.LOOK,
            said=mark("HP mungkin menolak sertifikat https: %(problem)s"),
            values={"problem": https.problem},
        )
    return Check(
        key="https",
        state=State.READY,
        said=mark("Sertifikat https dipercaya dan berlaku %(days)s hari lagi."),
        values={"days": days},
    )


def _certificate(facts: Facts, now: datetime) -> Check:
    certificate = facts.machine.certificate
    if certificate is None:
        return Check(
            key="certificate",
            state=State.NOTE,
            said=mark("Tanpa sertifikat elektronik; daftar hadir ditandatangani dengan tangan."),
        )
    if certificate.ends_at is None or certificate.ends_at <= now:
        return Check(
            key="certificate",
            state=State.MISSING,
            said=mark("Sertifikat tanda tangan tidak dapat dipakai atau sudah berakhir."),
            where=_KEYS,
        )
    days = (certificate.ends_at - now).days
    return Check(
        key="certificate",
        state=State.LOOK if certificate.ends_at < max(now, facts.ends_at) + SOON else State.READY,
        said=mark("Sertifikat tanda tangan berlaku %(days)s hari lagi."),
        values={"days": days},
        where=_KEYS,
    )


def _backup(backup: Backup, now: datetime) -> Check:
    def said(state: State, text: str) -> Check:
        values = {"at": backup.at, "tried": backup.tried_at}
        return Check(key="backup", state=state, said=text, values=values, where=_BACKUPS)

    if backup.at is None:
        return said(State.LOOK, mark("Belum ada cadangan: bila server rusak, semuanya hilang."))
    if backup.has_failed:
        return said(State.LOOK, mark("Cadangan terakhir gagal; yang ada dibuat %(at)s."))
    if now - backup.at > OLD:
        return said(State.LOOK, mark("Cadangan terakhir sudah lama: %(at)s."))
    if not backup.is_sound:
        return said(State.LOOK, mark("Uji pemulihan cadangan %(tried)s gagal."))
    if backup.tried_at is None or now - backup.tried_at > UNTRIED:
        return said(
            State.LOOK, mark("Cadangan terakhir %(at)s; pemulihannya belum diuji akhir-akhir ini.")
        )
    if not backup.is_nightly:
        return said(
            State.NOTE, mark("Cadangan terakhir %(at)s; tidak dibuat sendiri setiap malam.")
        )
    return said(State.READY, mark("Cadangan terakhir %(at)s; pemulihannya diuji %(tried)s."))
