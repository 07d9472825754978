"""What an event prints above and below its lists."""

from sqlalchemy.orm import Session

from checkin.attendance.lists import Heading, Signer
from checkin.editions.queries import find_cosigner
from checkin.events.models import Event


def heading(session: Session, event: Event) -> Heading:
    """Return what the event prints above and below its lists."""
    first = Signer(
        _titles(event.signatory_title),
        event.signatory_name,
        event.signatory_rank,
        event.signatory_nip,
    )
    second = find_cosigner(session, event.id)
    cosigns = second is not None and (second.title or second.name)
    return Heading(
        event=event.name,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        timezone=event.timezone,
        government=event.letterhead_government,
        office=event.letterhead_office,
        address=event.letterhead_address,
        contact=event.letterhead_contact,
        logo=event.letterhead_logo or None,
        place=event.signatory_place,
        signers=(first, Signer(_titles(second.title), second.name, second.rank, second.nip))
        if second and cosigns
        else (first,),
    )


def _titles(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.splitlines()))
