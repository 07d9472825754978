"""What a browser gives to prove who is there, taken or refused; what is refused is written down.

Argon2 takes its time outside the transactions: on SQLite the gates write to the same file.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_limiter import RequestLimit
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import attempts, invitations, refusals, service
from checkin.accounts.browser import note_origin
from checkin.accounts.models import Invitation, User
from checkin.actor import User as SignedIn
from checkin.db import db, transaction
from checkin.errors import CheckinError, Gone, NotFound, Throttled
from checkin.web.errors import translated


def authenticated(email: str, password: str) -> User | None:
    """Return the user whose password this is; raise `Throttled` after too many wrong ones."""
    now, address = clock.now(), email.strip().lower()
    key = attempts.key_of("password", address)
    try:
        attempts.check(db.session, key, attempts.PASSWORDS, now)
    except Throttled:
        with transaction() as fresh:
            _note_password(fresh, address, "refused.locked")
        raise
    user = service.authenticate(db.session, address, password)
    user_id = user.id if user else None
    with transaction() as fresh:
        if user_id is None:
            attempts.count(fresh, key, now)
            _note_password(fresh, address)
        else:
            attempts.forget(fresh, key)
    return db.session.get(User, user_id) if user_id else None


def password_fits(user_id: UUID, password: str) -> bool:
    """Say whether this is the signed-in user's password; raise as `authenticated`."""
    user = service.find_user(db.session, user_id)
    return bool(user and authenticated(user.email, password))


def submit_code(form: Any, act: Callable[[Any], Any], user: User | None = None) -> Any:
    """Return what `act` made of the code in a transaction; complain in the form of a wrong one.

    `user` gave the right password and is not in yet; without one it is whoever is signed in.
    """
    email = user.email if user else current_user.email
    try:
        with transaction() as fresh:
            made = act(fresh)
            if not made:
                _note(fresh, "refused.own_code" if _here() else "refused.code", email)
    except Throttled as error:
        with transaction() as fresh:
            _note(fresh, "refused.code_locked", email)
        form.complain("code", translated(error))
        return None
    if not made:
        form.complain(
            "code",
            _("Kode salah, sudah dipakai, atau jam HP Anda tidak tepat. Tunggu kode berikutnya."),
        )
    return made


def found_link(secret: str, *, to_event: bool) -> Invitation:
    """Return the link that still stands; write down one that does not, and raise as `invitations.find`."""
    try:
        return invitations.find(db.session, secret, clock.now(), to_event=to_event)
    except (NotFound, Gone) as error:
        known = invitations.named(db.session, secret, to_event=to_event)
        name, event_id = (known.name, known.event_id) if known else ("", None)
        action = error.code.replace("invitation_", "refused.link_")
        with transaction() as fresh:
            refusals.note(fresh, action, name, clock.now(), actor=_here(), event_id=event_id)
        raise


def note_limit(limit: RequestLimit) -> None:
    """Write down that somebody tries too often to be answered at all."""
    note_origin()
    try:
        with transaction() as fresh:
            refusals.note(fresh, "refused.limited", "", clock.now(), actor=_here())
    except (CheckinError, SQLAlchemyError):
        db.session.rollback()  # the answer is the refusal, whatever became of its line


def _note_password(fresh: Session, address: str, action: str = "") -> None:
    user = service.find_by_email(fresh, address)
    if user is None:
        _note(fresh, action or "refused.address", refusals.mark_of(address))
    elif _here():
        _note(fresh, action or "refused.own_password", user.email)
    else:
        _note(
            fresh,
            action or ("refused.password" if user.active else "refused.inactive"),
            user.email,
        )


def _note(fresh: Session, action: str, subject: str) -> None:
    refusals.note(fresh, action, subject, clock.now(), actor=_here())


def _here() -> SignedIn | None:
    return current_user.actor if current_user.is_authenticated else None
