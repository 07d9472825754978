"""The privacy notice for everybody, in force or as it once was."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.db import db
from checkin.events.queries import get_event
from checkin.privacy import notice, notices
from checkin.privacy.forms import ZONE
from checkin.privacy.models import PrivacyNotice
from checkin.signup.service import settings_of
from checkin.web.access import public
from checkin.web.security import limiter

blueprint = Blueprint("privacy_notice", __name__, url_prefix="/privasi")
limiter.limit("1200 per minute")(blueprint)


@blueprint.get("", strict_slashes=False)
@public
def show() -> ResponseReturnValue:
    """Show the notice in force; with an event, whom that one names and what its form asks."""
    return _page(notices.shown(db.session, clock.now()))


@blueprint.get("/<int(max=100000):number>")
@public
def edition(number: int) -> ResponseReturnValue:
    """Show an edition as it was."""
    return _page(notices.get_notice(db.session, number))


def _page(shown: PrivacyNotice) -> str:
    code = request.args.get("kegiatan", "")[:60]
    event = get_event(db.session, code) if code else None
    last = notices.latest(db.session)
    page: str = render_template(
        "privacy/notice.html",
        shown=shown,
        sections=notice.sections(shown.text),
        newest=last is None or last.number == shown.number,
        event=event,
        settings=settings_of(db.session, event) if event else None,
        zone=str(ZONE),
    )
    return page
