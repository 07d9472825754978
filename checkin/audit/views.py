"""Pages of the log: the office's, one event's; its check and its export."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts import refusals
from checkin.actor import Permission
from checkin.audit import asked, jobs, queries
from checkin.audit.actions import SENTENCES
from checkin.audit.verify import Break
from checkin.audit.words import BREAKS, GROUPS, detail_of, said
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.events.queries import find_event_id, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.pages import Page, window
from checkin.text import mark
from checkin.web.access import current_actor, may, requires
from checkin.web.paging import asked_page

ZONE = "Asia/Jakarta"  # of the office; a single event has its own
MIXED = {"identitas", "berkas"}  # groups across the others, whose actions stand there already
blueprint = Blueprint("audit", __name__)


@blueprint.app_context_processor
def _alarm() -> dict[str, object]:
    """Let every page of the office say that the log was tampered with."""

    def audit_alarm() -> queries.Checked | None:
        if not may(Permission.AUDIT_READ, anywhere=True):
            return None
        check = queries.last_check(db.session)
        return check if check and check.kind else None

    return {"audit_alarm": audit_alarm}


@blueprint.get("/audit/")
@requires(Permission.AUDIT_READ)
def index() -> ResponseReturnValue:
    """Show the log of the whole office."""
    return _page(None)


@blueprint.get("/kegiatan/<code>/audit/")
@requires(Permission.AUDIT_READ)
def event_log(code: str) -> ResponseReturnValue:
    """Show the log of one event."""
    return _page(get_event(db.session, code))


@blueprint.post("/audit/periksa")
@requires(Permission.AUDIT_READ)
def verify() -> ResponseReturnValue:
    """Check the chain in the background."""
    with transaction() as session:
        title, page = mark("Pemeriksaan catatan audit"), url_for("audit.index")
        params = {"page": page}
        job = create_job(session, current_actor(), jobs.VERIFY, title, params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


@blueprint.post("/audit/unduh")
@requires(Permission.AUDIT_READ)
def export() -> ResponseReturnValue:
    """Make a file of the office's lines that the filters name."""
    return _export(None)


@blueprint.post("/kegiatan/<code>/audit/unduh")
@requires(Permission.AUDIT_READ)
def event_export(code: str) -> ResponseReturnValue:
    """Make a file of one event's lines that the filters name."""
    return _export(get_event(db.session, code))


def _export(event: Event | None) -> ResponseReturnValue:
    kind = request.form.get("bentuk", "xlsx")
    if kind not in ("xlsx", "csv"):
        raise Invalid(mark("Pilih XLSX atau CSV."), code="format")
    scope, zone = (event.id, event.timezone) if event else (None, ZONE)
    filters = asked.read(request.form)
    with transaction() as session:
        job = jobs.ask_export(session, current_actor(), filters, scope, zone, kind, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


def _page(event: Event | None) -> ResponseReturnValue:
    session, filters, number = db.session, asked.read(request.args), asked_page()
    zone = event.timezone if event else ZONE
    scope: UUID | None = event.id if event else None
    if event is None and filters.event:
        scope = find_event_id(session, filters.event)
    wanted = asked.question(filters, scope, zone)
    shown = (
        []
        if filters.event and scope is None
        else list(queries.lines(session, wanted, window(number)))
    )
    total = 0 if filters.event and scope is None else queries.count(session, wanted)
    return render_template(
        "audit/event.html" if event else "audit/index.html",
        event=event,
        filters=filters,
        zone=zone,
        page=Page(rows=shown, number=number, total=total),
        said=_said,
        details=_details,
        deeds=_deeds(),
        going_on=() if event else refusals.going_on(session, clock.now()),
        groups={name: _(label) for name, (label, _actions) in GROUPS.items()},
        askers=queries.askers(session, event.id if event else None),
        events=() if event else queries.events(session),
        check=queries.last_check(session),
        broken=_broken,
        head=queries.head(session),
    )


def _said(action: str, subject: str) -> str:
    return said(action, subject, gettext)


def _details(detail: dict[str, object]) -> str:
    return "; ".join(f"{label}: {text}" for label, text in detail_of(detail, gettext))


def _broken(kind: str) -> str:
    text: str = _(BREAKS[Break(kind)])
    return text


def _deeds() -> dict[str, list[tuple[str, str]]]:
    """Return the actions of every group, as a list to choose from says them."""
    return {
        name: [(one, said(one, "…", gettext)) for one in SENTENCES if one.startswith(beginnings)]
        for name, (_label, beginnings) in GROUPS.items()
        if name not in MIXED
    }
