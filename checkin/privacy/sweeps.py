"""What is due of each class, and how it goes: a query that names rows, and what is done to them.

A row that went is not named again, so a purge that was cut short goes on where it stopped. Days count from
the end of the event or from when the data came in, whichever is later: an event of long ago may be typed in
today.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, exists, func, literal, or_, select, update
from sqlalchemy.orm import Session, undefer

from checkin.badges.models import Badge, PersonalLink
from checkin.devices.models import Device, Pairing
from checkin.editions.models import Edition, Series
from checkin.events.models import Checkpoint, Event, Gate
from checkin.people.models import Person
from checkin.privacy import wiping
from checkin.privacy.models import PrivacyRequest
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.scans.models import Resolution, Scan, ScanUndo

Rows = Sequence[UUID]
Due = Callable[[datetime], Any]


@dataclass(frozen=True)
class Sweep:
    """One kind of row of a class: `due` gives (id, code of the event or empty), `wipe` does it."""

    code: str
    due: Due
    wipe: Callable[[Session, Rows, datetime], None]


def nowhere() -> Any:
    """Return the event of what belongs to none."""
    return literal("", String)


def last_event() -> tuple[Any, Any, Any]:
    """Return of each person in a query the last event: its end, its code, when they were registered."""
    mine = select(Event.id).join(Registration, Registration.event_id == Event.id)
    mine = mine.where(Registration.person_id == Person.id).correlate(Person)
    ends = mine.with_only_columns(func.max(Event.ends_at)).scalar_subquery()
    code = mine.with_only_columns(Event.code).order_by(Event.ends_at.desc(), Event.code).limit(1)
    came = mine.with_only_columns(func.max(Registration.registered_at)).scalar_subquery()
    return ends, code.scalar_subquery(), came


def is_over(cutoff: datetime) -> tuple[Any, Any]:
    """Return that an event ended, and was entered, before the moment."""
    return Event.ends_at < cutoff, Event.created_at < cutoff


def _people(*columns: str) -> Due:
    """Name people who hold any of these columns and of whom nothing is being asked."""

    def due(cutoff: datetime) -> Any:
        ended, code, came = last_event()
        asking = exists().where(
            PrivacyRequest.person_id == Person.id, PrivacyRequest.state == "open"
        )
        held = [getattr(Person, name).is_not(None) for name in columns]
        wanted = or_(*held) if held else Person.erased_at.is_(None)
        return select(Person.id, code).where(wanted, ended < cutoff, came < cutoff, ~asking)

    return due


def _of_event(model: Any, *where: Any, joined: Any = None) -> Due:
    """Name rows of `model` that belong to events which ended."""

    def due(cutoff: datetime) -> Any:
        query = select(model.id, Event.code)
        query = joined(query) if joined else query.join(Event, Event.id == model.event_id)
        return query.where(*is_over(cutoff), *where)

    return due


def _editions(field: str) -> Due:
    """Name editions that show the field still; `people` is everybody."""

    def due(cutoff: datetime) -> Any:
        query = select(Edition.id, Event.code).join(Event, Event.id == Edition.event_id)
        query = query.join(Series, Series.id == Edition.series_id)
        query = query.where(~Edition.redacted.contains(field), ~Edition.redacted.contains("people"))
        if field == "people":
            return query.where(Edition.created_at < cutoff)
        # what was asked for stands at the end of a list's key
        return query.where(
            *is_over(cutoff), Edition.created_at < cutoff, Series.key.contains(field)
        )

    return due


def _redact(field: str) -> Callable[[Session, Rows, datetime], None]:
    def wipe(session: Session, ids: Rows, _now: datetime) -> None:
        chosen = select(Edition).where(Edition.id.in_(ids)).options(undefer(Edition.content))
        for edition in session.scalars(chosen):
            wiping.redact_edition(session, edition, (field,))

    return wipe


def _update(model: Any, **values: Any) -> Callable[[Session, Rows, datetime], None]:
    def wipe(session: Session, ids: Rows, _now: datetime) -> None:
        session.execute(update(model).where(model.id.in_(ids)).values(**values))

    return wipe


def delete_from(model: Any) -> Callable[[Session, Rows, datetime], None]:
    """Return what deletes rows of `model`."""

    def wipe(session: Session, ids: Rows, _now: datetime) -> None:
        session.execute(delete(model).where(model.id.in_(ids)))

    return wipe


def _undo_reasons(session: Session, ids: Rows, _now: datetime) -> None:
    session.execute(
        update(Scan).where(Scan.id.in_(ids)).values(code=None, operator=None, override=None)
    )
    session.execute(update(ScanUndo).where(ScanUndo.scan_id.in_(ids)).values(reason=""))


def _drafts(cutoff: datetime) -> Any:
    return (
        select(RosterImport.id, Event.code)
        .join(Event, Event.id == RosterImport.event_id)
        .where(
            RosterImport.created_at < cutoff,
            or_(RosterImport.content.is_not(None), RosterImport.preview.is_not(None)),
        )
    )


SWEEPS: tuple[Sweep, ...] = (
    Sweep(
        "identifiers", _people(*wiping.IDENTIFIERS), lambda s, i, _: wiping.wipe_identifiers(s, i)
    ),
    Sweep("identifiers", _editions("nik"), _redact("nik")),
    Sweep("contacts", _people(*wiping.CONTACTS), lambda s, i, _: wiping.wipe_contacts(s, i)),
    Sweep("contacts", _editions("phone"), _redact("phone")),
    Sweep(  # before the badges, whose codes go out of scans, too
        "scans",
        _of_event(
            Scan,
            or_(
                Scan.code.is_not(None),
                Scan.operator.is_not(None),
                Scan.override.is_not(None),
                exists().where(ScanUndo.scan_id == Scan.id, ScanUndo.reason != ""),
            ),
        ),
        _undo_reasons,
    ),
    Sweep(
        "badges",
        _of_event(Badge, ~Badge.code.startswith(wiping.DEAD)),
        lambda s, i, _: wiping.wipe_codes(s, i),
    ),
    Sweep(
        "badges",
        _of_event(
            PersonalLink,
            joined=lambda query: query.join(
                Registration, Registration.id == PersonalLink.registration_id
            ).join(Event, Event.id == Registration.event_id),
        ),
        delete_from(PersonalLink),
    ),
    Sweep(
        "uploads",
        _of_event(
            ImportRow,
            or_(
                ImportRow.payload.is_not(None),
                ImportRow.before.is_not(None),
                ImportRow.fingerprint.is_not(None),
            ),
            joined=lambda query: query.join(
                RosterImport, RosterImport.id == ImportRow.import_id
            ).join(Event, Event.id == RosterImport.event_id),
        ),
        lambda s, i, _: wiping.wipe_rows(s, i),
    ),
    Sweep("drafts", _drafts, _update(RosterImport, content=None, preview=None, state="expired")),
    Sweep(
        "devices",
        _of_event(Device, or_(Device.name != "", Device.operator.is_not(None))),
        _update(Device, name="", operator=None, version=None),
    ),
    Sweep(
        "devices",
        _of_event(
            Pairing,
            joined=lambda query: (
                query.join(Gate, Gate.id == Pairing.gate_id)
                .join(Checkpoint, Checkpoint.id == Gate.checkpoint_id)
                .join(Event, Event.id == Checkpoint.event_id)
            ),
        ),
        delete_from(Pairing),
    ),
    Sweep("attendance", _of_event(Resolution, Resolution.note != ""), _update(Resolution, note="")),
    Sweep("attendance", _people(), wiping.anonymise),
    Sweep("editions", _editions("people"), _redact("people")),
)
