"""Background work of backups: one that was asked for, and that of the night."""

from datetime import datetime

from flask import current_app

from checkin.accounts.service import record
from checkin.actor import System
from checkin.db import db, transaction
from checkin.errors import CheckinError, Invalid
from checkin.jobs.runner import runner
from checkin.jobs.service import JobContext
from checkin.office.queries import backup_plan
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import making, service, shelf, trial
from checkin.upkeep.nightly import is_due, is_trial_due


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
    latest = service.latest_job(db.session, service.KIND)
    if service.is_waiting(service.latest_job(db.session)):
        return
    if not is_due(now, max(ours, default=None), latest.created_at if latest else None):
        return
    with transaction() as session:
        job_id = service.start_backup(session, System(), now).id
    runner().send(job_id)


def try_backup(job: JobContext) -> None:
    """Try to restore a backup somewhere else, and keep beside it what came of that."""
    settings: Settings = current_app.extensions["settings"]
    path = shelf.find_backup(settings, job.params["file"])
    passphrase = backup_plan(db.session).passphrase or ""
    db.session.rollback()
    try:
        found = trial.try_backup(db.engine, settings, path, passphrase, job.now, job.progress)
    except CheckinError as error:
        found = trial.Trial(at=job.now, problem=str(error))
    trial.note(path, found)
    with transaction() as session:
        service.note_trial(session, job.actor, path.name, found.is_good, job.now)
    if not found.is_good:
        raise Invalid(found.problem, code="backup_trial")


def try_weekly(now: datetime) -> None:
    """Ask for the trial of the newest backup where the last one is a week old."""
    settings: Settings = current_app.extensions["settings"]
    plan = backup_plan(db.session)
    ours = [one for one in shelf.list_backups(settings) if not (one.is_upload or one.is_before)]
    latest = service.latest_job(db.session, service.TRY)
    if not ours or plan.passphrase is None or service.is_waiting(service.latest_job(db.session)):
        return
    tried = [one.trial.at for one in ours if one.trial]
    if not is_trial_due(now, max(tried, default=None), latest.created_at if latest else None):
        return
    with transaction() as session:
        job_id = service.start_trial(session, System(), ours[0].name, now).id
    runner().send(job_id)
