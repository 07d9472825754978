"""One's own jobs, the page that waits with its asker for one, and the file at the end."""

import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import Actor, User, require_proof
from checkin.db import db
from checkin.errors import Gone
from checkin.ids import UserId
from checkin.jobs.queries import Line, own_jobs
from checkin.jobs.runner import runner
from checkin.jobs.service import KEEP_FILES, UNPROVEN, get_job, result_path
from checkin.text import mark
from checkin.web.access import current_actor, signed_in

blueprint = Blueprint("jobs", __name__, url_prefix="/pekerjaan")


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List what the asker has running, and what came of the rest."""
    actor, now, code = current_actor(), clock.now(), request.args.get("kegiatan", "")[:40]
    listed = works_of(actor, now, code)
    waiting = any(job.unfinished for job in listed)
    page = "jobs/_list.html" if request.headers.get("HX-Request") else "jobs/index.html"
    here = {"jobs": listed, "waiting": waiting, "kept_since": now - KEEP_FILES, "code": code}
    return render_template(page, **here)


def works_of(
    actor: Actor, now: datetime, code: str = "", *, unfinished: bool = False
) -> list[Line]:
    """Return the asker's own jobs, of one event where its code is given, as far as each is now."""
    if not isinstance(actor, User):
        return []
    return [
        replace(job, done=told[0], total=told[1])
        if job.state == "running" and (told := runner().progress_of(job.id, job.done, job.total))
        else job
        for job in own_jobs(db.session, UserId(actor.id), now, code, unfinished=unfinished)
    ]


@blueprint.get("/<uuid:job_id>")
@signed_in
def show(job_id: UUID) -> ResponseReturnValue:
    """Show progress, then the way to the file."""
    return render_template("jobs/show.html", **_told(job_id), came_from=_came_from())


def _told(job_id: UUID) -> dict[str, Any]:
    job = get_job(db.session, current_actor(), job_id)
    if job.state != "running":
        return {"job": job, "done": job.done, "total": job.total}
    done, total = runner().progress_of(job.id, job.done, job.total)
    return {"job": job, "done": done, "total": total}


def _came_from() -> str:
    """Return the page of ours whose button began the work, or the list of jobs."""
    came = urlsplit(request.referrer or "")
    known = came.netloc == request.host and came.path not in ("", request.path)
    return came.path + (f"?{came.query}" if came.query else "") if known else url_for("jobs.index")


@blueprint.get("/<uuid:job_id>/keadaan")
@signed_in
def state(job_id: UUID) -> ResponseReturnValue:
    """Give the part of the page that changes."""
    return render_template("jobs/_state.html", **_told(job_id))


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
