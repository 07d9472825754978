"""Pages of backups and keys: make one, look into one, take it away; how to put it back."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import CheckinError, Conflict, Invalid
from checkin.jobs.runner import runner
from checkin.office.queries import backup_plan
from checkin.settings import Settings
from checkin.upkeep import keys, live, service, shelf
from checkin.upkeep.forms import PlanForm, UploadForm
from checkin.upkeep.restore_views import contents, register_restore
from checkin.web.access import current_actor, may, requires
from checkin.web.errors import translated

blueprint = Blueprint("upkeep", __name__, url_prefix=service.PAGE.rstrip("/"))
register_restore(blueprint)
LARGEST_UPLOAD = 4 * 1024**3


@blueprint.url_value_preprocessor
def allow_large(endpoint: str | None, _values: object) -> None:
    """Let who may bring a backup bring a large one; runs before anything reads the body."""
    if endpoint == "upkeep.upload" and may("backup_manage", anywhere=True):
        request.max_content_length = LARGEST_UPLOAD


@blueprint.get("/")
@requires(Permission.BACKUP_MANAGE)
def index() -> ResponseReturnValue:
    """List the backups, and how they are made."""
    return _page(PlanForm(formdata=None, obj=backup_plan(db.session)))


@blueprint.post("/")
@requires(Permission.BACKUP_MANAGE)
def save() -> ResponseReturnValue:
    """Change how backups are made."""
    form = PlanForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service.save_plan(session, current_actor(), form.said(), clock.now())
        except Invalid as error:
            form.complain("passphrase", translated(error))
        else:
            flash(_("Pengaturan cadangan disimpan. Catat kata sandinya di tempat lain."), "success")
            return redirect(url_for("upkeep.index"))
    return _page(form)


@blueprint.post("/buat")
@requires(Permission.BACKUP_MANAGE)
def make() -> ResponseReturnValue:
    """Ask for a backup now."""
    try:
        with transaction() as session:
            job_id = service.start_backup(session, current_actor(), clock.now()).id
    except (Conflict, Invalid) as error:
        flash(translated(error), "warning")
    else:
        runner().send(job_id)
    return redirect(url_for("upkeep.index"))


@blueprint.get("/keadaan")
@requires(Permission.BACKUP_MANAGE)
def state() -> ResponseReturnValue:
    """Give the part of the page that changes; reload all of it once the backup is there."""
    job = service.latest_job(db.session)
    page = render_template("upkeep/_job.html", job=job)
    waits = job is not None and job.state in ("queued", "running")
    return page, 200, {} if waits else {"HX-Refresh": "true"}


@blueprint.get("/berkas/<file>")
@requires(Permission.BACKUP_MANAGE)
def download(file: str) -> ResponseReturnValue:
    """Give a backup as it lies, sealed; who took it is kept in the audit log."""
    path = shelf.find_backup(_settings(), file)
    with transaction() as session:
        service.note(session, current_actor(), "download", file, clock.now())
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=file)


@blueprint.post("/berkas/<file>/hapus")
@requires(Permission.BACKUP_MANAGE)
def remove(file: str) -> ResponseReturnValue:
    """Delete a backup."""
    path = shelf.find_backup(_settings(), file)
    with transaction() as session:
        service.note(session, current_actor(), "delete", file, clock.now())
    shelf.remove(path)
    flash(_("Cadangan %(name)s dihapus.", name=file), "success")
    return redirect(url_for("upkeep.index"))


@blueprint.post("/unggah")
@requires(Permission.BACKUP_MANAGE)
def upload() -> ResponseReturnValue:
    """Take a backup that was kept elsewhere, and look into it."""
    form = UploadForm()
    sent = form.file.data
    if not form.validate_on_submit() or not isinstance(sent, FileStorage) or not sent.filename:
        flash(_("Pilih berkas cadangan dahulu."), "warning")
        return redirect(url_for("upkeep.index"))
    path = shelf.path_for(_settings(), clock.now(), prefix="unggahan")
    draft = path.with_suffix(".part")
    try:
        sent.save(draft)
        shelf.take_in(draft, path)
    except CheckinError as error:
        flash(translated(error), "danger")
        return redirect(url_for("upkeep.index"))
    finally:
        draft.unlink(missing_ok=True)
    with transaction() as session:
        service.note(session, current_actor(), "upload", path.name, clock.now())
    return contents(path, form.passphrase.data or "")


@blueprint.get("/kunci")
@requires(Permission.BACKUP_MANAGE)
def key_ages() -> ResponseReturnValue:
    """Show how old the keys are, and how each is renewed."""
    known = keys.status(db.session, _settings(), clock.now())
    return render_template("upkeep/keys.html", known=known)


def _page(form: PlanForm) -> ResponseReturnValue:
    plan, now = backup_plan(db.session), clock.now()
    backups = shelf.list_backups(_settings())
    own = [(now - backup.created_at).days for backup in backups if not backup.is_upload]
    page = render_template(
        "upkeep/index.html",
        form=form,
        upload_form=UploadForm(formdata=None),
        backups=[(backup, (now - backup.created_at).days) for backup in backups],
        overdue=min(own) if plan.nightly and own and min(own) > 1 else 0,
        has_passphrase=plan.passphrase is not None,
        job=service.latest_job(db.session),
        restored=live.status(_settings(), now),
        phases=live.PHASES,
    )
    return page, 422 if form.errors else 200


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
