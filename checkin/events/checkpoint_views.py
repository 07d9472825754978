"""Pages of an event's checkpoints: the list, a new one, its rules and gates."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events import checkpoints
from checkin.events.checkpoint_forms import CheckpointForm, checkpoint_values
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_checkpoint, get_event
from checkin.people.queries import list_pillar_types
from checkin.regions.queries import list_regencies
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("checkpoints", __name__, url_prefix="/kegiatan/<code>/titik")


@blueprint.get("/")
@requires(Permission.EVENT_WRITE)
def index(code: str) -> ResponseReturnValue:
    """List the event's checkpoints."""
    event = get_event(db.session, code)
    return render_template(
        "events/checkpoints.html",
        event=event,
        checkpoints=checkpoints.list_checkpoints(db.session, event),
        policies=checkpoints.POLICIES,
        pillar_labels={p.code: p.label for p in list_pillar_types(db.session)},
        regency_names={r.code: r.name for r in list_regencies(db.session)},
    )


@blueprint.route("/baru", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def create(code: str) -> ResponseReturnValue:
    """Add a checkpoint."""
    event = get_event(db.session, code)
    form = CheckpointForm(data={"gates": "Pintu 1\nPintu 2"})
    _offer(form, event)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                checkpoints.add_checkpoint(
                    session,
                    current_actor(),
                    get_event(session, code),
                    form.draft(event.timezone),
                    clock.now(),
                )
        except (Conflict, Invalid) as error:
            form.complain("name", translated(error))
        else:
            flash(_("Titik absensi dibuat. Pasangkan HP pada pintunya."), "success")
            return redirect(url_for("checkpoints.index", code=code))
    return _page(form, event, None)


@blueprint.route("/<point>", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def edit(code: str, point: str) -> ResponseReturnValue:
    """Change a checkpoint."""
    event = get_event(db.session, code)
    checkpoint = get_checkpoint(db.session, event, point)
    cards = checkpoints.list_checkpoints(db.session, event)
    gates = next(list(card.gates) for card in cards if card.code == checkpoint.code)
    form = CheckpointForm(data=checkpoint_values(checkpoint, gates, event.timezone))
    _offer(form, event)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                event = get_event(session, code)
                checkpoints.change_checkpoint(
                    session,
                    current_actor(),
                    event,
                    get_checkpoint(session, event, point),
                    form.draft(event.timezone),
                    clock.now(),
                )
        except Conflict as error:
            form.complain("gates", translated(error))
        except Invalid as error:
            form.complain("name", translated(error))
        else:
            flash(_("Perubahan disimpan; HP mengikutinya saat terhubung."), "success")
            return redirect(url_for("checkpoints.index", code=code))
    return _page(form, get_event(db.session, code), point)


@blueprint.post("/<point>/hapus")
@requires(Permission.EVENT_WRITE)
def remove(code: str, point: str) -> ResponseReturnValue:
    """Remove a checkpoint that nothing refers to."""
    try:
        with transaction() as session:
            event = get_event(session, code)
            checkpoint = get_checkpoint(session, event, point)
            checkpoints.remove_checkpoint(session, current_actor(), event, checkpoint, clock.now())
    except Conflict as error:
        flash(translated(error), "warning")
    else:
        flash(_("Titik absensi dihapus."), "success")
    return redirect(url_for("checkpoints.index", code=code))


def _offer(form: CheckpointForm, event: Event) -> None:
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event))


def _page(form: CheckpointForm, event: Event, point: str | None) -> ResponseReturnValue:
    page = render_template("events/checkpoint_form.html", form=form, event=event, point=point)
    return page, 422 if form.errors else 200
