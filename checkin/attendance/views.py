"""The console's pages of attendance: the live board, and the lists to print or download."""

import io

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.attendance import export, lists, queries, service
from checkin.attendance.board import register_board
from checkin.attendance.forms import PrintListForm
from checkin.attendance.jobs import KIND, job_params
from checkin.db import db, transaction
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_checkpoint, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.web.access import current_actor, requires

blueprint = Blueprint("attendance", __name__, url_prefix="/kegiatan/<code>")
register_board(blueprint)


@blueprint.get("/daftar-hadir")
@requires(Permission.ATTENDANCE_PRINT)
def documents(code: str) -> ResponseReturnValue:
    """Show the recap and the ways to take it away."""
    event = get_event(db.session, code)
    return _page(event, _form(event))


@blueprint.post("/daftar-hadir")
@requires(Permission.ATTENDANCE_PRINT)
def order(code: str) -> ResponseReturnValue:
    """Start a print and go to where it can be watched."""
    event = get_event(db.session, code)
    form = _form(event)
    if not form.validate_on_submit():
        return _page(event, form), 422
    with transaction() as session:
        title = _("Daftar hadir %(event)s", event=get_event(session, code).name)
        params = job_params(code, form.choice())
        job = create_job(session, current_actor(), KIND, title[:200], params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


@blueprint.get("/kehadiran.xlsx")
@requires(Permission.ATTENDANCE_PRINT)
def spreadsheet(code: str) -> ResponseReturnValue:
    """Give recap and people as a spreadsheet."""
    event = get_event(db.session, code)
    made = service.gather_export(db.session, current_actor(), event, clock.now())
    content = export.write_export(made.heading, made.counts, made.records, made.as_of)
    return send_file(
        io.BytesIO(content),
        export.MEDIA_TYPE,
        as_attachment=True,
        download_name=f"kehadiran_{code}.xlsx",
    )


def _form(event: Event) -> PrintListForm:
    form = PrintListForm()
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event))
    return form


def _page(event: Event, form: PrintListForm) -> str:
    checkpoint = get_checkpoint(db.session, event)
    counts = queries.board_counts(db.session, event, checkpoint.id)
    return render_template(
        "attendance/print.html",
        event=event,
        form=form,
        counts=counts,
        press_line=lists.press_line(counts),
    )
