"""One's own jobs, the page that waits with its asker for one, and the file at the end."""

import io
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import User, require_proof
from checkin.db import db
from checkin.errors import Gone
from checkin.ids import UserId
from checkin.jobs.queries import own_jobs
from checkin.jobs.runner import runner
from checkin.jobs.service import KEEP_FILES, UNPROVEN, get_job, result_path
from checkin.text import mark
from checkin.web.access import current_actor, signed_in

blueprint = Blueprint("jobs", __name__, url_prefix="/pekerjaan")


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List what the asker has running, and what came of the rest."""
    actor, now = current_actor(), clock.now()
    listed = own_jobs(db.session, UserId(actor.id), now) if isinstance(actor, User) else []
    waiting = any(job.state in ("queued", "running") for job in listed)
    page = "jobs/_list.html" if request.headers.get("HX-Request") else "jobs/index.html"
    here = {"jobs": listed, "waiting": waiting, "kept_since": now - KEEP_FILES}
    return render_template(page, **here)


@blueprint.get("/<uuid:job_id>")
@signed_in
def show(job_id: UUID) -> ResponseReturnValue:
    """Show progress, then the way to the file."""
    job = get_job(db.session, current_actor(), job_id)
    return render_template("jobs/show.html", job=job, came_from=_came_from())


def _came_from() -> str:
    """Return the page of ours whose button began the work, or the list of jobs."""
    came = urlsplit(request.referrer or "")
    known = came.netloc == request.host and came.path not in ("", request.path)
    return came.path + (f"?{came.query}" if came.query else "") if known else url_for("jobs.index")


@blueprint.get("/<uuid:job_id>/keadaan")
@signed_in
def state(job_id: UUID) -> ResponseReturnValue:
    """Give the part of the page that changes."""
    return render_template("jobs/_state.html", job=get_job(db.session, current_actor(), job_id))


@blueprint.get("/<uuid:job_id>/berkas")
@signed_in
def result(job_id: UUID) -> ResponseReturnValue:
    """Give the file, shown in the browser where it can; what was asked for with a second factor takes one."""
    job = get_job(db.session, current_actor(), job_id)
    if not job.params.get(UNPROVEN):
        require_proof(current_actor())
    path = result_path(runner().output, job.id)
    if job.state != "done" or not path.exists():
        raise Gone(mark("Berkas ini sudah dihapus; cetak sekali lagi."), code="file_gone")
    return send_file(
        io.BytesIO(path.read_bytes()),
        mimetype=job.media_type,
        download_name=job.file_name,
        as_attachment=job.media_type != "application/pdf",
    )
