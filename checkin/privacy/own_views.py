"""A person's own page on their data, behind the secret address of the badge: what is held, what to ask."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.badges.links import find_registration
from checkin.db import db, transaction
from checkin.errors import Invalid, Throttled
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.privacy import queries, requests
from checkin.privacy.forms import ZONE, OwnRequestForm
from checkin.privacy.models import PrivacyRequest
from checkin.privacy.wiping import CONTACTS, IDENTIFIERS
from checkin.web.access import public
from checkin.web.errors import translated
from checkin.web.security import limiter

blueprint = Blueprint("privacy_own", __name__, url_prefix="/p/<secret>/data-saya")


def _this_address() -> str:
    return str((request.view_args or {}).get("secret", ""))


limiter.limit("30 per minute", key_func=_this_address)(blueprint)


@blueprint.before_request
def keep_the_address_secret() -> None:
    """Have every answer say that its address is to be kept."""
    g.secret_address = True


@blueprint.route("", methods=["GET", "POST"])
@public
def show(secret: str) -> ResponseReturnValue:
    """Show which data are held, without them, and take a request."""
    now = clock.now()
    seat = find_registration(db.session, secret)
    form = OwnRequestForm()
    form.offer()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                mine = find_registration(session, secret)
                made = requests.receive_from_page(session, mine, form.said(), now)
                label = requests.label_of(made)
        except (Invalid, Throttled) as error:
            form.complain("words", translated(error))
        else:
            flash(
                _("Permintaan %(label)s diterima; dijawab dalam 3 x 24 jam.", label=label),
                "success",
            )
            return redirect(url_for("privacy_own.show", secret=secret))
        seat = find_registration(db.session, secret)
    person = db.session.get_one(Person, seat.person_id)
    rows = queries.of_person(db.session, seat.person_id, now)
    answers = {row.id: db.session.get_one(PrivacyRequest, row.id).answer for row in rows}
    page = render_template(
        "privacy/own.html",
        secret=secret,
        name=person.name,
        event=db.session.get_one(Event, seat.event_id),
        has_identifiers=any(getattr(person, one) for one in IDENTIFIERS),
        has_contacts=any(getattr(person, one) for one in CONTACTS),
        rows=rows,
        answers=answers,
        form=form,
        zone=str(ZONE),
    )
    return page, 422 if form.errors else 200
