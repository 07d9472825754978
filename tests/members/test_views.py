"""Members through the pages: invite by a link that works once, accept, change, remove."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, Invitation, Membership, SecondFactor, User
from checkin.actor import Role
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import NOW, PASSWORD, make_event, make_user, sign_in
from tests.personas import sign_in_as

EVENT = "/kegiatan/bojonegoro-2023"
PAGE = f"{EVENT}/anggota/"
CORA = {"name": "Cora Wijaya", "role": "coordinator", "regency": "35.22"}
ACCOUNT = {
    "name": "Cora Wijaya",
    "email": "cora@example.id",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session)
        make_event(session, "malang-2023")
    return sign_in_as(client, proven=True)


@pytest.fixture
def guest(app: Flask) -> OutsideClient:
    """Return a second browser that nobody signed in."""
    return OutsideClient(app, app.response_class)


def link(reply: Any) -> str:
    found = re.search(r'value="http://localhost(/undangan/[^"]+)"', reply.text)
    assert found, reply.text
    return found[1]


def test_an_invited_coordinator_makes_an_account_and_is_seated(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    address = link(olga.submit(PAGE, CORA))
    assert "Cora Wijaya" in olga.get(PAGE).text
    shown = guest.get(address).text
    assert "Koordinator kabupaten/kota" in shown
    assert "Kabupaten Bojonegoro" in shown
    assert guest.submit(address, ACCOUNT).location == "/kegiatan/"
    seat = session.scalars(select(Membership)).one()
    assert (seat.role, seat.regency_code) == ("coordinator", "35.22")
    assert session.get_one(User, seat.user_id).role == "member"
    events = guest.get("/kegiatan/").text
    assert "bojonegoro-2023/peserta" in events
    assert "malang-2023" not in events
    assert "kabupaten/kota" not in events
    assert guest.get("/kegiatan/malang-2023/peserta/").status_code == 404
    assert guest.get("/wilayah/").status_code == 403
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"member.invite", "member.accept"} <= actions


def test_a_link_works_once_and_for_seven_days(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    first, second = link(olga.submit(PAGE, CORA)), link(olga.submit(PAGE, CORA))
    with transaction() as fresh:
        late = fresh.scalars(select(Invitation).order_by(Invitation.created_at)).all()[-1]
        late.expires_at -= timedelta(days=8)
    assert guest.get(second).status_code == 410
    guest.submit(first, ACCOUNT)
    again = guest.submit(first, ACCOUNT | {"email": "other@example.id"})
    assert again.status_code == 410
    assert "sudah dipakai" in again.text
    assert guest.get("/undangan/tidak-ada").status_code == 404
    assert session.scalars(select(Invitation.secret_hash)).all()[0] not in first


def test_who_gives_away_the_sight_of_identifiers_gives_the_second_factor_first(
    app: Flask, olga: OutsideClient, session: Session
) -> None:
    organizer = {"name": "Oki", "role": "organizer", "regency": ""}
    unproven = OutsideClient(app, app.response_class)
    with transaction() as fresh:
        user = make_user(fresh, Role.ORGANIZER, email="late@example.id")
        fresh.add(SecondFactor(user_id=user.id, secret="x", created_at=NOW, confirmed_at=NOW))
        sign_in(unproven, user.id)
    assert unproven.submit(PAGE, organizer).location.startswith("/akun/verifikasi/kode")
    assert link(unproven.submit(PAGE, organizer | {"role": "reader"}))
    olga.submit(PAGE, organizer)
    waiting = session.scalars(select(Invitation.id).where(Invitation.role == "organizer")).one()
    renewed = unproven.submit(f"{PAGE}undangan/{waiting}/baru")
    assert renewed.location.startswith("/akun/verifikasi/kode")


def test_an_unused_invitation_can_be_withdrawn(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    address = link(olga.submit(PAGE, CORA))
    waiting = session.scalars(select(Invitation.id)).one()
    olga.submit(f"{PAGE}undangan/{waiting}/tarik")
    assert guest.get(address).status_code == 404


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"name": ""}, "Isi nama orang yang diundang."),
        ({"role": ""}, "Pilih peran."),
        ({"role": "admin"}, "Pilihan ini tidak ada."),
        ({"regency": ""}, "Pilih kabupaten/kota peserta kegiatan ini."),
        ({"regency": "35.78"}, "Pilihan ini tidak ada."),
    ],
)
def test_an_invitation_that_cannot_stand_is_refused_beside_the_field(
    olga: OutsideClient, session: Session, over: dict[str, str], said: str
) -> None:
    reply = olga.submit(PAGE, CORA | over)
    assert reply.status_code == 422
    assert said in reply.text
    assert session.scalars(select(Invitation)).all() == []


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"password": "pendek", "again": "pendek"}, "sekurang-kurangnya 10 huruf"),
        ({"again": "lain sekali"}, "Kedua kata sandi tidak sama."),
        ({"email": "bukan surel"}, "Alamat surel tidak sah."),
        ({"email": "admin@example.id"}, "sudah terdaftar"),
        ({"name": ""}, "Isi nama."),
    ],
)
def test_an_account_that_cannot_stand_leaves_the_invitation_unused(
    olga: OutsideClient, guest: OutsideClient, over: dict[str, str], said: str
) -> None:
    address = link(olga.submit(PAGE, CORA))
    reply = guest.submit(address, ACCOUNT | over)
    assert reply.status_code == 422
    assert said in reply.text
    assert guest.submit(address, ACCOUNT).status_code == 302


def test_who_has_an_account_takes_a_second_seat_with_it(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    guest.submit(link(olga.submit(PAGE, CORA)), ACCOUNT)
    second = link(olga.submit("/kegiatan/malang-2023/anggota/", {"name": "Cora", "role": "reader"}))
    assert "Anda masuk sebagai Cora Wijaya" in guest.get(second).text
    assert guest.submit(second).location == "/kegiatan/"
    assert "malang-2023" in guest.get("/kegiatan/").text
    third = link(olga.submit(PAGE, CORA | {"role": "organizer", "regency": ""}))
    assert guest.submit(third).status_code == 422
    assert len(session.scalars(select(Membership)).all()) == 2


def test_a_member_is_changed_and_removed(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    guest.submit(link(olga.submit(PAGE, CORA)), ACCOUNT)
    member = session.scalars(select(Membership.user_id)).one()
    assert "Kabupaten Bojonegoro" in olga.get(f"{PAGE}{member}").text
    assert olga.submit(f"{PAGE}{member}", {"role": "organizer"}).status_code == 302
    session.rollback()
    assert session.scalars(select(Membership.role)).one() == "organizer"
    assert guest.get(PAGE).status_code == 200
    assert guest.submit(f"{PAGE}{member}", {"role": "reader"}).status_code == 422
    assert guest.submit(f"{PAGE}{member}/hapus").status_code == 409
    assert olga.submit(f"{PAGE}{member}/hapus").status_code == 302
    assert guest.get(PAGE).status_code == 404
    assert "Kegiatan yang melibatkan Anda" in guest.get("/kegiatan/").text


def test_who_was_removed_by_mistake_is_put_back(
    olga: OutsideClient, guest: OutsideClient, session: Session
) -> None:
    guest.submit(link(olga.submit(PAGE, CORA)), ACCOUNT)
    member = session.scalars(select(Membership.user_id)).one()
    assert olga.submit(f"{PAGE}{member}/kembalikan").status_code == 404  # nobody removed her yet
    assert "Baru dikeluarkan" not in olga.get(PAGE).text
    olga.submit(f"{PAGE}{member}/hapus")
    assert guest.get("/kegiatan/bojonegoro-2023/peserta/").status_code == 404
    page = olga.get(PAGE).text
    assert "Baru dikeluarkan" in page
    assert f"{PAGE}{member}/kembalikan" in page
    assert olga.submit(f"{PAGE}{member}/kembalikan").status_code == 302
    session.rollback()
    seat = session.scalars(select(Membership)).one()
    assert (seat.role, seat.regency_code) == ("coordinator", CORA["regency"])
    assert "Baru dikeluarkan" not in olga.get(PAGE).text
    assert "sudah menjadi anggota lagi" in told_after(olga, f"{PAGE}{member}/kembalikan")
    assert olga.submit(f"/kegiatan/malang-2023/anggota/{member}/kembalikan").status_code == 404


def told_after(client: OutsideClient, path: str) -> str:
    text: str = client.get(client.submit(path).location).text
    return text


def test_only_those_who_manage_members_see_them(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_event(fresh)
    viewer = sign_in_as(client, Role.VIEWER)
    assert viewer.get(PAGE).status_code == 403
    assert viewer.submit(PAGE, CORA).status_code == 403
    assert "/anggota/" not in viewer.get(f"{EVENT}/").text
