"""The live board and the wall: who has arrived, refreshing by themselves, cheap however many watch.

Each process reads an event at most once a second for all its viewers, whatever view and language, and a
viewer whose page is still right is answered 304. Who may watch is asked anew every ten seconds, so that
an ended session loses the board soon.
"""

import gzip
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from threading import Lock
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

GOOD_FOR, ADMITTED_FOR = 0.8, 10.0  # seconds
LEVEL = 5  # of gzip: what more would save takes longer than it is worth
PARTS = {"papan": "attendance/_counts.html", "layar": "attendance/_wall.html"}


@dataclass(frozen=True, slots=True)
class _Part:
    """A rendered part of a page, the same in gzip, its tag, and the time of the figures in it."""

    html: str
    packed: bytes
    tag: str
    as_of: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """A reading of an event and the parts made of it so far, by view and language."""

    board: Board
    _parts: dict[tuple[str, str], _Part] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def part(self, view: str) -> _Part:
        """Return the part of this view in the reader's language."""
        key = view, str(get_locale())
        with self._lock:
            if key not in self._parts:
                self._parts[key] = _part(view, self.board)
            return self._parts[key]


def register_board(blueprint: Blueprint) -> None:
    """Add the board's routes to the attendance blueprint."""
    blueprint.add_url_rule("/", "overview", overview)
    blueprint.add_url_rule("/layar", "wall", wall)
    blueprint.add_url_rule("/hitungan", "counts", counts)


@requires(Permission.ATTENDANCE_READ)
def overview(code: str) -> ResponseReturnValue:
    """Show the live board, or what to do next while nobody is registered."""
    return _page("attendance/board.html", "papan", code)


@requires(Permission.ATTENDANCE_READ)
def wall(code: str) -> ResponseReturnValue:
    """Show the figures large, without names, for a projector."""
    return _page("attendance/wall.html", "layar", code)


def _page(template: str, view: str, code: str) -> str:
    reading = _read(code)
    return render_template(template, part=reading.part(view), **_words(reading.board))


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
    part = _read(code).part(view if view in PARTS else "papan")
    packed = request.accept_encodings.quality("gzip") > 0
    reply = Response(part.packed if packed else part.html)
    if packed:
        reply.headers["Content-Encoding"] = "gzip"
    reply.vary.add("Accept-Encoding")
    reply.set_etag(part.tag, weak=True)
    reply.headers["Cache-Control"] = "private, no-cache"
    reply.headers["Board-As-Of"] = part.as_of
    return reply.make_conditional(request)


def _read(code: str) -> _Reading:
    def make() -> _Reading:
        return _Reading(read_board(db.session, get_event(db.session, code), clock.now()))

    reading: _Reading = _shared(current_app, "boards", GOOD_FOR).get(code, make)
    return reading


def _part(view: str, board: Board) -> _Part:
    """Render without the request's context: one part is for all who watch."""
    html = current_app.jinja_env.get_template(PARTS[view]).render(_words(board))
    zone = board.event.timezone
    at = board.now.astimezone(ZoneInfo(zone))
    return _Part(
        html=html,
        packed=gzip.compress(html.encode(), LEVEL, mtime=0),
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
