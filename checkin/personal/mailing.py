"""Use cases of letters to participants: queue them, send some again, stop them, send a sample."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges.service import find_registration
from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.events.stages import Change, require_stage
from checkin.ids import RegistrationId
from checkin.mail import letters, outbox
from checkin.mail.letters import Draft
from checkin.mail.models import Letter
from checkin.office.queries import MailSettings, mail_settings
from checkin.people.models import Person
from checkin.personal.drafting import KINDS, AddressOf, known, looks_of, words_for
from checkin.personal.reach import reachable
from checkin.roster.models import Registration
from checkin.text import mark


def queue(session: Session, actor: Actor, event: Event, kind: str, now: datetime) -> int:
    """Put a letter in for everybody with an address who has not had this one; return how many.

    Raises `Conflict` once the event is closed: nobody is invited to what has been.
    """
    settings = _server(session, actor, event, kind)
    require_stage(event.stage, Change.BADGES)
    wanted = session.scalars(
        select(Registration.id)
        .join(Person, Person.id == Registration.person_id)
        .where(*reachable(event), Person.email.is_not(None))
        .order_by(Registration.number)
    )
    put = outbox.put(session, event.id, kind, wanted, settings.sender, now)
    record(
        session, actor, "mail.queue", now=now, event_id=event.id, subject=KINDS[kind], letters=put
    )
    return put


def had(session: Session, event: Event, kind: str) -> int:
    """Return how many of those a letter reaches have one in the outbox, whatever became of it."""
    query = (
        select(func.count())
        .select_from(Letter)
        .join(Registration, Registration.id == Letter.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(*reachable(event), Letter.kind == kind, Person.email.is_not(None))
    )
    return session.scalar(query) or 0


def resend(
    session: Session,
    actor: Actor,
    event: Event,
    kind: str,
    now: datetime,
    number: int | None = None,
) -> int:
    """Let the letters that were given up, or one person's, go out once more; return how many."""
    _server(session, actor, event, kind)
    require_stage(event.stage, Change.BADGES)
    one: RegistrationId | None = None
    if number is not None:
        one = find_registration(session, event, number).id
    done = outbox.again(session, event.id, kind, now, one)
    record(
        session, actor, "mail.resend",
        now=now, event_id=event.id, subject=KINDS[kind], letters=done, number=number,
    )  # fmt: skip
    return done


def stop(session: Session, actor: Actor, event: Event, kind: str, now: datetime) -> int:
    """Keep back what has not gone out yet; return how many."""
    require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
    known(kind)
    done = outbox.stop(session, event.id, kind)
    record(
        session, actor, "mail.stop", now=now, event_id=event.id, subject=KINDS[kind], letters=done
    )
    return done


def sample(
    session: Session,
    actor: Actor,
    event: Event,
    kind: str,
    to: str,
    address_of: AddressOf,
    now: datetime,
) -> tuple[MailSettings, Draft]:
    """Return a letter to the asker that shows what everybody will get."""
    settings = _server(session, actor, event, kind)
    subject, text = words_for(session, event, kind, None, address_of, now)
    record(session, actor, "mail.preview", now=now, event_id=event.id, subject=KINDS[kind])
    return settings, Draft(
        **looks_of(session, ""),
        sender=settings.sender,
        to=to,
        subject=f"[contoh] {subject}",
        text=text,
        message_id=letters.message_id_of(f"contoh-{now.timestamp():.0f}", settings.sender),
    )


def _server(session: Session, actor: Actor, event: Event, kind: str) -> MailSettings:
    require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
    known(kind)
    settings = mail_settings(session)
    if settings is None:
        raise Invalid(mark("Atur server surel dahulu di Pengaturan, Surel."), code="no_mail")
    return settings
