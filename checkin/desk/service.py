"""Use case of the desk: a person who stands there and is on no list gets a number and a badge."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.actor import Actor, Permission, require
from checkin.badges.models import Badge
from checkin.badges.service import bind_spare, ensure_badges
from checkin.events.models import Event
from checkin.roster.alike import Alike, find_alike
from checkin.roster.contacts import read_phone
from checkin.roster.models import Registration
from checkin.roster.nik import read_nik
from checkin.roster.walk_in import WalkIn, lock_event, register_walk_in


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """The person is registered under this number; `spare` is the number of the badge that was bound."""

    number: int
    spare: int | None


@dataclass(frozen=True, kw_only=True)
class Doubtful:
    """Nobody is registered: these may be the same person, and somebody has to say."""

    alike: tuple[Alike, ...]


def admit(
    session: Session,
    actor: Actor,
    event: Event,
    walk_in: WalkIn,
    *,
    spare: str,
    confirmed: bool,
    now: datetime,
) -> Admitted | Doubtful:
    """Register a walk-in with the spare badge of this code, or with a new one.

    `confirmed` says that somebody looked at who is alike. Raises as `register_walk_in` and `bind_spare`.
    """
    require(actor, Permission.WALK_IN_REGISTER, event.id)
    lock_event(session, event)
    if not confirmed and (alike := who_is_alike(session, event, walk_in)):
        return Doubtful(alike=alike)
    registration = register_walk_in(session, actor, event, walk_in, now)
    if spare:
        badge = bind_spare(session, event, spare, registration, now)
        return Admitted(number=registration.number, spare=badge.spare_number)
    ensure_badges(session, event, now)
    return Admitted(number=registration.number, spare=None)


def who_is_alike(session: Session, event: Event, walk_in: WalkIn) -> tuple[Alike, ...]:
    """Return who on the roster resembles, those who come no more left out."""
    found = find_alike(
        session,
        event,
        name=walk_in.name,
        phone=read_phone(walk_in.phone or "").e164,
        nik=read_nik(walk_in.nik).digits if walk_in.nik else None,
    )
    return tuple(one for one in found if one.status != "cancelled")


def spare_of(session: Session, event: Event, number: int) -> int | None:
    """Return the number of the spare badge that registration `number` was given."""
    return session.scalar(
        select(Badge.spare_number)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(
            Registration.event_id == event.id,
            Registration.number == number,
            Badge.revoked_at.is_(None),
        )
    )
