"""What may have been lost or leaked, to choose from; and what a thing of this kind gives away."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, User
from checkin.devices.models import Device
from checkin.editions.models import Edition, Series
from checkin.editions.queries import label_of
from checkin.events.models import Event
from checkin.formats import moment
from checkin.privacy.breach import Cause
from checkin.privacy.models import Incident
from checkin.roster.models import RosterImport
from checkin.text import mark

MOST = 300
ZONE = str(ZoneInfo("Asia/Jakarta"))
TAKEN_AWAY = (
    "personal_data.export",
    "people.export",
    "attendance.export",
    "attendance.scan_log",
    "invitations.read",
    "privacy.export",
    "certificates.print",
    "badges.print",
)
HINTS: Mapping[Cause, str] = {
    Cause.PHONE: mark(
        "HP pintu tidak menyimpan nama yang terbaca; HP meja dan pengawas menyimpan "
        "nama, jenis pilar, kabupaten/kota dan kecamatan. Tidak ada HP yang menyimpan "
        "NIK dan rekening."
    ),
    Cause.LIST: mark(
        "Yang tercetak pada edisi itu: siapa saja dan kolom apa saja, persis seperti dibekukan."
    ),
    Cause.EXPORT: mark(
        "Setiap ekspor tercatat: siapa mengambil apa dan kapan. Ekspor sebagian peserta dihitung "
        "sebagai seluruh kegiatannya, kecuali nomor atau wilayahnya tercatat."
    ),
    Cause.UPLOAD: mark("Berkas asli dari kabupaten/kota, sejauh barisnya menjadi peserta."),
    Cause.ACCOUNT: mark(
        "Semua yang dapat dibuka akun itu, ditambah yang menurut catatan audit dibuka "
        "penuh dalam rentang waktunya."
    ),
    Cause.SERVER: mark(
        "Seluruh isi basis data. NIK, rekening dan edisi terenkripsi: terbaca hanya bila "
        "kuncinya ikut bocor."
    ),
}


def subjects(session: Session, cause: Cause) -> list[tuple[str, str]]:
    """Return id and name of the things that an incident of this cause may be about, the latest first."""
    match cause:
        case Cause.PHONE:
            rows = session.execute(
                select(Device.id, Device.number, Device.kind, Device.name, Event.name)
                .join(Event, Event.id == Device.event_id)
                .order_by(Device.last_seen_at.desc())
                .limit(MOST)
            )
            return [
                (str(one), f"HP-{number:02d} · {_KINDS.get(kind, kind)} · {name} · {event}")
                for one, number, kind, name, event in rows
            ]
        case Cause.LIST:
            lists = session.execute(
                select(Edition.id, Series.number, Event.code, Edition.number, Series.title)
                .join(Series, Series.id == Edition.series_id)
                .join(Event, Event.id == Edition.event_id)
                .order_by(Edition.created_at.desc())
                .limit(MOST)
            )
            return [
                (str(one), f"{label_of(series, code)} edisi {number} · {title}")
                for one, series, code, number, title in lists
            ]
        case Cause.EXPORT:
            entries = session.scalars(
                select(AuditEntry)
                .where(AuditEntry.action.in_(TAKEN_AWAY))
                .order_by(AuditEntry.at.desc())
                .limit(MOST)
            )
            return [
                (
                    str(e.id),
                    f"{moment(e.at, ZONE)} · {e.actor_name} · {e.action} {e.subject}".strip(),
                )
                for e in entries
            ]
        case Cause.UPLOAD:
            files = session.execute(
                select(RosterImport.id, RosterImport.file_name, Event.name, RosterImport.created_at)
                .join(Event, Event.id == RosterImport.event_id)
                .where(RosterImport.state == "applied")
                .order_by(RosterImport.created_at.desc())
                .limit(MOST)
            )
            return [
                (str(one), f"{name} · {event} · {moment(at, ZONE)}")
                for one, name, event, at in files
            ]
        case Cause.ACCOUNT:
            users = session.scalars(select(User).order_by(User.name))
            return [(str(user.id), f"{user.name} · {user.email}") for user in users]
        case Cause.SERVER:
            return []


def note(incident: Incident) -> tuple[str, int]:
    """Return a sentence on what the figures do not say, and the number in it; an empty one for nothing."""
    if incident.cause != Cause.PHONE:
        return "", 0
    waiting = int(incident.facts.get("waiting") or 0)
    if incident.facts.get("kind") == "gate":
        if waiting:
            return mark(
                "Baris HP pintu tersegel dan hanya terbuka dengan kode dari tanda peserta. "
                "%(n)d pindaian terakhir belum terkirim: kodenya masih ada di HP itu dan "
                "membuka nama orang-orang tersebut."
            ), waiting
        return mark(
            "Baris HP pintu tersegel dan hanya terbuka dengan kode dari tanda peserta; "
            "tidak ada nama yang terbaca."
        ), 0
    return mark(
        "HP meja atau pengawas menyimpan nama untuk mencari peserta; NIK, rekening dan "
        "nomor HP tidak ada di dalamnya."
    ), 0


_KINDS = {"gate": "pintu", "desk": "meja", "supervisor": "pengawas"}
