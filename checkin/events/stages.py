"""The life of an event: its stages, the steps between them, what may still change in each. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checkin.errors import Conflict, Locked
from checkin.text import mark


class Stage(StrEnum):
    """Where an event stands, in the order it lives through them."""

    DRAFT = "draft"
    OPEN = "open"
    REHEARSAL = "rehearsal"
    RUNNING = "running"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Change(StrEnum):
    """What somebody may want to change of an event."""

    DETAILS = "details"  # name, place, time, letterhead, signatory
    INVITED = "invited"  # regencies and pillar types
    CHECKPOINTS = "checkpoints"
    ROSTER = "roster"
    SIGNUP = "signup"
    BADGES = "badges"
    DEVICES = "devices"
    WALK_INS = "walk_ins"
    CORRECTIONS = "corrections"
    CASES = "cases"  # notes on what somebody looked at
    SCANS = "scans"  # what phones send, however late


NAMES: Mapping[Stage, str] = {
    Stage.DRAFT: mark("Konsep"),
    Stage.OPEN: mark("Persiapan"),
    Stage.REHEARSAL: mark("Latihan"),
    Stage.RUNNING: mark("Berlangsung"),
    Stage.CLOSED: mark("Ditutup"),
    Stage.ARCHIVED: mark("Diarsipkan"),
}

_ALL = frozenset(Change)
ALLOWED: Mapping[Stage, frozenset[Change]] = {
    Stage.DRAFT: _ALL - {Change.SIGNUP},
    Stage.OPEN: _ALL,
    Stage.REHEARSAL: _ALL,
    Stage.RUNNING: _ALL,
    Stage.CLOSED: frozenset({Change.DETAILS, Change.CASES, Change.SCANS}),
    Stage.ARCHIVED: frozenset(),
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One way to go from a stage; `asks` for a reason where it undoes what others rely on."""

    to: Stage
    is_back: bool = False
    asks: bool = False


# A gathering that was called off is closed and archived without having run.
STEPS: Mapping[Stage, tuple[Step, ...]] = {
    Stage.DRAFT: (Step(to=Stage.OPEN), Step(to=Stage.REHEARSAL), Step(to=Stage.CLOSED)),
    Stage.OPEN: (
        Step(to=Stage.REHEARSAL),
        Step(to=Stage.RUNNING),
        Step(to=Stage.CLOSED),
        Step(to=Stage.DRAFT, is_back=True),
    ),
    Stage.REHEARSAL: (Step(to=Stage.OPEN, is_back=True), Step(to=Stage.RUNNING)),
    Stage.RUNNING: (Step(to=Stage.CLOSED), Step(to=Stage.OPEN, is_back=True)),
    Stage.CLOSED: (Step(to=Stage.ARCHIVED), Step(to=Stage.RUNNING, is_back=True, asks=True)),
    Stage.ARCHIVED: (Step(to=Stage.CLOSED, is_back=True, asks=True),),
}


def find_step(stage: Stage, to: Stage) -> Step | None:
    """Return the step between two stages; None where there is none."""
    return next((step for step in STEPS[stage] if step.to is to), None)


def check_step(stage: Stage, to: Stage) -> Step:
    """Return the step between two stages; raise `Conflict` where there is none."""
    step = find_step(stage, to)
    if step is None:
        raise Conflict(
            mark("Kegiatan berada pada tahap lain; muat ulang halaman ini lalu ulangi."),
            code="stage_step",
        )
    return step


def allows(stage: Stage | str, change: Change) -> bool:
    """Say whether `change` may still happen in this stage."""
    return change in ALLOWED[Stage(stage)]


def require_stage(stage: Stage | str, change: Change) -> None:
    """Raise `Conflict` (`Locked` for scans), saying what to do, where `change` may not happen."""
    if allows(stage, change):
        return
    match Stage(stage):
        case Stage.ARCHIVED:
            refusal = (
                Locked if change is Change.SCANS else Conflict
            )  # phones keep what is locked out
            raise refusal(
                mark("Kegiatan ini sudah diarsipkan dan hanya dapat dibaca."), code="event_archived"
            )
        case Stage.CLOSED:
            raise Conflict(
                mark("Kegiatan ini sudah ditutup. Buka lagi dengan alasan bila perlu diubah."),
                code="event_closed",
            )
        case _:
            raise Conflict(
                mark("Kegiatan ini masih konsep. Buka kegiatannya lebih dahulu."),
                code="event_draft",
            )
