"""What the page shows of an invitation, this once: its link, and whether it is mailed, too."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts.models import Invitation
from checkin.actor import EventRole
from checkin.events.models import Event
from checkin.ids import JobId
from checkin.mail.links import post_link
from checkin.members.roles import LABELS
from checkin.regions.queries import get_regency
from checkin.web.access import current_actor
from checkin.web.address import public_address


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A link as it is shown, this once; `job_id` is what mails it, None where nothing does."""

    name: str
    role: EventRole
    address: str
    expires_at: datetime
    email: str | None
    job_id: JobId | None


def make_offer(
    session: Session, event: Event, made: Invitation, secret: str, email: str | None = None
) -> Offer:
    """Have the link mailed where that can be; return what the page shows of it."""
    role, address = EventRole(made.role), public_address("members.accept", secret=secret)
    seat = LABELS[role]
    if made.regency_code:
        seat += f" untuk {get_regency(session, made.regency_code).name}"
    seat += f" pada kegiatan {event.name}"
    job_id = post_link(
        session, current_actor(), made, email=email, seat=seat, address=address, now=clock.now()
    )
    return Offer(
        name=made.name,
        role=role,
        address=address,
        expires_at=made.expires_at,
        email=made.email,
        job_id=job_id,
    )
