"""Use cases of messages and certificates: who gets which link, what was sent, a link renewed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, limit, require
from checkin.badges.layout import BadgeSheet
from checkin.badges.links import ensure_links, revoke_links
from checkin.badges.queries import Choice, badge_sheet
from checkin.badges.service import ensure_badges, find_registration
from checkin.badges.sheets import SINGLE_LAYOUT, find_layout
from checkin.errors import Gone, NotFound
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint
from checkin.office import texts
from checkin.office.queries import office, own_texts
from checkin.people.queries import get_pillar_type
from checkin.personal import messages, queries
from checkin.personal.certificate import Certificates
from checkin.personal.queries import Recipient
from checkin.regions.queries import get_regency
from checkin.roster.models import Registration
from checkin.text import mark


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person's message; `whatsapp` is empty without a phone number."""

    to: Recipient
    address: str
    whatsapp: str
    sent_at: datetime | None


def prepare_invitations(
    session: Session,
    actor: Actor,
    event: Event,
    address_of: Callable[[str], str],
    now: datetime,
    regency: str | None = None,
    *,
    message: str = "invitation",
    numbers: Collection[int] | None = None,
) -> list[Invitation]:
    """Return everybody's message (`invitation` or `reminder`), making the links that lack.

    With `numbers` only theirs. Who saw whose is kept in the audit log, with how many they were. Raises
    `NotFound` for a regency that is not there, `Forbidden` for one that is not the asker's.
    """
    require(actor, Permission.INVITATIONS_SEND, event.id, regency=regency)
    if regency:
        get_regency(session, regency)
    people = queries.recipients(session, event, regency)
    if numbers is not None:
        wanted = set(numbers)
        people = [one for one in people if one.number in wanted]
    links = ensure_links(session, (one.registration_id for one in people), now)
    occasion = queries.occasion(event)
    wording = texts.wording(message, own_texts(session))
    sender = office(session).name
    made = []
    for one in people:
        link = links[one.registration_id]
        address = address_of(link.token)
        number = messages.whatsapp_number(one.phone)
        more = {
            "nomor": str(one.number),
            "jenis": one.pillar,
            "kabupaten": one.regency,
            "kantor": sender,
        }
        text = messages.invitation(occasion, one.name, address, wording, more)
        whatsapp = messages.whatsapp_link(text, number) if number else ""
        made.append(Invitation(one, address, whatsapp, link.sent_at))
    record(
        session,
        actor,
        "invitations.read",
        now=now,
        event_id=event.id,
        subject=f"{event.code}: {len(made)}",
        regency=regency,
        people=len(made),
    )
    return made


def mark_sent(
    session: Session, actor: Actor, event: Event, number: int, now: datetime, *, sent: bool = True
) -> None:
    """Note that the message of registration `number` was sent, or that it was not."""
    registration = _theirs(session, actor, event, number)
    link = ensure_links(session, [registration.id], now)[registration.id]
    link.sent_at = now if sent else None
    action = "invitations.sent" if sent else "invitations.not_sent"
    record(session, actor, action, now=now, event_id=event.id, subject=str(number))


def renew_link(session: Session, actor: Actor, event: Event, number: int, now: datetime) -> None:
    """Revoke the address of a personal page and make another one."""
    registration = _theirs(session, actor, event, number)
    revoke_links(session, registration.id, now)
    ensure_links(session, [registration.id], now)
    record(session, actor, "invitations.renew", now=now, event_id=event.id, subject=str(number))


def _theirs(session: Session, actor: Actor, event: Event, number: int) -> Registration:
    """Return a registration that the asker sends messages to; one of another regency is not there."""
    own = limit(actor, Permission.INVITATIONS_SEND, event.id)
    require(actor, Permission.INVITATIONS_SEND, event.id, regency=own)
    registration = find_registration(session, event, number)
    if own not in (None, registration.regency_code):
        raise NotFound(
            mark("Nomor peserta %(number)d tidak ada."), code="registration_unknown", number=number
        )
    return registration


def own_badge(session: Session, registration: Registration, now: datetime) -> BadgeSheet:
    """Return the badge of the person whose page it is, on a page of its own; raises `Gone` without one."""
    event = session.get_one(Event, registration.event_id)
    ensure_badges(session, event, now)
    sheet = badge_sheet(
        session, event, find_layout(SINGLE_LAYOUT), Choice(number=registration.number)
    )
    if not sheet.badges:
        raise Gone(
            mark("Pendaftaran ini tidak berlaku lagi; hubungi panitia bila ini keliru."),
            code="registration_ended",
        )
    return sheet


def prepare_certificates(
    session: Session,
    actor: Actor,
    event: Event,
    now: datetime,
    *,
    pillar: str | None = None,
    regency: str | None = None,
    number: int | None = None,
) -> Certificates:
    """Return the certificates of those present on arrival; raises `NotFound` where nobody is."""
    require(actor, Permission.ATTENDANCE_PRINT, event.id)
    if pillar:
        get_pillar_type(session, pillar)
    if regency:
        get_regency(session, regency)
    made = queries.certificates(
        session,
        event,
        get_checkpoint(session, event),
        pillar=pillar,
        regency=regency,
        number=number,
    )
    record(
        session,
        actor,
        "certificates.print",
        now=now,
        event_id=event.id,
        subject=f"{event.code}: {len(made.holders)}",
    )
    return made
