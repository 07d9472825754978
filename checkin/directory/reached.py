"""How one person was reached, and what was asked of their data: the personal link, letters, requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.badges.models import PersonalLink
from checkin.mail.models import Letter
from checkin.mail.plan import State
from checkin.privacy import queries as privacy
from checkin.privacy.queries import RequestRow
from checkin.roster.models import Registration
from checkin.text import mark

KINDS: Mapping[str, str] = {
    "invitation": mark("Undangan"),
    "reminder": mark("Pengingat"),
}
STATES: Mapping[str, str] = {
    State.WAITING: mark("Menunggu dikirim"),
    State.SENDING: mark("Sedang dikirim"),
    State.SENT: mark("Terkirim"),
    State.FAILED: mark("Dicoba lagi"),
    State.GIVEN_UP: mark("Tidak terkirim"),
}


@dataclass(frozen=True, kw_only=True)
class LetterLine:
    """One letter: which, how far it is, and why it did not go."""

    kind: str
    state: str
    said: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Whether the person has a page of their own, when its link was sent, and the letters."""

    has_page: bool
    sent_at: datetime | None
    letters: tuple[LetterLine, ...]


def how_reached(session: Session, registration_id: UUID) -> Reached:
    """Return how the invited person was reached."""
    link = session.execute(
        select(PersonalLink.created_at, PersonalLink.sent_at)
        .where(PersonalLink.registration_id == registration_id, PersonalLink.revoked_at.is_(None))
        .order_by(PersonalLink.created_at.desc())
    ).first()
    letters = session.scalars(
        select(Letter)
        .where(Letter.registration_id == registration_id)
        .order_by(Letter.created_at.desc(), Letter.id.desc())
    )
    return Reached(
        has_page=link is not None,
        sent_at=link.sent_at if link else None,
        letters=tuple(
            LetterLine(
                kind=KINDS.get(one.kind, one.kind),
                state=one.state,
                said=STATES.get(one.state, one.state),
                at=one.sent_at or one.created_at,
                reason=one.reason,
            )
            for one in letters
        ),
    )


def list_requests(session: Session, registration_id: UUID, now: datetime) -> list[RequestRow]:
    """Return what the person asked of their data, at whatever event, the latest first."""
    person = session.scalar(
        select(Registration.person_id).where(Registration.id == registration_id)
    )
    return privacy.of_person(session, person, now) if person else []
