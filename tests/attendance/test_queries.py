"""Board, list and export count the same people."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from checkin.actor import Role, System, User
from checkin.attendance import queries, service
from checkin.attendance.choices import Kind, Scope
from checkin.attendance.counts import Count
from checkin.attendance.lists import sections
from checkin.errors import Forbidden, NotFound
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint, get_gate
from checkin.ids import uuid7
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from tests.factories import NOW, make_event, make_registration


def arrive(session: Session, event: Event, registration: Registration, minutes: int | None) -> None:
    """Note an arrival `minutes` after NOW; None for one that was taken back."""
    checkpoint = get_checkpoint(session, event)
    session.add(
        Arrival(
            checkpoint_id=checkpoint.id,
            registration_id=registration.id,
            arrived_at=None if minutes is None else NOW + timedelta(minutes=minutes),
            gate_id=None if minutes is None else get_gate(session, checkpoint, "pintu-2").id,
        )
    )
    session.flush()


@pytest.fixture
def event(session: Session) -> Event:
    """Return an event of five invited, two present, one taken back, one cancelled."""
    event = make_event(session)
    people = [
        make_registration(session, event, name, pillar_code=pillar, regency_code=regency)
        for name, pillar, regency in (
            ("Siti", "PKH", "35.16"),
            ("Budi", "PKH", "35.76"),
            ("Citra", "TKSK", "35.16"),
            ("Dewi", "PSM", "35.07"),  # neither type nor regency is the event's own
            ("Eko", "PKH", "35.16"),
        )
    ]
    gone = make_registration(session, event, "Batal", status="cancelled")
    for registration, minutes in ((people[0], 1), (people[3], 2), (people[4], None), (gone, 3)):
        arrive(session, event, registration, minutes)
    return event


def test_board_and_lists_count_alike(session: Session, event: Event) -> None:
    checkpoint = get_checkpoint(session, event)
    board = queries.board_counts(session, event, checkpoint.id)
    records = queries.list_records(session, event, checkpoint.id)
    assert queries.counts_of(session, event, checkpoint.id, records) == board
    assert board.total == Count(5, 2)
    assert board.cell("PKH", "35.16") == Count(2, 1)
    assert dict(board.gates) == {"Pintu 1": 0, "Pintu 2": 2, "Pintu 3": 0, "Pintu 4": 0}
    assert [pillar.code for pillar in board.pillars] == ["PKH", "TAGANA", "TKSK", "PSM"]
    assert board.regencies[-1].code == "35.07"


def test_a_list_counts_the_rows_it_shows(session: Session, event: Event) -> None:
    made = service.compose_list(session, System(), event, Scope(kind=Kind.PRESENT), NOW)
    shown = {s.label: len(list(s.records)) for s in sections(made)}
    assert shown == {s.label: s.count.present for s in sections(made)}
    assert shown == {"PKH": 1, "TKSK": 0, "PSM": 1}


def test_a_list_can_be_of_one_type_in_one_regency(session: Session, event: Event) -> None:
    choice = Scope(pillar="PKH", regency="35.16")
    made = service.compose_list(session, System(), event, choice, NOW)
    (section,) = sections(made)
    assert [record.name for record in section.records] == ["Eko", "Siti"]
    assert made.counts.total == Count(2, 1)


def test_the_export_names_the_gate(session: Session, event: Event) -> None:
    made = service.gather_export(session, System(), event, NOW)
    assert [(r.name, r.gate) for r in made.records if r.gate] == [
        ("Siti", "Pintu 2"),
        ("Dewi", "Pintu 2"),
    ]
    assert made.counts.total.invited == len(made.records) == 5


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (Scope(pillar="NIX"), "Jenis pilar NIX"),
        (Scope(regency="99.99"), r"99\.99"),
        (Scope(pillar="TAGANA"), "Tidak ada peserta pada pilihan ini"),
    ],
)
def test_refusals_are_clear(session: Session, event: Event, choice: Scope, sentence: str) -> None:
    with pytest.raises(NotFound, match=sentence):
        service.compose_list(session, System(), event, choice, NOW)


def test_only_those_allowed_take_lists_away(session: Session, event: Event) -> None:
    nobody = None
    with pytest.raises(Forbidden):
        service.compose_list(session, nobody, event, Scope(), NOW)
    viewer = User(id=uuid7(), name="Vera", role=Role.VIEWER)
    assert service.compose_list(session, viewer, event, Scope(), NOW).records
