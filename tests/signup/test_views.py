"""Self-registration through its pages: the form, its limits, the queue, who sees what."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts.models import AuditEntry, Membership
from checkin.actor import Role
from checkin.badges.links import ensure_links
from checkin.badges.models import Badge
from checkin.db import transaction
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.signup.models import Signup, SignupSettings
from checkin.signup.opening import PER_DEVICE
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in
from tests.personas import sign_in_as

LINK = "/daftar/bojonegoro-2023/"
QUEUE = "/kegiatan/bojonegoro-2023/pendaftaran/"
NIK = "3522014708850002"
SRI = {
    "name": "Sri Rahayu",
    "pillar": "PKH",
    "regency": "35.22",
    "district": "35.22.01",
    "phone": "0812 3456 7890",
    "notice": "y",
}


def open_link(**over: Any) -> None:
    with transaction() as session:
        event = make_event(session)
        values: dict[str, Any] = {"enabled": True, "needs_approval": False}
        session.add(SignupSettings(event_id=event.id, **values | over))


@pytest.fixture
def guest(client: OutsideClient) -> OutsideClient:
    open_link()
    return client


def other(app: Flask) -> OutsideClient:
    return OutsideClient(app, app.response_class)


def count(session: Session, table: type[Any]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_sender_gets_number_and_badge_at_once_where_nobody_must_look(
    guest: OutsideClient, session: Session
) -> None:
    page = guest.get(LINK)
    assert "Pemberitahuan privasi" in page.text
    assert "rekening" in page.text
    assert 'name="nik"' not in page.text
    sent = guest.submit(LINK, SRI | {"messages": "y"})
    proof = guest.get(sent.location, follow_redirects=True)
    assert proof.request.path.startswith("/p/")
    assert "Sri Rahayu" in proof.text
    made = session.scalars(select(Registration)).one()
    assert (made.status, made.source, made.district_code) == ("active", "signup", "35.22.01")
    assert session.scalars(select(Badge.registration_id)).one() == made.id
    kept = session.scalars(select(Signup)).one()
    assert kept.notice == "1"
    assert kept.notice_read_at
    assert kept.messages_agreed_at
    assert session.scalars(select(Person.phone)).one() == "+6281234567890"


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"name": ""}, "Isi nama."),
        ({"name": "=1+1"}, "Tulis nama lengkap"),
        ({"pillar": ""}, "Pilih jenis pilar."),
        ({"pillar": "KARTAR"}, "Pilihan ini tidak ada."),
        ({"regency": "35.78"}, "Pilihan ini tidak ada."),
        ({"district": ""}, "Pilih kecamatan."),
        ({"district": "35.17.01"}, "Kecamatan itu tidak ada"),
        ({"phone": ""}, "Isi nomor HP."),
        ({"phone": "12"}, "Nomor HP tidak sah"),
        ({"email": "siti@gmail"}, "Alamat surel ini belum lengkap atau keliru"),
        ({"email": "siti@gmail.com\r\nBcc: x@y.id"}, "Alamat surel ini belum lengkap"),
        ({"notice": ""}, "Baca pemberitahuan privasi"),
    ],
)
def test_what_cannot_stand_is_said_beside_the_field(
    guest: OutsideClient, session: Session, over: dict[str, str], said: str
) -> None:
    values = {name: value for name, value in (SRI | over).items() if value}
    reply = guest.submit(LINK, values)
    assert reply.status_code == 422
    assert said in reply.text
    assert count(session, Registration) == 0


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"enabled": False}, "tidak dibuka"),
        ({"opens_at": clock.now() + timedelta(days=1)}, "Pendaftaran dibuka"),
        ({"closes_at": clock.now() - timedelta(days=1)}, "sudah ditutup"),
    ],
)
def test_a_closed_link_takes_nobody(
    client: OutsideClient, session: Session, over: dict[str, Any], said: str
) -> None:
    open_link(**over)
    assert said in client.get(LINK).text
    client.submit(LINK, SRI)
    assert count(session, Registration) == 0


def test_a_quota_is_kept(client: OutsideClient, session: Session) -> None:
    open_link(quota=1)
    assert client.submit(LINK, SRI).status_code == 302
    reply = client.submit(LINK, SRI | {"name": "Budi Santoso", "phone": "081298765432"})
    assert reply.status_code == 409
    assert "sudah penuh" in reply.text
    assert count(session, Registration) == 1


def test_a_device_and_an_event_have_their_limits(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(hourly=PER_DEVICE + 1)
    names = "Ani Budi Cici Dodo Emi Fafa Gigi Hadi Indra Joko Kiki Lala Mimi".split()

    def send(browser: OutsideClient, place: int) -> Any:
        phone = f"08123456{place:04d}"
        return browser.submit(LINK, SRI | {"name": f"{names[place]} Wijaya", "phone": phone})

    client.get(LINK)
    assert {send(client, place).status_code for place in range(PER_DEVICE)} == {302}
    held = send(client, PER_DEVICE)
    assert held.status_code == 429
    assert "Dari perangkat ini" in held.text
    fresh = other(app)
    assert send(fresh, 11).status_code == 302
    assert "sangat ramai" in send(fresh, 12).text
    assert count(session, Registration) == PER_DEVICE + 1


def test_an_address_of_mail_may_be_given_and_reaches_the_person(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(needs_approval=True)
    assert 'name="email"' in client.get(LINK).text
    assert client.submit(LINK, SRI | {"email": " Sri.Rahayu@Gmail.com "}).status_code == 302
    assert session.scalars(select(Signup.email)).one() == "sri.rahayu@gmail.com"
    raw = str(session.execute(text("select email from signups")).scalar_one())
    assert "rahayu" not in raw
    olga = sign_in_as(other(app))
    assert "sri.rahayu@gmail.com" in olga.get(QUEUE).text
    address = f"{QUEUE}{session.scalars(select(Signup.id)).one()}"
    olga.submit(address, {"keputusan": "setuju"})
    session.rollback()
    person = session.scalars(select(Person)).one()
    assert (person.email, person.phone) == ("sri.rahayu@gmail.com", "+6281234567890")
    assert "sri.rahayu@gmail.com" in olga.get("/kegiatan/bojonegoro-2023/peserta/1").text


def test_approval_fills_in_what_the_register_lacks_and_writes_over_nothing(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(asks_nik=True)
    with transaction() as fresh:
        earlier = make_event(fresh, "malang-2023")
        known = [make_registration(fresh, earlier, name) for name in ("Sri Rahayu", "Sri Lestari")]
        people = [fresh.get_one(Person, seat.person_id) for seat in known]
        people[1].email = "lama@example.id"
        niks = [person.nik for person in people]
    for nik in niks:
        asked = SRI | {"nik": nik, "email": "baru@example.id"}
        assert other(app).submit(LINK, asked).status_code == 302
    olga = sign_in_as(other(app))
    for signup in session.scalars(select(Signup.id)).all():
        olga.submit(f"{QUEUE}{signup}", {"keputusan": "setuju"})
    session.rollback()
    assert sorted(session.scalars(select(Person.email).where(Person.email.is_not(None)))) == [
        "baru@example.id",
        "lama@example.id",
    ]


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(
    guest: OutsideClient, session: Session
) -> None:
    reply = guest.submit(LINK, SRI | {"website": "http://spam.example"})
    assert "Terima kasih" in guest.get(reply.location).text
    assert count(session, Signup) == 0


def test_a_button_pressed_twice_is_one_form(guest: OutsideClient, session: Session) -> None:
    guest.get(LINK)
    assert guest.submit(LINK, SRI).location == guest.submit(LINK, SRI).location
    assert count(session, Registration) == 1
    assert "Sri Rahayu" in guest.get(LINK).text


def test_somebody_else_learns_nothing_of_who_is_registered(
    guest: OutsideClient, app: Flask, session: Session
) -> None:
    guest.get(LINK)
    guest.submit(LINK, SRI)
    stranger = other(app)
    shown = stranger.get(stranger.submit(LINK, SRI).location)
    assert shown.status_code == 200
    assert "Panitia memeriksanya" in shown.text
    assert "nomor" not in shown.text
    assert session.scalars(select(Signup.resembles).order_by(Signup.submitted_at)).all() == [
        None,
        1,
    ]
    assert "Sri Rahayu" not in stranger.get("/daftar/bojonegoro-2023/bukti/salah").text


def test_a_known_nik_shows_nothing_of_its_owner(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(asks_nik=True)
    assert 'name="nik"' in client.get(LINK).text
    assert client.submit(LINK, SRI).status_code == 422
    assert "NIK tidak sah" in client.submit(LINK, SRI | {"nik": "123"}).text
    client.submit(LINK, SRI | {"nik": NIK})
    thief = other(app)
    page = thief.get(thief.submit(LINK, SRI | {"name": "Maling Data", "nik": NIK}).location).text
    assert "Sri" not in page
    assert "Panitia memeriksanya" in page
    session.rollback()
    assert session.scalars(select(Signup.state).order_by(Signup.submitted_at)).all() == [
        "approved",
        "double",
    ]
    assert count(session, Registration) == 1
    olga = sign_in_as(other(app))
    queue = olga.get(QUEUE).text
    assert "NIK-nya sudah terdaftar" in queue
    assert NIK not in queue


def test_a_known_nik_of_an_earlier_event_waits_for_a_look(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(asks_nik=True)
    with transaction() as fresh:
        earlier = make_event(fresh, "malang-2023")
        known = make_registration(fresh, earlier, "Siti Aminah")
        nik = fresh.get_one(Person, known.person_id).nik
    sent = client.submit(LINK, SRI | {"nik": nik}).location
    page = client.get(sent).text
    assert "Siti" not in page
    assert "Panitia memeriksanya" in page
    assert session.scalars(select(Signup.state)).one() == "waiting"
    olga = sign_in_as(other(app))
    assert "NIK ini tercatat atas nama lain" in olga.get(QUEUE).text
    with transaction() as fresh:  # the office's file names the owner meanwhile
        waiting = fresh.scalars(select(Registration).where(Registration.status == "waiting")).one()
        waiting.status = "active"
        ensure_links(fresh, [waiting.id], NOW)
    answer = client.get(sent)
    assert answer.status_code == 200
    assert "Siti" not in answer.text


def test_approval_makes_the_badge_and_rejection_tells_its_reason(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(needs_approval=True)
    client.get(LINK)
    first = client.submit(LINK, SRI).location
    second = client.submit(LINK, SRI | {"name": "Budi Santoso", "phone": "081298765432"}).location
    assert session.scalars(select(Registration.status)).all() == ["waiting", "waiting"]
    assert count(session, Badge) == 0
    assert client.get(first).status_code == 200
    olga = sign_in_as(other(app))
    queue = olga.get(QUEUE).text
    assert "Sri Rahayu" in queue
    assert "Budi Santoso" in queue
    ids = re.findall(rf'action="{QUEUE}([0-9a-f-]{{36}})"', queue)
    assert olga.submit(f"{QUEUE}{ids[1]}", {"keputusan": "tolak"}).status_code == 422
    olga.submit(f"{QUEUE}{ids[1]}", {"keputusan": "tolak", "alasan": "Bukan pilar"})
    olga.submit(f"{QUEUE}setujui", {"pilih": ids[0]})
    assert olga.submit(f"{QUEUE}{ids[0]}", {"keputusan": "setuju"}).status_code == 409
    assert client.get(first).location.startswith("/p/")
    assert "Bukan pilar" in client.get(second).text
    session.rollback()
    states = session.scalars(select(Registration.status).order_by(Registration.number)).all()
    assert states == ["active", "cancelled"]
    actions = set(session.scalars(select(AuditEntry.action)))
    assert {"signup.approve", "signup.reject"} <= actions


def test_a_coordinator_decides_for_the_own_regency_only(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(needs_approval=True)
    client.get(LINK)
    client.submit(LINK, SRI)
    client.submit(
        LINK,
        SRI
        | {"name": "Budi Santoso", "phone": "081298765432"}
        | {"regency": "35.23", "district": "35.23.01"},
    )
    foreign = session.scalars(select(Signup.id).where(Signup.regency_code == "35.23")).one()
    with transaction() as fresh:
        event_id = fresh.scalars(select(SignupSettings.event_id)).one()
        cora = make_user(fresh, Role.MEMBER, "cora@example.id")
        fresh.add(
            Membership(
                user_id=cora.id,
                event_id=event_id,
                role="coordinator",
                regency_code="35.22",
                created_at=NOW,
            )
        )
        cora_id = cora.id
    browser = other(app)
    sign_in(browser, cora_id)
    queue = browser.get(QUEUE).text
    assert "Sri Rahayu" in queue
    assert "Budi Santoso" not in queue
    assert "Tuban" not in queue
    assert browser.submit(f"{QUEUE}{foreign}", {"keputusan": "setuju"}).status_code == 404
    assert browser.submit(f"{QUEUE}setujui", {"pilih": str(foreign)}).status_code == 404
    assert browser.get(f"{QUEUE}pengaturan").status_code == 403
    own = re.findall(rf'action="{QUEUE}([0-9a-f-]{{36}})"', queue)
    assert browser.submit(f"{QUEUE}{own[0]}", {"keputusan": "setuju"}).status_code == 302


def test_the_office_opens_and_closes_the_link(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    with transaction() as fresh:
        make_event(fresh).stage = "draft"
    assert "tidak dibuka" in client.get(LINK).text
    olga = sign_in_as(other(app))
    assert "Selama tidak dibuka" in olga.get(QUEUE).text
    values = {
        "enabled": "y",
        "hourly": "100",
        "quota": "50",
        "opens_at": "2023-11-01T08:00",
        "closes_at": "2099-11-20T08:00",
        "pillars": ["PKH"],
        "regencies": ["35.22", "35.23"],
        "contact": "Bagian Umum, (031) 123",
    }
    wrong = olga.submit(f"{QUEUE}pengaturan", values | {"closes_at": "2023-10-01T08:00"})
    assert "Waktu tutup harus sesudah" in wrong.text
    assert olga.submit(f"{QUEUE}pengaturan", values).status_code == 302
    assert "tahapnya sekarang Persiapan" in olga.get(QUEUE).text
    kept = session.scalars(select(SignupSettings)).one()
    assert kept.opens_at
    assert kept.opens_at.hour == 1
    assert kept.pillar_codes == ["PKH"]
    shown = client.get(LINK).text
    assert "TAGANA" not in shown
    assert "Kabupaten Mojokerto" not in shown
    assert client.submit(LINK, SRI | {"pillar": "TAGANA"}).status_code == 422
    notice = client.get("/daftar/bojonegoro-2023/privasi", follow_redirects=True)
    assert "Bagian Umum" in notice.text
    assert "Hak Anda" in notice.text
    olga.submit(f"{QUEUE}pengaturan", values | {"enabled": ""})


def test_a_person_whom_the_office_named_meanwhile_waits_no_more(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(needs_approval=True)
    proof = client.submit(LINK, SRI).location
    with transaction() as fresh:
        fresh.scalars(select(Registration)).one().status = "active"
    olga = sign_in_as(other(app))
    assert "Sri Rahayu" not in olga.get(QUEUE).text
    assert "Anda sudah terdaftar" in client.get(proof).text  # a badge page follows later
    waiting = session.scalars(select(Signup.id)).one()
    assert olga.submit(f"{QUEUE}{waiting}", {"keputusan": "setuju"}).status_code == 409
    with transaction() as fresh:
        fresh.scalars(select(Registration)).one().status = "cancelled"
    assert "tidak berlaku lagi" in client.get(proof).text


def test_many_senders_at_one_instant_do_not_pass_the_quota(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(quota=3)
    names = "Ani Budi Cici Dodo Emi Fafa Gigi Hadi".split()
    together = Barrier(len(names))

    def send(place: int) -> int:
        browser = other(app)
        browser.get(LINK)
        together.wait()
        phone = f"08123456{place:04d}"
        sent = browser.submit(LINK, SRI | {"name": f"{names[place]} Wijaya", "phone": phone})
        return int(sent.status_code)

    with ThreadPoolExecutor(len(names)) as pool:
        answers = sorted(pool.map(send, range(len(names))))
    assert answers == [302] * 3 + [409] * 5
    assert sorted(session.scalars(select(Registration.number))) == [1, 2, 3]


def test_the_file_of_an_office_answers_a_form_that_waits(
    client: OutsideClient, app: Flask, session: Session
) -> None:
    open_link(asks_nik=True, needs_approval=True)
    client.submit(LINK, SRI | {"nik": NIK})
    olga = sign_in_as(other(app))
    roster = f"Nama,NIK,Jenis Pilar,Kabupaten,Kecamatan\nSri Rahayu,{NIK},PKH,Bojonegoro,Ngraho\n"
    file = {"file": (BytesIO(roster.encode()), "peserta.csv")}
    kept = olga.submit("/kegiatan/bojonegoro-2023/peserta/unggah", file).location
    olga.submit(f"{kept}/terapkan")
    session.rollback()
    assert session.scalars(select(Registration.status)).all() == ["active"]
    assert "Sri Rahayu" not in olga.get(QUEUE).text
