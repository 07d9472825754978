"""The delta feed of the phones, numbered so that nothing can hide behind a number already read.

Rows that changed have no number (`seq` NULL); whoever reads the feed first gives all of them, under the
event's row lock, the next number. So a number is only ever given to committed rows, and a row that
commits late simply gets a later one. Numbering at the write, the rejected way, would have made every
scan of an event wait for the commit of the one before.

Spare badges have no number: they are few, and a phone says by their digest which ones it holds, so they
travel only where they differ.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from checkin.badges.service import ensure_badges
from checkin.events.models import Checkpoint, Event
from checkin.ids import CheckpointId, EventId
from checkin.roster.models import Registration
from checkin.scans import columns
from checkin.scans.columns import Columns
from checkin.scans.models import Arrival


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What changed after a number; columns of equal length, see `docs/api.md`."""

    registrations: Columns
    revoked: Columns
    arrivals: Columns
    labels: dict[str, dict[str, object]] = field(default_factory=dict)
    invited: dict[str, dict[str, str]] | None
    spares: dict[str, object] | None
    until: int


def has_unnumbered(session: Session, event_id: EventId) -> bool:
    """Say whether any change waits for its number."""
    checkpoints = select(Checkpoint.id).where(Checkpoint.event_id == event_id)
    waiting = or_(
        exists().where(Registration.event_id == event_id, Registration.seq.is_(None)),
        exists().where(Arrival.checkpoint_id.in_(checkpoints), Arrival.seq.is_(None)),
    )
    return bool(session.scalar(select(waiting)))


def number_changes(session: Session, event_id: EventId, now: datetime) -> None:
    """Give every unnumbered change of the event the next number; badges that lack are issued first."""
    event = session.scalars(select(Event).where(Event.id == event_id).with_for_update()).one()
    ensure_badges(session, event, now)
    event.change_seq += 1
    checkpoints = select(Checkpoint.id).where(Checkpoint.event_id == event_id)
    session.execute(
        update(Registration)
        .where(Registration.event_id == event_id, Registration.seq.is_(None))
        .values(seq=event.change_seq)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Arrival)
        .where(Arrival.checkpoint_id.in_(checkpoints), Arrival.seq.is_(None))
        .values(seq=event.change_seq)
        .execution_options(synchronize_session=False)
    )


def read_changes(
    session: Session,
    event_id: EventId,
    checkpoint_id: CheckpointId,
    after: int,
    *,
    sealed: bool = False,
    spares: str | None = None,
) -> Changes:
    """Return all numbered changes after `after`; people waiting for review stay at the desk.

    `sealed` rows name nobody without their badge; `spares` is the digest of those the phone holds.
    """
    event = session.get_one(Event, event_id)
    people = columns.read_people(session, event_id, after)
    salt = event.salt if sealed else None
    return Changes(
        registrations=columns.sealed_rows(people, salt) if salt else columns.open_rows(people),
        revoked=columns.read_revoked(session, event_id, after, salt),
        arrivals=columns.read_arrivals(session, checkpoint_id, after),
        labels=columns.read_labels(session, people, districts=not sealed),
        invited=None if sealed else columns.read_invited(session, event),
        spares=columns.read_spares(session, event_id, spares),
        until=event.change_seq,
    )
