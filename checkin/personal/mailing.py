"""Use cases of letters: whom one reaches, queue them, make one, send what is due."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges import layout
from checkin.badges.links import ensure_links
from checkin.badges.service import find_registration
from checkin.documents import picture
from checkin.documents.press import print_pdf
from checkin.errors import Gone, Invalid
from checkin.events.models import Event
from checkin.ids import RegistrationId
from checkin.mail import letters, outbox
from checkin.mail.letters import Draft, Enclosure
from checkin.mail.models import Letter
from checkin.office import texts
from checkin.office.queries import MailSettings, mail_settings, office, own_texts
from checkin.people.models import Person
from checkin.personal import messages, queries, service
from checkin.personal.calendar import calendar_file
from checkin.personal.reach import reachable
from checkin.roster.models import Registration
from checkin.text import mark

KINDS = {"invitation": "undangan", "reminder": "pengingat"}  # and what the audit log calls them
PICTURE_DPI = 170
AddressOf = Callable[[str], str]


def queue(session: Session, actor: Actor, event: Event, kind: str, now: datetime) -> int:
    """Put a letter in for everybody with an address who has not had this one; return how many."""
    settings = _server(session, actor, event, kind)
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
    _known(kind)
    done = outbox.stop(session, event.id, kind)
    record(
        session, actor, "mail.stop", now=now, event_id=event.id, subject=KINDS[kind], letters=done
    )
    return done


def words_for(
    session: Session,
    event: Event,
    kind: str,
    number: int | None,
    address_of: AddressOf,
    now: datetime,
) -> tuple[str, str]:
    """Return subject and text of a letter: to participant `number`, or to somebody made up."""
    occasion, own = queries.occasion(event), own_texts(session)
    people = queries.recipients(session, event, number=number) if number else []
    values = dict(texts.EXAMPLE)
    more = {"kantor": office(session).name}
    name, address = values["nama"], address_of("contoh")
    if people:
        to = people[0]
        more |= {"nomor": str(to.number), "jenis": to.pillar, "kabupaten": to.regency}
        name = to.name
        address = address_of(
            ensure_links(session, [to.registration_id], now)[to.registration_id].token
        )
    values |= messages.places(occasion, name, address, more)
    subject = texts.fill(texts.wording(f"{_known(kind)}_subject", own), values)
    return subject, texts.fill(texts.wording(f"{kind}_mail", own), values)


def draft(
    session: Session, letter: Letter, settings: MailSettings, address_of: AddressOf, now: datetime
) -> Draft:
    """Return what this letter says now; raise `Gone` where the person may not or cannot be written to."""
    registration = session.get_one(Registration, letter.registration_id)
    person = session.get_one(Person, registration.person_id)
    event = session.get_one(Event, registration.event_id)
    if person.restricted_at is not None or registration.status != "active":
        raise Gone(mark("Peserta ini tidak lagi menerima pesan."), code="mail_unwanted")
    if not person.email:
        raise Gone(mark("Alamat surel peserta ini sudah tidak ada."), code="mail_no_address")
    badge = service.own_badge(session, registration, now)
    subject, text = words_for(session, event, letter.kind, registration.number, address_of, now)
    address = address_of(ensure_links(session, [registration.id], now)[registration.id].token)
    dates = calendar_file(
        queries.occasion(event),
        code=event.code,
        host=urlsplit(address).hostname or "localhost",
        ends_at=event.ends_at,
        address=address,
        now=now,
    )
    return Draft(
        sender_name=office(session).name,
        sender=settings.sender,
        to=person.email,
        subject=subject,
        text=text,
        message_id=letter.message_id,
        badge=picture.png(print_pdf(layout.document(badge)), PICTURE_DPI),
        enclosures=[Enclosure(name=f"{event.code}.ics", media_type="text/calendar", content=dates)],
    )


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
        sender_name=office(session).name,
        sender=settings.sender,
        to=to,
        subject=f"[contoh] {subject}",
        text=text,
        message_id=letters.message_id_of(f"contoh-{now.timestamp():.0f}", settings.sender),
    )


def _server(session: Session, actor: Actor, event: Event, kind: str) -> MailSettings:
    require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
    _known(kind)
    settings = mail_settings(session)
    if settings is None:
        raise Invalid(mark("Atur server surel dahulu di Pengaturan, Surel."), code="no_mail")
    return settings


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise Invalid(mark("Jenis surat ini tidak ada."), code="letter_kind")
    return kind
