"""Requests: the clock, the queue, correction, erasure, copy; each carried out before it is granted."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import UUID

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.accounts.service import record
from checkin.actor import Role, System, User
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.crypto import blind_index
from checkin.db import transaction
from checkin.errors import CheckinError, Conflict, Invalid, Throttled
from checkin.events.queries import get_event
from checkin.ids import uuid7
from checkin.people.models import Person
from checkin.personal.queries import recipients
from checkin.privacy import asking, correcting, erasing, exporting, queries, requests
from checkin.privacy.asking import Channel, Kind, Outcome, Standing
from checkin.privacy.models import PrivacyRequest
from checkin.privacy.requests import Asked
from checkin.roster.models import Registration, RosterImport
from checkin.roster.names import search_key
from checkin.settings import Settings
from tests.factories import NOW, make_event, make_registration
from tests.privacy import holdings
from tests.privacy.holdings import ACCOUNT, NAME, NIK, OTHER, PHONE, Planted, opened

OFFICE = System(name="Olga")
HOUR = timedelta(hours=1)


@pytest.fixture
def planted(app: Flask, settings: Settings) -> Planted:
    """Plant something personal everywhere."""
    return holdings.plant(app, settings.instance_dir / "output")


def ask(seat: object, kind: Kind, **over: object) -> UUID:
    """Enter a request that came by letter; return its id."""
    with transaction() as session:
        found = session.get_one(Registration, seat)
        asked = Asked(kind=kind, channel=Channel.LETTER, words="Mohon dibantu.", **over)  # type: ignore[arg-type]
        return requests.receive(session, OFFICE, found, asked, NOW).id


def settle(request_id: UUID, outcome: Outcome = Outcome.GRANTED, **over: str) -> None:
    """Answer a request."""
    said = {"reason": "", "identity": "KTP diperlihatkan"} | over
    with transaction() as session:
        requests.answer(session, OFFICE, request_id, outcome=outcome, now=NOW + HOUR, **said)


def _plan(session: Session, request_id: UUID) -> erasing.ErasePlan:
    return erasing.plan_erasure(session, requests.get_request(session, request_id), NOW)


@pytest.mark.parametrize(
    ("hours", "ended", "stands", "left"),
    [
        (0, None, Standing.CALM, ("%(n)d jam lagi", 72)),
        (47, None, Standing.CALM, ("%(n)d jam lagi", 25)),
        (48, None, Standing.SOON, ("%(n)d jam lagi", 24)),
        (71.5, None, Standing.SOON, ("%(n)d menit lagi", 30)),
        (72, None, Standing.SOON, ("%(n)d menit lagi", 0)),
        (73, None, Standing.OVERDUE, ("lewat %(n)d jam", 1)),
        (100, 72, Standing.IN_TIME, ("lewat %(n)d jam", 28)),
        (100, 73, Standing.LATE, ("lewat %(n)d jam", 28)),
    ],
)
def test_a_clock_of_three_days(
    hours: float, ended: float | None, stands: Standing, left: tuple[str, int]
) -> None:
    due, now = asking.due_at(NOW), NOW + hours * HOUR
    assert asking.standing(due, now, NOW + ended * HOUR if ended else None) is stands
    assert asking.left(due, now) == left


def test_the_clock_runs_since_it_was_received(planted: Planted, session: Session) -> None:
    late = ask(planted.registration, Kind.ACCESS, received_at=NOW - 80 * HOUR)
    fresh = ask(planted.registration, Kind.ACCESS)
    session.rollback()
    rows = queries.list_requests(session, NOW)
    assert [(row.id, row.standing) for row in rows] == [
        (late, Standing.OVERDUE),
        (fresh, Standing.CALM),
    ]
    assert queries.waiting(session, NOW) == queries.Waiting(open=2, overdue=1)
    with pytest.raises(Invalid):
        ask(planted.registration, Kind.ACCESS, received_at=NOW + HOUR)


def test_a_page_is_not_flooded(planted: Planted) -> None:
    with transaction() as session:
        seat = session.get_one(Registration, planted.registration)
        for _ in range(requests.MAX_OPEN):
            requests.receive_from_page(
                session, seat, Asked(kind=Kind.ACCESS, channel=Channel.PAGE), NOW
            )
        with pytest.raises(Throttled):
            requests.receive_from_page(
                session, seat, Asked(kind=Kind.ACCESS, channel=Channel.PAGE), NOW
            )


def test_what_is_granted_was_carried_out_and_for_the_right_person(planted: Planted) -> None:
    asked = ask(planted.registration, Kind.CORRECTION, wanted={"name": "Zubaidah K."})
    with pytest.raises(Invalid) as refused:
        settle(asked)
    assert refused.value.code == "outcome"
    with pytest.raises(Invalid) as refused:
        settle(asked, identity="")
    assert refused.value.code == "identity"
    with pytest.raises(Invalid) as refused:
        settle(asked, Outcome.REFUSED)
    assert refused.value.code == "reason"
    settle(asked, Outcome.REFUSED, reason="Nama sudah sesuai KTP.")
    with pytest.raises(Conflict):
        settle(asked, Outcome.REFUSED, reason="lagi")


def test_a_correction_reaches_register_and_phones(planted: Planted, session: Session) -> None:
    asked = ask(planted.registration, Kind.CORRECTION, wanted={"name": "Zubaidah Kencana"})
    with transaction() as fresh:
        fresh.get_one(Registration, planted.registration).seq = 7
    new_nik = "3516014101809888"
    said = {"name": "Zubaidah Kencana", "nik": new_nik, "phone": "0812 3456 7890", "bank": ""}
    with transaction() as fresh:
        changed = correcting.correct(fresh, OFFICE, asked, said, NOW)
    assert changed == ["name", "nik", "phone"]
    person = session.get_one(Person, planted.person)
    assert (person.name, person.nik, person.phone) == (
        "Zubaidah Kencana",
        new_nik,
        "+6281234567890",
    )
    assert person.nik_index == blind_index(new_nik)
    assert person.search_key.startswith("SUBAIDAH")
    assert session.get_one(Registration, planted.registration).seq is None
    settle(asked)
    session.rollback()
    entries = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "P-0001")).all()
    assert sorted(entries) == ["privacy.answer", "privacy.correct", "privacy.request"]
    assert new_nik not in str([e.detail for e in session.scalars(select(AuditEntry))])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "<script>"),
        ("nik", "123"),
        ("phone", "abc"),
        ("email", "siapa@"),
        ("account", "x"),
        ("birth_date", "31-12-1990"),
        ("position", "x" * 121),
    ],
)
def test_what_cannot_stand_is_refused_by_its_field(
    planted: Planted, field: str, value: str
) -> None:
    asked = ask(planted.registration, Kind.CORRECTION)
    with pytest.raises(Invalid) as refused, transaction() as session:
        correcting.correct(session, OFFICE, asked, {field: value}, NOW)
    assert refused.value.code == field


def test_nobody_takes_the_nik_of_another(planted: Planted, session: Session) -> None:
    other = session.scalars(select(Person).where(Person.name == OTHER)).one()
    nik = other.nik or ""
    asked = ask(planted.registration, Kind.CORRECTION)
    with pytest.raises(Conflict), transaction() as fresh:
        correcting.correct(fresh, OFFICE, asked, {"nik": nik}, NOW)


def test_who_objects_is_sent_nothing(planted: Planted, session: Session) -> None:
    asked = ask(planted.registration, Kind.OBJECTION)
    with transaction() as fresh:
        requests.restrict(fresh, OFFICE, asked, NOW)
    event = get_event(session, holdings.CODE)
    assert [one.name for one in recipients(session, event)] == [OTHER]
    with transaction() as fresh:
        requests.restrict(fresh, OFFICE, asked, NOW, stop=False)
    session.rollback()
    assert len(recipients(session, get_event(session, holdings.CODE))) == 2


def test_who_was_there_keeps_name_and_attendance_only(planted: Planted, session: Session) -> None:
    asked = ask(planted.registration, Kind.ERASURE)
    with transaction() as fresh:
        assert any("belum diterapkan" in one for one in _plan(fresh, asked).stays)
        fresh.execute(update(RosterImport).values(content=None, preview=None))
    with transaction() as fresh:
        plan = erasing.erase(fresh, OFFICE, asked, NOW + 10 * HOUR)
    assert plan.present_at
    session.rollback()
    plain = opened(session)
    person = session.get_one(Person, planted.person)
    assert (person.name, person.nik, person.phone, person.bank_account) == (NAME, None, None, None)
    assert NIK not in plain
    assert ACCOUNT not in plain
    assert PHONE not in plain
    assert NAME in plain  # on the list
    assert session.get_one(Registration, planted.registration).status == "active"
    settle(asked, Outcome.PARTLY, reason="Nama dan kehadiran wajib disimpan.")


def test_who_was_not_there_is_nobody_afterwards(app: Flask, session: Session) -> None:
    with transaction() as fresh:
        event = make_event(fresh)
        seat = make_registration(fresh, event, "Zubaidah Kencanawungu")
        ensure_badges(fresh, event, NOW)
        seat_id, person_id = seat.id, seat.person_id
    asked = ask(seat_id, Kind.ERASURE)
    with transaction() as fresh:
        plan = erasing.erase(fresh, OFFICE, asked, NOW)
    assert not plan.present_at
    assert plan.ends
    session.rollback()
    person, seat = session.get_one(Person, person_id), session.get_one(Registration, seat_id)
    assert "Kencana" not in person.name
    assert (seat.status, seat.cancel_reason) == ("cancelled", "erased")
    badge = session.scalars(select(Badge)).one()
    assert badge.revoked_at
    assert not badge.code.startswith("SP")
    settle(asked)


def test_a_copy_holds_all_there_is(planted: Planted, session: Session) -> None:
    asked = ask(planted.registration, Kind.ACCESS)
    with transaction() as fresh:
        held, name = exporting.export_for(fresh, OFFICE, asked, NOW)
    assert name == "salinan-data-P-0001.zip"
    packed = zipfile.ZipFile(io.BytesIO(exporting.archive(held)))
    assert set(packed.namelist()) == {"BACA-DAHULU.txt", "data.json", "data.pdf"}
    said = json.loads(packed.read("data.json"))
    assert said["Data diri"]["NIK"] == NIK
    seat = said["Pendaftaran"][0]
    assert seat["Tanda peserta"][0]["Kode"] == planted.code
    assert seat["Pemindaian"][0]["Petugas"] == holdings.OPERATOR
    assert seat["Pemindaian"][1]["Alasan pembatalan"] == holdings.WHY_UNDONE
    assert [one["Catatan"] for one in seat["Catatan temuan"]] == [holdings.FOUND_OUT]
    assert seat["Kehadiran"][0]["Hadir"]
    assert seat["Edisi daftar hadir"][0]["Tertulis"]["name"] == NAME
    assert {row["Baris"] for row in said["Baris berkas unggahan"]} == {4, 5}
    assert said["Permintaan"][0]["Nomor"] == "P-0001"
    text = "".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(packed.read("data.pdf"))
    )
    assert NIK in text
    assert NAME in text
    settle(asked)
    session.rollback()
    actions = session.scalars(select(AuditEntry.action)).all()
    assert "privacy.export" in actions
    assert session.scalars(select(PrivacyRequest.done)).one() == ["exported"]


def test_a_copy_holds_every_line_of_the_log_about_its_person(
    planted: Planted, session: Session
) -> None:
    asked = ask(planted.registration, Kind.ACCESS)
    event = get_event(session, holdings.CODE)
    lines = (
        ("person.reveal", "#1", {}),
        ("desk.substitute", "#1 → #7", {}),
        ("people.cancel", "2", {"numbers": "1-2"}),
        ("personal_data.export", "1", {"numbers": "1"}),
        ("personal_data.export", "", {"people": 2}),
        ("people.cancel", "1", {"numbers": "2"}),
        ("person.reveal", "#11", {}),
        ("personal_data.export", "1", {"numbers": "2"}),
    )
    with transaction() as fresh:
        for action, subject, detail in lines:
            record(
                fresh, OFFICE, action, now=NOW, event_id=event.id, subject=subject, **detail
            )  # fmt: skip
        held, _ = exporting.export_for(fresh, OFFICE, asked, NOW)
    told = [(one["Tindakan"], one["Perihal"]) for one in held["Catatan audit"]]
    for action, subject, _detail in lines[:5]:
        assert (action, subject) in told
    assert told.count(("people.cancel", "1")) == 0
    assert told.count(("person.reveal", "#11")) == 0
    assert told.count(("personal_data.export", "1")) == 1


def test_only_those_who_may_see_identifiers_get_them(planted: Planted) -> None:
    asked = ask(planted.registration, Kind.ACCESS)
    viewer = User(id=uuid7(), name="Vera", role=Role.VIEWER)
    unproven = User(id=uuid7(), name="Carl", role=Role.ORGANIZER, proven=False)
    for actor in (viewer, unproven):
        with pytest.raises(CheckinError) as refused, transaction() as session:
            exporting.export_for(session, actor, asked, NOW)
        assert refused.value.code in ("forbidden", "second_factor")
        with pytest.raises(CheckinError) as refused, transaction() as session:
            erasing.erase(session, actor, asked, NOW)
        assert refused.value.code in ("forbidden", "second_factor")


def test_people_are_found_by_name_number_and_nik(planted: Planted, session: Session) -> None:
    with transaction() as fresh:
        person = fresh.get_one(Person, planted.person)
        person.search_key = search_key(person.name)
    for text in ("kencanawungu", "#1", NIK):
        assert [one.name for one in queries.find_people(session, text)] == [NAME], text
    assert queries.find_people(session, "%%%") == []
