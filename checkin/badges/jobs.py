"""Background work of badges: a print of any size, with progress by page."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from checkin.actor import Actor
from checkin.badges import layout, printing
from checkin.badges.layout import BadgeSheet
from checkin.badges.printing import Order
from checkin.badges.queries import Choice
from checkin.db import transaction
from checkin.documents.press import print_pdf
from checkin.events.queries import get_event
from checkin.jobs.service import JobContext, JobResult

KIND = "badges.print"


def job_params(event_code: str, order: Order) -> dict[str, Any]:
    """Return the parameters of a print job."""
    return {"event": event_code, "order": asdict(order)}


@dataclass(frozen=True, kw_only=True)
class Print:
    """A finished print: the file, and the badges that it holds."""

    result: JobResult
    order: Order
    sheet: BadgeSheet


def print_badges(job: JobContext) -> JobResult:
    """Print the badges that the job's parameters order."""
    event_code, ordered = job.params["event"], dict(job.params["order"])
    order = Order(**ordered | {"choice": Choice(**ordered["choice"])})
    made = make_print(job.actor, event_code, order, job.now, job.progress)
    note_print(job.actor, event_code, made, job.now)
    return made.result


def make_print(
    actor: Actor,
    event_code: str,
    order: Order,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Print:
    """Issue lacking codes and choose the badges in one transaction, print them after it."""
    with transaction() as session:
        event = get_event(session, event_code)
        sheet = printing.prepare(session, actor, event, order, now)
    parts = (
        "tanda-peserta",
        event_code,
        order.choice.regency,
        order.choice.pillar,
        str(order.choice.number or ""),
        _numbers(sheet) if order.spares else None,
    )
    result = JobResult(
        file_name="_".join(part.lower() for part in parts if part) + ".pdf",
        media_type="application/pdf",
        content=print_pdf(layout.document(sheet), progress),
    )
    return Print(result=result, order=order, sheet=sheet)


def note_print(actor: Actor, event_code: str, made: Print, now: datetime) -> None:
    """Mark the badges of a print that reached its file as printed."""
    with transaction() as session:
        event = get_event(session, event_code)
        printing.note_printed(session, actor, event, made.order, made.sheet, now)


def _numbers(sheet: BadgeSheet) -> str:
    return f"cadangan-{sheet.badges[0].number}-{sheet.badges[-1].number}"
