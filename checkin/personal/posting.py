"""Send what is due: the job that a page asks for, and the worker's look every ten minutes."""

from collections.abc import Callable
from datetime import datetime

from checkin import clock
from checkin.db import db, transaction
from checkin.errors import CheckinError, Unavailable
from checkin.ids import LetterId
from checkin.jobs.service import JobContext
from checkin.mail import outbox
from checkin.mail.letters import Draft, compose
from checkin.mail.models import Letter
from checkin.mail.plan import is_lasting
from checkin.office import smtp
from checkin.office.queries import MailSettings, mail_settings
from checkin.personal import mailing
from checkin.personal.views import address_of

KIND = "mail.send"
MOST = 20_000


def send_letters(job: JobContext) -> None:
    """Send what is due, telling how far it is; what fails is tried again later by itself."""
    send_due(job.progress, job.params.get("letters", 0))


def send_waiting(now: datetime) -> None:
    """Send what is due; a chore of the worker."""
    due = outbox.is_due(db.session, now)
    db.session.rollback()
    if due:
        send_due()


def send_due(
    progress: Callable[[int, int], None] = lambda done, total: None, total: int = 0
) -> int:
    """Send letters until none is due or the server does not answer; return how many went."""
    settings = mail_settings(db.session)
    db.session.rollback()
    sent = 0
    for tried in range(1, MOST if settings else 0):
        found = _next(settings) if settings else None
        if found is None or settings is None:
            break
        letter_id, draft = found
        if draft is not None and not _hand_over(letter_id, draft, settings):
            break
        sent += draft is not None
        progress(tried, max(total, tried))
    return sent


def _next(settings: MailSettings) -> tuple[LetterId, Draft | None] | None:
    """Claim the letter that is due first and make it; no draft where it cannot be made."""
    with transaction() as session:
        letter = outbox.claim(session, clock.now())
        letter_id = letter.id if letter else None
    if letter_id is None:
        return None
    try:
        with transaction() as session:
            kept = session.get_one(Letter, letter_id)
            return letter_id, mailing.draft(session, kept, settings, address_of, clock.now())
    except CheckinError as error:
        _fail(letter_id, error, lasting=True)
        return letter_id, None


def _hand_over(letter_id: LetterId, draft: Draft, settings: MailSettings) -> bool:
    """Hand a letter to the server; False where the server is at fault, so the others had better wait."""
    try:
        smtp.deliver(settings, compose(draft, clock.now()))
    except Unavailable as error:
        lasting = is_lasting(error.code, str(error.params.get("reason", "")))
        _fail(letter_id, error, lasting=lasting, address=draft.to)
        return error.code == "mail_recipient"
    with transaction() as session:
        outbox.settle_sent(session, letter_id, clock.now())
    return True


def _fail(letter_id: LetterId, error: CheckinError, *, lasting: bool, address: str = "") -> None:
    reason = str(error)
    if address:
        reason = reason.replace(address, "…")
    with transaction() as session:
        outbox.settle_failed(session, letter_id, reason, clock.now(), lasting=lasting)
