"""Whom letters reach, and which did not go."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checkin.events.models import Event
from checkin.mail.models import Letter
from checkin.mail.plan import State
from checkin.people.models import Person
from checkin.roster.models import Registration


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many a letter reaches, and how many only WhatsApp or nothing does."""

    by_mail: int
    by_phone_only: int
    by_nothing: int


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A letter that did not go."""

    number: int
    name: str
    state: State
    attempts: int
    reason: str


def reach(session: Session, event: Event) -> Reach:
    """Count the people to whom messages may go by what reaches them."""
    has_mail = Person.email.is_not(None)
    has_phone = Person.phone.is_not(None) & (Person.phone != "")

    def count(*which: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(Registration)
        query = query.join(Person, Person.id == Registration.person_id)
        return session.scalar(query.where(*reachable(event), *which)) or 0

    return Reach(
        by_mail=count(has_mail),
        by_phone_only=count(~has_mail, has_phone),
        by_nothing=count(~has_mail, ~has_phone | Person.phone.is_(None)),
    )


def failures(session: Session, event: Event, kind: str, most: int = 200) -> list[Failure]:
    """Return the letters that did not go, those given up first."""
    rows = session.execute(
        select(Registration.number, Person.name, Letter.state, Letter.attempts, Letter.reason)
        .join(Registration, Registration.id == Letter.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Letter.event_id == event.id,
            Letter.kind == kind,
            Letter.state.in_((State.FAILED.value, State.GIVEN_UP.value)),
        )
        .order_by(Letter.state.desc(), Registration.number)
        .limit(most)
    )
    return [
        Failure(number=number, name=name, state=State(state), attempts=attempts, reason=reason)
        for number, name, state, attempts, reason in rows
    ]


def reachable(event: Event) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of those to whom messages may go at all."""
    return (
        Registration.event_id == event.id,
        Registration.status == "active",
        Person.restricted_at.is_(None),
    )
