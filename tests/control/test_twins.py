"""Walk-ins who may be on the list already: named once both are present, until somebody says or cancels."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from checkin import clock
from checkin.control.cases import Case, Kind
from checkin.control.conflicts import find_cases
from checkin.db import transaction
from checkin.events.queries import get_checkpoint, get_event, get_gate
from checkin.ids import RegistrationId
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Resolution
from tests.factories import make_event, make_registration

EVENT = "bojonegoro-2023"
EXPECTED = "Sri Rahayu Ningsih"


def come(name: str, *, nik: bool = True, there: bool = True, **over: object) -> RegistrationId:
    """Register somebody, who arrives where `there`."""
    with transaction() as session:
        event = get_event(session, EVENT)
        seat = make_registration(session, event, name, **over)
        session.flush()
        if not nik:
            person = session.get_one(Person, seat.person_id)
            person.nik = person.nik_index = None
        if there:
            point = get_checkpoint(session, event)
            session.add(
                Arrival(
                    checkpoint_id=point.id,
                    registration_id=seat.id,
                    arrived_at=clock.now() - timedelta(minutes=seat.number),
                    gate_id=get_gate(session, point).id,
                )
            )
        return seat.id


def twins(session: Session) -> list[Case]:
    session.rollback()
    return [c for c in find_cases(session, get_event(session, EVENT)) if c.kind is Kind.TWIN]


@pytest.fixture
def event(session: Session) -> Session:
    """Return the session at an event where one person of the roster is present."""
    with transaction() as fresh:
        make_event(fresh)
    come(EXPECTED)
    return session


def test_a_walk_in_of_a_like_name_is_named_with_the_other_number(event: Session) -> None:
    come("Sri Rahayuningsih", nik=False, source="walk_in")
    (case,) = twins(event)
    assert (case.name, case.number) == ("Sri Rahayuningsih", 2)
    assert [seen.note for seen in case.sightings] == [
        f"no. 1 {EXPECTED}",
        "no. 2 Sri Rahayuningsih",
    ]


@pytest.mark.parametrize(
    ("name", "over"),
    [
        ("Budi Santoso", {}),
        (EXPECTED, {"nik": True}),
        (EXPECTED, {"there": False}),
        (EXPECTED, {"status": "cancelled"}),
        (EXPECTED, {"regency_code": "35.22", "district_code": None}),
        (EXPECTED, {"source": "import"}),
    ],
)
def test_who_cannot_be_the_same_or_is_not_there_is_no_case(
    event: Session, name: str, over: dict[str, object]
) -> None:
    come(name, **{"nik": False, "source": "walk_in", **over})  # type: ignore[arg-type]
    assert twins(event) == []


def test_two_walk_ins_make_one_case(event: Session) -> None:
    come("Zulkifli", nik=False, source="walk_in")
    come("Zulkifli", nik=False, source="walk_in")
    assert [case.number for case in twins(event)] == [3]


def test_it_is_through_when_somebody_says_so_or_one_is_cancelled(event: Session) -> None:
    late = come(EXPECTED, nik=False, source="walk_in")
    (case,) = twins(event)
    with transaction() as session:
        home = get_event(session, EVENT)
        session.add(
            Resolution(
                event_id=home.id, subject=case.subject, note="Dua orang.", at=clock.now(), by="Olga"
            )
        )
    assert [one.resolution for one in twins(event)] == ["Dua orang."]
    with transaction() as session:
        session.get_one(Registration, late).status = "cancelled"
    assert twins(event) == []
