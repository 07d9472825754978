"""Pages of the office's settings: who it is, and the head of its letters as it prints."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid, NotFound
from checkin.office import letterhead, queries, service
from checkin.office.forms import LogoForm, OfficeForm
from checkin.office.logos import take_logo
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("office", __name__, url_prefix="/pengaturan")


@blueprint.route("/", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def index() -> ResponseReturnValue:
    """Show and change who the office is."""
    form = OfficeForm(obj=queries.office(db.session))
    if form.validate_on_submit():
        with transaction() as session:
            service.save_office(session, current_actor(), form.said(), clock.now())
        flash(_("Pengaturan disimpan; berlaku untuk kegiatan baru."), "success")
        return redirect(url_for("office.index"))
    return render_template("office/index.html", form=form), 422 if form.errors else 200


@blueprint.route("/kop", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def kop() -> ResponseReturnValue:
    """Show the letterhead as it prints; take a new logo."""
    form = LogoForm()
    if form.validate_on_submit():
        content = form.content()
        try:
            if not content:
                raise Invalid(mark("Pilih berkas logo dahulu."), code="logo_none")
            logo = take_logo(content)
        except Invalid as error:
            form.complain("logo", translated(error))
        else:
            with transaction() as session:
                service.save_logo(session, current_actor(), logo, clock.now())
            flash(_("Logo disimpan."), "success")
            return redirect(url_for("office.kop"))
    page = render_template(
        "office/kop.html",
        form=form,
        office=queries.office(db.session),
        version=int(clock.now().timestamp()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/kop/hapus")
@requires(Permission.REFERENCE_WRITE)
def remove_logo() -> ResponseReturnValue:
    """Take the logo away."""
    with transaction() as session:
        service.save_logo(session, current_actor(), None, clock.now())
    flash(_("Logo dihapus."), "success")
    return redirect(url_for("office.kop"))


@blueprint.get("/kop/logo.png")
@requires(Permission.REFERENCE_WRITE)
def logo() -> ResponseReturnValue:
    """Give the logo."""
    content = queries.office_logo(db.session)
    if not content:
        raise NotFound(mark("Logo belum ada."), code="no_logo")
    return Response(content, mimetype="image/png")


@blueprint.get("/kop/pratinjau.png")
@requires(Permission.REFERENCE_WRITE)
def preview() -> ResponseReturnValue:
    """Give the head and foot of a list as the press makes them."""
    session = db.session
    content = letterhead.preview(
        queries.office(session),
        queries.usual_official(session),
        queries.office_logo(session),
        clock.now(),
    )
    return Response(content, mimetype="image/png", headers={"Cache-Control": "no-store"})
