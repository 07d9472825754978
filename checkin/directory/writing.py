"""What an action writes into the registrations, and how they were before. No use case of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from checkin.actor import Actor
from checkin.audit import runs
from checkin.badges.service import replace_badges
from checkin.directory.choosing import Action, Chosen
from checkin.errors import Invalid
from checkin.events.models import Event
from checkin.ids import RegistrationId
from checkin.roster.models import Registration
from checkin.text import mark

BY_OFFICE = "office"
_AT_ONCE = 10_000


def change(
    session: Session,
    actor: Actor,
    event: Event,
    action: Action,
    ids: list[RegistrationId],
    to: str,
    now: datetime,
) -> None:
    """Do to these registrations what the action says."""
    match action:
        case Action.REISSUE:
            replace_badges(session, actor, event, ids, now)
        case Action.CANCEL:
            write(session, ids, status="cancelled", cancel_reason=BY_OFFICE)
        case Action.RESTORE:
            write(session, ids, status="active", cancel_reason=None)
        case Action.PILLAR:
            write(session, ids, pillar_code=to)
        case Action.DISTRICT:
            write(session, ids, district_code=to)
        case _:
            raise Invalid(mark("Tindakan ini tidak dikenal."), code="action")


def write(session: Session, ids: list[Any], **values: Any) -> None:
    """Write the same into all of these registrations."""
    for start in range(0, len(ids), _AT_ONCE):
        session.execute(
            update(Registration)
            .where(Registration.id.in_(ids[start : start + _AT_ONCE]))
            .values(seq=None, **values)  # phones and the search learn of it
        )


def value(action: Action, one: Chosen) -> str:
    """Return what an action changes of a person, as one text."""
    match action:
        case Action.PILLAR:
            return one.pillar
        case Action.DISTRICT:
            return one.district or ""
    return f"{one.status}/{one.cancel_reason or ''}"


def before(action: Action, concerned: Iterable[Chosen]) -> dict[str, str]:
    """Return what the action changes of them as it is now: the numbers by value."""
    groups: dict[str, list[int]] = {}
    for one in concerned:
        groups.setdefault(value(action, one), []).append(one.number)
    return {value: runs.write(numbers) for value, numbers in groups.items()}
