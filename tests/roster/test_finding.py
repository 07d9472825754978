"""The index of the search follows the register: what is changed, added or gone is found as it is now."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import System
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster import finding
from checkin.roster.models import Registration
from checkin.roster.names import search_key
from tests.factories import NOW, make_event, make_registration

MANY = finding.FEW + 20


def pillars(session: Session, event: Event) -> dict[str, int]:
    found: dict[str, int] = {}
    for group, n in finding.count_groups(session, event).items():
        found[group.pillar] = found.get(group.pillar, 0) + n
    return found


@pytest.fixture
def crowd(session: Session) -> Event:
    """An event of more people than wait unnoticed; none has a number yet, for no phone has asked."""
    event = make_event(session)
    for place in range(MANY):
        make_registration(session, event, f"Siti Nomor {place}")
    session.flush()
    return event


@pytest.mark.parametrize("numbered", [False, True])
def test_what_was_changed_is_found_at_once(session: Session, crowd: Event, numbered: bool) -> None:
    if numbered:
        session.execute(update(Registration).values(seq=1))
    assert pillars(session, crowd) == {"PKH": MANY}
    some = Registration.number <= 30
    session.execute(update(Registration).where(some).values(pillar_code="TKSK", seq=None))
    record(session, System(), "people.pillar", subject="30", event_id=crowd.id, now=NOW)
    session.flush()
    session.commit()
    assert pillars(session, crowd) == {"PKH": MANY - 30, "TKSK": 30}
    assert len(finding.find_numbers(session, crowd, "siti", pillar="TKSK")) == 30


def test_a_new_name_and_a_new_person_are_found(session: Session, crowd: Event) -> None:
    assert finding.find_numbers(session, crowd, "Kartini") == []
    make_registration(session, crowd, "Kartini Baru")
    first = session.query(Registration).where(Registration.number == 1).one()
    session.execute(
        update(Person)
        .where(Person.id == first.person_id)
        .values(
            name="Kartono", search_key=search_key("Kartono"), updated_at=NOW + timedelta(days=1)
        )
    )
    record(session, System(), "roster.correct", subject="1", event_id=crowd.id, now=NOW)
    session.commit()
    assert finding.find_numbers(session, crowd, "kartini") == [MANY + 1]
    assert finding.find_numbers(session, crowd, "kartono") == [1]


def test_who_was_taken_away_is_found_no_more(session: Session, crowd: Event) -> None:
    assert len(finding.find_numbers(session, crowd, "siti")) == MANY
    session.execute(delete(Registration).where(Registration.number == 7))
    record(session, System(), "roster.undo", subject="1", event_id=crowd.id, now=NOW)
    session.commit()
    assert 7 not in finding.find_numbers(session, crowd, "siti")
    assert pillars(session, crowd) == {"PKH": MANY - 1}
