"""Run jobs through huey: a SQLite file by default, Redis where it is configured.

The only place besides the error page that catches every exception: a failed job must say so to the one
who waits for it, and its traceback belongs in the log.
"""

import errno
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Actor, User
from checkin.db import ORIGIN, WRITING, db, transaction
from checkin.errors import CheckinError
from checkin.ids import JobId, UserId
from checkin.jobs.models import Job
from checkin.jobs.service import (
    UNPROVEN,
    Handler,
    JobContext,
    JobPage,
    More,
    forget_old_files,
    result_path,
)
from checkin.settings import Settings
from checkin.text import mark

log = logging.getLogger(__name__)
Chore = Callable[[datetime], None]
BEAT = "worker.beat"
BEAT_EVERY = 20  # seconds


class Runner:
    """The queue of one application and the handlers it knows.

    `chores` are looked at every ten minutes by the worker; each knows by itself whether it is due.
    Whatever is done is done inside `working`, which waits while a backup is being restored.
    """

    def __init__(
        self,
        app: Flask,
        settings: Settings,
        handlers: Mapping[str, Handler],
        actor_of: Callable[[Session, UserId | None], Actor],
        chores: Sequence[Chore] = (),
        working: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self.app = app
        self.handlers = handlers
        self._actor_of = actor_of
        self.output = settings.instance_dir / "output"
        self.huey = _make_queue(settings)
        self.chores = tuple(chores)
        self._working = working
        self._task = self.huey.task(name="run_job")(self._run_in_app)
        self.huey.periodic_task(crontab(minute="*/10"), name="chores")(self.do_chores)
        app.extensions["jobs"] = self

    def send(self, job_id: UUID) -> None:
        """Hand a committed job to the worker."""
        self._task(str(job_id))

    def send_forgotten(self) -> int:
        """Send every job still queued in the database but not in the queue; return how many."""
        with self.app.app_context():
            unfinished = db.session.scalars(
                select(Job.id).where(Job.state.in_(("queued", "running"))).order_by(Job.created_at)
            ).all()
        self.huey.flush()
        for job_id in unfinished:
            self.send(job_id)
        return len(unfinished)

    def beat(self) -> None:
        """Note in the queue that the worker lives."""
        self.huey.put(BEAT, clock.now().isoformat())

    def keep_beating(self) -> None:
        """Beat from now on, in a thread that ends with the worker."""

        def beat_on() -> None:
            while True:
                with suppress(Exception):  # a queue that is busy for a moment hears the next one
                    self.beat()
                time.sleep(BEAT_EVERY)

        Thread(target=beat_on, name="beat", daemon=True).start()

    def last_beat(self) -> datetime | None:
        """Return when the worker was last known to live; where jobs run at once, it is now."""
        if self.huey.immediate:
            return clock.now()
        told = self.huey.get(BEAT, peek=True)
        return datetime.fromisoformat(told) if isinstance(told, str) else None

    def do_chores(self) -> None:
        """Look after what is to be done without anybody asking; one that fails keeps none of the others."""
        for chore in self.chores:
            with self._working(), self.app.app_context():
                try:
                    chore(clock.now())
                except Exception:
                    log.exception("chore failed")

    def _run_in_app(self, job_id: str) -> None:
        with self._working(), self.app.app_context():
            self.run(JobId(UUID(job_id)))

    def run(self, job_id: JobId) -> None:
        """Do one job and keep its file or its sentence."""
        with transaction() as session:
            job = session.get(Job, job_id)
            if job is None or job.state == "failed":  # unknown since a restore, or taken back
                return
            kind, kept, owner = job.kind, dict(job.params), job.created_by
            params = dict(kept)
            actor = self._actor_of(session, owner)
            job.state = "running"
        db.session.info[ORIGIN] = params.pop(ORIGIN, "")
        if params.pop(UNPROVEN, False) and isinstance(actor, User):
            actor = replace(actor, proven=False)
        try:
            context = JobContext(
                params=params,
                actor=actor,
                now=clock.now(),
                progress=lambda done, total: self._note(job_id, done, total),
            )
            result = self.handlers[kind](context)
            if isinstance(result, More):
                self.send(job_id)
                return
            outcome: dict[str, Any] = {"state": "done"}
            if isinstance(result, JobPage):
                outcome["params"] = kept | {"page": result.page}
            elif result is not None:
                self._keep(job_id, result.content)
                outcome |= {"file_name": result.file_name, "media_type": result.media_type}
        except Exception as error:  # noqa: BLE001 - the worker's outermost frame
            outcome = {"state": "failed", "message": _sentence(error)}
        _set(job_id, finished_at=clock.now(), **outcome)
        self.huey.get(_told(job_id))

    def _note(self, job_id: JobId, done: int, total: int) -> None:
        """Keep how far a job is; beside the database where the job's one transaction is still open."""
        if db.session.info.get(WRITING):
            self.huey.put(_told(job_id), (done, total))
        else:
            _set(job_id, done=done, total=total)
            self.huey.get(_told(job_id))

    def progress_of(self, job_id: JobId, done: int, total: int) -> tuple[int, int]:
        """Return how far a running job is, of which its row says `done` of `total`."""
        told = self.huey.get(_told(job_id), peek=True)
        return told if isinstance(told, tuple) else (done, total)

    def _keep(self, job_id: JobId, content: bytes) -> None:
        self.output.mkdir(mode=0o700, parents=True, exist_ok=True)
        forget_old_files(db.session, self.output, clock.now())
        path = result_path(self.output, job_id)
        draft = path.with_suffix(".part")
        try:
            draft.write_bytes(content)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise


def _told(job_id: JobId) -> str:
    return f"progress.{job_id}"


def runner() -> Runner:
    """Return the runner of the current application."""
    found: Runner = current_app.extensions["jobs"]
    return found


def _make_queue(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("checkin", url=settings.redis_url, immediate=settings.testing)
    path: Path = settings.instance_dir / "jobs.db"
    return SqliteHuey("checkin", filename=str(path), immediate=settings.testing)


def _set(job_id: JobId, **values: Any) -> None:
    with transaction() as session:
        job = session.get_one(Job, job_id)
        for name, value in values.items():
            setattr(job, name, value)


def _sentence(error: Exception) -> str:
    if isinstance(error, CheckinError):
        return str(error)
    log.exception("job failed", exc_info=error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return mark("Ruang penyimpanan server penuh; berkas tidak dibuat.")
    return mark("Pekerjaan gagal karena kesalahan di sistem; silakan coba lagi.")
