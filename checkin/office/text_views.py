"""The pages of the messages: each text with its places beside it, and what a person would read."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid, NotFound
from checkin.office import queries, service, texts
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("office_texts", __name__, url_prefix="/pengaturan/teks")


@blueprint.get("/")
@requires(Permission.REFERENCE_WRITE)
def index() -> ResponseReturnValue:
    """List the messages with what each would say to the example person."""
    own = queries.own_texts(db.session)
    return render_template(
        "office/texts.html",
        rows=[
            (template, template.name in own, _example(template.name, own))
            for template in texts.TEMPLATES
        ],
    )


@blueprint.route("/<message>", methods=["GET", "POST"])
@requires(Permission.REFERENCE_WRITE)
def edit(message: str) -> ResponseReturnValue:
    """Change one message, look at it first, or take the house's wording again."""
    template = texts.BY_NAME.get(message)
    if template is None:
        raise NotFound(mark("Teks ini tidak ada."), code="text_unknown")
    own = queries.own_texts(db.session)
    text = request.form.get("text", texts.wording(message, own))
    error = ""
    if request.method == "POST":
        try:
            kept = None if "bawaan" in request.form else texts.clean(message, text)
            if "lihat" not in request.form:
                with transaction() as session:
                    service.save_text(session, current_actor(), message, kept, clock.now())
                flash(_("Teks disimpan."), "success")
                return redirect(url_for("office_texts.edit", message=message))
        except Invalid as problem:
            error = translated(problem)
    page = render_template(
        "office/text_form.html",
        template=template,
        text=text,
        error=error,
        is_own=message in own,
        places=texts.PLACES,
        example="" if error else texts.fill(text, _person()),
    )
    return page, 422 if error else 200


def _example(name: str, own: dict[str, str]) -> str:
    return texts.fill(texts.wording(name, own), _person())


def _person() -> dict[str, str]:
    return {**texts.EXAMPLE, "kantor": queries.office(db.session).name}
