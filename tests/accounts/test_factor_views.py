"""The second factor in a browser: set up on the way, asked at sign-in and when stale."""

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import factors
from checkin.accounts.models import AuditEntry, SecondFactor, SignIn
from checkin.actor import Role
from checkin.app import create_app
from checkin.db import db, transaction
from checkin.settings import Settings
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_event, make_registration, make_user
from tests.personas import sign_in_as

REVEAL = "/kegiatan/bojonegoro-2023/peserta/1/data-pribadi"
MESSAGES = "/kegiatan/bojonegoro-2023/undangan/"
SET_UP = "/akun/verifikasi/pasang"


@pytest.fixture
def carl(client: OutsideClient) -> OutsideClient:
    """Return the browser of an organizer without a factor, at an event with one person."""
    with transaction() as session:
        make_registration(session, make_event(session))
    return sign_in_as(client, Role.ORGANIZER)


def secret_on(page: str) -> str:
    found = re.search(r'id="kunci">([A-Z2-7 ]+)<', page)
    assert found
    return found[1].replace(" ", "")


def set_up(browser: OutsideClient, address: str = SET_UP) -> tuple[str, list[str]]:
    secret = secret_on(browser.get(address).text)
    reply = browser.submit(address, {"code": pyotp.TOTP(secret).now(), "password": PASSWORD})
    codes = re.findall(r"<li><code>([0-9A-Z-]{19})</code>", reply.text)
    assert len(codes) == 10, reply.text
    return secret, codes


def fresh_code(session: Session) -> str:
    """Return a right code, whatever was used before."""
    with transaction() as writing:
        row = writing.scalars(select(SecondFactor)).one()
        row.last_step = 0
        secret = row.secret
    return pyotp.TOTP(secret).now()


def test_who_opens_identifiers_is_led_to_the_set_up_and_back(carl: OutsideClient) -> None:
    first = carl.get(MESSAGES + "?wilayah=35.16")
    assert first.status_code == 302
    second = carl.get(first.location)
    assert second.location.startswith(f"{SET_UP}?next=")
    page = carl.get(second.location).text
    assert "hanya dibuka dengan verifikasi dua langkah" in page
    code = pyotp.TOTP(secret_on(page)).now()
    done = carl.submit(second.location, {"code": code, "password": PASSWORD})
    assert f'action="{MESSAGES}"' in done.text  # once it is ticked that the codes are kept
    assert '<input type="hidden" name="wilayah" value="35.16">' in done.text
    assert carl.get(MESSAGES).status_code == 200


def test_what_was_sent_is_said_to_be_lost_and_its_page_found_again(carl: OutsideClient) -> None:
    page = "http://localhost/kegiatan/bojonegoro-2023/peserta/1"
    with carl.session_transaction():
        pass
    carl.environ_base["HTTP_REFERER"] = page
    reply = carl.submit(REVEAL)
    assert reply.status_code == 302
    assert "next=/kegiatan/bojonegoro-2023/peserta/1" in reply.location
    shown = carl.get(reply.location, follow_redirects=True).text
    assert "Yang baru Anda kirim belum disimpan" in shown


def test_nothing_else_asks_for_it(carl: OutsideClient) -> None:
    for path in ("peserta/", "daftar-hadir", "pengaturan", "kehadiran.xlsx"):
        assert carl.get(f"/kegiatan/bojonegoro-2023/{path}").status_code == 200, path
    assert (
        "data-pribadi" in carl.get("/kegiatan/bojonegoro-2023/peserta/1").text
    )  # the way is shown


def test_a_script_is_told_instead_of_led(carl: OutsideClient) -> None:
    plain = carl.get(MESSAGES, headers={"Sec-Fetch-Mode": "cors"})
    assert plain.status_code == 403
    part = carl.get(MESSAGES, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"].startswith("/akun/verifikasi/kode?next=")


def test_the_set_up_asks_for_password_and_code(carl: OutsideClient, session: Session) -> None:
    code = pyotp.TOTP(secret_on(carl.get(SET_UP).text)).now()
    wrong = carl.submit(SET_UP, {"code": code, "password": "bukan kata sandi"})
    assert "Kata sandi Anda salah." in wrong.text
    wrong = carl.submit(SET_UP, {"code": "000000", "password": PASSWORD})
    assert "Kode salah" in wrong.text
    assert session.scalars(select(SecondFactor.confirmed_at)).one() is None
    set_up(carl)
    assert carl.get(SET_UP).location == "/akun/"


def test_sign_in_takes_two_steps_once_a_factor_is_set_up(
    app: Flask, carl: OutsideClient, session: Session
) -> None:
    set_up(carl)
    browser = OutsideClient(app, app.response_class)
    sent = {"email": "organizer@example.id", "password": PASSWORD}
    reply = browser.submit("/masuk?next=/kegiatan/bojonegoro-2023/", sent)
    assert reply.location == "/masuk/kode?next=/kegiatan/bojonegoro-2023/"
    assert browser.get("/kegiatan/").status_code == 302  # the password alone opens nothing
    assert "Kode salah" in browser.submit(reply.location, {"code": "000000"}).text
    entered = browser.submit(reply.location, {"code": fresh_code(session)})
    assert entered.location == "/kegiatan/bojonegoro-2023/"
    assert browser.get(MESSAGES).status_code == 200
    assert "factor" in session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "user.sign_in")
    ).all()[-1]  # fmt: skip


def test_a_recovery_code_signs_in_and_says_how_many_are_left(
    app: Flask, carl: OutsideClient
) -> None:
    _secret, codes = set_up(carl)
    browser = OutsideClient(app, app.response_class)
    browser.submit("/masuk", {"email": "organizer@example.id", "password": PASSWORD})
    assert browser.submit("/masuk/kode", {"code": codes[3]}).status_code == 302
    assert "tersisa 9" in browser.get("/kegiatan/").text
    browser.submit("/keluar")
    browser.submit("/masuk", {"email": "organizer@example.id", "password": PASSWORD})
    assert browser.submit("/masuk/kode", {"code": codes[3]}).status_code == 422


def test_the_page_for_codes_is_nothing_without_a_password(client: OutsideClient) -> None:
    reply = client.get("/masuk/kode")
    assert reply.location == "/masuk"
    with client.session_transaction() as cookie:
        cookie["pending"] = ["01890000-0000-7000-8000-000000000000", clock.now().timestamp()]
    assert client.get("/masuk/kode").location == "/masuk"


def test_a_stale_factor_is_asked_again(carl: OutsideClient, session: Session) -> None:
    set_up(carl)
    with transaction() as writing:
        writing.execute(update(SignIn).values(second_factor_at=clock.now() - timedelta(hours=13)))
    led = carl.get(MESSAGES)
    assert led.location.startswith("/akun/verifikasi/kode?next=")
    assert carl.get(led.location).status_code == 200
    back = carl.submit(led.location, {"code": fresh_code(session)})
    assert back.location == MESSAGES
    assert carl.get(MESSAGES).status_code == 200


def test_new_recovery_codes_take_a_code(carl: OutsideClient, session: Session) -> None:
    assert carl.get("/akun/verifikasi/kode-pemulihan").status_code == 409
    _secret, codes = set_up(carl)
    page = carl.submit("/akun/verifikasi/kode-pemulihan", {"code": fresh_code(session)}).text
    renewed = re.findall(r"<li><code>([0-9A-Z-]{19})</code>", page)
    assert len(renewed) == 10
    assert not set(renewed) & set(codes)


def test_switching_off_takes_password_and_code(carl: OutsideClient, session: Session) -> None:
    set_up(carl)
    off = "/akun/verifikasi/matikan"
    assert "Kata sandi Anda salah." in carl.submit(
        off, {"code": fresh_code(session), "password": "salah sekali"}
    ).text  # fmt: skip
    assert carl.submit(off, {"code": "000000", "password": PASSWORD}).status_code == 422
    done = carl.submit(off, {"code": fresh_code(session), "password": PASSWORD})
    assert done.location == "/akun/"
    assert carl.get(MESSAGES).status_code == 302


def test_wrong_codes_close_the_door_also_at_sign_in(app: Flask, carl: OutsideClient) -> None:
    _secret, codes = set_up(carl)
    browser = OutsideClient(app, app.response_class)
    browser.submit("/masuk", {"email": "organizer@example.id", "password": PASSWORD})
    for _ in range(6):
        assert "Kode salah" in browser.submit("/masuk/kode", {"code": "000000"}).text
    assert "Terlalu banyak percobaan" in browser.submit("/masuk/kode", {"code": codes[0]}).text


def test_where_it_is_optional_only_who_set_one_up_is_asked(settings: Settings) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, second_factor=False))
    with app.app_context():
        client = OutsideClient(app, app.response_class)
        with transaction() as session:
            make_registration(session, make_event(session))
        sign_in_as(client, Role.ORGANIZER)
        assert client.get(MESSAGES).status_code == 200
        set_up(client)
        with transaction() as session:
            session.execute(update(SignIn).values(second_factor_at=None))
        assert client.get(MESSAGES).status_code == 302
        db.session.close()
        db.engine.dispose()


def test_a_lost_factor_is_reset_by_command(app: Flask, session: Session) -> None:
    with transaction() as writing:
        user = make_user(writing)
        writing.add(
            SecondFactor(
                user_id=user.id, secret="X", created_at=clock.now(), confirmed_at=clock.now()
            )
        )
    run = app.test_cli_runner()
    from checkin.accounts.cli import user as command

    assert "2FA" in run.invoke(command, ["list"]).output
    assert run.invoke(command, ["reset-factor", "OLGA@example.id"]).exit_code == 0
    session.rollback()
    assert not factors.has_factor(
        session, session.scalars(select(SignIn.user_id)).first() or user.id
    )
    made = run.invoke(command, ["new-password", "olga@example.id"]).output
    assert "http://localhost/undangan-kantor/" in made
