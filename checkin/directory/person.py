"""What the page of one person asks of the database: badges, scans, changes, namesakes, lines of the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import User
from checkin.badges.models import Badge, BadgePrint
from checkin.badges.state import digest, state_of
from checkin.devices.models import Device, label_of
from checkin.events.models import Checkpoint, Event, Gate
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.scans.models import Scan, ScanUndo


@dataclass(frozen=True, kw_only=True)
class BadgeLine:
    """One badge of the person; of its code only the end is shown."""

    tail: str
    spare_number: int | None
    issued_at: datetime
    bound_at: datetime | None
    revoked_at: datetime | None
    printed_at: datetime | None
    print_number: int | None
    printed_by: str
    reason: str
    paper: str


@dataclass(frozen=True, kw_only=True)
class ScanLine:
    """One scan of the person, by the phone's clock and by the server's."""

    id: UUID
    checkpoint: str
    gate: str
    device: str
    operator: str
    scanned_at: datetime
    corrected_at: datetime
    received_at: datetime
    device_verdict: str
    verdict: str
    status: str
    conflict: str
    method: str
    direction: str
    override: str
    undone_at: datetime | None
    undone_by: str
    undo_reason: str


@dataclass(frozen=True, kw_only=True)
class Namesake:
    """Somebody of the same name at the event."""

    number: int
    name: str
    pillar: str
    regency: str
    district: str
    status: str


def list_badges(session: Session, registration_id: UUID, says: str) -> list[BadgeLine]:
    """Return the badges of a registration, the latest first; `says` is what one would say today."""
    rows = session.execute(
        select(Badge, BadgePrint.number, BadgePrint.made_by_name, BadgePrint.reason)
        .outerjoin(BadgePrint, BadgePrint.id == Badge.print_id)
        .where(Badge.registration_id == registration_id)
        .order_by(Badge.issued_at.desc(), Badge.id.desc())
    )
    return [
        BadgeLine(
            tail=badge.code[-4:],
            spare_number=badge.spare_number,
            issued_at=badge.issued_at,
            bound_at=badge.bound_at,
            revoked_at=badge.revoked_at,
            printed_at=badge.printed_at,
            print_number=number,
            printed_by=by or "",
            reason=reason or "",
            paper=state_of(badge.printed_at, badge.printed_as, says).value,
        )
        for badge, number, by, reason in rows
    ]


def badge_says(session: Session, registration_id: UUID) -> str:
    """Return the digest of what a badge of this registration would say today."""
    name, pillar, regency, number = session.execute(
        select(Person.name, Registration.pillar_code, Regency.name, Registration.number)
        .join(Person, Person.id == Registration.person_id)
        .join(Regency, Regency.code == Registration.regency_code)
        .where(Registration.id == registration_id)
    ).one()
    return digest(name, pillar, regency, number)


def list_scans(session: Session, registration_id: UUID) -> list[ScanLine]:
    """Return the scans of a registration, the latest first."""
    rows = session.execute(
        select(Scan, Checkpoint.name, Gate.name, Device.number, ScanUndo, User.name)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Gate, Gate.id == Scan.gate_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .outerjoin(ScanUndo, ScanUndo.scan_id == Scan.id)
        .outerjoin(User, User.id == ScanUndo.user_id)
        .where(Scan.registration_id == registration_id)
        .order_by(Scan.corrected_at.desc(), Scan.id.desc())
    )
    return [
        ScanLine(
            id=scan.id,
            checkpoint=checkpoint,
            gate=gate,
            device=label_of(number) if number else "",
            operator=scan.operator or "",
            scanned_at=scan.scanned_at,
            corrected_at=scan.corrected_at,
            received_at=scan.received_at,
            device_verdict=scan.device_verdict,
            verdict=scan.verdict,
            status=scan.status,
            conflict=scan.conflict or "",
            method=scan.method,
            direction=scan.direction or "",
            override=scan.override or "",
            undone_at=undo.at if undo else None,
            undone_by=(user or "") if undo else "",
            undo_reason=undo.reason if undo else "",
        )
        for scan, checkpoint, gate, number, undo, user in rows
    ]


def list_namesakes(
    session: Session, event: Event, number: int, only: str | None = None
) -> list[Namesake]:
    """Return who else at the event has this name, however it is spelt."""
    key = (
        select(Person.search_key)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event.id, Registration.number == number)
        .scalar_subquery()
    )
    where = [
        Person.search_key == key,
        Registration.event_id == event.id,
        Registration.number != number,
    ]
    if only:
        where.append(Registration.regency_code == only)
    rows = session.execute(
        select(
            Registration.number, Person.name, PillarType.label, Regency.name, District.name,
            Registration.status,
        )
        .join(Registration, Registration.person_id == Person.id)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .join(Regency, Regency.code == Registration.regency_code)
        .outerjoin(District, District.code == Registration.district_code)
        .where(*where)
        .order_by(Registration.number)
        .limit(20)
    )  # fmt: skip
    return [
        Namesake(
            number=n, name=name, pillar=pillar, regency=regency, district=place or "", status=status
        )
        for n, name, pillar, regency, place, status in rows
    ]
