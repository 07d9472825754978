"""Background work of the roster: reading and applying long files, with progress.

What takes long (reading, judging) happens before the transaction; the plan is made again inside it.
"""

from uuid import UUID

from flask import url_for
from flask_babel import gettext

from checkin import clock
from checkin.actor import Actor
from checkin.db import db, transaction
from checkin.events.queries import get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import JobContext, create_job
from checkin.roster import service, uploads
from checkin.roster.models import RosterImport
from checkin.roster.reading import STEPS, Reading, read_upload

READ, APPLY = "roster.read", "roster.apply"


def send_read(actor: Actor, code: str, import_id: UUID) -> None:
    """Have a kept file read by the worker."""
    _send(actor, code, import_id, READ, "reading")


def send_apply(actor: Actor, code: str, import_id: UUID) -> None:
    """Have a kept file applied by the worker."""
    _send(actor, code, import_id, APPLY, "applying")


def read_roster(context: JobContext) -> None:
    """Read a file and keep its preview."""
    reading = _read(context)
    with transaction() as session:
        event = get_event(session, context.params["event"])
        kept = uploads.get_import(session, event, UUID(context.params["import"]))
        if kept.state == "reading":
            uploads.keep_reading(session, event, kept, reading)


def apply_roster(context: JobContext) -> None:
    """Apply a file; a file that cannot be applied is open again."""
    done = False
    try:
        reading = _read(context)
        with transaction() as session:
            event = get_event(session, context.params["event"])
            kept = uploads.get_import(session, event, UUID(context.params["import"]))
            service.apply_import(session, context.actor, event, kept, clock.now(), reading)
        done = True
    finally:
        if not done:
            _open_again(UUID(context.params["import"]))


def _open_again(import_id: UUID) -> None:
    with transaction() as session:
        kept = session.get_one(RosterImport, import_id)
        kept.state = "planned" if kept.state == "applying" else kept.state


def _read(context: JobContext) -> Reading:
    session = db.session
    event = get_event(session, context.params["event"])
    kept = uploads.get_import(session, event, UUID(context.params["import"]))
    upload = uploads.upload_of(kept)
    reading = read_upload(session, event, upload, clock.now(), context.progress)
    context.progress(STEPS - 1, STEPS)
    return reading


def _send(actor: Actor, code: str, import_id: UUID, kind: str, state: str) -> None:
    with transaction() as session:
        event = get_event(session, code)
        kept = uploads.get_import(session, event, import_id, actor)
        uploads.may_touch(actor, event, kept)
        if kind == APPLY:
            session.refresh(kept, with_for_update=True)
            uploads.check_open(kept)
        page = url_for("roster.preview", code=code, import_id=import_id)
        params = {"event": code, "import": str(import_id), "page": page}
        title = f"{gettext('Daftar peserta')}: {kept.file_name}"[:200]
        job = create_job(session, actor, kind, title, params, clock.now())
        kept.job_id, kept.state = job.id, state
        job_id = job.id
    runner().send(job_id)
