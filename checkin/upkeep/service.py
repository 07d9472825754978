"""Use cases of backups as the office asks for them: how they are made, make one now, who took one away."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Invalid
from checkin.events.models import Event
from checkin.events.stages import Stage
from checkin.jobs.models import Job
from checkin.jobs.service import create_job
from checkin.office.queries import backup_plan
from checkin.office.service import settings_row
from checkin.text import mark
from checkin.upkeep import manifest
from checkin.upkeep.making import check_passphrase

KIND = manifest.JOB
TRY = "backup.try"
PAGE = "/pengaturan/cadangan/"
MOST_KEPT = 365


@dataclass(frozen=True, kw_only=True)
class PlanChange:
    """What the form of backups says; an empty passphrase leaves the one that is kept."""

    passphrase: str = field(default="", repr=False)
    nightly: bool
    kept: int
    with_key: bool


def save_plan(session: Session, actor: Actor, change: PlanChange, now: datetime) -> None:
    """Keep how backups are made; raises `Invalid` for a short passphrase, or nights without one."""
    require(actor, Permission.BACKUP_MANAGE)
    row = settings_row(session, now)
    if change.passphrase:
        row.backup_passphrase = check_passphrase(change.passphrase)
    if not row.backup_passphrase:
        raise Invalid(
            mark("Isi kata sandi cadangan; tanpa itu cadangan tidak dapat dikunci."),
            code="backup_no_passphrase",
        )
    row.backup_nightly, row.backup_with_key = change.nightly, change.with_key
    row.backups_kept = min(max(change.kept, 1), MOST_KEPT)
    record(
        session,
        actor,
        "backup.plan",
        now=now,
        nightly=change.nightly,
        kept=row.backups_kept,
        with_key=change.with_key,
        new_passphrase=bool(change.passphrase),
    )


def start_backup(session: Session, actor: Actor, now: datetime) -> Job:
    """Ask the worker for a backup; `Conflict` while one is being made, `Invalid` without passphrase."""
    require(actor, Permission.BACKUP_MANAGE)
    if backup_plan(session).passphrase is None:
        raise Invalid(
            mark("Simpan kata sandi cadangan dahulu, di bawah."), code="backup_no_passphrase"
        )
    _check_free(session)
    return create_job(session, actor, KIND, mark("Cadangan"), {"page": PAGE}, now)


def start_trial(session: Session, actor: Actor, name: str, now: datetime) -> Job:
    """Ask the worker to restore this backup somewhere else and count; raises as `start_backup`."""
    require(actor, Permission.BACKUP_MANAGE)
    if backup_plan(session).passphrase is None:
        raise Invalid(
            mark("Simpan kata sandi cadangan dahulu, di bawah."), code="backup_no_passphrase"
        )
    _check_free(session)
    params = {"page": PAGE, "file": name}
    return create_job(session, actor, TRY, mark("Uji pemulihan cadangan"), params, now)


def latest_job(session: Session, *kinds: str) -> Job | None:
    """Return what was asked for last of backups and their trials, or of these kinds."""
    query = select(Job).where(Job.kind.in_(kinds or (KIND, TRY)))
    return session.scalars(query.order_by(Job.created_at.desc(), Job.id.desc()).limit(1)).first()


def is_waiting(job: Job | None) -> bool:
    """Say whether a job is still to be done."""
    return job is not None and job.state in ("queued", "running")


def _check_free(session: Session) -> None:
    if is_waiting(latest_job(session)):
        raise Conflict(
            mark("Cadangan sedang dibuat atau diuji; tunggu sampai selesai."), code="backup_running"
        )


def note(session: Session, actor: Actor, what: str, name: str, now: datetime) -> None:
    """Keep in the audit log who took a backup away, looked into it or deleted it."""
    require(actor, Permission.BACKUP_MANAGE)
    record(session, actor, f"backup.{what}", now=now, subject=name)


def note_trial(session: Session, actor: Actor, name: str, is_good: bool, now: datetime) -> None:
    """Keep in the audit log that a backup was tried, and whether it would work."""
    require(actor, Permission.BACKUP_MANAGE)
    record(session, actor, "backup.try", now=now, subject=name, is_good=is_good)


def running_events(session: Session) -> list[str]:
    """Return the names of the events under way: a restore now would cost them scans."""
    return list(session.scalars(select(Event.name).where(Event.stage == Stage.RUNNING)))
