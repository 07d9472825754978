"""What a letter to a participant says and holds: text, badge, calendar; made when it goes out, never kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from checkin.badges import layout
from checkin.badges.layout import BadgeSheet
from checkin.badges.links import ensure_links
from checkin.documents import picture
from checkin.documents.press import print_pdf
from checkin.errors import Gone, Invalid
from checkin.events.models import Event
from checkin.events.stages import Change, allows
from checkin.mail.letters import Draft, Enclosure
from checkin.mail.models import Letter
from checkin.mail.page import BADGE
from checkin.office import texts
from checkin.office.queries import MailSettings, office, own_texts
from checkin.people.models import Person
from checkin.personal import messages, queries, service
from checkin.personal.calendar import calendar_file
from checkin.roster.models import Registration
from checkin.text import mark

KINDS = {"invitation": "undangan", "reminder": "pengingat"}  # and what the audit log calls them
PICTURE_DPI = 170
AddressOf = Callable[[str], str]


class Looks(TypedDict):
    """What every letter to a participant has alike."""

    sender_name: str
    action: str
    footer: str
    leave: str


@dataclass(frozen=True, kw_only=True)
class Unprinted:
    """A letter whose badge is not drawn yet: that takes longer than others may wait for the database."""

    draft: Draft
    badge: BadgeSheet

    def printed(self) -> Draft:
        """Return the letter with its badge, as a picture and to print."""
        page = print_pdf(layout.document(self.badge))
        paper = Enclosure(name=f"{BADGE}.pdf", media_type="application/pdf", content=page)
        return replace(
            self.draft,
            badge=picture.png(page, PICTURE_DPI),
            enclosures=[paper, *self.draft.enclosures],
        )


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
    subject = texts.fill(texts.wording(f"{known(kind)}_subject", own), values)
    return subject, texts.fill(texts.wording(f"{kind}_mail", own), values)


def draft(
    session: Session, letter: Letter, settings: MailSettings, address_of: AddressOf, now: datetime
) -> Unprinted:
    """Return what this letter says now; raise `Gone` where the person may not or cannot be written to."""
    registration = session.get_one(Registration, letter.registration_id)
    person = session.get_one(Person, registration.person_id)
    event = session.get_one(Event, registration.event_id)
    if person.restricted_at is not None or registration.status != "active":
        raise Gone(mark("Peserta ini tidak lagi menerima pesan."), code="mail_unwanted")
    if not person.email:
        raise Gone(mark("Alamat surel peserta ini sudah tidak ada."), code="mail_no_address")
    if not allows(event.stage, Change.BADGES):
        raise Gone(mark("Kegiatan ini sudah ditutup sebelum surat terkirim."), code="mail_late")
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
    said = Draft(
        **looks_of(session, address),
        sender=settings.sender,
        to=person.email,
        subject=subject,
        text=text,
        message_id=letter.message_id,
        enclosures=[Enclosure(name=f"{event.code}.ics", media_type="text/calendar", content=dates)],
    )
    return Unprinted(draft=said, badge=badge)


def looks_of(session: Session, address: str) -> Looks:
    """Return what every letter to a participant has alike; `address` is of the person's own page."""
    name = office(session).name
    return {
        "sender_name": name,
        "action": "Buka tanda peserta",
        "footer": (
            f"Surat ini dikirim oleh {name} karena Anda terdaftar sebagai peserta. Tautan dan kode QR "
            "di dalamnya hanya untuk Anda."
        ),
        "leave": f"{address}/berhenti" if address else "",
    }


def known(kind: str) -> str:
    """Return the kind; raise `Invalid` for what is none."""
    if kind not in KINDS:
        raise Invalid(mark("Jenis surat ini tidak ada."), code="letter_kind")
    return kind
