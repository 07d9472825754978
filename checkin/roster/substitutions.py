"""Who came in whose place: what the rows of both people say, and the list for the accounts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster.models import Registration, Substitution

# Aliases and the statement of every table page are made once: making them costs more than asking.
_ONE, _OTHER = aliased(Registration), aliased(Registration)
_FIRST, _SECOND = aliased(Person), aliased(Person)
_STANDING = (
    select(_ONE.number, _OTHER.number)
    .select_from(Substitution)
    .join(_ONE, _ONE.id == Substitution.original_id)
    .join(_OTHER, _OTHER.id == Substitution.replacement_id)
    .where(Substitution.event_id == bindparam("event"), Substitution.undone_at.is_(None))
)
_STANDING_IN = _STANDING.where(_ONE.regency_code == bindparam("regency"))


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """One substitution, undone or not."""

    id: UUID
    original: int
    original_name: str
    replacement: int
    replacement_name: str
    reason: str
    approver: str
    made_by: str
    made_at: datetime
    undone_at: datetime | None
    undone_by: str | None


def replaced_numbers(
    session: Session, event: Event, only_regency: str | None = None
) -> dict[int, int]:
    """Return who took the place of whom now, by the number of the person replaced."""
    asked = {"event": event.id, "regency": only_regency} if only_regency else {"event": event.id}
    rows = session.execute(_STANDING_IN if only_regency else _STANDING, asked)
    return {row[0]: row[1] for row in rows}


def list_substitutions(
    session: Session, event: Event, number: int | None = None, only_regency: str | None = None
) -> list[Replaced]:
    """Return the event's substitutions, latest first; of one person or one regency where named."""
    one, other, first, second = _ONE, _OTHER, _FIRST, _SECOND
    where: list[ColumnElement[bool]] = [Substitution.event_id == event.id]
    if number is not None:
        where.append(or_(one.number == number, other.number == number))
    if only_regency is not None:
        where.append(one.regency_code == only_regency)
    rows = session.execute(
        select(Substitution, one.number, first.name, other.number, second.name)
        .join(one, one.id == Substitution.original_id)
        .join(other, other.id == Substitution.replacement_id)
        .join(first, first.id == one.person_id)
        .join(second, second.id == other.person_id)
        .where(*where)
        .order_by(Substitution.created_at.desc())
    )
    return [
        Replaced(
            id=row.id,
            original=original,
            original_name=original_name,
            replacement=replacement,
            replacement_name=replacement_name,
            reason=row.reason,
            approver=row.approver,
            made_by=row.created_by_name,
            made_at=row.created_at,
            undone_at=row.undone_at,
            undone_by=row.undone_by_name,
        )
        for row, original, original_name, replacement, replacement_name in rows
    ]
