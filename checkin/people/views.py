"""The page of pillar types: reference data the office edits."""

import re

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ColorField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict
from checkin.people import queries, service
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated
from checkin.web.forms import BaseForm, trimmed

blueprint = Blueprint("people", __name__, url_prefix="/jenis-pilar")


class PillarTypeForm(BaseForm):
    """One pillar type."""

    code = StringField(
        _l("Kode"),
        [
            InputRequired(_l("Isi kode.")),
            Length(max=30),
            Regexp(
                re.compile(r"[A-Z][A-Z0-9_]*\Z"),
                message=_l("Kode memakai huruf besar, angka dan garis bawah."),
            ),
        ],
        filters=[trimmed],
    )
    label = StringField(
        _l("Sebutan"),
        [InputRequired(_l("Isi sebutan.")), Length(max=60)],
        filters=[trimmed],
    )
    label_en = StringField(
        _l("Sebutan Inggris"),
        [InputRequired(_l("Isi sebutan Inggris.")), Length(max=60)],
        filters=[trimmed],
    )
    full_name = StringField(
        _l("Nama lengkap"),
        [InputRequired(_l("Isi nama lengkap.")), Length(max=120)],
        filters=[trimmed],
    )
    color = ColorField(
        _l("Warna pada tanda peserta"),
        [Regexp(re.compile(r"#[0-9a-fA-F]{6}\Z"), message=_l("Pilih warna, misalnya #0f4c5c."))],
    )
    position = IntegerField(_l("Urutan"), [InputRequired(_l("Isi urutan.")), NumberRange(1, 999)])
    active = BooleanField(_l("Dipakai untuk kegiatan baru"))


@blueprint.get("/")
@requires(Permission.EVENT_READ)
def index() -> ResponseReturnValue:
    """List the pillar types."""
    return render_template("people/pillar_types.html", types=queries.list_pillar_types(db.session))


@blueprint.route("/baru", methods=["GET", "POST"], defaults={"code": None})
@blueprint.route("/<code>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit(code: str | None) -> ResponseReturnValue:
    """Add or change one pillar type."""
    known = queries.get_pillar_type(db.session, code) if code else None
    form = PillarTypeForm(obj=known, color="#0f4c5c", active=True)
    if form.validate_on_submit():
        values = {name: field.data for name, field in form._fields.items() if name != "csrf_token"}
        try:
            with transaction() as session:
                service.save_pillar_type(session, current_actor(), code, values, clock.now())
        except Conflict as error:
            form.complain("code", translated(error))
        else:
            flash(_("Jenis pilar disimpan."), "success")
            return redirect(url_for("people.index"))
    page = render_template("people/pillar_type_form.html", form=form, known=known)
    return page, 422 if form.errors else 200
