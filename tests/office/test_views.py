"""The office's settings through their pages: kept, checked, and what events and letters take from them."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.events.queries import get_event
from checkin.office import queries
from tests.conftest import OutsideClient
from tests.events.test_views import form as event_form
from tests.office.mail_server import post
from tests.personas import sign_in_as

OFFICE = {
    "government": "PEMERINTAH PROVINSI",
    "name": "DINAS SOSIAL P3AKB",
    "address": "Jalan Contoh 1",
    "contact": "Telepon 031",
    "place": "Surabaya",
    "privacy_name": "Sekretaris Dinas",
    "privacy_contact": "privasi@example.id",
}
OFFICIAL = {
    "name": "Dr. Alwi, M.Si.",
    "title": "KEPALA DINAS SOSIAL\r\nPROVINSI JAWA TIMUR",
    "rank": "Pembina Utama Muda",
    "nip": "19680101 199003 1 001",
}
MAIL = {
    "host": "SMTP.Kantor.go.id",
    "security": "starttls",
    "port": "587",
    "user": "kantor",
    "password": "rahasia-surel",
    "sender": "dinsos@kantor.go.id",
}


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    return sign_in_as(client)


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "#0f4c5c").save(file, "PNG")
    return file.getvalue()


def test_a_new_event_takes_letterhead_logo_and_signatory_from_the_office(
    olga: OutsideClient, session: Session
) -> None:
    assert olga.submit("/pengaturan/", OFFICE).status_code == 302
    assert olga.submit("/pengaturan/penandatangan/baru", OFFICIAL).status_code == 302
    logo = {"logo": (io.BytesIO(png()), "logo.png")}
    assert olga.submit("/pengaturan/kop", logo).status_code == 302
    page = olga.get("/kegiatan/baru").text
    for said in (
        "DINAS SOSIAL P3AKB",
        "Jalan Contoh 1",
        "Dr. Alwi, M.Si.",
        "19680101 199003 1 001",
    ):
        assert said in page
    sent = event_form(
        office=OFFICE["name"], signatory_name=OFFICIAL["name"], signatory_place="Surabaya"
    )
    assert olga.submit("/kegiatan/baru", sent).status_code == 302
    event = get_event(session, "sapa-pilar-bakorwil-bojonegoro-2023")
    assert (event.letterhead_office, event.signatory_name) == (
        "DINAS SOSIAL P3AKB",
        "Dr. Alwi, M.Si.",
    )
    assert event.letterhead_logo == queries.office_logo(session)
    assert event.letterhead_logo
    session.rollback()
    olga.submit("/pengaturan/", OFFICE | {"name": "DINAS BARU"})
    session.expire_all()
    again = get_event(session, "sapa-pilar-bakorwil-bojonegoro-2023")
    assert again.letterhead_office == "DINAS SOSIAL P3AKB"  # an event keeps its copy


def test_the_letterhead_is_shown_as_it_prints(olga: OutsideClient) -> None:
    olga.submit("/pengaturan/", OFFICE)
    reply = olga.get("/pengaturan/kop/pratinjau.png")
    assert reply.mimetype == "image/png"
    assert Image.open(io.BytesIO(reply.data)).width > 800
    assert olga.get("/pengaturan/kop/logo.png").status_code == 404
    olga.submit("/pengaturan/kop", {"logo": (io.BytesIO(png()), "logo.png")})
    assert olga.get("/pengaturan/kop/logo.png").mimetype == "image/png"
    olga.submit("/pengaturan/kop/hapus")
    assert olga.get("/pengaturan/kop/logo.png").status_code == 404


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload='x'/>"])
def test_what_is_no_logo_is_said_beside_the_field(olga: OutsideClient, content: bytes) -> None:
    reply = olga.submit(
        "/pengaturan/kop", {"logo": (io.BytesIO(content), "logo.svg" if content else "")}
    )
    assert reply.status_code == 422
    assert "invalid-feedback" in reply.text


def test_officials_are_added_put_first_changed_and_removed(
    olga: OutsideClient, session: Session
) -> None:
    for name in ("Alwi", "Budi", "Citra"):
        olga.submit("/pengaturan/penandatangan/baru", OFFICIAL | {"name": name})
    ids = {one.name: one.id for one in queries.officials(session)}
    assert list(ids) == ["Alwi", "Budi", "Citra"]
    session.rollback()
    olga.submit(f"/pengaturan/penandatangan/{ids['Citra']}/utama")
    olga.submit(f"/pengaturan/penandatangan/{ids['Budi']}", OFFICIAL | {"name": "Budi Santoso"})
    olga.submit(f"/pengaturan/penandatangan/{ids['Alwi']}/hapus")
    session.expire_all()
    assert [one.name for one in queries.officials(session)] == ["Citra", "Budi Santoso"]
    assert queries.usual_official(session).title == "KEPALA DINAS SOSIAL\nPROVINSI JAWA TIMUR"
    assert olga.get(f"/pengaturan/penandatangan/{ids['Alwi']}").status_code == 404
    page = olga.submit("/pengaturan/penandatangan/baru", OFFICIAL | {"nip": "12"})
    assert (page.status_code, "NIP terdiri atas 18 angka" in page.text) == (422, True)


def test_a_mail_password_goes_in_and_never_comes_out(olga: OutsideClient, session: Session) -> None:
    assert olga.submit("/pengaturan/surel/", MAIL).status_code == 302
    page = olga.get("/pengaturan/surel/").text
    assert "smtp.kantor.go.id" in page
    assert "rahasia-surel" not in page
    known = queries.mail_settings(session)
    assert known
    assert (known.password, known.port) == ("rahasia-surel", 587)
    assert "rahasia-surel" not in repr(known)
    raw = session.scalar(text("SELECT smtp_password FROM office_settings"))
    assert b"rahasia-surel" not in bytes(raw or b"")
    session.rollback()
    olga.submit("/pengaturan/surel/", MAIL | {"password": "", "sender": "lain@kantor.go.id"})
    session.expire_all()
    assert (kept := queries.mail_settings(session))
    assert (kept.password, kept.sender) == ("rahasia-surel", "lain@kantor.go.id")
    session.rollback()
    olga.submit("/pengaturan/surel/", MAIL | {"password": "", "host": "lain.example.id"})
    session.expire_all()
    assert (moved := queries.mail_settings(session))
    assert moved.password == ""  # what one server was told is not for another


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"host": "https://smtp.x.id"}, "Tulis nama server saja"),
        ({"sender": "dinsos"}, "Isi alamat surel pengirim"),
        ({"port": "99999"}, "Isi bilangan 1 sampai 65535."),
        ({"security": "none"}, "Kata sandi tidak dikirim tanpa pengamanan"),
        ({"security": "ssl3"}, "Pilihan ini tidak ada."),
    ],
)
def test_a_mail_server_that_cannot_be_is_said_beside_the_field(
    olga: OutsideClient, session: Session, wrong: dict[str, str], sentence: str
) -> None:
    reply = olga.submit("/pengaturan/surel/", MAIL | wrong)
    assert reply.status_code == 422
    assert sentence in reply.text
    assert queries.mail_settings(session) is None


def test_a_test_letter_arrives_or_says_why_not(olga: OutsideClient) -> None:
    early = olga.submit("/pengaturan/surel/uji", {"to": "olga@example.id"})
    assert (early.status_code, "Simpan server surel dahulu." in early.text) == (422, True)
    with post() as server:
        own = MAIL | {"host": "127.0.0.1", "port": str(server.port), "security": "none", "user": ""}
        olga.submit("/pengaturan/surel/", own)
        bad = olga.submit("/pengaturan/surel/uji", {"to": "olga"})
        assert (bad.status_code, "Isi satu alamat surel tujuan." in bad.text) == (422, True)
        good = olga.submit("/pengaturan/surel/uji", {"to": "olga@example.id"})
    assert "Surat uji diterima server surel untuk olga@example.id." in good.text
    assert len(server.letters) == 1
    gone = olga.submit("/pengaturan/surel/uji", {"to": "olga@example.id"})
    assert "menolak sambungan pada porta" in gone.text


def test_a_message_is_worded_looked_at_kept_and_taken_back(
    olga: OutsideClient, session: Session
) -> None:
    page = "/pengaturan/teks/invitation"
    assert "{kabupaten}" in olga.get(page).text
    own = "Halo {nama} dari {kabupaten}: {tautan}"
    seen = olga.submit(page, {"text": own, "lihat": "1"})
    assert "Halo Siti Aminah dari Kabupaten Malang" in seen.text
    assert queries.own_texts(session) == {}
    session.rollback()
    assert olga.submit(page, {"text": own}).status_code == 302
    session.expire_all()
    assert queries.own_texts(session) == {"invitation": own}
    assert "Halo Siti Aminah" in olga.get("/pengaturan/teks/").text
    session.rollback()
    wrong = olga.submit(page, {"text": "Halo {nma} {tautan}"})
    assert (wrong.status_code, "{nma} tidak dikenal" in wrong.text) == (422, True)
    olga.submit(page, {"text": own, "bawaan": "1"})
    session.expire_all()
    assert queries.own_texts(session) == {}
    assert olga.get("/pengaturan/teks/ada").status_code == 404


PAGES = (
    "/pengaturan/",
    "/pengaturan/kop",
    "/pengaturan/penandatangan/",
    "/pengaturan/surel/",
    "/pengaturan/teks/",
    "/pengaturan/cadangan/",
    "/pengaturan/cadangan/kunci",
)


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.VIEWER])
def test_settings_are_the_administrator_s(client: OutsideClient, role: Role) -> None:
    sign_in_as(client, role, proven=True)
    assert {client.get(page).status_code for page in PAGES} == {403}


def test_the_side_shows_each_section_and_where_one_is(client: OutsideClient) -> None:
    sign_in_as(client, proven=True)
    for page in (*PAGES, "/jenis-pilar/", "/wilayah/"):
        reply: Any = client.get(page)
        assert reply.status_code == 200, page
        assert reply.text.count('class="active" aria-current="page"') >= 1, page
        assert f'href="{page}" class="active"' in reply.text, page
