"""The purge: what is due now, counted by class and event, and taken away batch by batch."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.errors import Invalid
from checkin.ids import PurgeRunId
from checkin.privacy import retention
from checkin.privacy.classes import CLASSES
from checkin.privacy.models import PurgeRun, RetentionRule
from checkin.privacy.office_sweeps import ALL
from checkin.text import mark

BATCH = 400
PURGING = 2_027_2023  # the lock of every purge while it takes a batch


@dataclass(frozen=True, kw_only=True)
class Portion:
    """What is due of one class, by the code of the event; an empty code is no event's."""

    code: str
    label: str
    becomes: str
    by_event: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of the class."""
        return sum(self.by_event.values())


def days_of(session: Session) -> dict[str, int | None]:
    """Return how long each class stays: what the office said, else the default."""
    said = {rule.code: rule.days for rule in session.scalars(select(RetentionRule))}
    return {one.code: said.get(one.code, one.days) for one in CLASSES}


def set_days(
    session: Session, actor: Actor, said: Mapping[str, int | None], now: datetime
) -> list[str]:
    """Have classes stay so many days; return which changed. Raises `Invalid` for a period that cannot be."""
    require(actor, Permission.REFERENCE_WRITE)
    present = days_of(session)
    changed = [code for code, days in said.items() if present.get(code, -1) != days]
    for code in changed:
        if not retention.is_allowed(code, said[code]):
            raise Invalid(mark("Masa simpan ini tidak sah."), code=code)
        session.merge(
            RetentionRule(
                code=code, days=said[code], changed_at=now, changed_by=name_of(actor)[:120]
            )
        )
    if changed:
        before = {code: present[code] for code in changed}
        after = {code: said[code] for code in changed}
        record(session, actor, "retention.set", now=now, before=before, after=after)
    return changed


def preview(session: Session, now: datetime) -> list[Portion]:
    """Return what a purge at `now` would take away; classes of which nothing is due are left out."""
    found: dict[str, Counter[str]] = {}
    limits = retention.cutoffs(days_of(session), now)
    for sweep in ALL:
        if sweep.code not in limits:
            continue
        due = sweep.due(limits[sweep.code]).subquery()
        key, event = due.c
        for code, count in session.execute(select(event, func.count(key)).group_by(event)):
            found.setdefault(sweep.code, Counter())[code] += count
    return [
        Portion(code=one.code, label=one.label, becomes=one.becomes, by_event=dict(found[one.code]))
        for one in CLASSES
        if one.code in found
    ]


def begin(session: Session, actor: Actor, now: datetime) -> PurgeRunId:
    """Note that a purge begins."""
    require(actor, Permission.REFERENCE_WRITE)
    run = PurgeRun(began_at=now, by=name_of(actor)[:120], counts={})
    session.add(run)
    session.flush()
    return run.id


def take_batch(session: Session, now: datetime, at: int) -> tuple[str, int]:
    """Take away one batch of the sweep at place `at`; return its class and how many rows went."""
    if session.get_bind().dialect.name == "postgresql":  # two purges at once share the rows
        session.execute(select(func.pg_advisory_xact_lock(PURGING)))
    sweep = ALL[at]
    limit = retention.cutoffs(days_of(session), now).get(sweep.code)
    if limit is None:
        return sweep.code, 0
    ids = [row[0] for row in session.execute(sweep.due(limit).limit(BATCH))]
    if ids:
        sweep.wipe(session, ids, now)
        session.flush()
    return sweep.code, len(ids)


def end(
    session: Session, actor: Actor, run_id: PurgeRunId, counts: Mapping[str, int], now: datetime
) -> None:
    """Note what went: in the run, and in the audit log."""
    run = session.get_one(PurgeRun, run_id)
    run.ended_at, run.counts = now, {code: n for code, n in counts.items() if n}
    record(session, actor, "privacy.purge", now=now, counts=run.counts)


def last_runs(session: Session, most: int = 10) -> list[PurgeRun]:
    """Return the latest purges."""
    return list(session.scalars(select(PurgeRun).order_by(PurgeRun.began_at.desc()).limit(most)))
