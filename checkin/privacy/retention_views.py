"""Pages of retention: how long each class stays, what goes tonight, what went."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission, require
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.jobs import nights
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.privacy import purge
from checkin.privacy.classes import CLASSES
from checkin.privacy.forms import ZONE
from checkin.privacy.jobs import KIND
from checkin.privacy.retention import FIXED, period
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("privacy_retention", __name__, url_prefix="/data-pribadi/masa-simpan")


@blueprint.app_template_filter("period")
def said_period(days: int | None) -> str:
    """Return a period in words."""
    words, n = period(days)
    said: str = _(words, n=n)
    return said


@blueprint.get("/")
@requires(Permission.PRIVACY_MANAGE)
def index() -> ResponseReturnValue:
    """Show the table, and what tonight's purge takes away."""
    return _page()


@blueprint.post("/")
@requires(Permission.REFERENCE_WRITE)
def save() -> ResponseReturnValue:
    """Change how long classes stay."""
    try:
        said = _typed()
        with transaction() as session:
            changed = purge.set_days(session, current_actor(), said, clock.now())
    except Invalid as error:
        return _page(wrong={error.code: translated(error)}), 422
    flash(_("Masa simpan disimpan.") if changed else _("Tidak ada yang berubah."), "success")
    return redirect(url_for("privacy_retention.index"))


@blueprint.post("/musnahkan")
@requires(Permission.REFERENCE_WRITE)
def run() -> ResponseReturnValue:
    """Purge now instead of tonight; the page of the job shows how far it is."""
    actor = current_actor()
    require(actor, Permission.REFERENCE_WRITE)
    with transaction() as session:
        job_id = create_job(session, actor, KIND, _("Pemusnahan data"), {}, clock.now()).id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


def _page(wrong: dict[str, str] | None = None) -> str:
    session, now = db.session, clock.now()
    tonight = nights.next_night(now)
    page: str = render_template(
        "privacy/retention.html",
        classes=CLASSES,
        days=purge.days_of(session),
        fixed=FIXED,
        due=purge.preview(session, tonight),
        tonight=tonight,
        runs=purge.last_runs(session),
        labels={one.code: one.label for one in CLASSES},
        wrong=wrong or {},
        typed=request.form if wrong else {},
        zone=str(ZONE),
    )
    return page


def _typed() -> dict[str, int | None]:
    said: dict[str, int | None] = {}
    for one in CLASSES:
        text = request.form.get(one.code)
        if text is None or one.code in FIXED:
            continue
        if not text.strip():
            said[one.code] = None
            continue
        if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 7):
            raise Invalid(mark("Isi dengan bilangan bulat."), code=one.code)
        said[one.code] = int(text)
    return said
