"""Background work of the log: the check of its chain, and its export."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from checkin.actor import Actor, System
from checkin.audit import asked, export, queries, service
from checkin.db import db, transaction
from checkin.jobs import nights
from checkin.jobs.models import Job
from checkin.jobs.service import JobContext, JobResult, create_job
from checkin.text import mark

VERIFY = "audit.verify"
EXPORT = "audit.export"


def verify_chain(job: JobContext) -> None:
    """Check the chain and note what came of it; the page shows it from then on."""
    with Session(db.engine) as reading:  # progress is written meanwhile
        verdict = service.check(reading, progress=job.progress)
    with transaction() as session:
        service.note_check(session, job.actor, verdict, job.now)


def verify_nightly(now: datetime) -> None:
    """Check the chain once a night, whichever worker comes first; a chore of the worker."""
    night = nights.night_of(now)
    with transaction() as session:
        ours = nights.claim(session, VERIFY, night, now)
    if not ours:
        return
    with Session(db.engine) as reading:
        verdict = service.check(reading)
    with transaction() as session:
        service.note_check(session, System(name="pemeriksaan malam"), verdict, now)
        nights.finish(session, VERIFY, night, now)


def ask_export(
    session: Session,
    actor: Actor,
    filters: asked.Asked,
    event_id: UUID | None,
    timezone: str,
    kind: str,
    now: datetime,
) -> Job:
    """Ask for a file of what the filters name."""
    params = {
        "asked": filters.address(),
        "event": str(event_id) if event_id else "",
        "zone": timezone,
        "kind": kind,
    }
    return create_job(session, actor, EXPORT, mark("Catatan audit"), params, now)


def export_log(job: JobContext) -> JobResult:
    """Write the asked lines as a file; that they went out stands in the log, too."""
    zone, kind = job.params["zone"], job.params["kind"]
    scope = UUID(job.params["event"]) if job.params["event"] else None
    with transaction() as session:
        wanted = service.note_export(
            session, job.actor, asked.read(job.params["asked"]), scope, zone, kind, job.now
        )
    cells = export.rows(queries.lines(db.session, wanted, forms=True), zone)
    content = export.as_csv(cells) if kind == "csv" else export.as_xlsx(cells, "Catatan audit")
    return JobResult(
        file_name=f"catatan-audit-{job.now:%Y%m%d-%H%M}.{kind}",
        media_type=export.CSV if kind == "csv" else export.XLSX,
        content=content,
    )
