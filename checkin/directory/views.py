"""The table of people: one page of it, the same again in place while somebody types or chooses."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.actor import Permission
from checkin.db import db
from checkin.directory import queries
from checkin.directory.asked import COLUMNS, OF_ATTENDANCE, SIZE, SORTS, STATES, Asked, read
from checkin.directory.choosing import offered_to
from checkin.directory.counting import count_states
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_checkpoint, get_event
from checkin.jobs.views import works_of
from checkin.regions.queries import list_districts
from checkin.roster.substitutions import replaced_numbers
from checkin.web.access import current_actor, current_limit, may, requires

blueprint = Blueprint("directory", __name__, url_prefix="/kegiatan/<code>/peserta")
FRAGMENT = "directory/_people.html"


@blueprint.get("/")
@requires(Permission.ROSTER_READ, limited=True)
def index(code: str) -> ResponseReturnValue:
    """Show the people, searched, filtered, sorted and in pages; a coordinator's own ones only."""
    return _page(get_event(db.session, code), asked_of(request.args))


@blueprint.post("/cari")
@requires(Permission.ROSTER_READ, limited=True)
def search(code: str) -> ResponseReturnValue:
    """Answer the form of the page: in place, or by the address that says the same without anything secret."""
    event, asked = get_event(db.session, code), asked_of(request.form)
    here = address_of_list(code, asked)
    if _in_place():
        reply = _page(event, asked)
        if request.form.get("kecamatan-dari", asked.regency) != asked.regency:
            reply.set_data(reply.get_data(as_text=True) + _districts(event, asked))
        reply.headers["HX-Replace-Url"] = here
        return reply
    return _page(event, asked) if asked.secret else redirect(here, 303)


@blueprint.get("/jumlah")
@requires(Permission.ROSTER_READ, limited=True)
def counts(code: str) -> ResponseReturnValue:
    """Give the choice of states with how many people each means."""
    session, event, asked = db.session, get_event(db.session, code), asked_of(request.args)
    only, seen = current_limit(Permission.ROSTER_READ), _sees_attendance()
    checkpoint = get_checkpoint(session, event, asked.checkpoint or None)
    found = count_states(session, event, checkpoint, only, attendance=seen)
    return render_template(
        "directory/_states.html", event=event, asked=asked, states=_states(), found=found
    )


def address_of_list(code: str, asked: Asked) -> str:
    """Return the address of the table as asked."""
    return _address(url_for("directory.index", code=code), asked)


def _address(base: str, asked: Asked) -> str:
    """Return an address of the table on its page; the headings need one each, so it is made by hand."""
    told = urlencode(asked.address())
    return f"{base}?{told}" if told else base


def asked_of(said: Mapping[str, str]) -> Asked:
    """Return what a request asks of the table; boxes of columns come one by one."""
    values = dict(said.items())
    if hasattr(said, "getlist"):
        values["kolom"] = ",".join(said.getlist("kolom"))
    asked = read(values, attendance=_sees_attendance())
    if asked.district and not asked.regency and not current_limit(Permission.ROSTER_READ):
        return replace(asked, district="")  # its regency is no longer chosen
    return asked


def _sees_attendance() -> bool:
    return may(Permission.ATTENDANCE_READ)


def _in_place() -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _page(event: Event, asked: Asked) -> Response:
    only = current_limit(Permission.ROSTER_READ)
    if not _in_place():
        return make_response(render_template("directory/index.html", **_whole(event, asked, only)))
    return make_response(render_template(FRAGMENT, **_people(event, asked, only)))


def _districts(event: Event, asked: Asked) -> str:
    """Return the choice of districts as the regency now chosen has them, to stand in its place."""
    session, only = db.session, current_limit(Permission.ROSTER_READ)
    regency = only or asked.regency
    return render_template(
        "directory/_districts.html",
        asked=asked,
        chosen="" if only else asked.regency,
        swapped=True,
        counts=queries.count_people(session, event, only),
        districts=list_districts(session, regency) if regency else [],
    )


def _people(event: Event, asked: Asked, only: str | None) -> dict[str, Any]:
    """Return what the table itself shows."""
    session = db.session
    checkpoint = get_checkpoint(session, event, asked.checkpoint or None)
    found = queries.list_people(session, event, asked, only, checkpoint)
    base = url_for("directory.index", code=event.code)
    return {
        "base": base,
        "address": partial(_address, base),
        "sorts": SORTS,
        "event": event,
        "asked": asked,
        "page": found,
        "checkpoint": checkpoint,
        "replaced": replaced_numbers(session, event, only),
        "columns": COLUMNS,
        "attendance": _sees_attendance(),
        "actions": offered_to(may, event.stage),
        "size": SIZE,
        "may_import": may(Permission.ROSTER_IMPORT),
    }


def _whole(event: Event, asked: Asked, only: str | None) -> dict[str, Any]:
    """Return what the page shows around the table as well."""
    session = db.session
    regency = only or asked.regency
    return _people(event, asked, only) | {
        "counts": queries.count_people(session, event, only),
        "works": works_of(current_actor(), clock.now(), event.code, unfinished=True),
        "pillars": event_pillars(session, event),
        "regencies": [] if only else event_regencies(session, event),
        "chosen": "" if only else asked.regency,
        "districts": list_districts(session, regency) if regency else [],
        "states": _states(),
        "found": {},
    }


def _states() -> dict[str, str]:
    return {
        name: label
        for name, label in STATES.items()
        if name not in OF_ATTENDANCE or _sees_attendance()
    }


# The page of one person and the actions on many stand on the same blueprint.
from checkin.directory import bulk_views, person_views  # noqa: E402, F401
