"""Sign-in: the right pair opens the door, every wrong one gets the same sentence."""

from sqlalchemy.orm import Session

from checkin.accounts.models import User
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_user


def enter(
    client: OutsideClient, email: str, password: str, target: str = "/masuk"
) -> tuple[int, str]:
    reply = client.submit(target, {"email": email, "password": password})
    return reply.status_code, reply.headers.get("Location", "") + reply.text


def test_the_right_password_signs_in_and_signing_out_ends_it(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_user(fresh)
    status, location = enter(client, " OLGA@example.id ", PASSWORD)
    assert status == 302
    assert location.startswith("/kegiatan/")
    assert client.get("/kegiatan/").status_code == 200
    client.submit("/keluar")
    assert client.get("/kegiatan/").status_code == 302


def test_wrong_password_unknown_address_and_inactive_user_read_the_same(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_user(fresh)
        make_user(fresh, email="pensiun@example.id").active = False
    for email, password in [
        ("olga@example.id", "salah"),
        ("siapa@example.id", PASSWORD),
        ("pensiun@example.id", PASSWORD),
    ]:
        status, page = enter(client, email, password)
        assert status == 422
        assert "Alamat surel atau kata sandi salah." in page


def test_a_foreign_target_is_not_followed(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_user(fresh)
    slashes = ("//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "//[")
    for target in ("https://evil.example/", *slashes, "/a%0d%0aX: y"):
        _, location = enter(client, "olga@example.id", PASSWORD, f"/masuk?next={target}")
        assert location.startswith("/kegiatan/")


def test_a_form_without_its_token_is_refused(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_user(fresh)
    reply = client.post("/masuk", data={"email": "olga@example.id", "password": PASSWORD})
    assert reply.status_code == 400
    assert "kedaluwarsa" in reply.text


def test_the_password_is_kept_as_argon2_only(session: Session) -> None:
    with transaction() as fresh:
        make_user(fresh)
    stored = session.query(User).one().password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_the_language_can_be_chosen_before_signing_in(client: OutsideClient) -> None:
    assert '<html lang="id">' in client.get("/masuk").text
    client.submit("/bahasa/en", {"next": "/masuk"})
    page = client.get("/masuk").text
    assert '<html lang="en">' in page
    assert "Password" in page
    assert "Kata sandi" not in page
