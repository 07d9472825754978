"""Send what is due: the job that a page asks for, and the worker's look every ten minutes.

A letter is claimed in one transaction and settled in another, with the server between the two: whoever dies
there leaves it on its way, and after a while it is given up as unsure. So a letter goes at most once by
itself; only a human sends it again, under the same id, by which mail programs show both as one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from checkin import clock
from checkin.db import db, transaction
from checkin.errors import CheckinError, Unavailable
from checkin.ids import LetterId
from checkin.jobs.service import JobContext, More
from checkin.mail import links, outbox
from checkin.mail.letters import Draft, compose
from checkin.mail.models import Letter
from checkin.mail.plan import Fault, fault
from checkin.office import smtp
from checkin.office.queries import MailSettings, mail_settings
from checkin.personal import drafting
from checkin.personal.drafting import Unprinted
from checkin.personal.views import address_of

KIND = links.KIND
A_WHILE = 20.0  # seconds, after which other work has its turn


@dataclass(frozen=True, kw_only=True)
class Round:
    """How many letters went, and whether time was up before all that were due had their turn."""

    sent: int = 0
    is_cut_short: bool = False


def send_letters(job: JobContext) -> More | None:
    """Send what is due for a while, telling how far it is; what fails is tried again later by itself."""
    total = int(job.params.get("letters", 0))
    due = outbox.count_due(db.session, job.now)
    db.session.rollback()
    gone = send_due(lambda tried: job.progress(max(total - due + tried, 0), max(total, tried)))
    return More() if gone.is_cut_short else None


def send_waiting(now: datetime) -> None:
    """Send what is due; a chore of the worker."""
    due = outbox.is_due(db.session, now)
    db.session.rollback()
    if due:
        send_due()


def send_due(progress: Callable[[int], None] = lambda tried: None, most: float = A_WHILE) -> Round:
    """Send letters until none is due, the server takes none or time is up."""
    settings = mail_settings(db.session)
    db.session.rollback()
    if settings is None:
        return Round()
    sent = tried = 0
    until = time.monotonic() + most
    with smtp.carrying(settings) as carrier:
        while (found := _next(settings)) is not None:
            letter_id, draft = found
            why = _hand_over(letter_id, draft, carrier) if draft else Fault.LASTING
            if why in (Fault.SERVER, Fault.UNSURE):
                break
            sent, tried = sent + (why is None), tried + 1
            progress(tried)
            if time.monotonic() >= until:
                return Round(sent=sent, is_cut_short=True)
    return Round(sent=sent)


def _next(settings: MailSettings) -> tuple[LetterId, Draft | None] | None:
    """Claim the letter that is due first and make it; no draft where it cannot be made."""
    with transaction() as session:
        letter = outbox.claim(session, clock.now())
        letter_id = letter.id if letter else None
    if letter_id is None:
        return None
    made: Draft | Unprinted
    try:
        with transaction() as session:
            kept, now = session.get_one(Letter, letter_id), clock.now()
            if kept.invitation_id:
                made = links.link_draft(session, kept, settings, now)
            else:
                made = drafting.draft(session, kept, settings, address_of, now)
    except CheckinError as error:
        _fail(letter_id, error, Fault.LASTING)
        return letter_id, None
    return letter_id, made.printed() if isinstance(made, Unprinted) else made


def _hand_over(letter_id: LetterId, draft: Draft, carrier: smtp.Carrier) -> Fault | None:
    """Hand a letter to the server; return whose fault it is that it did not go."""
    try:
        carrier.deliver(compose(draft, clock.now()))
    except Unavailable as error:
        why = fault(error.code, str(error.params.get("reason", "")))
        _fail(letter_id, error, why, address=draft.to)
        return why
    with transaction() as session:
        outbox.settle_sent(session, letter_id, clock.now())
    return None


def _fail(letter_id: LetterId, error: CheckinError, why: Fault, address: str = "") -> None:
    reason = str(error)
    if address:
        reason = reason.replace(address, "…")
    with transaction() as session:
        outbox.settle_failed(session, letter_id, reason, clock.now(), why)
