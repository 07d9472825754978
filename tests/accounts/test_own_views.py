"""The page "Akun saya": name, password, and the browsers that are signed in."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, SignIn, User
from checkin.actor import Role
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_user

NEW = "kata sandi yang baru"
WRONG = "bukan kata sandinya"


def enter(app: Flask, *, agent: str = "Firefox/125.0 (X11; Linux)") -> OutsideClient:
    """Return a browser that signed in through the form."""
    browser = OutsideClient(app, app.response_class)
    browser.environ_base["HTTP_USER_AGENT"] = agent
    sent = {"email": "olga@example.id", "password": PASSWORD}
    assert browser.submit("/masuk", sent).status_code == 302
    return browser


def olga(role: Role = Role.ADMIN) -> None:
    with transaction() as session:
        make_user(session, role)


def is_in(browser: OutsideClient) -> bool:
    return bool(browser.get("/kegiatan/").status_code == 200)


def test_every_browser_is_listed_with_what_it_is_and_where_from(app: Flask) -> None:
    olga()
    enter(app, agent="Mozilla/5.0 (Windows NT 10.0) Chrome/124.0 Safari/537.36")
    page = enter(app).get("/akun/").text
    assert "Chrome · Windows" in page
    assert "Firefox · Linux" in page
    assert page.count("dari 127.0.0.1") == 2
    assert page.count("perangkat ini</span>") == 1


def test_one_browser_is_ended_and_out_at_its_next_request(app: Flask) -> None:
    olga()
    here, there = enter(app), enter(app)
    address = re.search(r'action="(/akun/perangkat/[0-9a-f-]{36}/keluar)"', here.get("/akun/").text)
    assert address
    assert here.submit(address[1]).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert "Sesi Anda sudah berakhir" in there.get("/kegiatan/", follow_redirects=True).text
    assert here.submit(address[1]).status_code == 404


def test_all_others_are_ended_at_once(app: Flask) -> None:
    olga()
    here, *others = (enter(app) for _ in range(3))
    here.submit("/akun/perangkat/keluar")
    assert is_in(here)
    assert not any(is_in(other) for other in others)


def test_signing_out_ends_the_cookie_itself(app: Flask) -> None:
    olga()
    browser = enter(app)
    with browser.session_transaction() as cookie:
        kept = dict(cookie)
    browser.submit("/keluar")
    with browser.session_transaction() as cookie:
        cookie.update(kept)
    assert not is_in(browser)


def test_a_cookie_from_before_signing_in_is_worth_nothing_after(app: Flask) -> None:
    olga()
    browser = OutsideClient(app, app.response_class)
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = planted = "chosen by somebody else"
        cookie["left"] = "behind"
    browser.submit("/masuk", {"email": "olga@example.id", "password": PASSWORD})
    with browser.session_transaction() as cookie:
        assert cookie["_user_id"] != planted
        assert "left" not in cookie


def test_another_password_ends_every_other_browser(app: Flask, session: Session) -> None:
    olga()
    here, there = enter(app), enter(app)
    sent = {"old": PASSWORD, "password": NEW, "again": NEW}
    assert here.submit("/akun/kata-sandi", sent).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    out = OutsideClient(app, app.response_class)
    refused = out.submit("/masuk", {"email": "olga@example.id", "password": PASSWORD})
    assert refused.status_code == 422
    assert out.submit("/masuk", {"email": "olga@example.id", "password": NEW}).status_code == 302
    assert "user.password" in session.scalars(select(AuditEntry.action)).all()


def test_a_password_that_cannot_stand_is_refused_beside_its_field(app: Flask) -> None:
    olga()
    here = enter(app)
    for sent, said in (
        ({"old": WRONG, "password": NEW, "again": NEW}, "Kata sandi Anda salah."),
        ({"old": PASSWORD, "password": "pendek", "again": "pendek"}, "sekurang-kurangnya 10"),
        ({"old": PASSWORD, "password": NEW, "again": WRONG}, "Kedua kata sandi tidak sama."),
    ):
        reply = here.submit("/akun/kata-sandi", sent)
        assert reply.status_code == 422
        assert said in reply.text
    assert is_in(here)


def test_guessing_a_password_closes_the_door_to_the_right_one_for_a_while(app: Flask) -> None:
    olga()
    browser = OutsideClient(app, app.response_class)
    for email in ("olga@example.id", "siapa@example.id"):
        said = {
            browser.submit("/masuk", {"email": email, "password": WRONG}).status_code
            for _ in range(20)
        }
        assert said == {422}
        refused = browser.submit("/masuk", {"email": email, "password": PASSWORD})
        assert refused.status_code == 429
        assert "Coba lagi dalam 15 menit" in refused.text


def test_name_and_language_are_changed(app: Flask, session: Session) -> None:
    olga()
    here = enter(app)
    here.submit("/akun/", {"name": "Olga Wijaya", "language": "en"})
    page = here.get("/akun/").text
    assert '<html lang="en">' in page
    assert "Olga Wijaya" in page
    assert here.submit("/akun/", {"name": "", "language": "en"}).status_code == 422
    assert session.scalars(select(User.language)).one() == "en"


def test_the_page_says_whether_the_role_needs_a_factor(app: Flask) -> None:
    olga(Role.VIEWER)
    assert "Peran Anda tidak memerlukannya" in enter(app).get("/akun/").text
    with transaction() as session:
        session.scalars(select(User)).one().role = Role.ORGANIZER.value
    assert "baru terbuka setelah verifikasi dua langkah" in enter(app).get("/akun/").text


def test_a_visit_is_written_down_every_five_minutes_and_no_more(
    app: Flask, session: Session
) -> None:
    olga()
    browser = enter(app)
    first = session.scalars(select(SignIn.last_seen_at)).one()
    browser.get("/kegiatan/")
    session.rollback()
    assert session.scalars(select(SignIn.last_seen_at)).one() == first
    with transaction() as writing:
        kept = writing.scalars(select(SignIn)).one()
        kept.last_seen_at = kept.created_at = first - timedelta(days=365)
    assert not is_in(browser)  # a year ago: idle for too long
