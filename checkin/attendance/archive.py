"""Pages of the editions taken so far: their files again, the minutes of their count."""

import io
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import Permission, require
from checkin.attendance.choices import Form, Orientation, Paper
from checkin.attendance.jobs import KIND, MINUTES, form_of, job_params, print_edition
from checkin.db import db, transaction
from checkin.editions.queries import get_edition, label_of
from checkin.errors import Invalid
from checkin.events.queries import get_event
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.text import mark
from checkin.web.access import current_actor, requires

AT_ONCE = 3000  # people whose list takes less than two seconds
AT_ONCE_TAGGED = 150


def register_archive(blueprint: Blueprint) -> None:
    """Add the routes of editions to the attendance blueprint."""
    path = "/daftar-hadir/edisi/<uuid:edition_id>"
    blueprint.add_url_rule(path, "reprint", reprint, methods=["POST"])
    blueprint.add_url_rule(f"{path}/daftar.pdf", "edition", edition)
    blueprint.add_url_rule(f"{path}/berita-acara.pdf", "minutes", minutes)


@requires(Permission.ATTENDANCE_PRINT)
def reprint(code: str, edition_id: UUID) -> ResponseReturnValue:
    """Print an edition once more, as it was."""
    _note(code, edition_id, "edition.fetch")
    found, _series = get_edition(db.session, get_event(db.session, code), edition_id)
    form, listed = form_of(found.totals["form"]), found.totals["listed"]
    return lead_to_print(code, edition_id, form, listed, tagged="tagged" in request.form)


@requires(Permission.ATTENDANCE_PRINT)
def edition(code: str, edition_id: UUID) -> ResponseReturnValue:
    """Give an edition's pages, by default on the paper it was first printed on."""
    _note(code, edition_id, "edition.fetch")
    form, tagged = _asked_form(code, edition_id), "ua" in request.args
    return _file(print_edition(code, edition_id, form, tagged=tagged))


@requires(Permission.ATTENDANCE_PRINT)
def minutes(code: str, edition_id: UUID) -> ResponseReturnValue:
    """Give the minutes of the count of an edition."""
    _note(code, edition_id, "attendance.minutes")
    return _file(print_edition(code, edition_id, _asked_form(code, edition_id), MINUTES))


def lead_to_print(
    code: str, edition_id: UUID, form: Form, listed: int, *, tagged: bool = False
) -> ResponseReturnValue:
    """Go to the pages where they are made at once, else to where their making can be watched."""
    if listed <= (AT_ONCE_TAGGED if tagged else AT_ONCE):
        asked: dict[str, Any] = {"kertas": form.paper.value, "arah": form.orientation.value}
        if form.hand_rows is not None:
            asked["baris"] = form.hand_rows
        if tagged:
            asked["ua"] = 1
        return redirect(url_for("attendance.edition", code=code, edition_id=edition_id, **asked))
    with transaction() as session:
        found, series = get_edition(session, get_event(session, code), edition_id)
        title = _(
            "Daftar hadir %(label)s edisi %(edition)s",
            label=label_of(series.number, code),
            edition=found.number,
        )
        params = job_params(code, edition_id, form, tagged=tagged)
        job = create_job(session, current_actor(), KIND, title[:200], params, clock.now())
        job_id = job.id
    runner().send(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


def _note(code: str, edition_id: UUID, action: str) -> None:
    """Write down who takes an edition; ask for the right to phone numbers where it holds them."""
    event = get_event(db.session, code)
    found, series = get_edition(db.session, event, edition_id)
    actor, event_id = current_actor(), event.id
    if action == "edition.fetch" and "phone" in series.key.rpartition("|")[2].split("+"):
        require(actor, Permission.PERSONAL_DATA_REVEAL, event_id)
        action = "phone.reveal"
    subject = f"{label_of(series.number, code)}/{found.number}"
    with transaction() as session:
        record(session, actor, action, subject=subject, now=clock.now(), event_id=event_id)


def _asked_form(code: str, edition_id: UUID) -> Form | None:
    asked = request.args
    if not asked:
        return None
    found, _series = get_edition(db.session, get_event(db.session, code), edition_id)
    first: dict[str, Any] = found.totals["form"]
    try:
        return Form(
            paper=Paper(asked.get("kertas", first["paper"])),
            orientation=Orientation(asked.get("arah", first["orientation"])),
            hand_rows=asked.get("baris", first["hand_rows"], int),
        )
    except ValueError as error:
        raise Invalid(mark("Pilihan ini tidak ada."), code="form_unknown") from error


def _file(result: Any) -> ResponseReturnValue:
    return send_file(io.BytesIO(result.content), result.media_type, download_name=result.file_name)
