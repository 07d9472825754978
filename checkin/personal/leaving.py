"""Use case of a person's own page: no more messages, or messages again; what the letters' foot leads to."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import System
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.signup.models import Signup


def leave(
    session: Session, registration: Registration, now: datetime, *, stop: bool = True
) -> None:
    """Send this person nothing any more, or again; badge and place at the event stay as they are."""
    person = session.get_one(Person, registration.person_id, with_for_update=True)
    if stop == (person.restricted_at is not None):
        return
    person.restricted_at = now if stop else None
    if stop:
        theirs = select(Registration.id).where(Registration.person_id == person.id)
        for form in session.scalars(select(Signup).where(Signup.registration_id.in_(theirs))):
            form.messages_agreed_at = None
    record(
        session,
        System(name="halaman pribadi"),
        "mail.leave" if stop else "mail.return",
        now=now,
        event_id=registration.event_id,
        subject=f"#{registration.number}",
    )
