"""Pages of those who sign the office's lists."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.ids import SignatoryId
from checkin.office import queries, service
from checkin.office.forms import OfficialForm
from checkin.web.access import current_actor, requires

blueprint = Blueprint("officials", __name__, url_prefix="/pengaturan/penandatangan")


@blueprint.get("/")
@requires(Permission.REFERENCE_WRITE)
def index() -> ResponseReturnValue:
    """List those who may sign."""
    return render_template("office/officials.html", officials=queries.officials(db.session))


@blueprint.route("/baru", methods=["GET", "POST"], defaults={"official_id": None})
@blueprint.route("/<uuid:official_id>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit(official_id: UUID | None) -> ResponseReturnValue:
    """Add an official or change one."""
    known = service.find_official(db.session, official_id) if official_id else None
    form = OfficialForm(obj=known or queries.Official())
    if form.validate_on_submit():
        with transaction() as session:
            said = form.said(SignatoryId(official_id) if official_id else None)
            service.save_official(session, current_actor(), said, clock.now())
        flash(_("Penanda tangan disimpan. Kegiatan yang sudah ada tidak berubah."), "success")
        return redirect(url_for("officials.index"))
    page = render_template("office/official_form.html", form=form, known=known)
    return page, 422 if form.errors else 200


@blueprint.post("/<uuid:official_id>/utama")
@requires(Permission.REFERENCE_WRITE)
def first(official_id: UUID) -> ResponseReturnValue:
    """Propose this official for new events."""
    with transaction() as session:
        service.put_first(session, current_actor(), official_id, clock.now())
    flash(_("Kegiatan baru mengusulkan penanda tangan ini."), "success")
    return redirect(url_for("officials.index"))


@blueprint.post("/<uuid:official_id>/hapus")
@requires(Permission.REFERENCE_WRITE)
def remove(official_id: UUID) -> ResponseReturnValue:
    """Take an official off the list."""
    with transaction() as session:
        service.remove_official(session, current_actor(), official_id, clock.now())
    flash(_("Penanda tangan dihapus. Kegiatan yang memakainya tetap menyimpan namanya."), "success")
    return redirect(url_for("officials.index"))
