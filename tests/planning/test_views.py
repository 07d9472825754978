"""The pages of planning: the overview of every stage, a step with its question, the end, the copy."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Role
from checkin.attendance.choices import Grouping, Kind, Scope
from checkin.attendance.comparing import scope_of
from checkin.attendance.service import key_of
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.events.queries import get_event, list_events
from checkin.events.stages import Stage
from checkin.people.models import Person
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as
from tests.scans.phones import Phone

EVENT = "bojonegoro-2023"
PAGE = f"/kegiatan/{EVENT}"


def begin(stage: Stage = Stage.OPEN, people: int = 0) -> UUID:
    """Make the event of today, with so many people."""
    with transaction() as session:
        now = clock.now()
        event = make_event(session, stage=stage, starts_at=now, ends_at=now + timedelta(hours=5))
        for number in range(people):
            make_registration(session, event, f"Siti Aminah {number}")
        ensure_badges(session, event, now)
        return event.id


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_an_overview_and_its_steps(client: OutsideClient, stage: Stage) -> None:
    begin(stage, people=1)
    sign_in_as(client)
    page = client.get(f"{PAGE}/ringkasan")
    assert page.status_code == 200
    assert f'data-stage="{stage.value}"' in page.text
    assert client.get(f"{PAGE}/penutupan").status_code == 200
    for to in Stage:
        assert client.get(f"{PAGE}/langkah/{to.value}").status_code in (200, 302)
    assert client.get(f"{PAGE}/langkah/entah").status_code == 302


@pytest.mark.parametrize(("stage", "early"), [(Stage.OPEN, True), (Stage.RUNNING, False)])
def test_an_event_begun_before_its_hour_is_not_called_not_begun(
    client: OutsideClient, stage: Stage, early: bool
) -> None:
    begin(stage)
    with transaction() as session:
        get_event(session, EVENT).starts_at = clock.now() + timedelta(hours=2)
    sign_in_as(client)
    assert ("Kegiatan belum dimulai." in client.get(f"{PAGE}/penutupan").text) is early


def test_an_empty_event_is_led_to_its_first_file(client: OutsideClient) -> None:
    begin(Stage.DRAFT)
    sign_in_as(client)
    page = client.get(f"{PAGE}/ringkasan").text
    assert 'data-move="upload"' in page
    assert "Belum ada peserta" in page


def test_a_viewer_sees_how_it_stands_and_no_button(client: OutsideClient) -> None:
    begin(people=1)
    sign_in_as(client, Role.VIEWER)
    page = client.get(f"{PAGE}/ringkasan").text
    assert "Tanda peserta" in page
    assert "/langkah/" not in page
    assert "/salin" not in page
    assert client.get(f"{PAGE}/langkah/running").status_code == 403
    assert client.submit(f"{PAGE}/langkah/running").status_code == 403


def test_a_step_is_asked_for_and_taken(client: OutsideClient, session: Session) -> None:
    begin(people=1)
    sign_in_as(client)
    assert "Belum siap" in client.get(f"{PAGE}/langkah/running").text
    client.submit(f"{PAGE}/langkah/running")
    session.rollback()
    assert get_event(session, EVENT).stage == Stage.RUNNING
    assert "tidak tersedia" in client.get(client.get(f"{PAGE}/langkah/archived").location).text


def test_closing_with_debts_asks_why(client: OutsideClient, session: Session) -> None:
    begin(people=1)
    phone = Phone(client)
    phone.scan()
    phone.send(phone.scan("SP0000"))  # the first of the two never arrives
    sign_in_as(client)
    assert "Belum semua HP kosong" in client.get(f"{PAGE}/langkah/closed").text
    refused = client.submit(f"{PAGE}/langkah/closed")
    assert refused.status_code == 422
    assert "Tulis alasan" in refused.text
    client.submit(f"{PAGE}/langkah/closed", {"reason": "HP hilang"})
    session.rollback()
    assert get_event(session, EVENT).stage == Stage.CLOSED
    page = client.get(f"{PAGE}/penutupan").text
    assert "HP hilang" in page
    no_reason = client.submit(f"{PAGE}/langkah/running")
    assert no_reason.status_code == 422
    client.submit(f"{PAGE}/langkah/running", {"reason": "HP ditemukan"})
    session.rollback()
    assert get_event(session, EVENT).stage == Stage.RUNNING


def test_what_a_closed_event_refuses_is_said_in_words(client: OutsideClient) -> None:
    begin(Stage.ARCHIVED, people=1)
    sign_in_as(client)
    reply = client.submit(f"{PAGE}/pengaturan", {"name": "Lain"})
    assert "diarsipkan" in client.submit(f"{PAGE}/titik/kedatangan/hapus").text or reply.status_code
    pair = client.submit(
        f"{PAGE}/perangkat/pasang", {"checkpoint": "kedatangan", "gate": "pintu-1"}
    )
    assert pair.status_code == 409
    assert "sudah diarsipkan" in pair.text


def test_the_export_of_a_closed_event_is_noticed(client: OutsideClient) -> None:
    begin(people=1)
    sign_in_as(client)
    client.submit(f"{PAGE}/langkah/closed")
    assert "Terakhir diunduh" not in client.get(f"{PAGE}/penutupan").text
    assert client.get(f"{PAGE}/kehadiran.xlsx").status_code == 200
    assert "Terakhir diunduh" in client.get(f"{PAGE}/penutupan").text


def test_a_copy_asks_for_name_and_day(client: OutsideClient, session: Session) -> None:
    begin(Stage.ARCHIVED)
    sign_in_as(client)
    assert "Kedatangan (4)" in client.get(f"{PAGE}/salin").text
    assert client.submit(f"{PAGE}/salin", {"name": "Sapa", "day": ""}).status_code == 422
    assert client.submit(f"{PAGE}/salin", {"name": "Sapa", "day": "1999-01-01"}).status_code == 422
    made = client.submit(f"{PAGE}/salin", {"name": "Sapa Pilar", "day": "2030-06-17"})
    assert made.status_code == 302
    assert "Sapa Pilar" in client.get(made.location).text
    session.rollback()
    assert [card.stage for card in list_events(session)] == [Stage.DRAFT, Stage.ARCHIVED]


def test_a_final_list_is_compared_with_the_data_as_they_are_now(
    client: OutsideClient, session: Session
) -> None:
    """Not by time: a corrected name makes a printed list old, one corrected back makes it right again."""
    begin(people=2)
    sign_in_as(client)
    client.submit(f"{PAGE}/langkah/closed")
    client.submit(f"{PAGE}/daftar-hadir", {"kind": "all", "paper": "f4", "orientation": "portrait"})
    assert "final dan terbaru" in client.get(f"{PAGE}/penutupan").text

    def rename(name: str) -> None:
        with transaction() as fresh:
            fresh.scalars(select(Person).order_by(Person.nik_index)).all()[0].name = name

    with transaction() as fresh:
        before = fresh.scalars(select(Person).order_by(Person.nik_index)).all()[0].name
    rename("Nama Lain")
    page = client.get(f"{PAGE}/penutupan").text
    assert "ada perubahan sesudahnya" in page
    assert "Daftar final belum dicetak." in client.get(f"{PAGE}/ringkasan").text
    rename(before)
    assert "final dan terbaru" in client.get(f"{PAGE}/penutupan").text


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(kind=Kind.PRESENT, group=Grouping.REGENCY, pillar="PKH", regency="35.16"),
        Scope(kind=Kind.ALL, gate="pintu-1", checkpoint="kedatangan", columns=("nik", "place")),
    ],
)
def test_the_key_of_a_list_names_it(scope: Scope) -> None:
    read = scope_of(key_of(scope))
    assert read
    assert key_of(read) == key_of(scope)


@pytest.mark.parametrize("key", ["", "piagam|x", "kedatangan|entah|pillar||||"])
def test_other_keys_name_no_list(key: str) -> None:
    assert scope_of(key) is None
