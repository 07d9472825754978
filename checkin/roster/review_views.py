"""Pages of the review queue: one doubtful row beside whom it may be; the error sheet of them all."""

import io
from uuid import UUID

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.regions.queries import list_districts
from checkin.roster import decisions, waiting
from checkin.roster.advice import ADVICE
from checkin.roster.candidates import find_candidates
from checkin.roster.changes import LABELS
from checkin.roster.draft import PersonDraft
from checkin.roster.error_sheet import make_error_sheet
from checkin.roster.forms import CorrectForm
from checkin.roster.issues import Issue
from checkin.roster.models import ImportRow, RosterImport
from checkin.roster.names import is_name
from checkin.roster.views import blueprint
from checkin.roster.written import as_written
from checkin.web.access import current_actor, current_limit, requires
from checkin.web.errors import translated

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = {"nik": "NIK", "pillar": "Jenis pilar", "regency_code": "Kabupaten/kota", **LABELS}


@blueprint.get("/tinjau")
@requires(Permission.ROSTER_IMPORT, limited=True)
def review(code: str) -> ResponseReturnValue:
    """Go to the first row that waits, or say that none does."""
    event = get_event(db.session, code)
    rows = waiting.waiting_rows(db.session, event, current_limit(Permission.ROSTER_IMPORT))
    if rows:
        return redirect(url_for("roster.review_row", code=code, row_id=rows[0].id))
    return render_template("roster/review_done.html", event=event)


@blueprint.get("/tinjau/<uuid:row_id>")
@requires(Permission.ROSTER_IMPORT, limited=True)
def review_row(code: str, row_id: UUID) -> ResponseReturnValue:
    """Show one row beside whom it may be."""
    event = get_event(db.session, code)
    row = decisions.get_row(db.session, current_actor(), event, row_id)
    if row.decision is not None:
        return redirect(url_for("roster.review", code=code))
    form = _offered(CorrectForm(formdata=None), event)
    form.start_from(waiting.draft_of(row))
    return _page(event, row, form)


@blueprint.post("/tinjau/<uuid:row_id>/<any(terima,perbaiki,gabung,tolak):action>")
@requires(Permission.ROSTER_IMPORT, limited=True)
def decide(code: str, row_id: UUID, action: str) -> ResponseReturnValue:
    """Settle a row and go on to the next."""
    event = get_event(db.session, code)
    form = _offered(CorrectForm(), event)
    following = _after(event, row_id)
    try:
        done = _decide(code, row_id, action, form)
    except (Invalid, Conflict) as error:
        if action == "perbaiki" and error.code in form._fields:
            form.complain(error.code, translated(error))
        elif action == "perbaiki" and error.code == "doubt":
            form.complain("sure", translated(error))
        else:
            flash(translated(error), "danger")
        done = ""
    if done:
        flash(done, "success")
        return redirect(following)
    event = get_event(db.session, code)
    row = decisions.get_row(db.session, current_actor(), event, row_id)
    if row.decision is not None:
        return redirect(following)
    if action != "perbaiki":
        form.start_from(waiting.draft_of(row))
    return _page(event, row, form, correcting=action == "perbaiki"), 422


def _decide(code: str, row_id: UUID, action: str, form: CorrectForm) -> str:
    """Carry out one decision; return what to tell, `` where the form complains."""
    actor, now = current_actor(), clock.now()
    reason = " ".join(request.form.get("reason", "").replace("\0", "").split())[:200]
    if action == "perbaiki" and not form.validate_on_submit():
        return ""
    with transaction() as session:
        event = get_event(session, code)
        row = decisions.get_row(session, actor, event, row_id)
        if action == "tolak":
            decisions.reject(session, actor, event, row, reason, now)
            return str(_("Baris ditolak."))
        if action == "gabung":
            number = request.form.get("number", 0, type=int)
            fields = request.form.getlist("ambil")
            decisions.merge(session, actor, event, row, number, fields, now, reason=reason)
            return str(_("Digabungkan dengan peserta nomor %(number)s.", number=number))
        corrected = None
        if action == "perbaiki":
            corrected = form.draft(waiting.draft_of(row))
            if corrected is None:
                return ""
        sure = action == "terima" or bool(form.sure.data)
        number = decisions.accept(
            session, actor, event, row, now, reason=reason, corrected=corrected, sure=sure
        )
    return str(_("Terdaftar dengan nomor %(number)s.", number=number))


@blueprint.get("/tinjau/berkas")
@requires(Permission.ROSTER_IMPORT, limited=True, proof=True)
def error_sheet(code: str) -> ResponseReturnValue:
    """Give the rows that wait as a workbook in the office's own layout; who took it is written down."""
    session = db.session
    event = get_event(session, code)
    rows = waiting.waiting_rows(session, event, current_limit(Permission.ROSTER_IMPORT))
    asked = request.args.get("unggahan", "")
    if asked:
        rows = [row for row in rows if str(row.import_id) == asked]
    if not rows:
        flash(_("Tidak ada baris yang menunggu."), "info")
        return redirect(url_for("roster.upload", code=code))
    files = {row.import_id: session.get_one(RosterImport, row.import_id) for row in rows}
    layouts = {key: kept.layout or {} for key, kept in files.items()}
    content = make_error_sheet(rows, layouts, _names(event), _)
    stem = next(iter(files.values())).file_name.rsplit(".", 1)[0]
    with transaction() as writing:
        record(
            writing, current_actor(), "roster.error_sheet",
            now=clock.now(), event_id=event.id, rows=len(rows),
        )  # fmt: skip
    name = f"perbaikan-{stem if len(files) == 1 else event.code}.xlsx"
    return send_file(io.BytesIO(content), XLSX, as_attachment=True, download_name=name)


def _page(event: Event, row: ImportRow, form: CorrectForm, *, correcting: bool = False) -> str:
    session = db.session
    only = current_limit(Permission.ROSTER_IMPORT)
    queue = [r.id for r in waiting.waiting_rows(session, event, only)]
    place = queue.index(row.id) if row.id in queue else 0
    draft = waiting.draft_of(row)
    kept = session.get_one(RosterImport, row.import_id)
    candidates, hidden = find_candidates(session, event, row, draft, only)
    return render_template(
        "roster/review.html",
        event=event,
        row=row,
        kept=kept,
        draft=draft,
        form=form,
        correcting=correcting,
        issues=[Issue(code) for code in row.issues],
        advice=ADVICE,
        candidates=candidates,
        hidden=hidden,
        headings=HEADINGS,
        written=as_written(row, kept.layout or {}),
        position=place + 1,
        total=len(queue),
        following=queue[(place + 1) % len(queue)] if len(queue) > 1 else None,
        earlier=queue[place - 1] if len(queue) > 1 else None,
        names=_names(event),
        may_accept=_may_stand(form, draft) and not any(c.same_nik for c in candidates),
    )


def _may_stand(form: CorrectForm, draft: PersonDraft) -> bool:
    """Say whether the row could be taken as it is: a name, and a pillar type and regency of the event."""
    pillars = [code for code, _label in form.pillar.choices if code]
    regencies = [code for code, _label in form.regency.choices if code]
    return is_name(draft.name) and draft.pillar in pillars and draft.regency_code in regencies


def _after(event: Event, row_id: UUID) -> str:
    only = current_limit(Permission.ROSTER_IMPORT)
    queue: list[UUID] = [row.id for row in waiting.waiting_rows(db.session, event, only)]
    place = queue.index(row_id) if row_id in queue else -1
    rest = queue[place + 1 :] + queue[: max(place, 0)]
    if not rest:
        return url_for("roster.review", code=event.code)
    return url_for("roster.review_row", code=event.code, row_id=rest[0])


def _names(event: Event) -> dict[str, str]:
    session = db.session
    found = {p.code: p.label for p in event_pillars(session, event)}
    found |= {r.code: r.name for r in event_regencies(session, event)}
    return found | {d.code: d.name for d in list_districts(session)}


def _offered(form: CorrectForm, event: Event) -> CorrectForm:
    session = db.session
    only = current_limit(Permission.ROSTER_IMPORT)
    regencies = [r for r in event_regencies(session, event) if only in (None, r.code)]
    form.offer(event_pillars(session, event), regencies, list_districts(session))
    return form
