"""What the pages of self-registration show: the queue of the office, and the sender's own page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from checkin.badges.models import PersonalLink
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.people.models import Person, PillarType
from checkin.regions.models import District, Regency
from checkin.roster.models import Registration
from checkin.roster.names import search_key
from checkin.signup.models import Signup
from checkin.text import mark

MOST = 200


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """One form in the queue; what it resembles is told only to who may see that person.

    `on_record` is the name that the register has for the NIK where it is another one: empty for an asker
    who may only know that it differs.
    """

    id: UUID
    name: str
    phone: str
    email: str
    pillar: str
    pillar_color: str
    regency: str
    district: str
    state: str
    submitted_at: datetime
    reason: str | None
    decided_at: datetime | None
    decided_by: str | None
    on_record: str | None
    resembles: str | None
    resembles_number: int | None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The sender's own page: how the form stands, and the secret of the badge's page."""

    name: str
    pillar: str
    regency: str
    state: str
    decided: bool
    reason: str | None
    page: str | None
    submitted_at: datetime


def list_queue(
    session: Session, event: Event, regency: str | None, *, waiting: bool
) -> list[QueueRow]:
    """Return the forms that wait, oldest first, or the decided, newest first; of one regency where named."""
    other, other_person, person = aliased(Registration), aliased(Person), aliased(Person)
    order = Signup.submitted_at.asc() if waiting else Signup.decided_at.desc()
    rows = session.execute(
        select(
            Signup, PillarType.label, PillarType.color, Regency.name, District.name,
            person.name, other.number, other.regency_code, other_person.name,
        )
        .join(PillarType, PillarType.code == Signup.pillar_code)
        .join(Regency, Regency.code == Signup.regency_code)
        .outerjoin(District, District.code == Signup.district_code)
        .join(Registration, Registration.id == Signup.registration_id)
        .join(person, person.id == Registration.person_id)
        .outerjoin(other, (other.event_id == Signup.event_id) & (other.number == Signup.resembles))
        .outerjoin(other_person, other_person.id == other.person_id)
        .where(*_queue(event, regency, waiting=waiting))
        .order_by(order)
        .limit(MOST)
    )  # fmt: skip
    return [
        QueueRow(
            id=signup.id,
            name=signup.name,
            phone=signup.phone,
            email=signup.email or "",
            pillar=pillar,
            pillar_color=color,
            regency=home,
            district=district or "",
            state=signup.state,
            submitted_at=signup.submitted_at,
            reason=signup.reason,
            decided_at=signup.decided_at,
            decided_by=signup.decided_by_name,
            on_record=_on_record(signup, record, regency),
            resembles=alike if regency in (None, its_regency) else None,
            resembles_number=its_number if regency in (None, its_regency) else None,
        )
        for signup, pillar, color, home, district, record, its_number, its_regency, alike in rows
    ]


def count_waiting(session: Session, event: Event, regency: str | None) -> int:
    """Return how many forms wait."""
    query = select(func.count()).select_from(Signup)
    return session.scalar(query.where(*_queue(event, regency, waiting=True))) or 0


def get_proof(session: Session, event: Event, key: str) -> Proof:
    """Return what the sender of the form with this key may see; raise `NotFound`."""
    row = session.execute(
        select(Signup, PillarType.label, Regency.name, Registration, PersonalLink.token)
        .join(PillarType, PillarType.code == Signup.pillar_code)
        .join(Regency, Regency.code == Signup.regency_code)
        .join(Registration, Registration.id == Signup.registration_id)
        .outerjoin(
            PersonalLink,
            (PersonalLink.registration_id == Registration.id) & PersonalLink.revoked_at.is_(None),
        )
        .where(Signup.event_id == event.id, Signup.key == key)
    ).first()
    if row is None:
        raise NotFound(mark("Bukti pendaftaran ini tidak ditemukan."), code="signup_unknown")
    signup, pillar, regency, registration, secret = row
    state = _state(signup.state, registration.status)
    own = state == signup.state == "approved"  # somebody looked: a NIK alone opens nobody's badge
    return Proof(
        name=signup.name,
        pillar=pillar,
        regency=regency,
        state=state,
        decided=signup.decided_at is not None,
        reason=signup.reason,
        page=secret if own else None,
        submitted_at=signup.submitted_at,
    )


def _on_record(signup: Signup, record: str, regency: str | None) -> str | None:
    if signup.state != "waiting" or search_key(record) == search_key(signup.name):
        return None
    return record if regency is None else ""


def _state(said: str, now: str) -> str:
    """Return how a form stands, whatever became of the registration since it was decided."""
    if said in ("approved", "waiting"):
        return {"active": "approved", "cancelled": "ended"}.get(now, "waiting")
    return said


def list_sent(session: Session, event: Event, device: str) -> list[tuple[str, str]]:
    """Return name and key of the forms that this device sent."""
    rows = session.execute(
        select(Signup.name, Signup.key)
        .where(Signup.event_id == event.id, Signup.device == device)
        .order_by(Signup.submitted_at)
    )
    return [(name, key) for name, key in rows]


def _queue(event: Event, regency: str | None, *, waiting: bool) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Signup.event_id == event.id]
    if waiting:
        its = aliased(Registration)
        still = exists().where(its.id == Signup.registration_id, its.status == "waiting")
        open_still = (Signup.state == "double") | ((Signup.state == "waiting") & still)
        where += [open_still, Signup.decided_at.is_(None)]
    else:
        where.append(Signup.decided_at.is_not(None))
    if regency is not None:
        where.append(Signup.regency_code == regency)
    return where
