"""What the page of badges shows: how far the printing is, whose badge is in which state, past prints."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.badges.models import Badge, BadgePrint
from checkin.badges.queries import Choice, issued_badges
from checkin.badges.state import PrintState
from checkin.events.models import Event
from checkin.pages import Page, window
from checkin.people.models import PillarType
from checkin.roster.finding import find_numbers

PRINTS_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class PrintCount:
    """How far the badges of one pillar type are."""

    code: str
    label: str
    color: str
    registered: int
    printed: int
    changed: int

    @property
    def waiting(self) -> int:
        """How many are not on paper as they stand: never printed, replaced since, or corrected since."""
        return self.registered - self.printed


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty texts narrow nothing."""

    text: str = ""
    pillar: str = ""
    regency: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One badge in the list."""

    number: int
    name: str
    pillar: str
    regency: str
    state: PrintState
    printed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SpareCount:
    """How many spare badges there are, and how many of them nobody has yet."""

    made: int
    free: int
    last: int


def print_counts(session: Session, event: Event) -> list[PrintCount]:
    """Return the state of printing by pillar type, in the office's order."""
    tally = Counter(
        (one.badge.pillar, one.state)
        for one in issued_badges(session, event, Choice(), issued_only=False)
    )
    types = session.scalars(select(PillarType).order_by(PillarType.position))
    return [
        PrintCount(
            code=pillar.code,
            label=pillar.label,
            color=pillar.color,
            registered=sum(tally[pillar.code, state] for state in PrintState),
            printed=tally[pillar.code, PrintState.PRINTED],
            changed=tally[pillar.code, PrintState.CHANGED],
        )
        for pillar in types
        if any(tally[pillar.code, state] for state in PrintState)
    ]


def list_badges(session: Session, event: Event, filters: Filters, page: int) -> Page[Row]:
    """Return one page of the event's badges; what was searched for comes best first, else by regency."""
    choice = Choice(pillar=filters.pillar or None, regency=filters.regency or None)
    found = issued_badges(session, event, choice, issued_only=False)
    if filters.state:
        found = [one for one in found if one.state == filters.state]
    if filters.text:
        rank = {number: place for place, number in enumerate(_found(session, event, filters.text))}
        found = [one for one in found if one.badge.number in rank]
        found.sort(key=lambda one: rank[one.badge.number])
    listed = [
        Row(
            one.badge.number,
            one.badge.name,
            one.badge.pillar,
            one.badge.regency,
            one.state,
            one.printed_at,
        )
        for one in found[window(page)]
    ]
    return Page(rows=listed, number=page, total=len(found))


def spare_count(session: Session, event: Event) -> SpareCount:
    """Return how many spares the event has."""
    made, bound, last = session.execute(
        select(
            func.count(Badge.id), func.count(Badge.registration_id), func.max(Badge.spare_number)
        ).where(Badge.event_id == event.id, Badge.spare_number.is_not(None))
    ).one()
    return SpareCount(made=made, free=made - bound, last=last or 0)


def list_prints(session: Session, event: Event) -> list[BadgePrint]:
    """Return the event's last prints, newest first."""
    return list(
        session.scalars(
            select(BadgePrint)
            .where(BadgePrint.event_id == event.id)
            .order_by(BadgePrint.number.desc())
            .limit(PRINTS_SHOWN)
        )
    )


def _found(session: Session, event: Event, text: str) -> list[int]:
    return list(find_numbers(session, event, text))
