"""What pages, prints and commands ask of badges."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from checkin.badges.codes import RANDOM_BYTES, make_code
from checkin.badges.layout import Badge as PrintedBadge
from checkin.badges.layout import BadgeSheet, PillarLook
from checkin.badges.models import Badge
from checkin.badges.sheets import Layout
from checkin.events.models import Event, EventRegency
from checkin.events.queries import event_pillars
from checkin.ids import BadgeId
from checkin.people.models import Person, PillarType
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from checkin.roster.names import name_key

SPECIMEN = make_code(bytes(RANDOM_BYTES))


@dataclass(frozen=True, kw_only=True)
class PrintCount:
    """How far the badges of one pillar type are."""

    code: str
    label: str
    color: str
    registered: int
    printed: int

    @property
    def waiting(self) -> int:
        """How many were never printed, or not since they were replaced."""
        return self.registered - self.printed


@dataclass(frozen=True, slots=True)
class Choice:
    """Which badges are meant: of one pillar type, of one regency, only those never printed."""

    pillar: str | None = None
    regency: str | None = None
    unprinted: bool = False
    number: int | None = None


def print_counts(session: Session, event: Event) -> list[PrintCount]:
    """Return the state of printing by pillar type, in the office's order."""
    rows = session.execute(
        select(PillarType, func.count(Registration.id), func.count(Badge.printed_at))
        .join(Registration, Registration.pillar_code == PillarType.code)
        .outerjoin(Badge, (Badge.registration_id == Registration.id) & Badge.revoked_at.is_(None))
        .where(Registration.event_id == event.id, Registration.status == "active")
        .group_by(PillarType.code)
        .order_by(PillarType.position)
    )
    return [
        PrintCount(
            code=pillar.code,
            label=pillar.label,
            color=pillar.color,
            registered=registered,
            printed=printed,
        )
        for pillar, registered, printed in rows
    ]


def badge_sheet(
    session: Session, event: Event, layout: Layout, choice: Choice, *, issued_only: bool = True
) -> BadgeSheet:
    """Return the chosen badges in force, by regency, pillar type and name: the order of handing out.

    With `issued_only` off, people without a badge show a specimen code that opens no gate.
    """
    rows = session.execute(
        select(
            func.coalesce(EventRegency.position, 999),
            Regency.code,
            PillarType.position,
            Person.name,
            Registration.pillar_code,
            Regency.name,
            Registration.number,
            func.coalesce(Badge.code, SPECIMEN),
        )
        .join(Registration, Registration.person_id == Person.id)
        .outerjoin(Badge, (Badge.registration_id == Registration.id) & Badge.revoked_at.is_(None))
        .join(Regency, Regency.code == Registration.regency_code)
        .join(PillarType, PillarType.code == Registration.pillar_code)
        .outerjoin(
            EventRegency,
            (EventRegency.event_id == event.id) & (EventRegency.regency_code == Regency.code),
        )
        .where(*_chosen(event, choice), Badge.id.is_not(None) if issued_only else true())
        .order_by(Registration.number)
    ).all()
    return BadgeSheet(
        event=event.name,
        starts_at=event.starts_at,
        timezone=event.timezone,
        layout=layout,
        pillars=pillar_looks(session, event),
        badges=tuple(
            PrintedBadge(*row[3:])
            for row in sorted(rows, key=lambda row: (*row[:3], name_key(row[3])))
        ),
    )


def badge_ids(session: Session, event: Event, codes: list[str]) -> list[BadgeId]:
    """Return the ids of the event's badges that carry these codes."""
    known = dict(
        session.execute(select(Badge.code, Badge.id).where(Badge.event_id == event.id)).all()
    )
    return [known[code] for code in codes if code in known]


def pillar_looks(session: Session, event: Event) -> dict[str, PillarLook]:
    """Return how each pillar type looks: the event's own first, so that they get the plainest patterns."""
    own = event_pillars(session, event)
    used = session.scalars(
        select(PillarType)
        .join(Registration, Registration.pillar_code == PillarType.code)
        .where(Registration.event_id == event.id)
        .distinct()
        .order_by(PillarType.position)
    )
    types = {pillar.code: pillar for pillar in (*own, *used)}
    return {
        code: PillarLook(pillar.label, pillar.color, position)
        for position, (code, pillar) in enumerate(types.items())
    }


def first_number(session: Session, event: Event) -> int | None:
    """Return the lowest number of an active registration; None where there is none."""
    return session.scalar(
        select(func.min(Registration.number)).where(
            Registration.event_id == event.id, Registration.status == "active"
        )
    )


def _chosen(event: Event, choice: Choice) -> list[ColumnElement[bool]]:
    conditions = [
        Registration.event_id == event.id,
        Registration.status == "active",
    ]
    if choice.pillar:
        conditions.append(Registration.pillar_code == choice.pillar)
    if choice.regency:
        conditions.append(Registration.regency_code == choice.regency)
    if choice.unprinted:
        conditions.append(Badge.printed_at.is_(None))
    if choice.number is not None:
        conditions.append(Registration.number == choice.number)
    return conditions
