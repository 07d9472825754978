"""The console's pages of attendance on paper: choose a list, preview it, state who signs."""

import io

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.attendance import paper, queries, service, standing
from checkin.attendance.archive import lead_to_print, register_archive
from checkin.attendance.board import register_board
from checkin.attendance.downloads import register_downloads
from checkin.attendance.forms import CosignerForm, PrintListForm
from checkin.attendance.recap import press_line
from checkin.db import db, transaction
from checkin.documents.press import print_pdf
from checkin.editions.marks import PREVIEW
from checkin.editions.queries import find_cosigner, list_editions
from checkin.editions.service import set_cosigner
from checkin.errors import CheckinError, Forbidden, Invalid, NotFound
from checkin.events.models import Event
from checkin.events.queries import (
    event_pillars,
    event_regencies,
    get_checkpoint,
    get_event,
    list_gates,
)
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("attendance", __name__, url_prefix="/kegiatan/<code>")
register_board(blueprint)
register_archive(blueprint)
register_downloads(blueprint)
PREVIEW_SHEETS = 2


@blueprint.get("/daftar-hadir")
@requires(Permission.ATTENDANCE_PRINT)
def documents(code: str) -> ResponseReturnValue:
    """Show the recap, the form of a list and the editions taken so far."""
    event = get_event(db.session, code)
    return _page(event, _form(event))


@blueprint.post("/daftar-hadir")
@requires(Permission.ATTENDANCE_PRINT)
def order(code: str) -> ResponseReturnValue:
    """Take an edition and lead to its pages."""
    event = get_event(db.session, code)
    form = _form(event)
    if not form.validate_on_submit():
        return _page(event, form), 422
    lying = form.form()
    try:
        with transaction() as session:
            event = get_event(session, code)
            made = service.compose_list(session, current_actor(), event, form.scope(), clock.now())
            paper.document(made, lying, PREVIEW)  # refuses what cannot be printed, before it counts
            taken, *_rest = service.take_edition(
                session, current_actor(), event, form.scope(), lying, clock.now()
            )
            edition_id, listed = taken.id, taken.totals["listed"]
    except (Invalid, NotFound, Forbidden) as error:
        return _refused(get_event(db.session, code), form, error)
    return lead_to_print(code, edition_id, lying, listed)


@blueprint.post("/daftar-hadir/pratinjau")
@requires(Permission.ATTENDANCE_PRINT)
def preview(code: str) -> ResponseReturnValue:
    """Give the first sheets of a list that is no edition yet."""
    event = get_event(db.session, code)
    form = _form(event)
    if not form.validate_on_submit():
        return _page(event, form), 422
    actor, scope, now = current_actor(), form.scope(), clock.now()
    try:
        made = service.compose_list(db.session, actor, event, scope, now)
        document = paper.document(made, form.form(), PREVIEW, first=PREVIEW_SHEETS)
    except (Invalid, NotFound, Forbidden) as error:
        return _refused(event, form, error)
    if "phone" in scope.shown:
        with transaction() as session:
            event = get_event(session, code)
            service.note_phones(session, actor, event, scope, now, len(made.records))
    return send_file(
        io.BytesIO(print_pdf(document)), "application/pdf", download_name="pratinjau.pdf"
    )


@blueprint.route("/daftar-hadir/penanda-tangan", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def cosigner(code: str) -> ResponseReturnValue:
    """State who signs beside the head of the office."""
    event = get_event(db.session, code)
    known = find_cosigner(db.session, event.id)
    form = CosignerForm(obj=known)
    if form.validate_on_submit():
        with transaction() as session:
            event = get_event(session, code)
            set_cosigner(session, current_actor(), event, form.cosigner(), clock.now())
        flash(_("Penanda tangan disimpan."), "success")
        return redirect(url_for("attendance.documents", code=code))
    page = render_template("attendance/cosigner.html", event=event, form=form)
    return page, 422 if form.errors else 200


def _form(event: Event) -> PrintListForm:
    form = PrintListForm()
    checkpoint = get_checkpoint(db.session, event)
    gates = [g for g in list_gates(db.session, event) if g.checkpoint_code == checkpoint.code]
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event), gates)
    return form


def _refused(event: Event, form: PrintListForm, error: CheckinError) -> ResponseReturnValue:
    form.complain("columns" if error.code.startswith("column") else "kind", translated(error))
    return _page(event, form), error.status


def _page(event: Event, form: PrintListForm) -> str:
    checkpoint = get_checkpoint(db.session, event)
    counts = queries.board_counts(db.session, event, checkpoint.id)
    return render_template(
        "attendance/print.html",
        event=event,
        form=form,
        counts=counts,
        press_line=press_line(counts),
        editions=list_editions(db.session, event),
        unsettled=standing.unsettled(db.session, event, checkpoint),
        cosigner=find_cosigner(db.session, event.id),
    )
