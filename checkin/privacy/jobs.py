"""The purge of the night, and one that was asked for."""

from datetime import datetime

from checkin.actor import System
from checkin.db import db, transaction
from checkin.jobs import nights
from checkin.jobs.runner import runner
from checkin.jobs.service import JobContext
from checkin.privacy.running import run_purge

KIND = "privacy.purge"


def purge_nightly(now: datetime) -> None:
    """Run the purge once a night, whichever worker comes first; a chore of the worker."""
    night = nights.night_of(now)
    with transaction() as session:
        ours = nights.claim(session, KIND, night, now)
    if not ours:
        return
    run_purge(System(name="pemusnahan malam"), now, runner().output)
    with transaction() as session:
        nights.finish(session, KIND, night, now)
    db.session.rollback()


def purge_now(job: JobContext) -> None:
    """Run the purge that somebody asked for."""
    run_purge(job.actor, job.now, runner().output, job.progress)
