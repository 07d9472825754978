"""A person's own page behind an unguessable address: the badge, the event, the calendar file.

Nobody signs in here. The address is the key, so no page sends it on as a referrer, no search engine may keep
it, and what it shows is what the badge shows.
"""

import io
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.badges import layout
from checkin.badges.links import find_registration
from checkin.db import db, transaction
from checkin.documents import picture
from checkin.documents.press import print_pdf
from checkin.people.models import Person
from checkin.personal import leaving, queries, service
from checkin.personal.calendar import calendar_file
from checkin.web.access import public
from checkin.web.security import csrf, limiter

blueprint = Blueprint("personal", __name__, url_prefix="/p/<secret>")
PICTURE_DPI = 170


def _this_address() -> str:
    return str((request.view_args or {}).get("secret", ""))


limiter.limit("60 per minute", key_func=_this_address)(blueprint)
limiter.limit("1200 per minute")(
    blueprint
)  # a hall is one address; 128 bits are not guessed at this pace


@blueprint.before_request
def keep_the_address_secret() -> None:
    """Have every answer say that its address is to be kept."""
    g.secret_address = True


def address_of(secret: str) -> str:
    """Return the full address of a personal page."""
    public_url: str = current_app.extensions["settings"].public_url
    return f"{public_url}/p/{secret}"


@blueprint.get("")
@public
def show(secret: str) -> ResponseReturnValue:
    """Show the person the badge and where to go with it."""
    registration = find_registration(db.session, secret)
    page = queries.personal_page(db.session, registration)
    return render_template("personal/show.html", page=page, event=page.event, secret=secret)


@blueprint.get("/tanda-peserta.png")
@public
def image(secret: str) -> ResponseReturnValue:
    """Give the badge as a picture."""
    content = picture.png(_own_badge(secret), PICTURE_DPI)
    return _file(content, "image/png", "tanda-peserta.png")


@blueprint.get("/tanda-peserta.pdf")
@public
def pdf(secret: str) -> ResponseReturnValue:
    """Give the badge as a page to print."""
    return _file(_own_badge(secret), "application/pdf", "tanda-peserta.pdf")


@blueprint.get("/kegiatan.ics")
@public
def calendar(secret: str) -> ResponseReturnValue:
    """Give the event as a calendar file."""
    page = queries.personal_page(db.session, find_registration(db.session, secret))
    address = address_of(secret)
    content = calendar_file(
        queries.occasion(page.event),
        code=page.event.code,
        host=urlsplit(address).hostname or "localhost",
        ends_at=page.event.ends_at,
        address=address,
        now=clock.now(),
    )
    return _file(content, "text/calendar; charset=utf-8", f"{page.event.code}.ics")


@blueprint.route("/berhenti", methods=["GET", "POST"])
@public
def leave(secret: str) -> ResponseReturnValue:
    """Ask for no more messages, or for messages again.

    Mail programs post here by themselves (RFC 8058) and hold no token of ours; the address is the key.
    """
    registration = find_registration(db.session, secret)
    if request.method == "POST":
        with transaction() as session:
            mine = find_registration(session, secret)
            leaving.leave(session, mine, clock.now(), stop="lagi" not in request.form)
        if "List-Unsubscribe" in request.form:
            return "", 204
        return redirect(url_for("personal.leave", secret=secret))
    page = queries.personal_page(db.session, registration)
    stopped = db.session.get_one(Person, registration.person_id).restricted_at
    return render_template(
        "personal/leave.html", page=page, event=page.event, secret=secret, stopped=stopped
    )


csrf.exempt(leave)


def _own_badge(secret: str) -> bytes:
    with transaction() as session:
        registration = find_registration(session, secret)
        sheet = service.own_badge(session, registration, clock.now())
    return print_pdf(layout.document(sheet))


def _file(content: bytes, media_type: str, name: str) -> ResponseReturnValue:
    wanted = "unduh" in request.args or media_type.startswith("text/calendar")
    return send_file(io.BytesIO(content), media_type, as_attachment=wanted, download_name=name)
