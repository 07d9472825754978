"""The pages that everybody may open: the form of an event, the sender's own page, the privacy notice."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, current_app, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from checkin import clock
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid, Throttled
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies, get_event
from checkin.regions.queries import list_districts
from checkin.signup import intake, queries, service
from checkin.signup.device import device_name, remember
from checkin.signup.forms import SignupForm
from checkin.signup.models import SignupSettings
from checkin.signup.opening import Opening
from checkin.web.access import public
from checkin.web.errors import translated

blueprint = Blueprint("signup", __name__, url_prefix="/daftar/<code>")


@blueprint.route("/", methods=["GET", "POST"], strict_slashes=False)
@public
def form(code: str) -> ResponseReturnValue:
    """Show the form while the event takes people; take it."""
    event = get_event(db.session, code)
    settings = service.settings_of(db.session, event)
    if service.how_open(db.session, event, settings, clock.now()) is Opening.OFF:
        return _page(event, settings, None, ""), 200
    asked = _asked(event, settings)
    if not asked.is_submitted():
        asked.edition.data = str(_edition(db.session, clock.now()))
    device = device_name()
    status, sentence = 200, ""
    if asked.is_submitted() and asked.website.data:
        return redirect(url_for("signup.thanks", code=code))  # a machine: let it go in peace
    if asked.validate_on_submit():
        try:
            now = clock.now()
            sent = asked.sent(_edition(db.session, now))
            with transaction() as session:
                event = get_event(session, code)
                key = intake.submit(session, event, sent, device, now).key
        except (Conflict, Invalid, Throttled) as error:
            if error.code in asked:
                asked.complain(error.code, translated(error))
            else:
                sentence = translated(error)
            status = error.status
        else:
            page = make_response(redirect(url_for("signup.proof", code=code, key=key)))
            return remember(page, device)
    elif asked.errors:
        status = 422
    event = get_event(db.session, code)
    settings = service.settings_of(db.session, event)
    page = make_response(_page(event, settings, asked, sentence, device))
    page.status_code = status
    return remember(page, device)


@blueprint.get("/terima-kasih")
@public
def thanks(code: str) -> ResponseReturnValue:
    """Say thank you."""
    return render_template("signup/thanks.html", event=get_event(db.session, code))


@blueprint.get("/bukti/<key>")
@public
def proof(code: str, key: str) -> ResponseReturnValue:
    """Show the sender how the form stands; once approved, the badge's own page."""
    event = get_event(db.session, code)
    found = queries.get_proof(db.session, event, key)
    if found.page:
        return redirect(url_for("personal.show", secret=found.page))
    return render_template("signup/proof.html", event=event, proof=found)


@blueprint.get("/privasi")
@public
def privacy(code: str) -> ResponseReturnValue:
    """Lead to the privacy notice, which says what this event asks."""
    return redirect(url_for("privacy_notice.show", kegiatan=code))


def _edition(session: Session, now: datetime) -> int:
    """Return the edition of the privacy notice in force; a new one is written before it is shown."""
    find: Callable[[Session, datetime], int] = current_app.extensions["privacy_notice"]
    return find(session, now)


def _asked(event: Event, settings: SignupSettings) -> SignupForm:
    asked = SignupForm()
    if not settings.asks_nik:
        del asked.nik
    pillars = event_pillars(db.session, event)
    regencies = event_regencies(db.session, event)
    asked.offer(
        [p for p in pillars if not settings.pillar_codes or p.code in settings.pillar_codes],
        [r for r in regencies if not settings.regency_codes or r.code in settings.regency_codes],
        list_districts(db.session),
    )
    return asked


def _page(
    event: Event,
    settings: SignupSettings,
    asked: SignupForm | None,
    sentence: str,
    device: str = "",
) -> str:
    now = clock.now()
    return render_template(
        "signup/form.html",
        event=event,
        settings=settings,
        opening=service.how_open(db.session, event, settings, now),
        form=asked,
        sentence=sentence,
        sent=queries.list_sent(db.session, event, device) if device else [],
    )
