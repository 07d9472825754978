"""Pages that act on an upload: send a file, say what its columns are, apply, take back."""

import re
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events.queries import event_regencies, get_event
from checkin.roster import history, jobs, service, uploads
from checkin.roster.forms import UploadForm
from checkin.roster.reading import Upload, read_upload
from checkin.roster.views import blueprint
from checkin.web.access import current_actor, current_limit, requires
from checkin.web.errors import translated

_COLUMN = re.compile(r"^kolom-([0-9a-f]{32})-(\d{1,4})$")


@blueprint.route("/unggah", methods=["GET", "POST"])
@requires(Permission.ROSTER_IMPORT, limited=True)
def upload(code: str) -> ResponseReturnValue:
    """Take a file and go on to its preview."""
    event = get_event(db.session, code)
    only = current_limit(Permission.ROSTER_IMPORT)
    form = UploadForm()
    form.offer([r for r in event_regencies(db.session, event) if only in (None, r.code)], only)
    if form.validate_on_submit():
        if not form.file.data:
            form.complain("file", _("Pilih berkas terlebih dahulu."))
        else:
            try:
                return redirect(url_for("roster.preview", code=code, import_id=_keep(form, code)))
            except (Conflict, Invalid) as error:
                form.complain("file", translated(error))
    event = get_event(db.session, code)
    page = render_template(
        "roster/upload.html",
        event=event,
        form=form,
        imports=history.list_imports(db.session, event, only),
        waiting=history.count_waiting(db.session, event, only),
    )
    return page, 422 if form.errors else 200


def _keep(form: UploadForm, code: str) -> UUID:
    sent = Upload(
        file_name=form.file.data.filename or "",
        content=form.file.data.read(),
        regency_code=form.regency.data or None,
    )
    long = len(sent.content) > uploads.LONG_FILE
    take = uploads.keep_upload if long else service.preview_import
    with transaction() as session:
        event = get_event(session, code)
        kept_id = take(session, current_actor(), event, sent, clock.now()).id
    if long:
        jobs.send_read(current_actor(), code, kept_id)
    return kept_id


@blueprint.post("/unggah/<uuid:import_id>/kolom")
@requires(Permission.ROSTER_IMPORT, limited=True)
def remap(code: str, import_id: UUID) -> ResponseReturnValue:
    """Take what a person says of the columns and plan anew."""
    said: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        if found := _COLUMN.match(name):
            said.setdefault(found[1], {})[found[2]] = value
    try:
        with transaction() as session:
            event = get_event(session, code)
            kept = uploads.get_import(session, event, import_id, current_actor())
            uploads.remap_columns(session, current_actor(), event, kept, said, clock.now())
            long = len(kept.content or b"") > uploads.LONG_FILE
            if not long:
                uploads.read_kept(session, event, kept, clock.now())
    except Invalid as error:
        flash(translated(error), "danger")
        return redirect(url_for("roster.preview", code=code, import_id=import_id))
    if long:
        jobs.send_read(current_actor(), code, import_id)
    flash(_("Kolom dibaca seperti pilihan Anda, juga untuk berkas berikutnya."), "success")
    return redirect(url_for("roster.preview", code=code, import_id=import_id))


@blueprint.post("/unggah/<uuid:import_id>/terapkan")
@requires(Permission.ROSTER_IMPORT, limited=True)
def apply(code: str, import_id: UUID) -> ResponseReturnValue:
    """Register the people of a file."""
    event = get_event(db.session, code)
    kept = uploads.get_import(db.session, event, import_id, current_actor())
    uploads.check_open(kept)
    if len(kept.content or b"") > uploads.LONG_FILE:
        jobs.send_apply(current_actor(), code, import_id)
        return redirect(url_for("roster.preview", code=code, import_id=import_id))
    reading = read_upload(db.session, event, uploads.upload_of(kept), clock.now())
    with transaction() as session:
        event = get_event(session, code)
        kept = uploads.get_import(session, event, import_id, current_actor())
        service.apply_import(session, current_actor(), event, kept, clock.now(), reading)
    return redirect(url_for("roster.preview", code=code, import_id=import_id))


@blueprint.post("/unggah/<uuid:import_id>/buang")
@requires(Permission.ROSTER_IMPORT, limited=True)
def discard(code: str, import_id: UUID) -> ResponseReturnValue:
    """Forget a file."""
    with transaction() as session:
        event = get_event(session, code)
        kept = uploads.get_import(session, event, import_id, current_actor())
        uploads.discard_import(session, current_actor(), event, kept, clock.now())
    flash(_("Unggahan dibuang. Tidak ada peserta yang berubah."), "info")
    return redirect(url_for("roster.upload", code=code))


@blueprint.post("/unggah/<uuid:import_id>/batalkan")
@requires(Permission.ROSTER_IMPORT, limited=True)
def take_back(code: str, import_id: UUID) -> ResponseReturnValue:
    """Undo a batch."""
    try:
        with transaction() as session:
            event = get_event(session, code)
            kept = uploads.get_import(session, event, import_id, current_actor())
            service.undo_import(session, current_actor(), event, kept, clock.now())
    except Conflict as error:
        flash(translated(error), "danger")
    else:
        flash(_("Unggahan dibatalkan; daftar peserta kembali seperti sebelumnya."), "success")
    return redirect(url_for("roster.preview", code=code, import_id=import_id))


@blueprint.post("/unggah/<uuid:import_id>/tidak-ada-lagi")
@requires(Permission.ROSTER_IMPORT, limited=True)
def cancel_missing(code: str, import_id: UUID) -> ResponseReturnValue:
    """Cancel the chosen people whom a newer list no longer names."""
    numbers = [n for n in request.form.getlist("nomor", type=int) if n < 2**31]
    try:
        with transaction() as session:
            event = get_event(session, code)
            kept = uploads.get_import(session, event, import_id, current_actor())
            count = service.cancel_missing(
                session, current_actor(), event, kept, numbers, clock.now()
            )
    except Conflict as error:
        flash(translated(error), "danger")
    else:
        flash(_("%(n)s peserta dibatalkan.", n=count), "success" if count else "info")
    return redirect(url_for("roster.preview", code=code, import_id=import_id))
