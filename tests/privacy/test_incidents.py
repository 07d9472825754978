"""Incidents: who is affected by which data, the clock of the notices, letters and file."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, Membership, User
from checkin.accounts.service import actor_of
from checkin.actor import Role, System
from checkin.attendance import service as attendance
from checkin.db import transaction
from checkin.devices.models import Device
from checkin.directory.sheets import people_lines
from checkin.editions.models import Edition
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.queries import get_event
from checkin.ids import UserId, uuid7
from checkin.privacy import breach, incidents, telling
from checkin.privacy.breach import Cause
from checkin.privacy.incidents import Report
from checkin.privacy.models import Incident
from checkin.roster import service as roster
from checkin.roster.models import RosterImport
from checkin.settings import Settings
from tests.factories import NOW, make_event, make_registration, make_user
from tests.privacy import holdings
from tests.privacy.holdings import CODE, NAME, OTHER, PHONE, STRANGER, Planted

OFFICE = System(name="Olga")
HOUR = timedelta(hours=1)


@pytest.fixture
def planted(app: Flask, settings: Settings) -> Planted:
    """Plant something personal everywhere."""
    return holdings.plant(app, settings.instance_dir / "output")


def report(cause: Cause, subject: object = "", **over: object) -> UUID:
    """Report an incident of the day; return its id."""
    said = {"from_at": NOW - HOUR, "until_at": None, "known_at": NOW} | over
    with transaction() as session:
        made = incidents.report(
            session,
            OFFICE,
            Report(cause=cause, subject=str(subject), **said),
            NOW,  # type: ignore[arg-type]
        )
        return made.id


def groups(session: Session, incident_id: UUID) -> dict[str, int]:
    """Return of how many people which data became known."""
    session.rollback()
    found = incidents.get_incident(session, incident_id)
    return {" ".join(data): count for data, count in telling.groups_of(session, found)}


def set_kind(kind: str) -> UUID:
    """Make the phone of the event one of this kind; return its id."""
    with transaction() as session:
        device = session.scalars(select(Device)).one()
        device.kind = kind
        return device.id


def test_a_lost_gate_phone_names_nobody(planted: Planted, session: Session) -> None:
    made = report(Cause.PHONE, set_kind("gate"))
    assert groups(session, made) == {}
    assert incidents.get_incident(session, made).people == 0
    with transaction() as fresh:
        incidents.close(fresh, OFFICE, made, NOW)


def test_a_lost_desk_phone_names_everybody_of_the_event(planted: Planted, session: Session) -> None:
    with transaction() as fresh:
        make_registration(fresh, make_event(fresh, "malang-2023"), "Orang Malang")
    made = report(Cause.PHONE, set_kind("desk"))
    assert groups(session, made) == {
        "name pillar regency district": 3,
    }
    assert incidents.get_incident(session, made).people == 3


def test_a_list_gives_away_its_rows_and_columns(planted: Planted, session: Session) -> None:
    edition = session.scalars(select(Edition.id)).one()
    made = report(Cause.LIST, edition)
    assert groups(session, made) == {
        "name pillar regency district attendance phone masked": 1,
        "name pillar regency district attendance masked": 1,
    }


def test_an_export_is_what_the_audit_log_says(planted: Planted, session: Session) -> None:
    with transaction() as fresh:
        attendance.gather_export(fresh, OFFICE, get_event(fresh, CODE), NOW, reveal=True)
    query = select(AuditEntry.id).where(AuditEntry.action == "personal_data.export")
    made = report(Cause.EXPORT, session.scalars(query).one())
    found = groups(session, made)
    assert sum(found.values()) == 3
    richest = max(found, key=len)
    assert {"nik", "account", "phone"} <= set(richest.split())


def test_an_export_of_chosen_people_names_those_and_nobody_else(
    planted: Planted, app: Flask, session: Session
) -> None:
    with app.app_context(), transaction() as fresh:
        people_lines(fresh, OFFICE, get_event(fresh, CODE), [1, 3], NOW, full=True)
    query = select(AuditEntry.id).where(AuditEntry.action == "personal_data.export")
    made = report(Cause.EXPORT, session.scalars(query).one())
    assert incidents.get_incident(session, made).people == 2


@pytest.mark.parametrize(
    ("kept", "numbers"),
    [("1-3, 7", [1, 2, 3, 7]), ([4, 2], [2, 4]), ("", []), (None, []), ("x, 5", [5])],
)
def test_the_log_keeps_numbers_as_runs_or_one_by_one(kept: object, numbers: list[int]) -> None:
    assert breach.numbers_of(kept) == numbers


def test_an_account_taken_over_saw_its_events_and_opened_what_is_logged(
    planted: Planted, session: Session
) -> None:
    with transaction() as fresh:
        other = make_event(fresh, "malang-2023")
        make_registration(fresh, other, "Orang Malang")
        event = get_event(fresh, CODE)
        user = make_user(fresh, Role.MEMBER, "cora@example.id")
        fresh.add(Membership(user_id=user.id, event_id=event.id, role="organizer", created_at=NOW))
        fresh.flush()
        user_id = user.id
    with transaction() as fresh:
        actor = actor_of(fresh, UserId(user_id))
        roster.reveal_nik(fresh, actor, get_event(fresh, CODE), 1, NOW)
    inside = report(Cause.ACCOUNT, user_id, from_at=NOW - HOUR, until_at=NOW + HOUR)
    assert "nik" in " ".join(groups(session, inside))
    assert sum(groups(session, inside).values()) == 3  # nobody of Malang
    before = report(Cause.ACCOUNT, user_id, from_at=NOW - 3 * HOUR, until_at=NOW - 2 * HOUR)
    assert "nik" not in " ".join(groups(session, before)).replace("masked", "")


def test_an_uploaded_file_gives_away_its_rows(planted: Planted, session: Session) -> None:
    kept = session.scalars(select(RosterImport.id)).one()
    found = groups(session, report(Cause.UPLOAD, kept))
    assert list(found.values()) == [1]
    assert "nik account" in next(iter(found))


@pytest.mark.parametrize(("with_key", "secrets"), [(False, False), (True, True)])
def test_a_copy_of_the_server_shows_identifiers_only_with_its_key(
    planted: Planted, session: Session, *, with_key: bool, secrets: bool
) -> None:
    found = groups(session, report(Cause.SERVER, with_key=with_key))
    assert sum(found.values()) == 3
    assert any("nik" in key.split() for key in found) is secrets


def test_notices_stop_the_clock(planted: Planted, session: Session) -> None:
    made = report(Cause.SERVER)
    with pytest.raises(Conflict), transaction() as fresh:
        incidents.close(fresh, OFFICE, made, NOW)
    for place, name in enumerate(breach.NOTICES, start=1):
        with transaction() as fresh:
            incidents.step(fresh, OFFICE, made, name, NOW + place * HOUR, done=True)
    found = incidents.get_incident(session, made)
    assert incidents.told_at(found) == NOW + 2 * HOUR
    assert found.due_at == NOW + 72 * HOUR
    with transaction() as fresh:
        incidents.close(fresh, OFFICE, made, NOW + 3 * HOUR)
    with pytest.raises(Conflict), transaction() as fresh:
        incidents.count_again(fresh, OFFICE, made, NOW)


def test_letters_say_what_the_law_asks(planted: Planted, session: Session) -> None:
    made = report(Cause.SERVER, story="Cadangan tertinggal di warnet.")
    with transaction() as fresh:
        incidents.describe(
            fresh, OFFICE, made, story="Cadangan tertinggal.", measures="Kunci diganti.", now=NOW
        )
    found = incidents.get_incident(session, made)
    account = telling.account_of(session, found)
    letter = breach.letter_to_authority(account)
    for said in ("Pasal 46", "(3 orang)", "Cadangan tertinggal.", "Kunci diganti.", "nomor HP"):
        assert said in letter
    persons = telling.letters_to_persons(account, found)
    assert len(persons) == len(found.affected)
    assert all("Data yang terdampak: nama" in one for one in persons)


def test_the_list_of_the_affected_is_a_workbook_and_written_down(
    planted: Planted, session: Session
) -> None:
    made = report(Cause.SERVER)
    with transaction() as fresh:
        content = telling.workbook(fresh, OFFICE, incidents.get_incident(fresh, made), NOW)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[1:]} == {NAME, OTHER, STRANGER}
    assert PHONE in str(rows)
    session.rollback()
    assert "incident.export" in session.scalars(select(AuditEntry.action)).all()


def test_what_cannot_be_is_refused(planted: Planted) -> None:
    with pytest.raises(NotFound):
        report(Cause.PHONE, uuid7())
    with pytest.raises(Invalid):
        report(Cause.PHONE, "")
    with pytest.raises(Invalid):
        report(Cause.SERVER, known_at=NOW + HOUR)
    with pytest.raises(Invalid):
        report(Cause.SERVER, until_at=NOW - 5 * HOUR)


def test_incidents_are_numbered(planted: Planted, session: Session) -> None:
    report(Cause.SERVER)
    report(Cause.SERVER)
    session.rollback()
    assert session.scalars(select(Incident.number).order_by(Incident.number)).all() == [1, 2]
    assert session.scalars(select(User.id)).all()
