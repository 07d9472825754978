"""Read what only exports need: every scan as it came, and personal data in full."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.attendance.lists import Secret
from checkin.attendance.scanlog import ScanRow
from checkin.devices.models import Device
from checkin.events.models import Checkpoint, Event, Gate
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Scan, ScanUndo
from checkin.scans.queries import device_label


def list_scans(session: Session, event: Event) -> list[ScanRow]:
    """Return every scan of the event by its time, refused and taken-back ones too."""
    rows = session.execute(
        select(
            Scan.corrected_at,
            Scan.received_at,
            Checkpoint.name,
            Gate.name,
            Device.number,
            func.coalesce(Scan.operator, ""),
            Scan.method,
            Registration.number,
            func.coalesce(Person.name, ""),
            func.coalesce(Registration.pillar_code, ""),
            func.coalesce(Registration.regency_code, ""),
            Scan.device_verdict,
            Scan.verdict,
            Scan.status,
            func.coalesce(Scan.conflict, ""),
            Scan.badge_id,
            func.coalesce(Scan.code, ""),
            ScanUndo.at,
            func.coalesce(ScanUndo.reason, ""),
        )
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(Person, Person.id == Registration.person_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .where(Scan.event_id == event.id)
        .order_by(Scan.corrected_at, Scan.id)
    )
    return [
        ScanRow(
            scanned_at=row[0],
            received_at=row[1],
            checkpoint=row[2],
            gate=row[3],
            device=device_label(row[4]),
            operator=row[5],
            method=row[6],
            number=row[7],
            name=row[8],
            pillar=row[9],
            regency=row[10],
            device_verdict=row[11],
            verdict=row[12],
            status=row[13],
            conflict=row[14],
            code="" if row[15] or row[7] else row[16],
            undone_at=row[17],
            undo_reason=row[18],
        )
        for row in rows
    ]


def list_secrets(session: Session, event: Event) -> dict[int, Secret]:
    """Return NIK and bank account of the event's people by their number."""
    rows = session.execute(
        select(Registration.number, Person.nik, Person.bank, Person.bank_account)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.status == "active")
    )
    return {
        number: Secret(nik or "", bank or "", account or "") for number, nik, bank, account in rows
    }
