"""Use cases of editions: take one of a list, or give the newest again where nothing changed."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, User, require
from checkin.editions.marks import make_seal
from checkin.editions.models import Cosigner, Edition, Series
from checkin.events.models import Event
from checkin.ids import UserId


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A list that asks to become an edition.

    `key` says which list it is, `content` is its frozen data, `sha256` the hash that is printed;
    `totals` are figures without any person.
    """

    key: str
    title: str
    content: bytes
    sha256: str
    totals: dict[str, Any]
    provisional: bool


def take_edition(
    session: Session,
    actor: Actor,
    event: Event,
    draft: Draft,
    count_changes: Callable[[bytes], int],
    now: datetime,
) -> tuple[Edition, Series, bool]:
    """Return the edition that holds this content, and whether it is new.

    `count_changes` is told the content of the edition before and says how much differs.
    """
    require(actor, Permission.ATTENDANCE_PRINT, event.id)
    series = _series(session, event, draft, now)
    newest = session.scalars(
        select(Edition)
        .where(Edition.series_id == series.id)
        .order_by(Edition.number.desc())
        .limit(1)
        .options(undefer(Edition.content))
    ).first()
    digest = hashlib.sha256(draft.content).hexdigest()
    if newest and newest.digest == digest:
        subject = f"{series.number}/{newest.number}"
        record(session, actor, "edition.fetch", now=now, event_id=event.id, subject=subject)
        return newest, series, False
    edition = Edition(
        series_id=series.id,
        event_id=event.id,
        number=newest.number + 1 if newest else 1,
        seal=make_seal(os.urandom(10)),
        digest=digest,
        sha256=draft.sha256,
        content=draft.content,
        totals=draft.totals,
        provisional=draft.provisional,
        changes=count_changes(newest.content) if newest else 0,
        created_by=UserId(actor.id) if isinstance(actor, User) else None,
        created_at=now,
    )
    session.add(edition)
    session.flush()
    subject = f"{series.number}/{edition.number}"
    record(session, actor, "edition.take", now=now, event_id=event.id, subject=subject)
    return edition, series, True


def previous_content(session: Session, edition: Edition) -> bytes | None:
    """Return the content of the edition before this one; None for the first."""
    return session.scalar(
        select(Edition.content).where(
            Edition.series_id == edition.series_id, Edition.number == edition.number - 1
        )
    )


def set_cosigner(
    session: Session, actor: Actor, event: Event, cosigner: dict[str, str], now: datetime
) -> None:
    """State who signs beside the head of the office; without name and title nobody does."""
    require(actor, Permission.EVENT_WRITE, event.id)
    session.merge(Cosigner(event_id=event.id, **cosigner))
    record(session, actor, "edition.cosigner", now=now, event_id=event.id, subject=event.code)


def _series(session: Session, event: Event, draft: Draft, now: datetime) -> Series:
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    found = session.scalar(
        select(Series).where(Series.event_id == event.id, Series.key == draft.key)
    )
    if found:
        return found
    last = session.scalar(select(func.max(Series.number)).where(Series.event_id == event.id))
    series = Series(
        event_id=event.id,
        number=(last or 0) + 1,
        key=draft.key,
        title=draft.title[:200],
        created_at=now,
    )
    session.add(series)
    session.flush()
    return series
