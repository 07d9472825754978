"""Pages of Bakorwil, regencies and districts: names, order, and which belongs to which."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Actor, Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.regions import queries, removing, service
from checkin.regions.forms import BakorwilForm, DistrictForm, RegencyForm
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("regions", __name__, url_prefix="/wilayah")
Remove = Callable[[Session, Actor, str, datetime], None]


@blueprint.get("/")
@requires(Permission.EVENT_READ)
def index() -> ResponseReturnValue:
    """Show the Bakorwil with their regencies."""
    return render_template(
        "regions/index.html",
        regions=queries.bakorwil_pages(db.session),
        retired=queries.retired_regencies(db.session),
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


@blueprint.route("/bakorwil/baru", methods=["GET", "POST"], defaults={"region": None})
@blueprint.route("/bakorwil/<region>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def bakorwil(region: str | None) -> ResponseReturnValue:
    """Add a Bakorwil, or name one and give it its place in the order."""
    known = queries.get_bakorwil(db.session, region) if region else None
    form = BakorwilForm(obj=known)
    if form.validate_on_submit():
        name, position = form.name.data, form.position.data
        try:
            with transaction() as session:
                who, now = current_actor(), clock.now()
                if region:
                    service.save_bakorwil(session, who, region, name, position, now)
                else:
                    service.add_bakorwil(session, who, name, position, now)
        except Conflict as error:
            form.complain("name", translated(error))
        else:
            flash(_("Bakorwil disimpan."), "success")
            return redirect(url_for("regions.index"))
    page = render_template("regions/bakorwil.html", form=form, known=known)
    return page, 422 if form.errors else 200


@blueprint.post("/bakorwil/<region>/hapus")
@requires(Permission.REFERENCE_WRITE)
def remove_bakorwil(region: str) -> ResponseReturnValue:
    """Delete a Bakorwil that nothing refers to."""
    return _remove(
        removing.remove_bakorwil,
        region,
        url_for("regions.index"),
        url_for("regions.bakorwil", region=region),
    )


@blueprint.post("/kabupaten/<regency>/hapus")
@requires(Permission.REFERENCE_WRITE)
def remove_regency(regency: str) -> ResponseReturnValue:
    """Delete a regency that nothing refers to."""
    return _remove(
        removing.remove_regency,
        regency,
        url_for("regions.index"),
        url_for("regions.edit_regency", regency=regency),
    )


@blueprint.post("/kabupaten/<regency>/kecamatan/<district>/hapus")
@requires(Permission.REFERENCE_WRITE)
def remove_district(regency: str, district: str) -> ResponseReturnValue:
    """Delete a district where nobody lives."""
    return _remove(
        removing.remove_district,
        district,
        url_for("regions.edit_regency", regency=regency),
        url_for("regions.edit_district", regency=regency, district=district),
    )


def _remove(remove: Remove, code: str, after: str, back: str) -> ResponseReturnValue:
    try:
        with transaction() as session:
            remove(session, current_actor(), code, clock.now())
    except Conflict as error:
        flash(translated(error), "warning")
        return redirect(back)
    flash(_("Dihapus."), "success")
    return redirect(after)


@blueprint.route("/kabupaten/baru", methods=["GET", "POST"], defaults={"regency": None})
@blueprint.route("/kabupaten/<regency>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit_regency(regency: str | None) -> ResponseReturnValue:
    """Add a regency, or rename or move one."""
    known = queries.get_regency(db.session, regency) if regency else None
    form = RegencyForm(obj=known)
    form.offer(queries.list_bakorwil(db.session))
    if known:
        del form.code
    if form.validate_on_submit():
        change = service.RegencyChange(
            code=regency or form.code.data,
            name=form.name.data,
            bakorwil_code=form.bakorwil_code.data,
        )
        try:
            with transaction() as session:
                service.save_regency(
                    session, current_actor(), change, clock.now(), is_new=known is None
                )
        except (Conflict, Invalid) as error:
            form.complain("code", translated(error))
        else:
            flash(_("Wilayah diperbarui. Kegiatan yang sudah ada tidak berubah."), "success")
            return redirect(url_for("regions.edit_regency", regency=change.code))
    page = render_template(
        "regions/regency.html",
        form=form,
        known=known,
        districts=queries.list_districts(db.session, regency) if regency else [],
    )
    return page, 422 if form.errors else 200


@blueprint.route(
    "/kabupaten/<regency>/kecamatan/baru", methods=["GET", "POST"], defaults={"district": None}
)
@blueprint.route("/kabupaten/<regency>/kecamatan/<district>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit_district(regency: str, district: str | None) -> ResponseReturnValue:
    """Add a district, or rename one."""
    known = queries.find_district(db.session, district) if district else None
    form = DistrictForm(obj=known)
    if known:
        del form.code
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service.save_district(
                    session,
                    current_actor(),
                    district or form.code.data,
                    form.name.data,
                    clock.now(),
                    regency=None if known else regency,
                )
        except (Conflict, Invalid) as error:
            form.complain("code", translated(error))
        else:
            flash(_("Kecamatan disimpan."), "success")
            return redirect(url_for("regions.edit_regency", regency=regency))
    page = render_template(
        "regions/district.html",
        form=form,
        known=known,
        regency=queries.get_regency(db.session, regency),
    )
    return page, 422 if form.errors else 200
