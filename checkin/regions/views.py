"""The page of Bakorwil and regencies: which regency belongs to which coordinating region."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission, can
from checkin.db import db, transaction
from checkin.regions import queries, service
from checkin.web.access import current_actor, requires

blueprint = Blueprint("regions", __name__, url_prefix="/wilayah")


@blueprint.get("/")
@requires(Permission.EVENT_READ)
def index() -> ResponseReturnValue:
    """Show the Bakorwil with their regencies."""
    return render_template(
        "regions/index.html",
        regions=queries.bakorwil_pages(db.session),
        regencies=queries.list_regencies(db.session),
        may_edit=can(current_actor(), Permission.REFERENCE_WRITE),
    )


@blueprint.post("/")
@requires(Permission.REFERENCE_WRITE)
def move() -> ResponseReturnValue:
    """Move one regency to another Bakorwil."""
    with transaction() as session:
        service.move_regency(
            session,
            current_actor(),
            regency_code=request.form.get("regency", ""),
            bakorwil_code=request.form.get("bakorwil", ""),
            now=clock.now(),
        )
    flash(_("Wilayah diperbarui. Kegiatan yang sudah ada tidak berubah."), "success")
    return redirect(url_for("regions.index"))
