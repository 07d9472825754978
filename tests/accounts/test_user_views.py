"""The office's users: invited by a link, changed, helped, shut out; the last administrator stays."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import users
from checkin.accounts.models import AuditEntry, Invitation, SecondFactor, User
from checkin.actor import Role, System
from checkin.db import transaction
from checkin.errors import Conflict
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_user, sign_in
from tests.personas import sign_in_as

PAGE = "/pengguna/"
NEW = "kata sandi yang baru"


@pytest.fixture
def ada(client: OutsideClient) -> OutsideClient:
    """Return the browser of an administrator who gave the second factor."""
    return sign_in_as(client, proven=True)


def another(role: Role = Role.ORGANIZER, email: str = "carl@example.id") -> UUID:
    with transaction() as session:
        return make_user(session, role, email).id


def browser(app: Flask) -> OutsideClient:
    return OutsideClient(app, app.response_class)


def link_in(page: str) -> str:
    found = re.search(r"http://localhost(/undangan-kantor/[\w-]+)", page)
    assert found
    return found[1]


def test_a_page_that_sends_no_referrer_takes_its_form_over_https(
    app: Flask, ada: OutsideClient, session: Session
) -> None:
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "organizer"}).text)
    account = {"name": "Carl", "email": "carl@example.id", "password": NEW, "again": NEW}
    app.config["PREFERRED_URL_SCHEME"] = "https"
    assert browser(app).submit(path, account).status_code == 302


def test_an_officer_is_invited_by_a_link_that_works_once(
    app: Flask, ada: OutsideClient, session: Session
) -> None:
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "organizer"}).text)
    assert "Carl" in ada.get(PAGE).text
    guest = browser(app)
    opened = guest.get(path)
    assert "Penyelenggara kantor" in opened.text
    assert opened.headers["Referrer-Policy"] == "no-referrer"
    made = {"name": "Carl", "email": "carl@example.id", "password": NEW, "again": NEW}
    assert guest.submit(path, made).location == "/kegiatan/"
    assert guest.get("/kegiatan/baru").status_code == 200
    assert browser(app).get(path).status_code == 410
    role = session.scalar(select(User.role).where(User.email == "carl@example.id"))
    assert role == "organizer"
    assert {"user.invite", "user.accept"} <= set(session.scalars(select(AuditEntry.action)))


def test_a_member_takes_the_office_role_with_the_account_that_is_there(
    app: Flask, ada: OutsideClient, session: Session
) -> None:
    member = another(Role.MEMBER)
    guest = browser(app)
    sign_in(guest, member)
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "viewer"}).text)
    assert guest.submit(path).status_code == 302
    assert session.get_one(User, member).role == "viewer"
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "admin"}).text)
    assert "sudah memiliki peran kantor" in guest.submit(path).text


def test_an_invitation_can_be_withdrawn_and_runs_out(
    app: Flask, ada: OutsideClient, session: Session
) -> None:
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "viewer"}).text)
    made = session.scalars(select(Invitation.id)).one()
    ada.submit(f"{PAGE}undangan/{made}/tarik")
    assert browser(app).get(path).status_code == 404
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "viewer"}).text)
    with transaction() as writing:
        writing.execute(update(Invitation).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert browser(app).get(path).status_code == 410
    assert "Kedaluwarsa" in ada.get(PAGE).text


def test_an_office_link_is_no_invitation_to_an_event(app: Flask, ada: OutsideClient) -> None:
    path = link_in(ada.submit(PAGE, {"name": "Carl", "role": "viewer"}).text)
    assert browser(app).get(path.replace("undangan-kantor", "undangan")).status_code == 404


@pytest.mark.parametrize("sent", [{"name": "", "role": "viewer"}, {"name": "x", "role": "member"}])
def test_an_invitation_that_cannot_stand_is_refused(
    ada: OutsideClient, sent: dict[str, str]
) -> None:
    assert ada.submit(PAGE, sent).status_code == 422


def test_a_role_counts_from_the_next_request(app: Flask, ada: OutsideClient) -> None:
    carl = another()
    guest = browser(app)
    sign_in(guest, carl)
    assert guest.get("/kegiatan/baru").status_code == 200
    assert ada.submit(f"{PAGE}{carl}/peran", {"role": "viewer"}).status_code == 302
    assert guest.get("/kegiatan/baru").status_code == 403


def test_a_deactivated_user_is_out_at_once_and_may_come_back(
    app: Flask, ada: OutsideClient
) -> None:
    carl = another()
    guest = browser(app)
    sign_in(guest, carl)
    ada.submit(f"{PAGE}{carl}/nonaktifkan")
    assert guest.get("/kegiatan/").status_code == 302
    sent = {"email": "carl@example.id", "password": PASSWORD}
    assert guest.submit("/masuk", sent).status_code == 422
    ada.submit(f"{PAGE}{carl}/aktifkan")
    assert guest.get("/kegiatan/").status_code == 302  # the old sign-in stays ended
    assert guest.submit("/masuk", sent).status_code == 302


def test_sign_ins_of_a_user_are_seen_and_ended(app: Flask, ada: OutsideClient) -> None:
    carl = another()
    guest = browser(app)
    sign_in(guest, carl)
    assert "dari 127.0.0.1" in ada.get(f"{PAGE}{carl}").text
    ada.submit(f"{PAGE}{carl}/keluarkan")
    assert guest.get("/kegiatan/").status_code == 302


def test_a_lost_factor_is_taken_away(ada: OutsideClient, session: Session) -> None:
    carl = another()
    with transaction() as writing:
        writing.add(
            SecondFactor(user_id=carl, secret="X", created_at=clock.now(), confirmed_at=clock.now())
        )
    assert "dua langkah" in ada.get(PAGE).text
    ada.submit(f"{PAGE}{carl}/verifikasi")
    session.rollback()
    assert session.scalars(select(SecondFactor)).all() == []
    again = ada.submit(f"{PAGE}{carl}/verifikasi")
    assert "tidak memakai verifikasi" in ada.get(again.location).text


def test_a_forgotten_password_is_chosen_anew_by_a_link(app: Flask, ada: OutsideClient) -> None:
    carl = another()
    guest, out = browser(app), browser(app)
    sign_in(guest, carl)
    path = link_in(ada.submit(f"{PAGE}{carl}/kata-sandi").text)
    assert guest.get("/kegiatan/").status_code == 200  # nothing changed yet
    assert out.submit(path, {"password": "pendek", "again": "pendek"}).status_code == 422
    assert out.submit(path, {"password": NEW, "again": NEW}).location == "/masuk"
    assert guest.get("/kegiatan/").status_code == 302
    assert out.submit(path, {"password": NEW, "again": NEW}).status_code == 410
    sent = {"email": "carl@example.id", "password": NEW}
    assert out.submit("/masuk", sent).status_code == 302


def test_of_links_to_a_new_password_only_the_latest_stands_until_it_changed(
    app: Flask, ada: OutsideClient
) -> None:
    carl = another()
    own, out = browser(app), browser(app)
    sign_in(own, carl)
    first, second = (link_in(ada.submit(f"{PAGE}{carl}/kata-sandi").text) for _ in range(2))
    assert out.get(first).status_code == 410
    assert out.get(second).status_code == 200
    changed = {"old": PASSWORD, "password": NEW, "again": NEW}
    assert own.submit("/akun/kata-sandi", changed).status_code == 302
    assert out.submit(second, {"password": NEW, "again": NEW}).status_code == 410


def test_nobody_changes_the_own_role_and_the_last_administrator_stays(
    ada: OutsideClient, session: Session
) -> None:
    own = session.scalars(select(User.id)).one()
    assert ada.submit(f"{PAGE}{own}/peran", {"role": "viewer"}).status_code == 422
    ada.submit(f"{PAGE}{own}/nonaktifkan")
    assert ada.get(PAGE).status_code == 200
    for lock_out in (
        lambda s: users.change_role(s, System(), own, Role.VIEWER, clock.now()),
        lambda s: users.set_active(s, System(), own, False, clock.now()),
    ):
        with pytest.raises(Conflict) as refused, transaction() as writing:
            lock_out(writing)
        assert refused.value.code == "user_last_admin"
    second = another(Role.ADMIN)
    assert ada.submit(f"{PAGE}{second}/peran", {"role": "viewer"}).status_code == 302


def test_without_the_factor_an_administrator_is_led_to_it(client: OutsideClient) -> None:
    sign_in_as(client)
    assert client.get(PAGE).location.startswith("/akun/verifikasi/kode?next=/pengguna/")


def test_who_is_not_there_is_not_found(ada: OutsideClient) -> None:
    nobody = "01890000-0000-7000-8000-000000000000"
    assert ada.get(f"{PAGE}{nobody}").status_code == 404
    assert ada.submit(f"{PAGE}{nobody}/kata-sandi").status_code == 404
