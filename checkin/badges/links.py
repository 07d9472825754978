"""The unguessable addresses of personal pages: made once, found again, revoked."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from checkin.badges.models import PersonalLink
from checkin.errors import Gone, NotFound
from checkin.ids import RegistrationId, uuid7
from checkin.roster.models import Registration
from checkin.text import mark

SECRET_BYTES = 16


def ensure_links(
    session: Session, registrations: Iterable[RegistrationId], now: datetime
) -> dict[RegistrationId, PersonalLink]:
    """Return the link in force of each registration, making those that lack."""
    wanted = list(registrations)
    links = _in_force(session, wanted)
    rows = [
        {
            "id": uuid7(),
            "registration_id": one,
            "token": secrets.token_urlsafe(SECRET_BYTES),
            "created_at": now,
        }
        for one in wanted
        if one not in links
    ]
    if not rows:
        return links
    session.execute(insert(PersonalLink), rows)
    return _in_force(session, wanted)


def find_registration(session: Session, secret: str) -> Registration:
    """Return the registration behind an address; `NotFound` where there is none, `Gone` where it ended."""
    row = session.execute(
        select(PersonalLink.revoked_at, Registration)
        .join(Registration, Registration.id == PersonalLink.registration_id)
        .where(PersonalLink.token == secret)
    ).first()
    if row is None:
        raise NotFound(
            mark("Tautan ini tidak dikenal; periksa lagi atau minta tautan baru."),
            code="link_unknown",
        )
    if row[0] is not None:
        raise Gone(
            mark("Tautan ini sudah diganti; minta tautan baru kepada panitia."),
            code="link_revoked",
        )
    registration: Registration = row[1]
    if registration.status != "active":
        raise Gone(
            mark("Pendaftaran ini tidak berlaku lagi; hubungi panitia bila ini keliru."),
            code="registration_ended",
        )
    return registration


def revoke_links(session: Session, registration: RegistrationId, now: datetime) -> int:
    """Revoke the link of a registration; return how many were in force."""
    result = session.execute(
        update(PersonalLink)
        .where(PersonalLink.registration_id == registration, PersonalLink.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(PersonalLink.id)
    )
    return len(result.all())


def _in_force(
    session: Session, registrations: list[RegistrationId]
) -> dict[RegistrationId, PersonalLink]:
    found: dict[RegistrationId, PersonalLink] = {}
    for start in range(0, len(registrations), 500):
        links = session.scalars(
            select(PersonalLink).where(
                PersonalLink.registration_id.in_(registrations[start : start + 500]),
                PersonalLink.revoked_at.is_(None),
            )
        )
        found |= {link.registration_id: link for link in links}
    return found
