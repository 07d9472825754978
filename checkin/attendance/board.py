"""The live board and the wall: who has arrived, refreshing by themselves, cheap however many watch.

Each process reads an event at most once a second for all its viewers, and a viewer whose page is still
right is answered 304. Who may watch is asked anew every five seconds, so that an ended session loses the
board soon.
"""

from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, current_app, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from checkin import clock
from checkin.actor import Permission
from checkin.attendance.live import Board, read_board
from checkin.attendance.watching import Shared
from checkin.db import db
from checkin.events.queries import get_event
from checkin.formats import zone_name
from checkin.web.access import guarded, requires

GOOD_FOR, ADMITTED_FOR = 0.8, 5.0  # seconds
PARTS = {"papan": "attendance/_counts.html", "layar": "attendance/_wall.html"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A rendered part of a page, its tag, and the time of the figures in it."""

    html: str
    tag: str
    as_of: str


def register_board(blueprint: Blueprint) -> None:
    """Add the board's routes to the attendance blueprint."""
    blueprint.add_url_rule("/", "overview", overview)
    blueprint.add_url_rule("/layar", "wall", wall)
    blueprint.add_url_rule("/hitungan", "counts", counts)


@requires(Permission.ATTENDANCE_READ)
def overview(code: str) -> ResponseReturnValue:
    """Show the live board, or what to do next while nobody is registered."""
    board = read_board(db.session, get_event(db.session, code), clock.now())
    return render_template("attendance/board.html", part=_part("papan", board), **_words(board))


@requires(Permission.ATTENDANCE_READ)
def wall(code: str) -> ResponseReturnValue:
    """Show the figures large, without names, for a projector."""
    board = read_board(db.session, get_event(db.session, code), clock.now())
    return render_template("attendance/wall.html", part=_part("layar", board), **_words(board))


def _may_watch() -> None:
    """Admit who may read attendance here; the answer is good for a few seconds."""
    key = session.get("_user_id"), (request.view_args or {}).get("code")
    check = vars(overview)["access"]
    if key[0] is None:
        check()
    _shared(current_app, "admitted", ADMITTED_FOR).get(key, partial(_checked, check))


def _checked(check: partial[None]) -> bool:
    check()
    return True


@guarded(_may_watch)
def counts(code: str) -> ResponseReturnValue:
    """Give the part of the page that changes; the page asks every two seconds."""
    view = request.args.get("tampilan", "papan")
    view = view if view in PARTS else "papan"
    key = (view, code, str(get_locale()))

    def make() -> _Part:
        return _part(view, read_board(db.session, get_event(db.session, code), clock.now()))

    part: _Part = _shared(current_app, "boards", GOOD_FOR).get(key, make)
    reply = Response(part.html)
    reply.set_etag(part.tag)
    reply.headers["Cache-Control"] = "private, no-cache"
    reply.headers["Board-As-Of"] = part.as_of
    return reply.make_conditional(request)


def _part(view: str, board: Board) -> _Part:
    html = render_template(PARTS[view], **_words(board))
    zone = board.event.timezone
    at = board.now.astimezone(ZoneInfo(zone))
    return _Part(
        html=html,
        tag=blake2b(html.encode(), digest_size=10).hexdigest(),
        as_of=f"{at:%H.%M.%S} {zone_name(zone)}",
    )


def _words(board: Board) -> dict[str, object]:
    return {
        "board": board,
        "event": board.event,
        "counts": board.counts,
        "latest": board.latest,
        "checkpoint": board.checkpoint,
    }


def _shared(app: Flask, name: str, seconds: float) -> Shared[Any]:
    """Return what this process keeps under `name`; tests always see what is."""
    kept: dict[str, Shared[Any]] = app.extensions.setdefault("board", {})
    return kept.setdefault(name, Shared(0.0 if app.testing else seconds, monotonic))
