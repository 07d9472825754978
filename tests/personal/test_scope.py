"""A coordinator sends messages to the people of the own regency, and learns of nobody else's."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts.models import AuditEntry, Membership
from checkin.actor import EventRole, Role
from checkin.badges.models import PersonalLink
from checkin.db import transaction
from checkin.people.models import Person
from checkin.roster.models import Registration
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration, make_user, sign_in

PAGE = "/kegiatan/bojonegoro-2023/undangan/"
OWN, OTHER = "35.16", "35.22"


@pytest.fixture
def cora(app: Flask, client: OutsideClient) -> OutsideClient:
    """Sign Cora in, who coordinates one of the two regencies."""
    with transaction() as session:
        event = make_event(session)
        for name, regency in (("Siti Aminah", OWN), ("Budi Santoso", OTHER), ("Nur Aini", OWN)):
            seat = make_registration(session, event, name, regency_code=regency)
            session.get_one(Person, seat.person_id).phone = f"+628120000000{seat.number}"
        user = make_user(session, Role.MEMBER, email="cora@example.id")
        session.add(
            Membership(
                user_id=user.id,
                event_id=event.id,
                role=EventRole.COORDINATOR.value,
                regency_code=OWN,
                created_at=clock.now() - timedelta(days=1),
            )
        )
        sign_in(client, user.id, proven=True)
    return client


@pytest.mark.parametrize("asked", ["", f"?wilayah={OTHER}", "?wilayah=", "?pesan=pengingat"])
def test_the_list_is_of_the_own_regency(cora: OutsideClient, asked: str) -> None:
    page = cora.get(PAGE + asked).text
    for name in ("Siti Aminah", "Nur Aini"):
        assert name in page
    assert "Budi" not in page
    assert "628120000002" not in page
    assert page.count("https://wa.me/62812") == 2
    assert "Satu pesan untuk banyak orang" in page
    assert 'name="wilayah"' not in page.split("<table")[0]


def test_so_are_the_files(cora: OutsideClient, session: Session) -> None:
    for asked in ("", f"?wilayah={OTHER}"):
        content = cora.get(f"{PAGE}daftar.csv{asked}").data.decode("utf-8-sig")
        assert "Siti Aminah" in content
        assert "Budi" not in content
    lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "invitations.read")).all()
    assert [(one.subject, one.detail["regency"], one.detail["people"]) for one in lines] == [
        ("bojonegoro-2023: 2", OWN, 2)
    ] * 2


def test_nobody_of_another_regency_is_marked_or_renewed(
    cora: OutsideClient, session: Session
) -> None:
    numbers = {one.regency_code: one.number for one in session.scalars(select(Registration)).all()}
    session.rollback()
    for deed in ("terkirim", "tautan"):
        assert cora.submit(f"{PAGE}{numbers[OTHER]}/{deed}").status_code == 404
    assert session.scalars(select(PersonalLink)).all() == []
    assert cora.submit(f"{PAGE}{numbers[OWN]}/terkirim").status_code == 204
    session.rollback()
    assert session.scalars(select(PersonalLink.sent_at)).one()


def test_the_way_stands_in_the_tabs_and_letters_are_not_theirs(cora: OutsideClient) -> None:
    page = cora.get("/kegiatan/bojonegoro-2023/peserta/").text
    assert f'href="{PAGE}"' in page
    assert "/surat/" not in page
    assert cora.get("/kegiatan/bojonegoro-2023/surat/").status_code == 403
