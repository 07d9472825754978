"""The use cases of the roster on a database: preview, apply, discard, walk-in, reveal."""

import json
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import Device, DeviceKind, Role, System, User
from checkin.crypto import blind_index
from checkin.db import transaction
from checkin.errors import Conflict, Forbidden, Invalid, NotFound
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster import queries, service, uploads
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.reading import Upload
from checkin.roster.walk_in import WalkIn, register_walk_in
from tests.factories import NOW, make_event
from tests.roster.offices import BUDI, NUR, SITI, as_csv, person

VERA = User(id=uuid4(), name="Vera", role=Role.VIEWER)
WALK_IN = WalkIn(name="Sulastri", pillar_code="PKH", regency_code="35.16")


@pytest.fixture
def writing(app: object) -> Iterator[Session]:
    with transaction() as session:
        yield session


@pytest.fixture
def event(writing: Session) -> Event:
    return make_event(writing)


def sent(*rows: tuple[str, ...], name: str = "daftar.csv") -> Upload:
    return Upload(file_name=name, content=as_csv(*rows))


def imported(session: Session, event: Event, *rows: tuple[str, ...]) -> dict[str, int]:
    plan = service.import_upload(session, System(), event, sent(*rows), NOW).plan
    return {"added": len(plan.added), "changed": len(plan.changed), "review": len(plan.review)}


def people(session: Session, event: Event) -> list[tuple[int, str]]:
    rows = session.execute(
        select(Registration.number, Person.name)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id)
        .order_by(Registration.number)
    )
    return [(number, name) for number, name in rows]


def test_a_preview_registers_nobody_and_keeps_the_file_sealed(
    writing: Session, event: Event
) -> None:
    kept = service.preview_import(writing, System(), event, sent(SITI), NOW)
    assert people(writing, event) == []
    assert kept.counts["added"] == 1
    stored = writing.scalar(text("SELECT content FROM roster_imports"))
    assert stored is not None
    assert b"Siti" not in bytes(stored)


def test_applying_registers_and_forgets_the_file(writing: Session, event: Event) -> None:
    kept = service.preview_import(writing, System(), event, sent(BUDI, NUR, SITI), NOW)
    service.apply_import(writing, System(), event, kept, NOW)
    assert [name for _, name in people(writing, event)] == [SITI[1], BUDI[1], NUR[1]]
    assert (kept.state, kept.content, kept.applied_at) == ("applied", None, NOW)
    siti = writing.scalar(select(Person).where(Person.nik_index == blind_index(SITI[2])))
    assert siti is not None
    assert (siti.name, siti.nik, siti.bank_account) == (SITI[1], SITI[2], SITI[7])
    entry = writing.scalar(select(AuditEntry).where(AuditEntry.action == "roster.import"))
    assert entry is not None
    assert SITI[2] not in str(vars(entry))


def test_no_number_of_a_person_is_readable_in_the_database(writing: Session, event: Event) -> None:
    imported(writing, event, SITI, person(SITI, nik="3516"))
    for table in (Person, ImportRow, AuditEntry, RosterImport):
        rows = writing.execute(text(f"SELECT * FROM {table.__tablename__}")).all()
        assert rows
        plain = str([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in rows])
        assert SITI[2] not in plain
        assert SITI[7] not in plain


def test_an_import_is_settled_once(writing: Session, event: Event) -> None:
    kept = service.preview_import(writing, System(), event, sent(SITI), NOW)
    service.apply_import(writing, System(), event, kept, NOW)
    with pytest.raises(Conflict):
        service.apply_import(writing, System(), event, kept, NOW)
    other = service.preview_import(writing, System(), event, sent(BUDI), NOW)
    uploads.discard_import(writing, System(), event, other, NOW)
    assert (other.state, other.content) == ("discarded", None)
    with pytest.raises(Conflict):
        service.apply_import(writing, System(), event, other, NOW)
    assert len(people(writing, event)) == 1


def test_applying_plans_again_against_what_is_registered_by_then(
    writing: Session, event: Event
) -> None:
    first = service.preview_import(writing, System(), event, sent(SITI, BUDI), NOW)
    second = service.preview_import(writing, System(), event, sent(SITI, NUR), NOW)
    service.apply_import(writing, System(), event, first, NOW)
    assert len(service.apply_import(writing, System(), event, second, NOW).plan.added) == 1
    assert people(writing, event) == [(1, SITI[1]), (2, BUDI[1]), (3, NUR[1])]


def test_numbers_of_a_later_file_go_on(writing: Session, event: Event) -> None:
    imported(writing, event, NUR)
    imported(writing, event, BUDI, SITI)
    assert people(writing, event) == [(1, NUR[1]), (2, SITI[1]), (3, BUDI[1])]


def test_a_gap_filled_later_tells_the_phones(writing: Session, event: Event) -> None:
    imported(writing, event, person(SITI, district="", phone=""))
    registration = writing.scalars(select(Registration)).one()
    registration.seq = 7
    writing.flush()
    assert imported(writing, event, SITI) == {"added": 0, "changed": 1, "review": 0}
    writing.expire_all()
    assert (registration.district_code, registration.seq) == ("35.16.01", None)
    assert writing.scalars(select(Person.phone)).one() == "+6281200010001"


def test_a_later_file_updates_but_another_account_waits(writing: Session, event: Event) -> None:
    imported(writing, event, SITI)
    assert imported(writing, event, person(SITI, phone="081200019999"))["changed"] == 1
    assert imported(writing, event, person(SITI, account="0991009999"))["review"] == 1
    writing.expire_all()
    found = writing.scalars(select(Person)).one()
    assert (found.phone, found.bank_account) == ("+6281200019999", SITI[7])


def test_rows_that_wait_are_kept_sealed_with_what_they_say(writing: Session, event: Event) -> None:
    imported(writing, event, SITI, person(BUDI, nik="3516"))
    row = writing.scalars(select(ImportRow).where(ImportRow.outcome == "review")).one()
    assert (row.row, row.issues) == (3, ["NIK_LENGTH"])
    assert json.loads(row.payload or "")["draft"]["name"] == BUDI[1]
    accepted = writing.scalars(select(ImportRow).where(ImportRow.outcome == "accept")).one()
    assert accepted.payload is None
    assert accepted.registration_id == writing.scalars(select(Registration.id)).one()


def test_one_person_at_two_events(writing: Session, event: Event) -> None:
    imported(writing, event, SITI)
    other = make_event(writing, "madiun-2023")
    assert imported(writing, other, person(SITI, name="Sitti Aminah"))["added"] == 1
    assert writing.scalar(select(func.count()).select_from(Person)) == 1
    assert people(writing, other) == [(1, SITI[1])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Yth. Bapak Kepala Dinas,\nterlampir kami kirim.\n", "no_header"),
        (as_csv(), "roster_empty"),
        (b"NAMA;UMUR\nSiti;40\n", "no_header"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "not_a_roster"),
    ],
)
def test_a_file_without_people_is_refused(
    writing: Session, event: Event, content: bytes, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        service.preview_import(
            writing, System(), event, Upload(file_name="x", content=content), NOW
        )
    assert refusal.value.code == code
    assert writing.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_who_may_not(writing: Session, event: Event) -> None:
    kept = service.preview_import(writing, System(), event, sent(SITI), NOW)
    with pytest.raises(Forbidden):
        service.preview_import(writing, VERA, event, sent(SITI), NOW)
    with pytest.raises(Forbidden):
        service.apply_import(writing, VERA, event, kept, NOW)
    with pytest.raises(Forbidden):
        uploads.discard_import(writing, VERA, event, kept, NOW)
    with pytest.raises(Forbidden):
        service.reveal_nik(writing, VERA, event, 1, NOW)
    with pytest.raises(Forbidden):
        register_walk_in(writing, VERA, event, WALK_IN, NOW)


def test_an_import_of_another_event_is_not_found(writing: Session, event: Event) -> None:
    kept = service.preview_import(writing, System(), event, sent(SITI), NOW)
    with pytest.raises(NotFound):
        uploads.get_import(writing, make_event(writing, "madiun-2023"), kept.id)


def test_revealing_leaves_a_line(writing: Session, event: Event) -> None:
    imported(writing, event, SITI)
    carl = User(id=uuid4(), name="Carl", role=Role.ORGANIZER)
    assert service.reveal_nik(writing, carl, event, 1, NOW) == (SITI[2], SITI[7])
    entry = writing.scalars(select(AuditEntry).where(AuditEntry.action == "person.reveal")).one()
    assert entry.subject == "#1"
    with pytest.raises(NotFound):
        service.reveal_nik(writing, carl, event, 2, NOW)


def test_a_walk_in_gets_the_next_number_and_a_repeat_gives_the_same(
    writing: Session, event: Event
) -> None:
    imported(writing, event, SITI)
    identity = uuid4()
    first = register_walk_in(writing, System(), event, WALK_IN, NOW, identity)
    again = register_walk_in(writing, System(), event, replace(WALK_IN, name="Lain"), NOW, identity)
    assert (first.number, first.source, first.status, first.seq) == (2, "walk_in", "active", None)
    assert again.id == first.id == identity
    assert people(writing, event) == [(1, SITI[1]), (2, "Sulastri")]
    assert writing.get_one(Person, first.person_id).nik is None


def test_two_walk_ins_of_one_name_are_two_people(writing: Session, event: Event) -> None:
    register_walk_in(writing, System(), event, WALK_IN, NOW)
    register_walk_in(writing, System(), event, WALK_IN, NOW)
    assert people(writing, event) == [(1, "Sulastri"), (2, "Sulastri")]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"name": " "}, "name"),
        ({"name": "=1+1"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"pillar_code": "KARTAR"}, "pillar"),
        ({"pillar_code": "X"}, "pillar"),
        ({"regency_code": "35.78"}, "regency"),
        ({"district_code": "35.17.01"}, "district"),
        ({"district_code": "99.99.99"}, "district"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_a_walk_in_that_cannot_stand(
    writing: Session, event: Event, over: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        register_walk_in(writing, System(), event, replace(WALK_IN, **over), NOW)
    assert refusal.value.code == code
    assert people(writing, event) == []


def test_a_phone_of_another_event_registers_nobody(writing: Session, event: Event) -> None:
    phone = Device(
        id=uuid4(), event_id=uuid4(), checkpoint_id=uuid4(), gate_id=uuid4(), label="HP-01"
    )
    with pytest.raises(Forbidden):
        register_walk_in(writing, phone, event, WALK_IN, NOW)
    here = replace(phone, event_id=event.id, kind=DeviceKind.DESK)
    assert register_walk_in(writing, here, event, WALK_IN, NOW).number == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("aminah", [1]),
        ("amin sit", [1]),
        ("SITI AMINNAH", [1]),
        ("nur aini", [3]),
        ("tksk perak", [3]),
        ("gondang", [2]),
        ("2", [2]),
        (SITI[2], [1]),
        ("0812 0001 0002", [2]),
        ("10003", [3]),
        ("xyz", []),
        ("%", []),
        ("   ", [1, 2, 3]),
    ],
)
def test_the_desk_finds(writing: Session, event: Event, asked: str, found: list[int]) -> None:
    imported(writing, event, SITI, BUDI, NUR)
    page = queries.list_participants(writing, event, queries.Filters(text=asked.strip()), 1)
    assert sorted(row.number for row in page.rows) == found
