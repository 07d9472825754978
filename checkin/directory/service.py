"""Use cases on many people: choose them, change them in one transaction, take that back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.accounts.service import record
from checkin.actor import Actor, limit, require
from checkin.audit import runs
from checkin.audit.person_log import PREFIX
from checkin.directory import selecting
from checkin.directory.asked import Asked
from checkin.directory.choosing import KINDS, Action, Chosen, Sorted, sort
from checkin.directory.writing import BY_OFFICE, before, change
from checkin.errors import Conflict, Invalid
from checkin.events.models import Event
from checkin.events.queries import event_pillars
from checkin.events.stages import require_stage
from checkin.regions.queries import find_district
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from checkin.text import mark

_AT_ONCE = 10_000
_STEP = 500  # so many are changed between two words on how far it is
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Who was chosen: the ticked numbers, or everybody who fits what was asked."""

    numbers: tuple[int, ...] = ()
    asked: Asked | None = None


@dataclass(frozen=True, kw_only=True)
class Order:
    """What to do to whom; `expected` is how many the asker was told it concerns."""

    action: Action
    selection: Selection
    expected: int | None = None
    to: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """How many were changed, and the line in the log by which it can be taken back."""

    count: int
    entry: UUID | None = None


def choose(session: Session, actor: Actor, event: Event, order: Order) -> Sorted:
    """Return whom of the selection the action concerns; a coordinator's own people at most.

    Raises `Forbidden`, `Conflict` in a stage that forbids it, `Invalid` for a target that is not there.
    """
    kind = KINDS[order.action]
    only = limit(actor, kind.permission, event.id)
    require(actor, kind.permission, event.id, regency=only)
    if kind.change:
        require_stage(event.stage, kind.change)
    regency = _check_target(session, event, order)
    numbers = _numbers(session, event, order.selection, only)
    found = chosen(session, event, numbers, only)
    return sort(order.action, found, to=order.to, regency=regency)


def carry_out(
    session: Session,
    actor: Actor,
    event: Event,
    order: Order,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Done:
    """Change those concerned, all or nobody; raise as `choose`, and `Conflict` where they are not as told."""
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    concerned = choose(session, actor, event, order).concerned
    if not _is_targeted(order.action) and order.expected not in (None, len(concerned)):
        refuse_changed(len(concerned), order.expected or 0)
    if not concerned:
        refuse_nobody()
    ids = [one.id for one in concerned]
    were = before(order.action, concerned)
    for start in range(0, len(ids), _STEP):
        progress(start, len(ids))
        change(session, actor, event, order.action, ids[start : start + _STEP], order.to, now)
    progress(len(ids), len(ids))
    entry = _log(session, actor, event, order, concerned, were, now)
    return Done(count=len(ids), entry=entry)


def refuse_changed(now_are: int, then: int) -> NoReturn:
    """Raise `Conflict`: others changed meanwhile whom the action concerns."""
    raise Conflict(
        mark("Sementara itu jumlahnya menjadi %(now)s orang, bukan %(then)s. Periksa lagi."),
        code="selection_changed",
        now=now_are,
        then=then,
    )


def refuse_nobody() -> NoReturn:
    """Raise `Conflict`: the action concerns nobody."""
    raise Conflict(mark("Tidak ada orang yang perlu diubah."), code="selection_empty")


def _is_targeted(action: Action) -> bool:
    """Say whether the number is known only when it is said what people become."""
    return action in (Action.PILLAR, Action.DISTRICT)


def _numbers(
    session: Session, event: Event, selection: Selection, only: str | None
) -> Iterable[int]:
    if selection.asked is not None:
        return selecting.matching(session, event, selection.asked, only)
    return selection.numbers


def chosen(
    session: Session, event: Event, numbers: Iterable[int], only: str | None
) -> list[Chosen]:
    """Return those of these numbers who are on the roster, of one regency where `only` says so."""
    wanted = sorted(set(numbers))
    came = exists().where(
        Arrival.registration_id == Registration.id, Arrival.arrived_at.is_not(None)
    )
    found: list[Chosen] = []
    for start in range(0, len(wanted), _AT_ONCE):
        where = [
            Registration.event_id == event.id,
            Registration.number.in_(wanted[start : start + _AT_ONCE]),
        ]
        if only:
            where.append(Registration.regency_code == only)
        rows = session.execute(
            select(
                Registration.id.label("id"),
                Registration.number.label("number"),
                Registration.status.label("status"),
                Registration.cancel_reason.label("cancel_reason"),
                Registration.pillar_code.label("pillar"),
                Registration.regency_code.label("regency"),
                Registration.district_code.label("district"),
                came.label("arrived"),
            )
            .where(*where)
            .order_by(Registration.number)
        )
        found += [Chosen(**row) for row in rows.mappings()]
    return found


def _check_target(session: Session, event: Event, order: Order) -> str:
    """Return the regency of the district that people are moved to."""
    if order.action is Action.DISTRICT and order.to:
        return find_district(session, order.to).regency_code
    if order.action is Action.PILLAR and order.to:
        if order.to not in {pillar.code for pillar in event_pillars(session, event)}:
            raise Invalid(mark("Jenis pilar ini tidak diundang pada kegiatan ini."), code="pillar")
    elif order.expected is not None and order.action in (Action.PILLAR, Action.DISTRICT):
        raise Invalid(mark("Pilih dahulu menjadi apa."), code="target")
    return ""


def _log(
    session: Session,
    actor: Actor,
    event: Event,
    order: Order,
    concerned: tuple[Chosen, ...],
    were: Mapping[str, str],
    now: datetime,
) -> UUID | None:
    after = {
        Action.CANCEL: f"cancelled/{BY_OFFICE}",
        Action.RESTORE: "active/",
    }.get(order.action, order.to)
    undoable = KINDS[order.action].can_undo
    record(
        session,
        actor,
        f"{PREFIX}{order.action.name.lower()}",
        subject=str(len(concerned)),
        event_id=event.id,
        now=now,
        numbers=runs.write(one.number for one in concerned),
        reason=order.reason,
        **({"before": were, "after": after} if undoable else {}),
    )
    if not undoable:
        return None
    session.flush()
    latest = (
        select(AuditEntry.id)
        .where(AuditEntry.event_id == event.id, AuditEntry.at == now)
        .order_by(AuditEntry.id.desc())
    )
    return session.scalars(latest).first()
