"""The page that waits with its asker for a job, and the file at the end."""

import io
from uuid import UUID

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from checkin.db import db
from checkin.errors import Gone
from checkin.jobs.runner import runner
from checkin.jobs.service import get_job, result_path
from checkin.text import mark
from checkin.web.access import current_actor, signed_in

blueprint = Blueprint("jobs", __name__, url_prefix="/pekerjaan")


@blueprint.get("/<uuid:job_id>")
@signed_in
def show(job_id: UUID) -> ResponseReturnValue:
    """Show progress, then the way to the file."""
    return render_template("jobs/show.html", job=get_job(db.session, current_actor(), job_id))


@blueprint.get("/<uuid:job_id>/keadaan")
@signed_in
def state(job_id: UUID) -> ResponseReturnValue:
    """Give the part of the page that changes."""
    return render_template("jobs/_state.html", job=get_job(db.session, current_actor(), job_id))


@blueprint.get("/<uuid:job_id>/berkas")
@signed_in
def result(job_id: UUID) -> ResponseReturnValue:
    """Give the file, shown in the browser where it can."""
    job = get_job(db.session, current_actor(), job_id)
    path = result_path(runner().output, job.id)
    if job.state != "done" or not path.exists():
        raise Gone(mark("Berkas ini sudah dihapus; cetak sekali lagi."), code="file_gone")
    return send_file(
        io.BytesIO(path.read_bytes()),
        mimetype=job.media_type,
        download_name=job.file_name,
        as_attachment=job.media_type != "application/pdf",
    )
