"""Background work of certificates: a batch of any size, with progress by page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from checkin.actor import Actor
from checkin.db import transaction
from checkin.documents.press import print_pdf
from checkin.events.queries import get_event
from checkin.jobs.service import JobContext, JobResult
from checkin.personal import certificate, service

KIND = "certificates.print"


def print_certificates(job: JobContext) -> JobResult:
    """Print the certificates that the job's parameters choose."""
    return make_certificates(job.actor, dict(job.params), job.now, job.progress)


def make_certificates(
    actor: Actor,
    params: dict[str, Any],
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> JobResult:
    """Choose those present in one transaction, print after it."""
    code, pillar, regency = params["event"], params.get("pillar"), params.get("regency")
    number = params.get("number")
    with transaction() as session:
        event = get_event(session, code)
        made = service.prepare_certificates(
            session, actor, event, now, pillar=pillar, regency=regency, number=number
        )
    parts = ("piagam", code, regency, pillar, str(number or ""))
    return JobResult(
        file_name="_".join(part.lower() for part in parts if part) + ".pdf",
        media_type="application/pdf",
        content=print_pdf(certificate.document(made), progress),
    )
