"""Pages of control: the phones' logs and the rehearsal, and what somebody should look at."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import Permission
from checkin.attendance.export import MEDIA_TYPE, write_tables
from checkin.control import rehearsal, service
from checkin.control.conflicts import find_cases
from checkin.control.handover import hand_over
from checkin.control.logs import debts, read_logs
from checkin.control.sheet import cases_table
from checkin.control.words import KINDS
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events.closing import find_closing
from checkin.events.queries import get_event
from checkin.events.rehearsals import find_running, list_ended
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("control", __name__, url_prefix="/kegiatan/<code>/kendali")


@blueprint.get("/")
@requires(Permission.EVENT_READ)
def index(code: str) -> ResponseReturnValue:
    """Show what every phone still owes, and close the day or open it again."""
    event = get_event(db.session, code)
    now = clock.now()
    logs = read_logs(db.session, event, now)
    return render_template(
        "control/index.html",
        event=event,
        logs=logs,
        debts=debts(logs),
        closing=find_closing(db.session, event),
        practice=find_running(db.session, event),
        practised=list_ended(db.session, event),
        earnest=rehearsal.count_earnest(db.session, event),
    )


@blueprint.post("/latihan")
@requires(Permission.EVENT_WRITE)
def rehearse(code: str) -> ResponseReturnValue:
    """Begin a rehearsal, end it and wipe it, or end it and keep its scans as real."""
    step = request.form.get("step", "")
    try:
        with transaction() as session:
            event, now = get_event(session, code), clock.now()
            if step == "begin":
                rehearsal.begin(session, current_actor(), event, now)
                told = _("Latihan dimulai. Semua pindaian sampai latihan diakhiri akan dihapus.")
            else:
                wipe = step != "keep"
                done = rehearsal.end(session, current_actor(), event, wipe=wipe, now=now)
                told = (
                    _("Latihan diakhiri: %(scans)s pindaian dihapus.", scans=done.scans)
                    if wipe
                    else _("Latihan diakhiri; pindaiannya tetap dihitung.")
                )
    except Conflict as error:
        flash(translated(error), "warning")
    else:
        flash(told, "success")
    return redirect(url_for("control.index", code=code))


@blueprint.post("/catatan")
@requires(Permission.DEVICES_MANAGE)
def take_log(code: str) -> ResponseReturnValue:
    """Take the log file of a phone that cannot reach the network."""
    upload = request.files.get("log")
    try:
        with transaction() as session:
            event = get_event(session, code)
            content = upload.read() if upload else b""
            found = hand_over(session, current_actor(), event, content, clock.now())
    except Invalid as error:
        flash(translated(error), "warning")
    else:
        told = {"device": found.label, "scans": found.scans, "fresh": found.fresh}
        flash(_("%(device)s: %(scans)s pindaian, %(fresh)s di antaranya baru.", **told), "success")
        if found.unread:
            flash(_("%(count)s catatan tidak terbaca.", count=found.unread), "warning")
    return redirect(url_for("control.index", code=code))


@blueprint.get("/periksa")
@requires(Permission.ATTENDANCE_READ)
def conflicts(code: str) -> ResponseReturnValue:
    """List what somebody should look at."""
    event = get_event(db.session, code)
    cases = find_cases(db.session, event)
    groups = [(kind, [case for case in cases if case.kind is kind]) for kind in KINDS]
    return render_template(
        "control/conflicts.html",
        event=event,
        groups=[(kind, group) for kind, group in groups if group],
        kinds=KINDS,
    )


@blueprint.post("/periksa")
@requires(Permission.SCANS_UNDO)
def resolve(code: str) -> ResponseReturnValue:
    """Keep what a case was."""
    with transaction() as session:
        event = get_event(session, code)
        subject, note = request.form.get("subject", ""), request.form.get("note", "")
        service.resolve(session, current_actor(), event, subject, note, clock.now())
    flash(_("Catatan disimpan."), "success")
    return redirect(url_for("control.conflicts", code=code))


@blueprint.get("/periksa.xlsx")
@requires(Permission.ATTENDANCE_READ)
def conflicts_sheet(code: str) -> ResponseReturnValue:
    """Give the same as a spreadsheet."""
    with transaction() as session:
        event = get_event(session, code)
        cases = find_cases(session, event)
        record(
            session, current_actor(), "control.export",
            now=clock.now(), event_id=event.id, rows=len(cases),
        )  # fmt: skip
    event = get_event(db.session, code)
    table = cases_table(cases, event.timezone)
    content = write_tables(_("Yang perlu diperiksa"), event.letterhead_office, [table])
    name = f"perlu-diperiksa-{event.code}.xlsx"
    return Response(
        content,
        mimetype=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
