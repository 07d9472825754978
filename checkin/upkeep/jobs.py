"""Background work of backups: one that was asked for, and that of the night."""

from datetime import datetime

from flask import current_app

from checkin.accounts.service import record
from checkin.actor import System
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.jobs.runner import runner
from checkin.jobs.service import JobContext
from checkin.office.queries import backup_plan
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import making, service, shelf
from checkin.upkeep.nightly import is_due


def make_backup(job: JobContext) -> None:
    """Make a backup by the office's plan, forget those beyond the number it keeps."""
    settings: Settings = current_app.extensions["settings"]
    plan = backup_plan(db.session)
    if plan.passphrase is None:
        raise Invalid(mark("Simpan kata sandi cadangan dahulu."), code="backup_no_passphrase")
    db.session.rollback()
    made = making.make_backup(
        db.engine, settings, plan.passphrase, job.now, job.progress, with_key=plan.with_key
    )
    old = shelf.forget_old(settings, plan.kept)
    with transaction() as session:
        record(session, job.actor, "backup.make", now=job.now, subject=made.path.name, removed=old)


def make_nightly(now: datetime) -> None:
    """Ask for the backup of the night where it is due."""
    settings: Settings = current_app.extensions["settings"]
    plan = backup_plan(db.session)
    if not plan.nightly or plan.passphrase is None:
        return
    ours = [one.created_at for one in shelf.list_backups(settings) if not one.is_upload]
    latest = service.latest_job(db.session)
    if latest and latest.state in ("queued", "running"):
        return
    if not is_due(now, max(ours, default=None), latest.created_at if latest else None):
        return
    with transaction() as session:
        job_id = service.start_backup(session, System(), now).id
    runner().send(job_id)
