"""What prints and commands ask of badges: the sheets that they put on paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from checkin.badges.codes import RANDOM_BYTES, make_code
from checkin.badges.geometry import Layout
from checkin.badges.layout import Badge as PrintedBadge
from checkin.badges.layout import BadgeSheet
from checkin.badges.looks import SPARE_LOOK, PillarLook
from checkin.badges.models import Badge
from checkin.badges.state import PrintState, digest, state_of
from checkin.events.models import Event, EventRegency
from checkin.events.queries import event_pillars
from checkin.ids import BadgeId
from checkin.people.models import Person, PillarType
from checkin.regions.models import Regency
from checkin.roster.models import Registration
from checkin.roster.names import name_key

SPECIMEN = make_code(bytes(RANDOM_BYTES))


@dataclass(frozen=True, slots=True)
class Choice:
    """Which badges are meant: of a pillar type, a regency, these numbers, only what is not yet on paper."""

    pillar: str | None = None
    regency: str | None = None
    unprinted: bool = False
    number: int | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Issued:
    """A person's badge as it would be printed, and what is on paper of it."""

    badge: PrintedBadge
    printed_at: datetime | None
    printed_as: str | None
    order: tuple[int, str, int]

    @property
    def says(self) -> str:
        """The digest of what it would say."""
        return digest(self.badge.name, self.badge.pillar, self.badge.regency, self.badge.number)

    @property
    def state(self) -> PrintState:
        """How the paper stands to the roster."""
        return state_of(self.printed_at, self.printed_as, self.says)


def issued_badges(
    session: Session, event: Event, choice: Choice, *, issued_only: bool = True
) -> list[Issued]:
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
            Badge.printed_at,
            Badge.printed_as,
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
    found = (
        Issued(PrintedBadge(*row[3:8]), row[8], row[9], (row[0], row[1], row[2])) for row in rows
    )
    chosen = (one for one in found if not choice.unprinted or one.state is not PrintState.PRINTED)
    return sorted(chosen, key=lambda one: (*one.order, name_key(one.badge.name)))


def badge_sheet(
    session: Session,
    event: Event,
    layout: Layout,
    choice: Choice,
    *,
    issued_only: bool = True,
    bundled: bool = False,
) -> BadgeSheet:
    """Return the chosen badges, laid out for the press."""
    found = issued_badges(session, event, choice, issued_only=issued_only)
    return BadgeSheet(
        event=event.name,
        starts_at=event.starts_at,
        timezone=event.timezone,
        layout=layout,
        pillars=pillar_looks(session, event),
        badges=tuple(one.badge for one in found),
        logo=event.letterhead_logo or None,
        bundled=bundled,
    )


def spare_sheet(
    session: Session, event: Event, layout: Layout, first: int, last: int
) -> BadgeSheet:
    """Return the spare badges of these numbers that nobody has yet."""
    rows = session.execute(
        select(Badge.spare_number, Badge.code)
        .where(
            Badge.event_id == event.id,
            Badge.spare_number.between(first, last),
            Badge.registration_id.is_(None),
            Badge.revoked_at.is_(None),
        )
        .order_by(Badge.spare_number)
    )
    return BadgeSheet(
        event=event.name,
        starts_at=event.starts_at,
        timezone=event.timezone,
        layout=layout,
        pillars={"": SPARE_LOOK},
        badges=tuple(PrintedBadge("", "", "", number or 0, code) for number, code in rows),
        logo=event.letterhead_logo or None,
        spare=True,
    )


def badge_ids(session: Session, event: Event, codes: list[str]) -> dict[str, BadgeId]:
    """Return the ids of the event's badges by their codes."""
    rows = session.execute(select(Badge.code, Badge.id).where(Badge.event_id == event.id))
    known = {row.code: row.id for row in rows}
    return {code: known[code] for code in codes if code in known}


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
    if choice.number is not None:
        conditions.append(Registration.number == choice.number)
    if choice.numbers:
        conditions.append(Registration.number.in_(choice.numbers))
    return conditions
