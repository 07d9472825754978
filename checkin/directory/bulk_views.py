"""Actions on many people: the question with the exact number, the deed, and taking it back."""

import io
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.audit import runs
from checkin.badges.jobs import KIND as BADGES_PRINT
from checkin.badges.jobs import job_params
from checkin.badges.printing import Order as PrintOrder
from checkin.badges.queries import Choice
from checkin.badges.sheets import DEFAULT_LAYOUT
from checkin.db import db, transaction
from checkin.directory import jobs, queries, service, undoing
from checkin.directory.asked import Asked
from checkin.directory.choosing import KINDS, WHY, Action, Sorted
from checkin.directory.service import Order, Selection
from checkin.directory.views import address_of_list, asked_of, blueprint
from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.events.queries import event_pillars, get_checkpoint, get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.regions.queries import list_districts
from checkin.text import mark
from checkin.web.access import current_actor, current_limit, may, requires

AT_ONCE = 500  # so many are changed while the browser waits; more of them as a job
SHOWN = 8


@blueprint.post("/tindakan")
@requires(Permission.ROSTER_READ, limited=True)
def ask(code: str) -> ResponseReturnValue:
    """Ask whether to do it, with the exact number and what it means."""
    event, order = get_event(db.session, code), _order()
    return _question(event, order, service.choose(db.session, current_actor(), event, order))


@blueprint.post("/tindakan/jalankan")
@requires(Permission.ROSTER_READ, limited=True)
def act(code: str) -> ResponseReturnValue:
    """Do what was asked, at once or as a job."""
    event, order = get_event(db.session, code), _order()
    found = service.choose(db.session, current_actor(), event, order)
    _check(order, found)
    match order.action:
        case Action.PRINT:
            return _print(event, order, found)
        case Action.EXPORT | Action.INVITE:
            return _file(event, order, found)
    if not order.reason and order.action in (Action.CANCEL, Action.REISSUE):
        flash(_("Tulis alasannya."), "danger")
        return _question(event, order, found), 422
    if len(found.concerned) > AT_ONCE:
        return _watch(jobs.send(current_actor(), code, order, _title(order, found)))
    with transaction() as session:
        event = get_event(session, code)
        done = service.carry_out(session, current_actor(), event, order, clock.now())
    flash(_(KINDS[order.action].done, n=done.count), "success")
    if done.entry:
        return redirect(url_for("directory.done", code=code, entry_id=done.entry), 303)
    return redirect(url_for("directory.index", code=code), 303)


@blueprint.get("/tindakan/<uuid:entry_id>")
@requires(Permission.ROSTER_READ, limited=True)
def done(code: str, entry_id: UUID) -> ResponseReturnValue:
    """Show what was done, and the way to take it back."""
    event = get_event(db.session, code)
    deed = undoing.find_deed(db.session, current_actor(), event, entry_id)
    kind = KINDS[deed.action]
    return render_template("directory/done.html", event=event, deed=deed, kind=kind)


@blueprint.post("/tindakan/<uuid:entry_id>/urungkan")
@requires(Permission.ROSTER_READ, limited=True)
def undo(code: str, entry_id: UUID) -> ResponseReturnValue:
    """Take an action back."""
    with transaction() as session:
        event = get_event(session, code)
        count = undoing.undo(session, current_actor(), event, entry_id, clock.now())
    flash(_("Diurungkan: %(n)s orang kembali seperti semula.", n=count), "success")
    return redirect(url_for("directory.index", code=code), 303)


def _order() -> Order:
    """Return the order that the form makes; raise `Invalid` for none."""
    said = request.form
    word = said.get("tindakan", "")
    if word not in set(Action):
        raise Invalid(mark("Pilih dahulu tindakannya."), code="action")
    everybody = "semua" in said
    numbers = runs.read(said.get("nomor-nomor", "")) + [
        int(one) for one in said.getlist("n") if one.isascii() and one.isdigit() and len(one) < 8
    ]
    if not (everybody or numbers):
        raise Invalid(mark("Pilih dahulu orangnya: beri centang pada barisnya."), code="nobody")
    expected = said.get("jumlah", "")
    return Order(
        action=Action(word),
        selection=Selection(asked=asked_of(said)) if everybody else Selection(numbers=tuple(numbers)),
        expected=int(expected) if expected.isascii() and expected.isdigit() and len(expected) < 8 else None,
        to=said.get("menjadi", "")[:30],
        reason=" ".join(said.get("alasan", "").split())[:200],
    )  # fmt: skip


def _question(event: Event, order: Order, found: Sorted) -> str:
    session, kind = db.session, KINDS[order.action]
    only = current_limit(Permission.ROSTER_READ)
    first = [one.number for one in found.concerned[:SHOWN]]
    rows = queries.rows_of(session, event, first, get_checkpoint(session, event))
    regencies = {one.regency for one in found.concerned}
    hidden: dict[str, Any] = {"tindakan": order.action.value}
    if order.selection.asked:
        hidden |= {"semua": "1"} | order.selection.asked.filters()
    else:
        hidden["nomor-nomor"] = runs.write(order.selection.numbers)
    return render_template(
        "directory/ask.html",
        event=event,
        action=order.action.value,
        kind=kind,
        count=len(found.concerned),
        without=[_(WHY[why], n=n) for why, n in found.without.items()],
        rows=[rows[number] for number in first],
        hidden=hidden,
        order=order,
        back=address_of_list(event.code, order.selection.asked or Asked()),
        pillars=event_pillars(session, event),
        districts=list_districts(session, regencies.pop()) if len(regencies) == 1 else [],
        may_reveal=may(Permission.PERSONAL_DATA_REVEAL) and only is None,
        long=len(found.concerned) > AT_ONCE,
    )


def _check(order: Order, found: Sorted) -> None:
    """Refuse what is not what the asker was told."""
    targeted = order.action in (Action.PILLAR, Action.DISTRICT)
    if not targeted and order.expected is not None and order.expected != len(found.concerned):
        service.refuse_changed(len(found.concerned), order.expected)
    if not found.concerned:
        service.refuse_nobody()


def _print(event: Event, order: Order, found: Sorted) -> ResponseReturnValue:
    numbers = tuple(one.number for one in found.concerned)
    ordered = PrintOrder(layout=DEFAULT_LAYOUT, choice=Choice(numbers=numbers))
    params = job_params(event.code, ordered)
    with transaction() as session:
        job_id = create_job(
            session, current_actor(), BADGES_PRINT, _title(order, found), params, clock.now()
        ).id
    runner().send(job_id)
    return _watch(job_id)


def _file(event: Event, order: Order, found: Sorted) -> ResponseReturnValue:
    form = "csv" if request.form.get("bentuk") == "csv" else "xlsx"
    full = "lengkap" in request.form
    if len(found.concerned) > AT_ONCE:
        title = _title(order, found)
        return _watch(jobs.send(current_actor(), event.code, order, title, format=form, full=full))
    made = jobs.make_file(current_actor(), event.code, order, form, full=full)
    return send_file(
        io.BytesIO(made.content), made.media_type, as_attachment=True, download_name=made.file_name
    )


def _title(order: Order, found: Sorted) -> str:
    return f"{_(KINDS[order.action].label)}: {_('%(n)s orang', n=len(found.concerned))}"


def _watch(job_id: object) -> ResponseReturnValue:
    return redirect(url_for("jobs.show", job_id=job_id), 303)
