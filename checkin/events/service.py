"""Use cases of events: create one with everything a gathering needs, change it."""

import re
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Invalid
from checkin.events.models import Checkpoint, Event, EventPillar, EventRegency, Gate
from checkin.events.stages import Change, Stage, allows, require_stage
from checkin.office import defaults
from checkin.text import mark

EMPTY_WORDS = frozenset({"kesejahteraan", "sosial"})
CODE_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_GATES = 40
SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The lines of the kop; the logo is a PNG or JPEG."""

    government: str = defaults.GOVERNMENT
    office: str = defaults.NAME
    address: str = defaults.ADDRESS
    contact: str = defaults.CONTACT
    logo: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs the lists; `title` may have several lines, place stands before the date."""

    place: str = ""
    title: str = defaults.SIGNATORY_TITLE
    name: str = ""
    rank: str = ""
    nip: str = ""


@dataclass(frozen=True, kw_only=True)
class EventDraft:
    """What an organizer states about an event; times are aware, codes are of the reference data."""

    code: str
    name: str
    bakorwil_code: str | None
    venue: str
    starts_at: datetime
    ends_at: datetime
    timezone: str = "Asia/Jakarta"
    regency_codes: tuple[str, ...] = ()
    pillar_codes: tuple[str, ...] = ()
    gates: int = 4
    letterhead: Letterhead = field(default_factory=Letterhead)
    signatory: Signatory = field(default_factory=Signatory)


def create_event(
    session: Session,
    actor: Actor,
    draft: EventDraft,
    now: datetime,
    stage: Stage = Stage.DRAFT,
) -> Event:
    """Create an event with its arrival checkpoint and gates.

    Raises `Invalid` for a draft that cannot stand and `Conflict` where the code is taken.
    """
    require(actor, Permission.EVENT_WRITE)
    check_draft(draft)
    if session.scalar(select(Event.id).where(Event.code == draft.code)):
        raise Conflict(
            mark("Kode kegiatan %(event)s sudah dipakai."),
            code="event_code_taken",
            event=draft.code,
        )
    event = Event(
        code=draft.code, salt=secrets.token_bytes(SALT_BYTES), stage=stage, created_at=now
    )
    _describe(event, draft)
    session.add(event)
    session.flush()
    _invite(session, event, draft)
    checkpoint = Checkpoint(event_id=event.id, code="kedatangan", name="Kedatangan")
    session.add(checkpoint)
    session.flush()
    set_gate_count(session, checkpoint, draft.gates)
    record(session, actor, "event.create", now=now, event_id=event.id, subject=event.code)
    return event


def update_event(
    session: Session, actor: Actor, event: Event, draft: EventDraft, now: datetime
) -> None:
    """Change an event; its code stays, gates in use are never taken away."""
    require(actor, Permission.EVENT_WRITE, event.id)
    require_stage(event.stage, Change.DETAILS)
    check_draft(draft)
    if not allows(event.stage, Change.INVITED):
        regencies, pillars = _invited(session, event)
        draft = replace(draft, regency_codes=regencies, pillar_codes=pillars)
    _describe(event, draft)
    for table in (EventRegency, EventPillar):
        session.execute(delete(table).where(table.event_id == event.id))
    _invite(session, event, draft)
    checkpoint = session.scalars(
        select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.position)
    ).first()
    if checkpoint and allows(event.stage, Change.CHECKPOINTS):
        set_gate_count(session, checkpoint, draft.gates)
    record(session, actor, "event.update", now=now, event_id=event.id, subject=event.code)


def check_draft(draft: EventDraft) -> None:
    """Raise `Invalid` for the first thing about the draft that cannot be."""
    if not CODE_FORM.fullmatch(draft.code) or len(draft.code) > 60:
        raise Invalid(
            mark("Kode kegiatan memakai huruf kecil, angka dan tanda hubung saja."),
            code="event_code",
        )
    if not draft.name.strip():
        raise Invalid(mark("Isi nama kegiatan."), code="event_name")
    if draft.starts_at.year < 2000 or draft.ends_at.year > 2100:
        raise Invalid(mark("Tahun kegiatan antara 2000 dan 2100."), code="event_year")
    if draft.ends_at <= draft.starts_at:
        raise Invalid(mark("Waktu selesai harus sesudah waktu mulai."), code="event_times")
    if not 1 <= draft.gates <= MAX_GATES:
        raise Invalid(
            mark("Jumlah pintu antara 1 dan %(most)d."),
            code="event_gates",
            most=MAX_GATES,
        )
    try:
        ZoneInfo(draft.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(mark("Zona waktu tidak dikenal."), code="event_zone") from error


def set_gate_count(session: Session, checkpoint: Checkpoint, wanted: int) -> None:
    """Add gates `Pintu 1..wanted` to the checkpoint; a gate once made stays, phones may stand there."""
    have = set(session.scalars(select(Gate.code).where(Gate.checkpoint_id == checkpoint.id)))
    for number in range(1, wanted + 1):
        code = f"pintu-{number}"
        if code not in have:
            session.add(
                Gate(
                    checkpoint_id=checkpoint.id,
                    code=code,
                    name=f"Pintu {number}",
                    position=number,
                )
            )


def _describe(event: Event, draft: EventDraft) -> None:
    event.name = draft.name.strip()
    event.bakorwil_code = draft.bakorwil_code
    event.venue = draft.venue.strip()
    event.starts_at = draft.starts_at
    event.ends_at = draft.ends_at
    event.timezone = draft.timezone
    letterhead, signatory = draft.letterhead, draft.signatory
    event.letterhead_government = letterhead.government
    event.letterhead_office = letterhead.office
    event.letterhead_address = letterhead.address
    event.letterhead_contact = letterhead.contact
    if letterhead.logo is not None:
        event.letterhead_logo = letterhead.logo or None
    event.signatory_place = signatory.place
    event.signatory_title = signatory.title
    event.signatory_name = signatory.name
    event.signatory_rank = signatory.rank
    event.signatory_nip = signatory.nip


def _invite(session: Session, event: Event, draft: EventDraft) -> None:
    for position, code in enumerate(dict.fromkeys(draft.regency_codes), start=1):
        session.add(EventRegency(event_id=event.id, regency_code=code, position=position))
    for position, code in enumerate(dict.fromkeys(draft.pillar_codes), start=1):
        session.add(EventPillar(event_id=event.id, pillar_code=code, position=position))
    session.flush()


def _invited(session: Session, event: Event) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the regencies and of the pillar types invited."""
    regencies = select(EventRegency.regency_code).where(EventRegency.event_id == event.id)
    pillars = select(EventPillar.pillar_code).where(EventPillar.event_id == event.id)
    return (
        tuple(session.scalars(regencies.order_by(EventRegency.position))),
        tuple(session.scalars(pillars.order_by(EventPillar.position))),
    )


def suggest_code(name: str, starts_at: datetime) -> str:
    """Return a code made of the name and year: `sapa-pilar-bojonegoro-2023`.

    It stands in addresses that people pass on: what is the same of every event is left out.
    """
    words = [word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in EMPTY_WORDS]
    if str(starts_at.year) not in words:
        words.append(str(starts_at.year))
    return "-".join(words)[:60].strip("-")
