"""The console's page of letters: whom they reach, how one looks, send, watch, send again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.actor import Permission
from checkin.db import db, transaction
from checkin.errors import Unavailable
from checkin.events.queries import get_event
from checkin.events.stages import Change, allows
from checkin.jobs.runner import runner
from checkin.jobs.service import create_job
from checkin.mail import outbox
from checkin.mail.letters import compose
from checkin.mail.plan import State
from checkin.office import smtp
from checkin.office.queries import mail_settings
from checkin.personal import mailing
from checkin.personal.console import is_here_only
from checkin.personal.drafting import words_for
from checkin.personal.posting import KIND
from checkin.personal.reach import failures, reach
from checkin.personal.views import address_of
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.errors import translated

blueprint = Blueprint("letters", __name__, url_prefix="/kegiatan/<code>/surat")


@blueprint.get("/")
@requires(Permission.PERSONAL_DATA_REVEAL)
def index(code: str) -> ResponseReturnValue:
    """Show whom letters reach, how one looks and what became of those sent."""
    kind = "reminder" if request.args.get("pesan") == "pengingat" else "invitation"
    event = get_event(db.session, code)
    state = {
        "event": event,
        "kind": kind,
        "server": mail_settings(db.session),
        "counts": outbox.counts(db.session, event.id, kind),
        "failures": failures(db.session, event, kind),
        "State": State,
    }
    if "HX-Request" in request.headers:
        return render_template("personal/_letters_state.html", **state)
    subject, text = words_for(db.session, event, kind, None, address_of, clock.now())
    return render_template(
        "personal/letters.html",
        **state,
        reach=reach(db.session, event),
        had=mailing.had(db.session, event, kind),
        unreachable=is_here_only(),
        is_over=not allows(event.stage, Change.BADGES),
        subject=subject,
        text=text,
    )


@blueprint.post("/<any(invitation, reminder):kind>/kirim")
@requires(Permission.PERSONAL_DATA_REVEAL)
def send(code: str, kind: str) -> ResponseReturnValue:
    """Send to all with an address who have not got it."""
    with transaction() as session:
        put = mailing.queue(session, current_actor(), get_event(session, code), kind, clock.now())
    return _start(code, kind, put)


@blueprint.post("/<any(invitation, reminder):kind>/ulang")
@requires(Permission.PERSONAL_DATA_REVEAL)
def again(code: str, kind: str) -> ResponseReturnValue:
    """Send again what failed; with `nomor`, one person's."""
    number = request.form.get("nomor", type=int)
    with transaction() as session:
        event = get_event(session, code)
        put = mailing.resend(session, current_actor(), event, kind, clock.now(), number)
    return _start(code, kind, put)


@blueprint.post("/<any(invitation, reminder):kind>/hentikan")
@requires(Permission.PERSONAL_DATA_REVEAL)
def stop(code: str, kind: str) -> ResponseReturnValue:
    """Keep back what has not gone out yet."""
    with transaction() as session:
        event = get_event(session, code)
        done = mailing.stop(session, current_actor(), event, kind, clock.now())
    flash(_("%(n)s surat yang belum terkirim ditahan.", n=done), "info")
    return _back(code, kind)


@blueprint.post("/<any(invitation, reminder):kind>/contoh")
@requires(Permission.PERSONAL_DATA_REVEAL)
def sample(code: str, kind: str) -> ResponseReturnValue:
    """Send the letter to the asker's own address."""
    now, to = clock.now(), current_user.email
    with transaction() as session:
        event = get_event(session, code)
        settings, draft = mailing.sample(session, current_actor(), event, kind, to, address_of, now)
    try:
        smtp.deliver(settings, compose(draft, now))
    except Unavailable as error:
        flash(translated(error), "danger")
    else:
        flash(_("Contoh surat dikirim ke %(to)s.", to=to), "success")
    return _back(code, kind)


def _start(code: str, kind: str, letters: int) -> ResponseReturnValue:
    """Have the letters sent; the page they were asked from tells how far they are."""
    if not letters:
        flash(_("Tidak ada surat baru yang perlu dikirim."), "info")
        return _back(code, kind)
    with transaction() as session:
        asked = "pengingat" if kind == "reminder" else None
        params = {"letters": letters, "page": url_for("letters.index", code=code, pesan=asked)}
        job = create_job(
            session, current_actor(), KIND, mark("Pengiriman surat"), params, clock.now()
        )
        job_id = job.id
    runner().send(job_id)
    return _back(code, kind)


def _back(code: str, kind: str) -> ResponseReturnValue:
    asked = "pengingat" if kind == "reminder" else None
    return redirect(url_for("letters.index", code=code, pesan=asked))
