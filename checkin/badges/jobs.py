"""Background work of badges: a print of any size, with progress by page."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from checkin.actor import Actor
from checkin.badges import layout, service
from checkin.badges.queries import Choice
from checkin.db import transaction
from checkin.documents.press import print_pdf
from checkin.events.queries import get_event
from checkin.jobs.service import JobContext, JobResult

KIND = "badges.print"


def job_params(event_code: str, choice: Choice, layout_code: str) -> dict[str, Any]:
    """Return the parameters of a print job."""
    return {"event": event_code, "layout": layout_code, "choice": asdict(choice)}


def print_badges(job: JobContext) -> JobResult:
    """Print the badges that the job's parameters choose."""
    return make_print(
        job.actor,
        job.params["event"],
        Choice(**job.params["choice"]),
        job.params["layout"],
        job.now,
        job.progress,
    )


def make_print(
    actor: Actor,
    event_code: str,
    choice: Choice,
    layout_code: str,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> JobResult:
    """Issue lacking codes, print the PDF outside any transaction, then note the badges as printed."""
    with transaction() as session:
        event = get_event(session, event_code)
        sheet = service.prepare_print(session, actor, event, choice, layout_code, now)
    content = print_pdf(layout.document(sheet), progress)
    with transaction() as session:
        service.note_printed(session, actor, get_event(session, event_code), sheet, now)
    parts = ("tanda-peserta", event_code, choice.regency, choice.pillar)
    return JobResult(
        file_name="_".join(part.lower() for part in parts if part) + ".pdf",
        media_type="application/pdf",
        content=content,
    )
