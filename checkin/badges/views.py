"""The console's page of badges: how many are printed, print more, see one, replace a lost one."""

import io

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.badges import layout, preview, printing, queries, service
from checkin.badges.forms import PrintBadgesForm, ReplaceBadgeForm
from checkin.badges.jobs import KIND, job_params
from checkin.badges.sheets import DEFAULT_LAYOUT, find_layout
from checkin.db import db, transaction
from checkin.documents.press import print_pdf
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("badges", __name__, url_prefix="/kegiatan/<code>/tanda-peserta")


@blueprint.get("/")
@requires(Permission.BADGES_PRINT)
def index(code: str) -> ResponseReturnValue:
    """Show how far the badges are, the way to print them and how one looks."""
    event = get_event(db.session, code)
    return _page(event, _print_form(event), ReplaceBadgeForm())


@blueprint.post("/cetak")
@requires(Permission.BADGES_PRINT)
def order(code: str) -> ResponseReturnValue:
    """Start a print and go to where it can be watched."""
    event = get_event(db.session, code)
    form = _print_form(event)
    if not form.validate_on_submit():
        return _page(event, form, ReplaceBadgeForm()), 422
    with transaction() as session:
        params = job_params(code, form.choice(), form.layout.data)
        title = _("Tanda peserta %(event)s", event=get_event(session, code).name)
        job = create_job(session, current_actor(), KIND, title[:200], params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


@blueprint.get("/<int(max=1000000):number>.pdf")
@requires(Permission.BADGES_PRINT)
def single(code: str, number: int) -> ResponseReturnValue:
    """Give the sheet with the badge of one person."""
    with transaction() as session:
        event = get_event(session, code)
        sheet = printing.prepare_print(
            session,
            current_actor(),
            event,
            queries.Choice(number=number),
            request.args.get("tata-letak", DEFAULT_LAYOUT),
            clock.now(),
        )
    content = print_pdf(layout.document(sheet))
    return send_file(
        io.BytesIO(content), "application/pdf", download_name=f"tanda-peserta_{number}.pdf"
    )


@blueprint.post("/ganti")
@requires(Permission.BADGES_PRINT)
def replace(code: str) -> ResponseReturnValue:
    """Replace the badge of one person; the old one is refused from now on."""
    form = ReplaceBadgeForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                service.replace_badge(
                    session,
                    current_actor(),
                    get_event(session, code),
                    form.number.data,
                    clock.now(),
                )
        except NotFound as error:
            form.complain("number", translated(error))
        else:
            number = form.number.data
            flash(
                _(
                    "Tanda peserta nomor %(number)s diganti; yang lama ditolak di pintu.",
                    number=number,
                ),
                "success",
            )
            return redirect(url_for("badges.index", code=code, nomor=number))
    event = get_event(db.session, code)
    return _page(event, _print_form(event), form), 422


def _print_form(event: Event) -> PrintBadgesForm:
    form = PrintBadgesForm()
    form.offer(event_pillars(db.session, event), event_regencies(db.session, event))
    return form


def _page(event: Event, form: PrintBadgesForm, replacing: ReplaceBadgeForm) -> str:
    asked = request.args.get("nomor", 0, type=int)
    number = asked if 0 < asked <= 1_000_000 else queries.first_number(db.session, event)
    return render_template(
        "badges/index.html",
        event=event,
        form=form,
        replacing=replacing,
        counts=queries.print_counts(db.session, event),
        sample=_sample(event, number) if number else None,
    )


def _sample(event: Event, number: int) -> preview.Preview | None:
    usual = find_layout(DEFAULT_LAYOUT)
    choice = queries.Choice(number=number)
    sheet = queries.badge_sheet(db.session, event, usual, choice, issued_only=False)
    return preview.draw(sheet) if sheet.badges else None
