"""The desk through its pages: walk-ins with a badge at once, and people in another's place."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import Role, System
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges, issue_spares
from checkin.db import transaction
from checkin.events.models import Checkpoint, Event
from checkin.people.models import Person
from checkin.roster.models import Registration, Substitution
from checkin.scans.feed import number_changes, read_changes
from checkin.scans.models import Arrival
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/peserta/"
WALK_IN = {"name": "Sri Rahayu", "pillar": "PKH", "regency": "35.16", "district": "35.16.02"}
BUDI = {"name": "Budi Santoso", "reason": "Sakit", "approver": "Kepala Bidang Pemberdayaan"}
SITI = "Siti Aminah"


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event, SITI)
        ensure_badges(session, event, NOW)
    return sign_in_as(client)


def test_an_address_of_mail_may_be_taken_down(olga: OutsideClient, session: Session) -> None:
    wrong = olga.submit(f"{PAGE}susulan", WALK_IN | {"email": "sri@"})
    assert wrong.status_code == 422
    assert "Alamat surel ini belum lengkap atau keliru" in wrong.text
    olga.submit(f"{PAGE}susulan", WALK_IN | {"email": "Sri@Example.id"})
    olga.submit(f"{PAGE}1/pengganti", BUDI | {"email": "budi@example.id"})
    addresses = session.scalars(select(Person.email).where(Person.email.is_not(None))).all()
    assert sorted(addresses) == ["budi@example.id", "sri@example.id"]


def count(session: Session, table: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def registration(session: Session, number: int) -> Registration:
    session.rollback()
    return session.scalars(select(Registration).where(Registration.number == number)).one()


def badges_in_force(session: Session, number: int) -> list[str]:
    session.rollback()
    return list(
        session.scalars(
            select(Badge.code)
            .join(Registration, Registration.id == Badge.registration_id)
            .where(Registration.number == number, Badge.revoked_at.is_(None))
        )
    )


def test_a_walk_in_gets_the_next_number_and_a_badge_to_print(
    olga: OutsideClient, session: Session
) -> None:
    reply = olga.submit(f"{PAGE}susulan", WALK_IN)
    assert reply.location.endswith("/susulan/2")
    page = olga.get(reply.location).text
    assert "Cetak tanda peserta" in page
    assert "/tanda-peserta/2.pdf" in page
    made = registration(session, 2)
    assert (made.source, made.district_code, made.status) == ("walk_in", "35.16.02", "active")
    assert len(badges_in_force(session, 2)) == 1


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"name": ""}, "Isi nama."),
        ({"name": "=1+1"}, "Tulis nama lengkap"),
        ({"pillar": ""}, "Pilih jenis pilar."),
        ({"district": "35.17.01"}, "Kecamatan itu tidak ada"),
        ({"phone": "12"}, "Nomor HP tidak sah"),
        ({"nik": "12"}, "NIK tidak sah"),
        ({"spare": "bukan kode"}, "Kode tanda peserta cadangan salah"),
    ],
)
def test_a_walk_in_that_cannot_stand_is_refused_beside_the_field(
    olga: OutsideClient, session: Session, over: dict[str, str], said: str
) -> None:
    reply = olga.submit(f"{PAGE}susulan", WALK_IN | over)
    assert reply.status_code == 422
    assert said in reply.text
    assert count(session, Person) == 1


@pytest.mark.parametrize("name", ["Sitti Aminah", "AMINAH SITI", "Hj. Siti Aminah, S.Pd"])
def test_whoever_resembles_is_shown_first_and_registered_all_the_same(
    olga: OutsideClient, session: Session, name: str
) -> None:
    asked = olga.submit(f"{PAGE}susulan", WALK_IN | {"name": name})
    assert asked.status_code == 409
    assert "Mungkin sudah terdaftar" in asked.text
    assert f"{PAGE}1" in asked.text
    assert count(session, Registration) == 1
    olga.submit(f"{PAGE}susulan", WALK_IN | {"name": name, "confirmed": "y"})
    assert count(session, Registration) == 2


def test_a_shared_phone_is_a_reason_to_ask(olga: OutsideClient, session: Session) -> None:
    olga.submit(f"{PAGE}susulan", WALK_IN | {"phone": "0812 3456 7890"})
    asked = olga.submit(
        f"{PAGE}susulan", BUDI | WALK_IN | {"name": "Joko", "phone": "+6281234567890"}
    )
    assert "Nomor HP sama" in asked.text
    assert count(session, Registration) == 2


def test_a_nik_on_the_roster_cannot_be_registered_again(
    olga: OutsideClient, session: Session
) -> None:
    nik = session.scalars(select(Person.nik)).one()
    asked = olga.submit(f"{PAGE}susulan", WALK_IN | {"nik": nik})
    assert "NIK sama" in asked.text
    refused = olga.submit(f"{PAGE}susulan", WALK_IN | {"nik": nik, "confirmed": "y"})
    assert "sudah terdaftar pada kegiatan ini" in refused.text
    assert count(session, Registration) == 1


def test_a_spare_badge_is_bound_once(olga: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        event = fresh.scalars(select(Event)).one()
        spare = issue_spares(fresh, System(), event, 1, NOW)[0].code
    typed = f"{spare[:4]} {spare[4:].lower()}"
    reply = olga.submit(f"{PAGE}susulan", WALK_IN | {"spare": typed})
    assert "Tanda cadangan nomor 1 sekarang miliknya" in olga.get(reply.location).text
    assert badges_in_force(session, 2) == [spare]
    again = olga.submit(f"{PAGE}susulan", WALK_IN | {"name": "Joko Widodo", "spare": spare})
    assert again.status_code == 422
    assert "sudah dipakai orang lain" in again.text
    assert count(session, Registration) == 2


def test_a_substitute_takes_the_place_and_the_first_badge_is_revoked(
    olga: OutsideClient, session: Session
) -> None:
    assert f"{PAGE}1/pengganti" in olga.get(f"{PAGE}1").text
    reply = olga.submit(f"{PAGE}1/pengganti", BUDI)
    assert reply.location.endswith("/susulan/2")
    first, second = registration(session, 1), registration(session, 2)
    assert (first.status, second.status, second.source) == ("cancelled", "active", "substitute")
    assert (second.pillar_code, second.regency_code) == (first.pillar_code, first.regency_code)
    assert second.district_code == first.district_code
    assert badges_in_force(session, 1) == []
    assert len(badges_in_force(session, 2)) == 1
    for number in (1, 2):
        page = olga.get(f"{PAGE}{number}").text
        assert "Sakit" in page
        assert "Kepala Bidang Pemberdayaan" in page
        assert "nomor 1, Siti Aminah" in page
        assert "nomor 2, Budi Santoso" in page
    assert "Budi Santoso" in olga.get(f"{PAGE}pengganti").text
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "roster.substitute")
    ).one()
    assert entry.detail["reason"] == "Sakit"


def test_phones_learn_that_the_first_badge_is_revoked_and_of_the_way_back(
    olga: OutsideClient, session: Session
) -> None:
    event = session.scalars(select(Event)).one()
    checkpoint = session.scalars(select(Checkpoint.id)).one()

    def rows(after: int) -> tuple[dict[object, object], int]:
        with transaction() as fresh:
            number_changes(fresh, event.id, NOW)
            changes = read_changes(fresh, event.id, checkpoint, after)
        columns = changes.registrations
        return dict(zip(columns["number"], columns["active"], strict=True)), changes.until

    event_id = event.id
    session.rollback()
    event = session.get_one(Event, event_id)
    before, until = rows(0)
    assert before == {1: 1}
    olga.submit(f"{PAGE}1/pengganti", BUDI)
    replaced, until = rows(until)
    assert replaced == {1: 0, 2: 1}
    session.rollback()
    made = session.scalars(select(Substitution.id)).one()
    olga.submit(f"{PAGE}pengganti/{made}/urungkan")
    assert rows(until)[0] == {1: 1, 2: 0}


def test_a_substitution_by_mistake_is_undone_with_the_printed_badge(
    olga: OutsideClient, session: Session
) -> None:
    printed = badges_in_force(session, 1)
    olga.submit(f"{PAGE}1/pengganti", BUDI)
    session.rollback()
    made = session.scalars(select(Substitution.id)).one()
    undo = f"{PAGE}pengganti/{made}/urungkan"
    assert olga.submit(undo).location.endswith("/peserta/1")
    assert registration(session, 1).status == "active"
    assert registration(session, 2).status == "cancelled"
    assert badges_in_force(session, 1) == printed
    assert badges_in_force(session, 2) == []
    assert "Diurungkan" in olga.get(f"{PAGE}1").text
    assert olga.submit(undo).status_code == 409
    actions = session.scalars(select(AuditEntry.action)).all()
    assert "roster.substitute_undo" in actions


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"name": ""}, "Isi nama."),
        ({"reason": ""}, "Isi alasan penggantian."),
        ({"approver": ""}, "Isi siapa yang menyetujui."),
        ({"nik": "12"}, "NIK tidak sah"),
        ({"district": "35.17.01"}, "Pilihan ini tidak ada."),
    ],
)
def test_a_substitute_who_cannot_come_changes_nothing(
    olga: OutsideClient, session: Session, over: dict[str, str], said: str
) -> None:
    reply = olga.submit(f"{PAGE}1/pengganti", BUDI | over)
    assert reply.status_code == 422
    assert said in reply.text
    assert registration(session, 1).status == "active"
    assert len(badges_in_force(session, 1)) == 1


def test_nobody_takes_the_own_place_or_that_of_somebody_inside(
    olga: OutsideClient, session: Session
) -> None:
    nik = session.scalars(select(Person.nik)).one()
    assert (
        "milik orang yang digantikan" in olga.submit(f"{PAGE}1/pengganti", BUDI | {"nik": nik}).text
    )
    assert registration(session, 1).status == "active"
    with transaction() as fresh:
        first = fresh.scalars(select(Registration)).one()
        checkpoint = fresh.scalars(select(Checkpoint.id)).one()
        fresh.add(Arrival(checkpoint_id=checkpoint, registration_id=first.id, arrived_at=NOW))
    assert olga.get(f"{PAGE}1/pengganti").status_code == 409
    assert olga.submit(f"{PAGE}1/pengganti", BUDI).status_code == 409
    assert olga.get(f"{PAGE}99/pengganti").status_code == 404


def test_the_place_of_a_substitute_who_came_is_kept(olga: OutsideClient, session: Session) -> None:
    olga.submit(f"{PAGE}1/pengganti", BUDI)
    with transaction() as fresh:
        second = fresh.scalars(select(Registration).where(Registration.number == 2)).one()
        checkpoint = fresh.scalars(select(Checkpoint.id)).one()
        fresh.add(Arrival(checkpoint_id=checkpoint, registration_id=second.id, arrived_at=NOW))
    made = session.scalars(select(Substitution.id)).one()
    assert olga.submit(f"{PAGE}pengganti/{made}/urungkan").status_code == 409


def test_a_chain_is_undone_from_its_end(olga: OutsideClient, session: Session) -> None:
    olga.submit(f"{PAGE}1/pengganti", BUDI)
    olga.submit(f"{PAGE}2/pengganti", BUDI | {"name": "Joko Wibowo"})
    first, second = session.scalars(
        select(Substitution.id).order_by(Substitution.created_at, Substitution.id)
    ).all()
    assert olga.submit(f"{PAGE}pengganti/{first}/urungkan").status_code == 409
    assert olga.submit(f"{PAGE}pengganti/{second}/urungkan").status_code == 302
    assert olga.submit(f"{PAGE}pengganti/{first}/urungkan").status_code == 302
    assert registration(session, 1).status == "active"


def test_a_viewer_changes_nothing_at_the_desk(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_registration(fresh, make_event(fresh))
    viewer = sign_in_as(client, Role.VIEWER)
    assert viewer.submit(f"{PAGE}susulan", WALK_IN).status_code == 403
    assert viewer.submit(f"{PAGE}1/pengganti", BUDI).status_code == 403
    assert "pengganti" not in viewer.get(f"{PAGE}1").text
