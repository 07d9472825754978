"""The console's pages of the notice: what is shown now, the office's own words, earlier editions."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.privacy import notice, notices
from checkin.privacy.forms import ZONE
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("privacy_texts", __name__, url_prefix="/data-pribadi/pemberitahuan")


@blueprint.get("/")
@requires(Permission.PRIVACY_MANAGE)
def index() -> ResponseReturnValue:
    """Show the notice as everybody reads it, and its editions."""
    shown = notices.shown(db.session, clock.now())
    return render_template(
        "privacy/texts.html",
        shown=shown,
        sections=notice.sections(shown.text),
        editions=notices.list_notices(db.session),
        zone=str(ZONE),
    )


@blueprint.route("/ubah", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit() -> ResponseReturnValue:
    """Word the notice; a new wording is a new edition."""
    last = notices.latest(db.session)
    text = request.form.get("text", (last.template if last else None) or notice.DEFAULT)
    wrong, status = "", 200
    if request.method == "POST":
        own = None if "bawaan" in request.form else text
        try:
            if "lihat" not in request.form:
                with transaction() as session:
                    made, is_new = notices.publish(session, current_actor(), own, clock.now())
                    number = made.number
                said = (
                    _("Edisi %(n)s berlaku.", n=number) if is_new else _("Tidak ada yang berubah.")
                )
                flash(said, "success")
                return redirect(url_for("privacy_texts.index"))
            text = notice.check(text)
        except Invalid as error:
            wrong, status = translated(error), 422
    page = render_template(
        "privacy/text_form.html",
        text=text,
        wrong=wrong,
        places=notice.PLACES,
        sections=notice.sections(notices.compose(db.session, text)),
        is_own=bool(last and last.template),
    )
    return page, status
