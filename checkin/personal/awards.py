"""The console's page of certificates for those who were present: one, or a batch."""

import io
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.documents import picture
from checkin.errors import NotFound
from checkin.events.queries import event_pillars, event_regencies, get_checkpoint, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.personal import queries
from checkin.personal.jobs import KIND, make_certificates
from checkin.web.access import current_actor, requires

blueprint = Blueprint("certificates", __name__, url_prefix="/kegiatan/<code>/piagam")
AT_ONCE = 40
PICTURE_DPI = 110


@blueprint.get("/")
@requires(Permission.ATTENDANCE_PRINT)
def index(code: str) -> ResponseReturnValue:
    """Show how many are present and the way to their certificates."""
    event = get_event(db.session, code)
    return render_template(
        "personal/certificates.html",
        event=event,
        pillars=event_pillars(db.session, event),
        regencies=event_regencies(db.session, event),
        present=_present(code),
    )


@blueprint.post("/")
@requires(Permission.ATTENDANCE_PRINT)
def order(code: str) -> ResponseReturnValue:
    """Print the certificates of a choice: few at once, many as a job."""
    params: dict[str, Any] = {
        "event": code,
        "pillar": request.form.get("pillar") or None,
        "regency": request.form.get("regency") or None,
        "number": request.form.get("number", type=int),
    }
    if params["number"] or _present(code, params["pillar"], params["regency"]) <= AT_ONCE:
        made = make_certificates(current_actor(), params, clock.now())
        return send_file(io.BytesIO(made.content), made.media_type, download_name=made.file_name)
    with transaction() as session:
        event = get_event(session, code)
        title = _("Piagam %(event)s", event=event.name)
        job = create_job(session, current_actor(), KIND, title[:200], params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


@blueprint.get("/<int(max=1000000):number>.<any(pdf, png):kind>")
@requires(Permission.ATTENDANCE_PRINT)
def single(code: str, number: int, kind: str) -> ResponseReturnValue:
    """Give the certificate of one person, as a page or as a picture for WhatsApp."""
    made = make_certificates(current_actor(), {"event": code, "number": number}, clock.now())
    if kind == "pdf":
        return send_file(io.BytesIO(made.content), made.media_type, download_name=made.file_name)
    content = picture.png(made.content, PICTURE_DPI)
    return send_file(io.BytesIO(content), "image/png", download_name=f"piagam_{number}.png")


def _present(code: str, pillar: str | None = None, regency: str | None = None) -> int:
    event = get_event(db.session, code)
    try:
        checkpoint = get_checkpoint(db.session, event)
        made = queries.certificates(db.session, event, checkpoint, pillar=pillar, regency=regency)
    except NotFound:
        return 0
    return len(made.holders)
