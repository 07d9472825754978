"""Whom letters reach, and which did not go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from checkin.events.models import Event
from checkin.mail.models import Letter
from checkin.mail.plan import State
from checkin.people.models import Person
from checkin.roster.models import Registration


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How many a letter reaches, and how many only WhatsApp or nothing does.

    `left_alone` are on the roster and asked for no messages; they are in none of the others.
    """

    by_mail: int
    by_phone_only: int
    by_nothing: int
    left_alone: int


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A letter that did not go; without a try that counted it waits for the server alone."""

    number: int
    name: str
    state: State
    attempts: int
    reason: str
    next_try_at: datetime

    @property
    def is_servers(self) -> bool:
        """Whether nothing is wrong with the letter but that the server took none."""
        return self.state is State.FAILED and self.attempts == 0


def reach(session: Session, event: Event) -> Reach:
    """Count the people on the roster by what reaches them."""
    has_mail = Person.email.is_not(None)
    has_phone = Person.phone.is_not(None) & (Person.phone != "")
    means = case(
        (Person.restricted_at.is_not(None), "left_alone"),
        (has_mail, "by_mail"),
        (has_phone, "by_phone_only"),
        else_="by_nothing",
    )
    rows = session.execute(
        select(means, func.count())
        .select_from(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(*_expected(event))
        .group_by(means)
    )
    found = {str(name): number for name, number in rows}
    return Reach(
        by_mail=found.get("by_mail", 0),
        by_phone_only=found.get("by_phone_only", 0),
        by_nothing=found.get("by_nothing", 0),
        left_alone=found.get("left_alone", 0),
    )


def failures(session: Session, event: Event, kind: str, most: int = 200) -> list[Failure]:
    """Return the letters that did not go, those given up first."""
    rows = session.execute(
        select(
            Registration.number, Person.name, Letter.state, Letter.attempts, Letter.reason,
            Letter.next_try_at,
        )
        .join(Registration, Registration.id == Letter.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Letter.event_id == event.id,
            Letter.kind == kind,
            Letter.state.in_((State.FAILED.value, State.GIVEN_UP.value)),
        )
        .order_by(Letter.state.desc(), Registration.number)
        .limit(most)
    )  # fmt: skip
    return [
        Failure(
            number=number,
            name=name,
            state=State(state),
            attempts=attempts,
            reason=reason,
            next_try_at=next_try_at,
        )
        for number, name, state, attempts, reason, next_try_at in rows
    ]


def reachable(event: Event) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of those to whom messages may go at all."""
    return (*_expected(event), Person.restricted_at.is_(None))


def _expected(event: Event) -> tuple[ColumnElement[bool], ...]:
    return (
        Registration.event_id == event.id,
        Registration.status == "active",
        Person.erased_at.is_(None),
    )
