"""Background work of attendance: a list of any length, with progress by page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from checkin.actor import Actor
from checkin.attendance import lists, service
from checkin.attendance.lists import Kind, Paper
from checkin.attendance.service import ListChoice
from checkin.db import transaction
from checkin.documents.press import print_pdf
from checkin.events.queries import get_event
from checkin.jobs.service import JobContext, JobResult

KIND = "attendance.print"


def job_params(event_code: str, choice: ListChoice) -> dict[str, Any]:
    """Return the parameters of a print job."""
    return {
        "event": event_code,
        "kind": choice.kind.value,
        "pillar": choice.pillar,
        "regency": choice.regency,
        "paper": choice.paper.value,
    }


def print_list(job: JobContext) -> JobResult:
    """Print the list that the job's parameters choose."""
    choice = ListChoice(
        kind=Kind(job.params["kind"]),
        pillar=job.params["pillar"],
        regency=job.params["regency"],
        paper=Paper(job.params["paper"]),
    )
    return make_list(job.actor, job.params["event"], choice, job.now, job.progress)


def make_list(
    actor: Actor,
    event_code: str,
    choice: ListChoice,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> JobResult:
    """Read the list in one transaction, print it after."""
    with transaction() as session:
        event = get_event(session, event_code)
        made = service.compose_list(session, actor, event, choice, now)
    return JobResult(
        file_name=lists.file_name(made, event_code, choice.pillar, choice.regency),
        media_type="application/pdf",
        content=print_pdf(lists.document(made), progress),
    )
