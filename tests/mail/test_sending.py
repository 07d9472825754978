"""Letters go out through a real server: taken, refused, away and back; never twice."""

import socket
from datetime import timedelta
from email import message_from_string
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts.models import AuditEntry
from checkin.actor import Role
from checkin.db import transaction
from checkin.mail import outbox
from checkin.mail.models import Letter
from checkin.mail.plan import STUCK, State
from checkin.office.service import settings_row
from checkin.people.models import Person
from checkin.personal.posting import send_due, send_waiting
from checkin.roster.models import Registration
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in
from tests.mail.sink import serving

PAGE = "/kegiatan/pertama/surat/"


@pytest.fixture
def olga(app: Flask, client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        event = make_event(session, "pertama")
        for name, address in (
            ("Siti", "siti@example.id"),
            ("Budi", "budi@example.id"),
            ("Joko", None),
        ):
            registration = make_registration(session, event, name)
            session.get_one(Person, registration.person_id).email = address
        sign_in(client, make_user(session, Role.ADMIN).id, proven=True)
    return client


def use_server(port: int) -> None:
    with transaction() as session:
        row = settings_row(session, NOW)
        row.smtp_host, row.smtp_port, row.smtp_security = "127.0.0.1", port, "none"
        row.smtp_sender = "kantor@example.id"


def states(session: Session) -> list[tuple[str, int]]:
    session.rollback()
    numbered = select(Letter.state, Letter.attempts).join(
        Registration, Registration.id == Letter.registration_id
    )
    rows = session.execute(numbered.order_by(Registration.number))
    return [(state, attempts) for state, attempts in rows]


def make_due() -> None:
    with transaction() as session:
        session.execute(update(Letter).values(next_try_at=clock.now() - timedelta(seconds=1)))


def test_without_a_server_the_page_says_where_to_name_one(olga: OutsideClient) -> None:
    page = olga.get(PAGE).text
    assert "server surel belum diatur" in page
    assert "Kirim ke semua" not in page
    assert olga.submit(f"{PAGE}invitation/kirim").status_code == 422
    assert send_due() == 0


def test_everybody_with_an_address_gets_one_letter(olga: OutsideClient, session: Session) -> None:
    with serving() as sink:
        use_server(sink.port)
        assert "2 peserta punya alamat surel" in olga.get(PAGE).text
        assert olga.submit(f"{PAGE}invitation/kirim").status_code == 302
        assert olga.submit(f"{PAGE}invitation/kirim").status_code == 302
        assert sorted(to for to, _said in sink.letters) == ["budi@example.id", "siti@example.id"]
        read = message_from_string(sink.letters[0][1], policy=default)
        assert read["From"].endswith("<kantor@example.id>")
        text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "/p/" in text
        kinds = {part.get_content_type() for part in read.walk()}
        assert {"text/html", "image/png", "text/calendar"} <= kinds
        olga.submit(f"{PAGE}reminder/kirim")
        assert len(sink.letters) == 4
    assert states(session) == [("sent", 1)] * 4
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("mail.queue") == 3
    kept = str([entry.detail for entry in session.scalars(select(AuditEntry))])
    assert "@example.id" not in kept


def test_a_refused_address_is_told_and_not_tried_again(
    olga: OutsideClient, session: Session
) -> None:
    refuse = {"siti@example.id": "550 <siti@example.id> unknown", "budi@example.id": "451 later"}
    with serving(refuse=refuse) as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert states(session) == [("given_up", 1), ("failed", 1)]
        page = olga.get(PAGE).text
        assert "550" in page
        assert "siti@example.id" not in page
        sink.refuse = {}
        make_due()
        assert send_due() == 1
        assert states(session) == [("given_up", 1), ("sent", 2)]
        assert olga.submit(f"{PAGE}invitation/ulang", {"nomor": "1"}).status_code == 302
        assert [to for to, _said in sink.letters] == ["budi@example.id", "siti@example.id"]


def test_letters_wait_for_a_server_that_is_away(olga: OutsideClient, session: Session) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    use_server(port)
    olga.submit(f"{PAGE}invitation/kirim")
    assert sorted(states(session)) == [("failed", 1), ("waiting", 0)]
    with serving(port) as sink:
        make_due()
        send_waiting(clock.now())
        assert len(sink.letters) == 2
        send_waiting(clock.now())
        assert len(sink.letters) == 2
    assert {state for state, _attempts in states(session)} == {"sent"}


def test_a_letter_whose_worker_died_is_given_up_rather_than_sent_twice(
    olga: OutsideClient, session: Session
) -> None:
    with serving() as sink:
        use_server(sink.port)
        with transaction() as writing:
            event = make_event(writing, "kedua")
            other = make_registration(writing, event)
            outbox.put(writing, event.id, "invitation", [other.id], "kantor@example.id", NOW)
        with transaction() as writing:
            assert outbox.claim(writing, clock.now() - STUCK - timedelta(minutes=1))
        assert send_due() == 0
        assert sink.letters == []
    assert states(session) == [(State.GIVEN_UP.value, 1)]


def test_what_was_not_sent_can_be_kept_back(olga: OutsideClient, session: Session) -> None:
    use_server(1)
    olga.submit(f"{PAGE}invitation/kirim")
    assert len(states(session)) == 2
    assert olga.submit(f"{PAGE}invitation/hentikan").status_code == 302
    assert states(session) == []


def test_nobody_is_written_to_who_objected_since(olga: OutsideClient, session: Session) -> None:
    use_server(1)
    olga.submit(f"{PAGE}invitation/kirim")
    with transaction() as writing:
        writing.execute(update(Person).values(restricted_at=NOW))
    make_due()
    assert send_due() == 0
    assert {state for state, _attempts in states(session)} == {"given_up"}


def test_a_sample_goes_to_the_asker(olga: OutsideClient) -> None:
    with serving() as sink:
        use_server(sink.port)
        assert olga.submit(f"{PAGE}invitation/contoh").status_code == 302
        assert [to for to, _said in sink.letters] == ["olga@example.id"]
        assert "[contoh]" in str(message_from_string(sink.letters[0][1], policy=default)["Subject"])
