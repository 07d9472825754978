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
from checkin.events.models import Event
from checkin.events.stages import Stage
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
    assert send_due().sent == 0


def test_everybody_with_an_address_gets_one_letter(olga: OutsideClient, session: Session) -> None:
    with serving() as sink:
        use_server(sink.port)
        assert "Kirim ke 2 peserta" in olga.get(PAGE).text
        assert olga.submit(f"{PAGE}invitation/kirim").status_code == 302
        assert olga.submit(f"{PAGE}invitation/kirim").status_code == 302
        assert sorted(to for to, _said in sink.letters) == ["budi@example.id", "siti@example.id"]
        read = message_from_string(sink.letters[0][1], policy=default)
        assert read["From"].endswith("<kantor@example.id>")
        text = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "/p/" in text
        kinds = {part.get_content_type() for part in read.walk()}
        assert {"text/html", "image/png", "application/pdf", "text/calendar"} <= kinds
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
        assert send_due().sent == 1
        assert states(session) == [("given_up", 1), ("sent", 2)]
        assert olga.submit(f"{PAGE}invitation/ulang", {"nomor": "1"}).status_code == 302
        assert [to for to, _said in sink.letters] == ["budi@example.id", "siti@example.id"]


def test_letters_wait_for_a_server_that_is_away(olga: OutsideClient, session: Session) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    use_server(port)
    olga.submit(f"{PAGE}invitation/kirim")
    assert sorted(states(session)) == [("failed", 0), ("waiting", 0)]
    page = olga.get(PAGE).text
    assert "menolak sambungan" in page
    assert "Periksa pengaturan surel" in page
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
        assert send_due().sent == 0
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
    assert send_due().sent == 0
    assert {state for state, _attempts in states(session)} == {"given_up"}


def test_a_sample_goes_to_the_asker(olga: OutsideClient) -> None:
    with serving() as sink:
        use_server(sink.port)
        assert olga.submit(f"{PAGE}invitation/contoh").status_code == 302
        assert [to for to, _said in sink.letters] == ["olga@example.id"]
        assert "[contoh]" in str(message_from_string(sink.letters[0][1], policy=default)["Subject"])


def test_a_letter_that_may_have_arrived_is_not_sent_again_by_itself(
    olga: OutsideClient, session: Session
) -> None:
    with serving(silent_after=1) as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert sorted(states(session)) == [("given_up", 1), ("waiting", 0)]
        assert "mungkin sudah sampai" in olga.get(PAGE).text
        ((first, said),) = sink.letters
        sink.silent_after = 0
        make_due()
        assert send_due().sent == 1
        assert len(sink.letters) == 2  # the other one
        number = "1" if first.startswith("siti") else "2"
        assert olga.submit(f"{PAGE}invitation/ulang", {"nomor": number}).status_code == 302
        same = [again for to, again in sink.letters if to == first]
        ids = {message_from_string(one)["Message-ID"] for one in (said, *same)}
        assert (len(same), len(ids)) == (2, 1)  # one to a mail program, and none unasked


def test_one_letter_that_is_refused_whole_does_not_hold_up_the_others(
    olga: OutsideClient, session: Session
) -> None:
    with serving(refuse_text={"Siti": "554 looks like spam"}) as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert states(session) == [("given_up", 1), ("sent", 1)]
        assert sink.visits == 2  # greeted anew after the refusal
    assert "looks like spam" in olga.get(PAGE).text


def test_a_limit_of_the_server_lets_all_wait(olga: OutsideClient, session: Session) -> None:
    full = "550 5.4.5 daily sending limit exceeded"
    with serving(refuse={"siti@example.id": full, "budi@example.id": full}) as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        assert sorted(states(session)) == [("failed", 0), ("waiting", 0)]
        assert sink.letters == []


def test_many_letters_go_over_one_connection_and_in_turns(
    olga: OutsideClient, session: Session
) -> None:
    with serving() as sink:
        use_server(sink.port)
        with transaction() as writing:
            event = make_event(writing, "ramai")
            for n in range(5):
                seat = make_registration(writing, event, "Nur Aini")
                writing.get_one(Person, seat.person_id).email = f"nur{n}@example.id"
            numbers = writing.scalars(
                select(Registration.id).where(Registration.event_id == event.id)
            )
            outbox.put(writing, event.id, "invitation", numbers, "kantor@example.id", NOW)
        first = send_due(most=0)
        assert (first.sent, first.is_cut_short) == (1, True)
        visits = sink.visits
        rest = send_due()
        assert (rest.sent, rest.is_cut_short) == (4, False)
        assert sink.visits == visits + 1


def test_progress_is_told_and_the_rest_can_be_stopped(
    olga: OutsideClient, session: Session
) -> None:
    use_server(1)
    olga.submit(f"{PAGE}invitation/kirim")
    part = olga.get(PAGE, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "0 dari 2" in part
    assert olga.submit(f"{PAGE}invitation/hentikan").status_code == 302
    assert "Kirim ke 2 peserta" in olga.get(PAGE).text
    queued = session.scalars(select(AuditEntry).where(AuditEntry.action == "mail.queue")).one()
    assert queued.detail["letters"] == 2  # of three on the roster


def test_nobody_is_invited_to_what_is_over(olga: OutsideClient, session: Session) -> None:
    with serving() as sink:
        use_server(1)
        olga.submit(f"{PAGE}invitation/kirim")
        use_server(sink.port)
        with transaction() as writing:
            writing.execute(update(Event).values(stage=Stage.CLOSED.value))
        make_due()
        assert send_due().sent == 0
        assert sink.letters == []
        assert olga.submit(f"{PAGE}reminder/kirim").status_code == 409
    assert "sudah ditutup" in olga.get(PAGE).text


def test_who_follows_the_foot_of_a_letter_gets_no_more(
    olga: OutsideClient, app: Flask, session: Session
) -> None:
    with serving() as sink:
        use_server(sink.port)
        olga.submit(f"{PAGE}invitation/kirim")
        to, said = next(one for one in sink.letters if "siti" in one[0])
        leave = message_from_string(said)["List-Unsubscribe"].strip("<>")
        path = leave.removeprefix("http://localhost")
        siti = OutsideClient(app, app.response_class)
        assert "Ya, berhenti" in siti.get(path).text
        told = siti.post(path, data={"List-Unsubscribe": "One-Click"})  # as mail programs do
        assert told.status_code == 204
        olga.submit(f"{PAGE}reminder/kirim")
        assert [one for one, _said in sink.letters].count(to) == 1
        assert 'data-left-alone="1"' in olga.get(PAGE).text
        assert "tidak dikirimi pesan lagi" in siti.get(path).text
        siti.submit(path, {"lagi": "1"})
        olga.submit(f"{PAGE}reminder/kirim")
        assert [one for one, _said in sink.letters].count(to) == 2
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions.count("mail.leave") == actions.count("mail.return") == 1


def test_a_letter_holds_no_number_of_its_reader(olga: OutsideClient, session: Session) -> None:
    with serving() as sink:
        use_server(sink.port)
        with transaction() as writing:
            for person in writing.scalars(select(Person)):
                person.bank_account, person.phone = "0991000001", "+6281200010001"
            niks = [person.nik for person in writing.scalars(select(Person))]
        olga.submit(f"{PAGE}invitation/kirim")
        for _to, said in sink.letters:
            read = message_from_string(said, policy=default)
            whole = said + "".join(
                str(part.get_content())
                for part in read.walk()
                if part.get_content_maintype() == "text"
            )
            for secret in (*niks, "0991000001", "81200010001"):
                assert secret not in whole
