"""Use cases of checkpoints: what is counted at an event, who may pass when, and through which gates."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Invalid
from checkin.events.models import Checkpoint, Event, Gate
from checkin.events.service import MAX_GATES
from checkin.events.stages import Change, require_stage
from checkin.text import mark

# What an organizer may choose, by the code of `scans.decide.Policy`.
POLICIES = {
    "once": mark("Sekali selama kegiatan"),
    "once_per_day": mark("Sekali setiap hari"),
    "many": mark("Boleh berkali-kali"),
    "in_out": mark("Masuk dan keluar, dihitung yang di dalam"),
}


@dataclass(frozen=True, kw_only=True)
class CheckpointDraft:
    """What an organizer states about a checkpoint; empty pillars or regencies mean everybody."""

    name: str
    policy: str = "once"
    pillar_codes: tuple[str, ...] = ()
    regency_codes: tuple[str, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    gates: tuple[str, ...] = field(default=("Pintu 1",))


@dataclass(frozen=True, kw_only=True)
class CheckpointCard:
    """A checkpoint with the names of its gates, as the console lists it."""

    code: str
    name: str
    policy: str
    pillars: tuple[str, ...]
    regencies: tuple[str, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    gates: tuple[str, ...]


def list_checkpoints(session: Session, event: Event) -> list[CheckpointCard]:
    """Return the event's checkpoints in their order."""
    checkpoints = session.scalars(
        select(Checkpoint)
        .where(Checkpoint.event_id == event.id)
        .order_by(Checkpoint.position, Checkpoint.name)
    )
    return [
        CheckpointCard(
            code=checkpoint.code,
            name=checkpoint.name,
            policy=checkpoint.policy,
            pillars=tuple(checkpoint.pillars),
            regencies=tuple(checkpoint.regencies),
            opens_at=checkpoint.opens_at,
            closes_at=checkpoint.closes_at,
            gates=tuple(gate.name for gate in _gates(session, checkpoint)),
        )
        for checkpoint in checkpoints
    ]


def add_checkpoint(
    session: Session, actor: Actor, event: Event, draft: CheckpointDraft, now: datetime
) -> Checkpoint:
    """Add a checkpoint with its gates; raises `Invalid` for a draft that cannot stand."""
    require(actor, Permission.EVENT_WRITE, event.id)
    require_stage(event.stage, Change.CHECKPOINTS)
    _check(draft)
    taken = set(session.scalars(select(Checkpoint.code).where(Checkpoint.event_id == event.id)))
    last = session.scalar(
        select(func.max(Checkpoint.position)).where(Checkpoint.event_id == event.id)
    )
    checkpoint = Checkpoint(
        event_id=event.id, code=_free_code(draft.name, taken), position=(last or 0) + 1
    )
    _describe(checkpoint, draft)
    session.add(checkpoint)
    session.flush()
    _name_gates(session, checkpoint, draft.gates)
    record(session, actor, "checkpoint.create", now=now, event_id=event.id, subject=checkpoint.code)
    return checkpoint


def change_checkpoint(
    session: Session,
    actor: Actor,
    event: Event,
    checkpoint: Checkpoint,
    draft: CheckpointDraft,
    now: datetime,
) -> None:
    """Change a checkpoint; phones learn of it when they next ask, scans already made stay as judged."""
    require(actor, Permission.EVENT_WRITE, event.id)
    require_stage(event.stage, Change.CHECKPOINTS)
    _check(draft)
    _describe(checkpoint, draft)
    _name_gates(session, checkpoint, draft.gates)
    record(session, actor, "checkpoint.update", now=now, event_id=event.id, subject=checkpoint.code)


def remove_checkpoint(
    session: Session, actor: Actor, event: Event, checkpoint: Checkpoint, now: datetime
) -> None:
    """Remove a checkpoint that nothing refers to yet; raises `Conflict` for one in use or the last."""
    require(actor, Permission.EVENT_WRITE, event.id)
    require_stage(event.stage, Change.CHECKPOINTS)
    others = select(func.count()).where(
        Checkpoint.event_id == event.id, Checkpoint.id != checkpoint.id
    )
    if not session.scalar(others):
        raise Conflict(
            mark("Kegiatan memerlukan sedikitnya satu titik absensi."), code="checkpoint_last"
        )
    code = checkpoint.code
    try:
        with session.begin_nested():
            for gate in _gates(session, checkpoint):
                session.delete(gate)
            session.flush()
            session.delete(checkpoint)
    except IntegrityError as error:
        raise Conflict(
            mark("Titik absensi ini sudah dipakai HP atau pindaian, jadi tidak dapat dihapus."),
            code="checkpoint_in_use",
        ) from error
    record(session, actor, "checkpoint.remove", now=now, event_id=event.id, subject=code)


def _check(draft: CheckpointDraft) -> None:
    if not draft.name.strip():
        raise Invalid(mark("Isi nama titik absensi."), code="checkpoint_name")
    if draft.policy not in POLICIES:
        raise Invalid(mark("Pilihan ini tidak ada."), code="checkpoint_policy")
    if draft.opens_at and draft.closes_at and draft.closes_at <= draft.opens_at:
        raise Invalid(mark("Waktu tutup harus sesudah waktu buka."), code="checkpoint_window")
    names = [name.strip() for name in draft.gates]
    if not names or len(names) > MAX_GATES:
        raise Invalid(
            mark("Jumlah pintu antara 1 dan %(most)d."), code="event_gates", most=MAX_GATES
        )
    if any(not name or len(name) > 60 for name in names) or len(set(names)) < len(names):
        raise Invalid(
            mark("Nama pintu harus berbeda-beda, paling banyak 60 huruf."), code="gate_names"
        )


def _describe(checkpoint: Checkpoint, draft: CheckpointDraft) -> None:
    checkpoint.name = draft.name.strip()[:60]
    checkpoint.policy = draft.policy
    checkpoint.pillars = list(draft.pillar_codes)
    checkpoint.regencies = list(draft.regency_codes)
    checkpoint.opens_at = draft.opens_at
    checkpoint.closes_at = draft.closes_at


def _name_gates(session: Session, checkpoint: Checkpoint, names: tuple[str, ...]) -> None:
    """Let the checkpoint have gates of these names: kept in order, added at the end, taken from the end."""
    gates = _gates(session, checkpoint)
    taken = {gate.code for gate in gates}
    for gate, name in zip(gates, names, strict=False):
        gate.name = name.strip()
    for position in range(len(gates), len(names)):
        code = _free_code(f"pintu {position + 1}", taken)
        taken.add(code)
        name = names[position].strip()
        session.add(Gate(checkpoint_id=checkpoint.id, code=code, name=name, position=position + 1))
    try:
        with session.begin_nested():
            for gate in gates[len(names) :]:
                session.delete(gate)
    except IntegrityError as error:
        raise Conflict(
            mark("Pintu yang sudah dipakai HP tidak dapat dihapus; ganti namanya saja."),
            code="gate_in_use",
        ) from error


def _gates(session: Session, checkpoint: Checkpoint) -> list[Gate]:
    query = select(Gate).where(Gate.checkpoint_id == checkpoint.id)
    return list(session.scalars(query.order_by(Gate.position, Gate.name)))


def _free_code(name: str, taken: set[str]) -> str:
    base = "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:36] or "titik"
    return next(
        code
        for code in (base, *(f"{base}-{number}" for number in range(2, 1000)))
        if code not in taken
    )
