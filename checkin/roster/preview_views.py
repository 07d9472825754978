"""Pages of one upload: its progress, what it would do, what it did."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.jobs.models import Job
from checkin.pages import cut
from checkin.regions.queries import list_districts
from checkin.roster import history, jobs, uploads
from checkin.roster.advice import ADVICE
from checkin.roster.changes import LABELS as FIELD_LABELS
from checkin.roster.headers import LABELS
from checkin.roster.mapping import OFFERED
from checkin.roster.models import RosterImport
from checkin.roster.preview import GROUPS, Preview, unseal
from checkin.roster.undo import check_undoable
from checkin.roster.versions import missing_since
from checkin.roster.views import blueprint
from checkin.web.access import current_actor, current_limit, requires
from checkin.web.errors import translated
from checkin.web.paging import asked_page


@blueprint.get("/unggah/<uuid:import_id>")
@requires(Permission.ROSTER_IMPORT, limited=True)
def preview(code: str, import_id: UUID) -> ResponseReturnValue:
    """Show what a file will do, or what it did."""
    session = db.session
    event = get_event(session, code)
    kept = uploads.get_import(session, event, import_id, current_actor())
    if kept.state in ("reading", "applying"):
        return _progress(event, kept)
    if kept.state != "planned" or kept.preview is None:
        return _applied(event, kept)
    shown = unseal(kept.preview)
    if uploads.is_stale(session, event, shown.as_of):
        return _renew(code, kept)
    return _preview(event, kept, shown)


@blueprint.get("/unggah/<uuid:import_id>/kemajuan")
@requires(Permission.ROSTER_IMPORT, limited=True)
def progress(code: str, import_id: UUID) -> ResponseReturnValue:
    """Give the part of the waiting page that changes; sends the browser on when it is done."""
    session = db.session
    event = get_event(session, code)
    kept = uploads.get_import(session, event, import_id, current_actor())
    job = session.get(Job, kept.job_id) if kept.job_id else None
    page = render_template("roster/_progress.html", event=event, kept=kept, job=job)
    if kept.state in ("reading", "applying"):
        return page
    target = url_for("roster.preview", code=code, import_id=import_id)
    return page, 200, {"HX-Redirect": target}


def _progress(event: Event, kept: RosterImport) -> ResponseReturnValue:
    job = db.session.get(Job, kept.job_id) if kept.job_id else None
    return render_template("roster/progress.html", event=event, kept=kept, job=job)


def _renew(code: str, kept: RosterImport) -> ResponseReturnValue:
    """Somebody was registered since the preview was made: plan again, then show that."""
    import_id, size = kept.id, len(kept.content or b"")
    if size > uploads.LONG_FILE:
        jobs.send_read(current_actor(), code, import_id)
    else:
        with transaction() as session:
            event = get_event(session, code)
            kept = uploads.get_import(session, event, import_id, current_actor())
            uploads.read_kept(session, event, kept, clock.now())
    return redirect(request.full_path)


def _preview(event: Event, kept: RosterImport, shown: Preview) -> ResponseReturnValue:
    session = db.session
    counts = shown.counts()
    group = request.args.get("kelompok", "")
    if group not in GROUPS:
        group = next((name for name in GROUPS if counts[name]), "new")
    text = request.args.get("q", "").replace("\0", "").strip()[:60]
    only = current_limit(Permission.ROSTER_IMPORT)
    return render_template(
        "roster/preview.html",
        event=event,
        kept=kept,
        advice=ADVICE,
        shown=shown,
        counts=counts,
        groups=GROUPS,
        group=group,
        text=text,
        page=cut(shown.group(group, text), asked_page()),
        pillars=event_pillars(session, event),
        regencies=[r for r in event_regencies(session, event) if only in (None, r.code)],
        districts={d.code: d.name for d in list_districts(session)} if counts["changed"] else {},
        fields=[(field.value, LABELS[field]) for field in OFFERED],
        labels=FIELD_LABELS,
    )


def _applied(event: Event, kept: RosterImport) -> ResponseReturnValue:
    session = db.session
    why_not = ""
    if kept.state == "applied":
        try:
            check_undoable(session, kept)
        except Conflict as error:
            why_not = translated(error)
    return render_template(
        "roster/applied.html",
        event=event,
        kept=kept,
        advice=ADVICE,
        waiting=history.waiting_rows(session, kept),
        missing=missing_since(session, kept) if kept.state == "applied" else [],
        why_not=why_not,
    )
