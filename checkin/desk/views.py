"""Pages of the desk: a walk-in with a badge at once, somebody in another's place, and back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.desk import service, substitution
from checkin.desk.forms import SubstituteForm, WalkInForm
from checkin.errors import CheckinError, Conflict, Gone, Invalid, NotFound
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.regions.queries import list_districts
from checkin.roster.alike import Alike
from checkin.roster.queries import get_participant
from checkin.roster.substitutions import list_substitutions
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

FIELDS = {
    "registered_already": "nik",
    "badge_code": "spare",
    "spare_unknown": "spare",
    "spare_revoked": "spare",
    "spare_taken": "spare",
}

blueprint = Blueprint("desk", __name__, url_prefix="/kegiatan/<code>/peserta")


@blueprint.route("/susulan", methods=["GET", "POST"])
@requires(Permission.WALK_IN_REGISTER)
def walk_in(code: str) -> ResponseReturnValue:
    """Register a person who stands at the desk."""
    session = db.session
    event = get_event(session, code)
    form = WalkInForm()
    form.offer(
        event_pillars(session, event), event_regencies(session, event), list_districts(session)
    )
    alike: tuple[Alike, ...] = ()
    if form.validate_on_submit():
        try:
            outcome = _admit(code, form)
        except (Invalid, Conflict, Gone, NotFound) as error:
            _complain(form, error)
        else:
            if isinstance(outcome, service.Admitted):
                return redirect(url_for("desk.admitted", code=code, number=outcome.number))
            alike = outcome.alike
    event = get_event(db.session, code)
    page = render_template("desk/walk_in.html", event=event, form=form, alike=alike)
    return page, 422 if form.errors else 409 if alike else 200


def _admit(code: str, form: WalkInForm) -> service.Admitted | service.Doubtful:
    with transaction() as session:
        return service.admit(
            session,
            current_actor(),
            get_event(session, code),
            form.walk_in(),
            spare=form.spare.data or "",
            confirmed=form.confirmed.data,
            now=clock.now(),
        )


@blueprint.get("/susulan/<int(max=2147483647):number>")
@requires(Permission.WALK_IN_REGISTER)
def admitted(code: str, number: int) -> ResponseReturnValue:
    """Say the number, and what to do about the badge."""
    event = get_event(db.session, code)
    return render_template(
        "desk/admitted.html",
        event=event,
        detail=get_participant(db.session, event, number),
        spare=service.spare_of(db.session, event, number),
    )


@blueprint.route("/<int(max=2147483647):number>/pengganti", methods=["GET", "POST"])
@requires(Permission.SUBSTITUTE)
def substitute(code: str, number: int) -> ResponseReturnValue:
    """Let somebody come in the place of this person."""
    event = get_event(db.session, code)
    place = substitution.find_place(db.session, event, number)
    form = SubstituteForm(approver=getattr(current_user, "name", ""))
    form.offer(list_districts(db.session, place.regency_code))
    if form.validate_on_submit():
        try:
            with transaction() as session:
                event = get_event(session, code)
                new = substitution.substitute(
                    session, current_actor(), event, number, form.successor(), clock.now()
                )
        except (Invalid, Conflict) as error:
            _complain(form, error)
        else:
            flash(
                _("Nomor %(old)s digantikan nomor %(new)s.", old=number, new=new),
                "success",
            )
            return redirect(url_for("desk.admitted", code=code, number=new))
    event = get_event(db.session, code)
    detail = get_participant(db.session, event, number)
    page = render_template("desk/substitute.html", event=event, detail=detail, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/pengganti/<uuid:substitution_id>/urungkan")
@requires(Permission.SUBSTITUTE)
def undo(code: str, substitution_id: UUID) -> ResponseReturnValue:
    """Take a substitution back."""
    with transaction() as session:
        event = get_event(session, code)
        number = substitution.undo_substitution(
            session, current_actor(), event, substitution_id, clock.now()
        )
    flash(_("Penggantian diurungkan; nomor %(number)s aktif kembali.", number=number), "success")
    return redirect(url_for("directory.show", code=code, number=number))


@blueprint.get("/pengganti")
@requires(Permission.SUBSTITUTE)
def substitutions(code: str) -> ResponseReturnValue:
    """List who came in whose place."""
    event = get_event(db.session, code)
    return render_template(
        "desk/substitutions.html", event=event, made=list_substitutions(db.session, event)
    )


def _complain(form: WalkInForm | SubstituteForm, error: CheckinError) -> None:
    field = FIELDS.get(error.code, error.code)
    form.complain(field if field in form else "name", translated(error))
