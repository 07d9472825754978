"""Pages of events: the list, a new one, its settings."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Permission, User, can
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events import queries, service
from checkin.events.forms import EventForm
from checkin.events.prefill import (
    blank_values,
    event_values,
    office_letterhead,
    office_signatory,
)
from checkin.office.first import first_steps
from checkin.office.queries import office, officials
from checkin.people.models import PillarType
from checkin.people.queries import list_pillar_types
from checkin.regions.queries import (
    bakorwil_pages,
    list_bakorwil,
    list_regencies,
    retired_regencies,
)
from checkin.web.access import current_actor, requires, signed_in
from checkin.web.errors import translated

blueprint = Blueprint("events", __name__, url_prefix="/kegiatan")


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """List the events: all for the office, for a member those that are theirs."""
    actor = current_actor()
    known = actor.memberships if isinstance(actor, User) else ()
    everything = can(actor, Permission.EVENT_READ)
    only = None if everything else {m.event_id for m in known}
    coordinated = {m.event_id for m in known if not can(actor, Permission.EVENT_READ, m.event_id)}
    listed = queries.list_events(db.session, only)
    is_new = not listed and can(actor, Permission.REFERENCE_WRITE)
    return render_template(
        "events/index.html",
        events=listed,
        first_steps=list(first_steps(db.session)) if is_new else [],
        coordinated=coordinated,
        now=clock.now(),
    )


@blueprint.route("/baru", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def create() -> ResponseReturnValue:
    """Make a new event."""
    letterhead = office_letterhead(db.session)
    form = EventForm(data=blank_values(clock.now(), letterhead, office_signatory(db.session)))
    _offer(form, db.session)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                draft = _draft(form, session)
                if draft.letterhead.logo is None:  # none uploaded, and not said to go without
                    own = replace(draft.letterhead, logo=letterhead.logo)
                    draft = replace(draft, letterhead=own)
                code = draft.code or service.suggest_code(draft.name, draft.starts_at)
                service.create_event(
                    session, current_actor(), replace(draft, code=code), clock.now()
                )
        except (Conflict, Invalid) as error:
            form.complain("code", translated(error))
        else:
            flash(_("Kegiatan dibuat. Berikutnya, unggah daftar peserta."), "success")
            return redirect(url_for("planning.overview", code=code))
    return _page(form, None)


@blueprint.route("/<code>/pengaturan", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def edit(code: str) -> ResponseReturnValue:
    """Change an event."""
    event = queries.get_event(db.session, code)
    regencies = queries.event_regencies(db.session, event)
    pillars = queries.event_pillars(db.session, event)
    arrival = queries.get_checkpoint(db.session, event).code
    gates = sum(g.checkpoint_code == arrival for g in queries.list_gates(db.session, event))
    form = EventForm(data=event_values(event, regencies, pillars, gates))
    del form.code
    _offer(form, db.session, pillars)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                event = queries.get_event(session, code)
                draft = _draft(form, session)
                service.update_event(
                    session, current_actor(), event, replace(draft, code=code), clock.now()
                )
        except Conflict as error:
            flash(translated(error), "warning")
        else:
            flash(_("Perubahan disimpan."), "success")
        return redirect(url_for("events.edit", code=code))
    return _page(form, code)


@blueprint.get("/<code>/logo")
@requires(Permission.EVENT_READ)
def logo(code: str) -> ResponseReturnValue:
    """Give the letterhead's logo."""
    content = queries.get_event(db.session, code).letterhead_logo or b""
    kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return Response(content, mimetype=kind)


def _page(form: EventForm, code: str | None) -> ResponseReturnValue:
    event = queries.get_event(db.session, code) if code else None
    page = render_template(
        "events/form.html",
        form=form,
        event=event,
        regions=bakorwil_pages(db.session),
        retired=retired_regencies(db.session),
        officials=officials(db.session),
        office_logo=not event and office(db.session).has_logo,
    )
    return page, 422 if form.errors else 200


def _offer(form: EventForm, session: Session, own: Sequence[PillarType] = ()) -> None:
    """Offer what is in use, and what the event has from before it was retired."""
    pillars = list_pillar_types(session, active_only=True)
    form.offer(
        list_bakorwil(session),
        list_regencies(session),
        [*pillars, *(one for one in own if not one.active)],
    )


def _draft(form: EventForm, session: Session) -> service.EventDraft:
    chosen = form.bakorwil.data
    home = tuple(r.code for r in list_regencies(session, chosen)) if chosen else ()
    return form.draft(home)
