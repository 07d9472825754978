"""The console's pages of badges: how far the printing is, print more, print one again, replace one."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.badges import listing, printing, queries, service
from checkin.badges.forms import PrintBadgesForm, ReplaceBadgeForm, SpareBadgesForm
from checkin.badges.jobs import KIND, job_params, make_print, note_print
from checkin.badges.printing import Order
from checkin.badges.state import PrintState
from checkin.db import db, transaction
from checkin.errors import CheckinError, NotFound
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated
from checkin.web.paging import asked_page

blueprint = Blueprint("badges", __name__, url_prefix="/kegiatan/<code>/tanda-peserta")
AT_ONCE = 500  # so many badges are made while the browser waits; more of them as a job


@blueprint.get("/")
@requires(Permission.BADGES_PRINT)
def index(code: str) -> ResponseReturnValue:
    """Show how far the badges are, the way to print them and how a sheet looks."""
    return _page(get_event(db.session, code))


@blueprint.post("/cetak")
@requires(Permission.BADGES_PRINT)
def order(code: str) -> ResponseReturnValue:
    """Print at once, or start a long print and go to where it can be watched."""
    event = get_event(db.session, code)
    form = _print_form(event)
    if not form.validate_on_submit():
        return _page(event, form=form), 422
    ordered = form.order()
    many = len(queries.issued_badges(db.session, event, ordered.choice, issued_only=False))
    title = _("Tanda peserta %(event)s", event=event.name)
    return _print(event, ordered, title) if many > AT_ONCE else _print_now(event, ordered)


@blueprint.post("/cadangan")
@requires(Permission.BADGES_PRINT)
def spares(code: str) -> ResponseReturnValue:
    """Print a numbered run of badges without a name."""
    event = get_event(db.session, code)
    form = SpareBadgesForm()
    if not form.validate_on_submit():
        return _page(event, spares=form), 422
    ordered = form.order()
    title = _("Tanda peserta cadangan %(event)s", event=event.name)
    return _print(event, ordered, title) if ordered.spares > AT_ONCE else _print_now(event, ordered)


@blueprint.get("/daftar")
@requires(Permission.BADGES_PRINT)
def listed(code: str) -> ResponseReturnValue:
    """Show whose badge is printed, changed since, or not printed."""
    event = get_event(db.session, code)
    state = request.args.get("keadaan", "")
    filters = listing.Filters(
        text=request.args.get("q", "").strip()[:80],
        pillar=request.args.get("pilar", ""),
        regency=request.args.get("wilayah", ""),
        state=state if state in set(PrintState) else "",
    )
    return render_template(
        "badges/list.html",
        event=event,
        filters=filters,
        page=listing.list_badges(db.session, event, filters, asked_page()),
        pillars=event_pillars(db.session, event),
        looks=queries.pillar_looks(db.session, event),
        regencies=event_regencies(db.session, event),
    )


@blueprint.post("/ulang")
@requires(Permission.BADGES_PRINT)
def again(code: str) -> ResponseReturnValue:
    """Print the badge of one person again, with the same code; the reason is kept."""
    event, form = get_event(db.session, code), ReplaceBadgeForm()
    if not form.validate_on_submit():
        return _page(event, replacing=form), 422
    try:
        reason = printing.check_reason(form.reason.data or "")
        choice = queries.Choice(number=form.number.data)
        return _print_now(event, Order(layout=form.layout.data, choice=choice, reason=reason))
    except CheckinError as error:
        form.complain("reason" if error.code == "reason_missing" else "number", translated(error))
        return _page(get_event(db.session, code), replacing=form), 422


@blueprint.post("/ganti")
@requires(Permission.BADGES_PRINT)
def replace(code: str) -> ResponseReturnValue:
    """Replace the badge of one person; the old one is refused from now on."""
    form = ReplaceBadgeForm()
    if form.validate_on_submit():
        number, reason = form.number.data, form.reason.data or _("Hilang")
        try:
            with transaction() as session:
                event = get_event(session, code)
                service.replace_badge(session, current_actor(), event, number, clock.now(), reason)
        except NotFound as error:
            form.complain("number", translated(error))
        else:
            flash(
                _(
                    "Tanda peserta nomor %(number)s diganti; yang lama ditolak di pintu.",
                    number=number,
                ),
                "success",
            )
            return redirect(url_for("badges.index", code=code, nomor=number))
    return _page(get_event(db.session, code), replacing=form), 422


def _print(event: Event, ordered: Order, title: str) -> ResponseReturnValue:
    params = job_params(event.code, ordered)
    with transaction() as session:
        job = create_job(session, current_actor(), KIND, title[:200], params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


def _print_now(event: Event, ordered: Order) -> ResponseReturnValue:
    code, now = event.code, clock.now()
    made = make_print(current_actor(), code, ordered, now)
    note_print(current_actor(), code, made, now)
    return _pdf(made.result.content, made.result.file_name)


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), "application/pdf", download_name=name)


def _print_form(event: Event) -> PrintBadgesForm:
    form = PrintBadgesForm()
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event))
    return form


def _page(
    event: Event,
    *,
    form: PrintBadgesForm | None = None,
    spares: SpareBadgesForm | None = None,
    replacing: ReplaceBadgeForm | None = None,
) -> str:
    asked = request.args.get("nomor", 0, type=int)
    return render_template(
        "badges/index.html",
        event=event,
        form=form or _print_form(event),
        spares=spares or SpareBadgesForm(formdata=None),
        replacing=replacing or ReplaceBadgeForm(formdata=None, number=asked or None),
        counts=listing.print_counts(db.session, event),
        spare=listing.spare_count(db.session, event),
        prints=listing.list_prints(db.session, event),
        looks=queries.pillar_looks(db.session, event),
        number=asked or queries.first_number(db.session, event),
    )
