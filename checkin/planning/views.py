"""Pages of planning: where an event stands and what is missing, its steps, its end, a copy of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events.checkpoints import list_checkpoints
from checkin.events.closing import find_closing
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.events.stages import NAMES, Stage, find_step
from checkin.planning import service
from checkin.planning.checks import GROUPS, Group, State, tally
from checkin.planning.copying import copy_event
from checkin.planning.endings import read_ending
from checkin.planning.ends import of_end
from checkin.planning.forms import CopyForm, StepForm
from checkin.planning.gates import all_checks
from checkin.planning.machine import present_machine
from checkin.planning.moves import next_move
from checkin.planning.offers import offered
from checkin.planning.queries import read_facts
from checkin.planning.words import STEP_WORDS
from checkin.planning.wrap import Wrap
from checkin.web.access import current_actor, may, requires
from checkin.web.errors import translated

blueprint = Blueprint("planning", __name__, url_prefix="/kegiatan/<code>")


@blueprint.get("/ringkasan")
@requires(Permission.EVENT_READ)
def overview(code: str) -> ResponseReturnValue:
    """Show where the event stands, what is missing, and the one thing to do next."""
    event = get_event(db.session, code)
    now = clock.now()
    facts = read_facts(db.session, event, present_machine())
    stage = Stage(event.stage)
    groups = (
        {Group.END: tuple(of_end(read_ending(db.session, event, now)))}
        if stage in (Stage.CLOSED, Stage.ARCHIVED)
        else all_checks(facts, now)
    )
    return render_template(
        "planning/overview.html",
        event=event,
        facts=facts,
        groups=groups,
        group_names=GROUPS,
        tally=tally(check for checks in groups.values() for check in checks),
        move=next_move(facts, now),
        stage=stage,
        stages=tuple(Stage),
        stage_names=NAMES,
        steps=[(step, STEP_WORDS[stage, step.to]) for step in offered(facts)],
    )


@blueprint.route("/langkah/<to>", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def step(code: str, to: str) -> ResponseReturnValue:
    """Say what a step changes and what is not ready for it; take it."""
    event = get_event(db.session, code)
    stage = Stage(event.stage)
    target = next((one for one in Stage if one == to), stage)
    if find_step(stage, target) is None:
        flash(_("Langkah ini tidak tersedia pada tahap sekarang."), "warning")
        return redirect(url_for("planning.overview", code=code))
    form = StepForm()
    words = STEP_WORDS[stage, target]
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service.step(
                    session,
                    current_actor(),
                    get_event(session, code),
                    target,
                    form.reason.data or "",
                    clock.now(),
                    since=_since(event, form),
                )
        except (Conflict, Invalid) as error:
            form.complain("since" if form.since.data else "reason", translated(error))
        else:
            flash(_(words.done), "success")
            over = target in (Stage.CLOSED, Stage.ARCHIVED)
            return redirect(url_for("planning.wrap_up" if over else "planning.overview", code=code))
    return _step_page(event, target, form)


def _since(event: Event, form: StepForm) -> datetime | None:
    """Return the moment the form names, in the event's zone."""
    at = form.since.data
    return at.replace(tzinfo=ZoneInfo(event.timezone)) if at else None


def _step_page(event: Event, target: Stage, form: StepForm) -> ResponseReturnValue:
    event = get_event(db.session, event.code)
    stage = Stage(event.stage)
    now = clock.now()
    facts = read_facts(db.session, event, present_machine())
    groups = all_checks(facts, now)
    if not form.is_submitted() and facts.scans_since_doors:
        form.since.data = facts.doors_at.astimezone(ZoneInfo(event.timezone))
    ending = read_ending(db.session, event, now) if stage is not Stage.ARCHIVED else None
    asks = _asks(stage, target) or bool(target is Stage.CLOSED and ending and ending.debts)
    form.reason.flags.required = asks
    warns = (State.MISSING, State.LOOK) if target is Stage.RUNNING else ()
    page = render_template(
        "planning/step.html",
        event=event,
        form=form,
        words=STEP_WORDS[stage, target],
        asks=asks,
        facts=facts,
        stage=stage,
        target=target,
        ending=ending,
        wrap=Wrap,
        unready=[c for checks in groups.values() for c in checks if c.state in warns]
        if stage in (Stage.DRAFT, Stage.OPEN)
        else [],
    )
    return page, 422 if form.errors else 200


def _asks(stage: Stage, target: Stage) -> bool:
    found = find_step(stage, target)
    return found is not None and found.asks


@blueprint.get("/penutupan")
@requires(Permission.EVENT_READ)
def wrap_up(code: str) -> ResponseReturnValue:
    """Walk through the end: phones, cases, closing, final lists, export, archive."""
    event = get_event(db.session, code)
    now = clock.now()
    return render_template(
        "planning/wrap_up.html",
        event=event,
        ending=read_ending(db.session, event, now),
        closing=find_closing(db.session, event),
        wrap=Wrap,
        stage=Stage(event.stage),
        too_early=now < event.starts_at and event.stage != Stage.RUNNING,
        form=StepForm(),
    )


@blueprint.route("/salin", methods=["GET", "POST"])
@requires(Permission.EVENT_WRITE)
def copy(code: str) -> ResponseReturnValue:
    """Make a new event like this one, without its people."""
    event = get_event(db.session, code)
    form = CopyForm(data={"name": event.name})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                source = get_event(session, code)
                made = copy_event(
                    session,
                    current_actor(),
                    source,
                    form.name.data,
                    form.day.data,
                    clock.now(),
                ).code
        except Invalid as error:
            form.complain("day", translated(error))
        else:
            flash(_("Kegiatan disalin. Berikutnya, unggah daftar peserta."), "success")
            return redirect(url_for("planning.overview", code=made))
    page = render_template(
        "planning/copy.html",
        event=event,
        form=form,
        checkpoints=list_checkpoints(db.session, event),
        regencies=event_regencies(db.session, event),
        pillars=event_pillars(db.session, event),
    )
    return page, 422 if form.errors else 200


@blueprint.app_template_global()
def check_words(said: str, values: dict[str, object], timezone: str) -> str:
    """Return the sentence of a check with its numbers and times written as the reader writes them."""
    number = current_app.jinja_env.filters["number"]
    moment = current_app.jinja_env.filters["moment"]

    def written(value: object) -> object:
        if isinstance(value, datetime):
            return moment(value, timezone)
        return number(value) if isinstance(value, int) else value

    return str(_(said, **{name: written(value) for name, value in values.items()}))


@blueprint.app_template_global()
def stage_name(stage: str) -> str:
    """Return what a stage is called."""
    return str(_(NAMES[Stage(stage)]))


@blueprint.app_template_global()
def may_open(endpoint: str, is_office: bool = False) -> bool:
    """Say whether the reader holds the permission that the page asks for, as its view declares it."""
    check = vars(current_app.view_functions[endpoint])["access"]
    return may(check.args[0], anywhere=is_office)
