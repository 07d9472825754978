"""What pages ask of editions: those of an event, one by its seal, the newest of a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from checkin.accounts.models import User
from checkin.editions.models import Cosigner, Edition, Series
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.ids import EditionId, EventId, SeriesId
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class EditionRow:
    """One edition in the console's list; `newest` says that none came after it."""

    id: UUID
    event: str
    series: int
    number: int
    title: str
    sha256: str
    seal: str
    provisional: bool
    newest: bool
    changes: int
    by: str
    created_at: datetime
    totals: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The number of the list, the same for all its editions."""
        return label_of(self.series, self.event)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What anybody may know of an edition: nothing personal."""

    event: str
    venue: str
    timezone: str
    label: str
    number: int
    title: str
    sha256: str
    created_at: datetime
    provisional: bool
    totals: Mapping[str, Any]
    newest: bool
    newest_number: int
    newest_at: datetime


def label_of(series: int, event_code: str) -> str:
    """Return the number of a list: `DH-03/BOJONEGORO-2023`."""
    return f"DH-{series:02d}/{event_code.upper()}"


def list_editions(session: Session, event: Event) -> list[EditionRow]:
    """Return the event's editions, the newest first."""
    last = _last()
    rows = session.execute(
        select(Edition, Series, last.c.number, func.coalesce(User.name, ""))
        .join(Series, Series.id == Edition.series_id)
        .join(last, last.c.series_id == Edition.series_id)
        .outerjoin(User, User.id == Edition.created_by)
        .where(Edition.event_id == event.id)
        .order_by(Edition.created_at.desc(), Edition.id.desc())
    )
    return [
        EditionRow(
            id=edition.id,
            event=event.code,
            series=series.number,
            number=edition.number,
            title=series.title,
            sha256=edition.sha256,
            seal=edition.seal,
            provisional=edition.provisional,
            newest=edition.number == newest,
            changes=edition.changes,
            by=by,
            created_at=edition.created_at,
            totals=edition.totals,
        )
        for edition, series, newest, by in rows
    ]


def find_verified(session: Session, seal: str) -> Verified | None:
    """Return what anybody may know of the edition with this seal."""
    row = session.execute(
        select(Edition, Series, Event)
        .join(Series, Series.id == Edition.series_id)
        .join(Event, Event.id == Edition.event_id)
        .where(Edition.seal == seal)
    ).first()
    if row is None:
        return None
    edition, series, event = row
    newest = find_newest(session, series.id) or edition
    return Verified(
        event=event.name,
        venue=event.venue,
        timezone=event.timezone,
        label=label_of(series.number, event.code),
        number=edition.number,
        title=series.title,
        sha256=edition.sha256,
        created_at=edition.created_at,
        provisional=edition.provisional,
        totals=edition.totals,
        newest=newest.id == edition.id,
        newest_number=newest.number,
        newest_at=newest.created_at,
    )


def find_newest(session: Session, series_id: SeriesId) -> Edition | None:
    """Return the last edition of a list."""
    return session.scalars(
        select(Edition).where(Edition.series_id == series_id).order_by(Edition.number.desc())
    ).first()


def get_edition(session: Session, event: Event, edition_id: UUID) -> tuple[Edition, Series]:
    """Return an edition of this event with its content; raise `NotFound`."""
    row = session.execute(
        select(Edition, Series)
        .join(Series, Series.id == Edition.series_id)
        .where(Edition.id == EditionId(edition_id), Edition.event_id == event.id)
        .options(undefer(Edition.content))
    ).first()
    if row is None:
        raise NotFound(mark("Edisi ini tidak ada."), code="edition_unknown")
    edition, series = row
    return edition, series


def find_cosigner(session: Session, event_id: EventId) -> Cosigner | None:
    """Return the second official of the event, where one signs."""
    return session.get(Cosigner, event_id)


def _last() -> Any:
    return (
        select(Edition.series_id, func.max(Edition.number).label("number"))
        .group_by(Edition.series_id)
        .subquery()
    )
