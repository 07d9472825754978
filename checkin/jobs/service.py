"""Ask for background work, and see how far it is.

A job is a row written in the asker's transaction; the queue is told only after the commit, and a worker
that starts picks up rows the queue never heard of, so no job is lost between the two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from checkin.actor import Actor, User
from checkin.db import ORIGIN
from checkin.errors import Forbidden, NotFound
from checkin.ids import JobId, UserId
from checkin.jobs.models import Job
from checkin.text import mark

KEEP_FILES = timedelta(days=1)
UNPROVEN = "unproven"
LESS = mark("Hak Anda berubah sejak pekerjaan ini diminta; mintalah sekali lagi.")


@dataclass(frozen=True, kw_only=True)
class JobContext:
    """What a handler is given: its parameters, who asked, the time, and where to tell its progress."""

    params: dict[str, Any]
    actor: Actor
    now: datetime
    progress: Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """The file a handler made."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class More:
    """What a handler returns that is not done: it comes again, after whatever waits behind it."""


@dataclass(frozen=True, kw_only=True)
class JobPage:
    """Where what a handler did is shown, once it is done; it stands in for the page of the order."""

    page: str


Handler = Callable[[JobContext], JobResult | JobPage | More | None]


def create_job(
    session: Session,
    actor: Actor,
    kind: str,
    title: str,
    params: dict[str, Any],
    now: datetime,
) -> Job:
    """Write a queued job; `runner.send` hands it to the worker once the transaction has committed.

    It remembers where its asker was, for the audit log, and whether a second factor was given there: the
    worker may show no more than the browser could.
    """
    owner = UserId(actor.id) if isinstance(actor, User) else None
    kept = params | {ORIGIN: session.info.get(ORIGIN, "")}
    if isinstance(actor, User) and not actor.proven:
        kept |= {UNPROVEN: True}
    job = Job(kind=kind, title=title, params=kept, created_by=owner, created_at=now)
    session.add(job)
    session.flush()
    return job


def get_job(session: Session, actor: Actor, job_id: UUID) -> Job:
    """Return a job of the asker's own; raise `NotFound` or `Forbidden`."""
    job = session.get(Job, JobId(job_id))
    if job is None:
        raise NotFound(mark("Pekerjaan ini tidak ada."), code="job_unknown")
    if isinstance(actor, User) and job.created_by != actor.id:
        raise Forbidden(mark("Pekerjaan ini milik pengguna lain."), code="job_of_another")
    return job


def take_back(session: Session, user_id: UserId, now: datetime) -> None:
    """Let nothing come of what a user asked for whose rights are less from now on, nor its files be had."""
    had = and_(Job.state == "done", Job.file_name.is_not(None))
    session.execute(
        update(Job)
        .where(Job.created_by == user_id, or_(Job.state == "queued", had))
        .values(state="failed", message=LESS, finished_at=func.coalesce(Job.finished_at, now))
    )


def result_path(output: Path, job_id: UUID) -> Path:
    """Return where the file of a job lies."""
    return output / f"{job_id}.bin"


def forget_old_files(session: Session, output: Path, now: datetime) -> None:
    """Delete the files of jobs that ended more than a day ago: printed lists hold personal data."""
    old = select(Job.id).where(Job.finished_at < now - KEEP_FILES, Job.file_name.is_not(None))
    for job_id in session.scalars(old):
        result_path(output, job_id).unlink(missing_ok=True)
