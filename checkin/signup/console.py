"""The office's pages of self-registration: who waits, and what the event opens."""

from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.ids import SignupId
from checkin.signup import queries, service
from checkin.signup.forms import SettingsForm, settings_values
from checkin.web.access import current_actor, current_limit, requires
from checkin.web.address import public_address
from checkin.web.errors import translated

blueprint = Blueprint("signup_console", __name__, url_prefix="/kegiatan/<code>/pendaftaran")


@blueprint.get("/")
@requires(Permission.SIGNUP_APPROVE, limited=True)
def index(code: str) -> ResponseReturnValue:
    """Show who waits; a coordinator sees the forms of the own regency."""
    return _queue(code)


def _queue(code: str, sentence: str = "") -> str:
    event = get_event(db.session, code)
    regency = current_limit(Permission.SIGNUP_APPROVE)
    settings = service.settings_of(db.session, event)
    return render_template(
        "signup/index.html",
        event=event,
        settings=settings,
        opening=service.how_open(db.session, event, settings, clock.now()),
        waiting=queries.list_queue(db.session, event, regency, waiting=True),
        total=queries.count_waiting(db.session, event, regency),
        decided=queries.list_queue(db.session, event, regency, waiting=False),
        address=public_address("signup.form", code=code),
        sentence=sentence,
    )


@blueprint.post("/<uuid:signup_id>")
@requires(Permission.SIGNUP_APPROVE, limited=True)
def decide(code: str, signup_id: UUID) -> ResponseReturnValue:
    """Approve or reject one form."""
    approve = request.form.get("keputusan") == "setuju"
    try:
        with transaction() as session:
            decided = service.decide(
                session,
                current_actor(),
                get_event(session, code),
                SignupId(signup_id),
                approve=approve,
                reason=request.form.get("alasan", ""),
                now=clock.now(),
            )
            name = decided.name
    except Invalid as error:
        return _queue(code, translated(error)), 422
    said = _("%(name)s disetujui.", name=name) if approve else _("%(name)s ditolak.", name=name)
    flash(said, "success" if approve else "info")
    return redirect(url_for("signup_console.index", code=code))


@blueprint.post("/setujui")
@requires(Permission.SIGNUP_APPROVE, limited=True)
def approve_all(code: str) -> ResponseReturnValue:
    """Approve the ticked forms in one go."""
    chosen = [SignupId(UUID(value)) for value in request.form.getlist("pilih") if _is_id(value)]
    with transaction() as session:
        event = get_event(session, code)
        for signup_id in chosen:
            service.decide(
                session, current_actor(), event, signup_id, approve=True, reason="", now=clock.now()
            )
    if chosen:
        flash(_("%(n)s pendaftaran disetujui.", n=len(chosen)), "success")
    return redirect(url_for("signup_console.index", code=code))


@blueprint.route("/pengaturan", methods=["GET", "POST"])
@requires(Permission.SIGNUP_MANAGE)
def settings(code: str) -> ResponseReturnValue:
    """Change what the event opens."""
    event = get_event(db.session, code)
    zone = ZoneInfo(event.timezone)
    form = SettingsForm(data=settings_values(service.settings_of(db.session, event), zone))
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event))
    if form.validate_on_submit():
        with transaction() as session:
            event = get_event(session, code)
            was = event.stage
            service.save_settings(session, current_actor(), event, form.values(zone), clock.now())
            opened = event.stage != was
        said = _("Perubahan disimpan.")
        if opened:
            said += " " + _("Kegiatan ini tidak lagi konsep: tahapnya sekarang Persiapan.")
        flash(said, "success")
        return redirect(url_for("signup_console.index", code=code))
    page = render_template("signup/settings.html", event=get_event(db.session, code), form=form)
    return page, 422 if form.errors else 200


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
