"""Background work on many people: a change in its one transaction, a file; both say how far they are."""

from dataclasses import asdict
from typing import Any

from flask import current_app, url_for
from flask_babel import force_locale, get_locale

from checkin import clock
from checkin.actor import Actor, limit
from checkin.db import transaction
from checkin.directory import export, service, sheets
from checkin.directory.asked import Asked
from checkin.directory.choosing import KINDS, Action
from checkin.directory.service import Order, Selection
from checkin.events.queries import get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import JobContext, JobPage, JobResult, create_job
from checkin.personal import export as invitations

CHANGE, FILE = "people.change", "people.file"
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def send(actor: Actor, code: str, order: Order, title: str, **more: Any) -> Any:
    """Have an order carried out by the worker; return the job's id."""
    kind = FILE if order.action in (Action.EXPORT, Action.INVITE) else CHANGE
    page = url_for("directory.index", code=code)
    params = {"event": code, "order": asdict(order), "page": page} | more
    params["language"] = str(get_locale() or "id")
    if kind == FILE:
        del params["page"]
    with transaction() as session:
        job_id = create_job(session, actor, kind, title[:200], params, clock.now()).id
    runner().send(job_id)
    return job_id


def change_people(job: JobContext) -> JobPage:
    """Carry out the change that the job's parameters order; lead to where it can be taken back."""
    order = _order(job.params["order"])
    job.progress(0, max(order.expected or 0, 1))
    with transaction() as session:
        event = get_event(session, job.params["event"])
        done = service.carry_out(session, job.actor, event, order, clock.now(), job.progress)
    job.progress(done.count, done.count)
    here: str = job.params["page"]
    return JobPage(page=f"{here}tindakan/{done.entry}" if done.entry else here)


def file_people(job: JobContext) -> JobResult:
    """Make the file that the job's parameters order."""
    with force_locale(job.params.get("language", "id")):
        return make_file(
            job.actor,
            job.params["event"],
            _order(job.params["order"]),
            job.params["format"],
            full=bool(job.params["full"]),
            progress=job.progress,
        )


def make_file(
    actor: Actor,
    code: str,
    order: Order,
    form: str,
    *,
    full: bool = False,
    progress: export.Progress | None = None,
) -> JobResult:
    """Return the list or the invitations of those chosen; read in one transaction, written after it."""
    with transaction() as session:
        event, now = get_event(session, code), clock.now()
        only = limit(actor, KINDS[order.action].permission, event.id)
        numbers = [one.number for one in service.choose(session, actor, event, order).concerned]
        if order.action is Action.INVITE:
            invited = sheets.invitation_lines(session, actor, event, numbers, _address_of, now)
        else:
            lines = sheets.people_lines(
                session,
                actor,
                event,
                numbers,
                now,
                full=full,
                only=only,
                progress=_half(progress, 0),
            )
    if order.action is Action.INVITE:
        made = (
            invitations.comma_separated(invited) if form == "csv" else invitations.workbook(invited)
        )
    else:
        made = (
            export.comma_separated(lines)
            if form == "csv"
            else export.workbook(lines, _half(progress, 1))
        )
    stem = "undangan" if order.action is Action.INVITE else "peserta"
    return JobResult(file_name=f"{stem}_{code}.{form}", media_type=MEDIA[form], content=made)


def _half(progress: export.Progress | None, which: int) -> export.Progress:
    """Return what tells the first half of the way, the reading, or the second, the writing."""

    def tell(done: int, total: int) -> None:
        if progress:
            progress(which * total + done, 2 * total)

    return tell


def _order(kept: dict[str, Any]) -> Order:
    selection = kept["selection"]
    asked = selection["asked"]
    return Order(
        action=Action(kept["action"]),
        selection=Selection(
            numbers=tuple(selection["numbers"]),
            asked=Asked(**asked | {"columns": tuple(asked["columns"])}) if asked else None,
        ),
        expected=kept["expected"],
        to=kept["to"],
        reason=kept["reason"],
    )


def _address_of(secret: str) -> str:
    public_url: str = current_app.extensions["settings"].public_url
    return f"{public_url}/p/{secret}"
