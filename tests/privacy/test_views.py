"""The pages: notice and its editions, a request from one's own page, the queue, retention, an incident."""

import io
import re
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Role, System
from checkin.badges.links import ensure_links
from checkin.db import transaction
from checkin.devices.models import Device
from checkin.office.queries import Office
from checkin.office.service import save_office
from checkin.people.models import Person
from checkin.privacy import notice
from checkin.privacy.models import Incident, PrivacyNotice, PrivacyRequest, RetentionRule
from checkin.settings import Settings
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration
from tests.personas import sign_in_as
from tests.privacy import holdings
from tests.privacy.holdings import NAME, NIK


@pytest.fixture
def secret(app: Flask) -> str:
    """Return the address of the page of one person."""
    with transaction() as session:
        event = make_event(session)
        seat = make_registration(session, event, NAME)
        return ensure_links(session, [seat.id], NOW)[seat.id].token


@pytest.fixture
def asked(client: OutsideClient, secret: str, session: Session) -> str:
    """Return the page of a request that came from a person's own page."""
    client.submit(f"/p/{secret}/data-saya", {"kind": "access", "words": "Mohon salinan."})
    session.rollback()
    return f"/data-pribadi/permintaan/{session.scalars(select(PrivacyRequest.id)).one()}"


def test_everybody_reads_the_notice_with_the_offices_data(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        said = Office(name="DINAS SOSIAL", privacy_name="Ibu Ratna", privacy_contact="031-123")
        save_office(fresh, System(), said, clock.now())
    page = client.get("/privasi").text
    for text in ("Dinas Sosial", "Ibu Ratna", "031-123", "180 hari", "10 tahun", "3 x 24 jam"):
        assert text in page, text
    assert "{" not in re.sub(r"<[^>]*>", "", page)


def test_an_address_to_correct_is_checked_and_carried_into_the_register(
    client: OutsideClient, app: Flask, secret: str, session: Session
) -> None:
    page = f"/p/{secret}/data-saya"
    wrong = client.submit(page, {"kind": "correction", "email": "zubaidah@", "phone": "12"})
    assert wrong.status_code == 422
    assert "Alamat surel ini belum lengkap atau keliru" in wrong.text
    assert "Nomor HP tidak sah" in wrong.text
    asked = {"kind": "correction", "email": "Zubaidah@Example.id", "words": "Surel saya baru."}
    assert client.submit(page, asked).status_code == 302
    olga = sign_in_as(OutsideClient(app, app.response_class), proven=True)
    address = f"/data-pribadi/permintaan/{session.scalars(select(PrivacyRequest.id)).one()}"
    assert 'value="Zubaidah@Example.id"' in olga.get(address).text
    olga.submit(f"{address}/pembetulan", {"email": "Zubaidah@Example.id"})
    session.rollback()
    assert session.scalars(select(Person.email)).one() == "zubaidah@example.id"


def test_a_change_of_the_office_is_a_new_edition_and_the_old_one_stays(
    client: OutsideClient, session: Session
) -> None:
    client.get("/privasi")
    client.get("/privasi")
    with transaction() as fresh:
        save_office(fresh, System(), Office(name="DINAS LAIN"), clock.now())
    assert "Dinas Lain" in client.get("/privasi").text
    session.rollback()
    assert session.scalar(select(func.count()).select_from(PrivacyNotice)) == 2
    old = client.get("/privasi/1").text
    assert "Dinas Lain" not in old
    assert "Ini edisi lama." in old
    assert client.get("/privasi/9").status_code == 404


def test_the_office_words_the_notice_itself(client: OutsideClient, session: Session) -> None:
    sign_in_as(client, proven=True)
    place = "/data-pribadi/pemberitahuan/ubah"
    wrong = client.submit(place, {"text": "## Judul\n{siapa}"})
    assert wrong.status_code == 422
    assert "Isian {siapa} tidak dikenal." in wrong.text
    assert "<b>" not in client.submit(place, {"text": "## A\n<b>x</b>", "lihat": "1"}).text
    client.submit(place, {"text": "## Kata kami\nHubungi {kontak}.\n- satu\n- dua"})
    page = client.get("/privasi").text
    assert "Kata kami" in page
    assert "<li>dua</li>" in page
    client.submit(place, {"text": "", "bawaan": "1"})
    assert "Kata kami" not in client.get("/privasi").text
    session.rollback()
    numbers = session.scalars(select(PrivacyNotice.number).order_by(PrivacyNotice.number)).all()
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("halo", (("", ((("halo",), False),)),)),
        ("## A\nx\ny\n\nz", (("A", ((("x", "y"), False), (("z",), False))),)),
        ("## A\nx\n- 1\n- 2\n## B", (("A", ((("x",), False), (("1", "2"), True))), ("B", ()))),
    ],
)
def test_a_notice_is_read_in_its_parts(text: str, parts: Any) -> None:
    found = notice.sections(text)
    assert tuple((s.title, tuple((b.lines, b.is_list) for b in s.blocks)) for s in found) == parts


def test_a_request_from_ones_own_page(client: OutsideClient, secret: str, session: Session) -> None:
    own = client.get(f"/p/{secret}")
    assert f"/p/{secret}/data-saya" in own.text
    page = client.get(f"/p/{secret}/data-saya")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert NIK[6:12] not in page.text
    empty = client.submit(f"/p/{secret}/data-saya", {"kind": "correction"})
    assert empty.status_code == 422
    assert "Tulis apa yang keliru" in empty.text
    sent = client.submit(
        f"/p/{secret}/data-saya",
        {"kind": "correction", "name": "Zubaidah", "words": "kurang huruf"},
    )
    assert sent.status_code == 302
    assert "P-0001" in client.get(sent.location).text
    assert client.get("/p/tidak-ada/data-saya").status_code == 404


def test_the_queue_leads_to_an_answer(client: OutsideClient, asked: str, secret: str) -> None:
    sign_in_as(client, Role.ORGANIZER, proven=True)
    queue = client.get("/data-pribadi/")
    assert NAME in queue.text
    assert "71 jam lagi" in queue.text or "72 jam lagi" in queue.text
    assert asked in queue.text
    assert "Catat permintaan" in queue.text
    early = client.submit(asked + "/jawaban", {"outcome": "granted", "identity": "KTP"})
    assert early.status_code == 422
    copy = client.submit(asked + "/salinan.zip")
    assert "data.pdf" in zipfile.ZipFile(io.BytesIO(copy.data)).namelist()
    done = client.submit(
        asked + "/jawaban", {"outcome": "granted", "identity": "KTP", "reason": "Sudah diserahkan."}
    )
    assert done.status_code == 302
    assert "Tidak ada permintaan yang menunggu" in client.get("/data-pribadi/").text
    assert NAME in client.get("/data-pribadi/?keadaan=dijawab").text
    assert "Sudah diserahkan." in client.get(f"/p/{secret}/data-saya").text


def test_the_menu_counts_what_runs_out(client: OutsideClient, asked: str, session: Session) -> None:
    sign_in_as(client, Role.ORGANIZER)
    assert "1 terlambat" not in client.get("/data-pribadi/").text
    with transaction() as fresh:
        fresh.scalars(select(PrivacyRequest)).one().due_at = NOW
    assert "1 terlambat" in client.get("/kegiatan/").text


def test_copies_and_erasure_ask_for_the_second_factor(client: OutsideClient, asked: str) -> None:
    sign_in_as(client, Role.ORGANIZER)
    assert "kode verifikasi" in client.get(asked).text
    for what in ("/salinan.zip", "/penghapusan", "/pembetulan"):
        assert "/akun/verifikasi" in client.submit(asked + what, {"yakin": "1"}).location


def test_the_office_enters_a_letter_without_a_nik_in_any_address(
    client: OutsideClient, secret: str, session: Session
) -> None:
    with transaction() as fresh:
        nik = fresh.scalars(select(Person.nik)).one()
    sign_in_as(client, Role.ORGANIZER)
    found = client.submit("/data-pribadi/permintaan/orang", {"q": nik}).text
    assert NAME in found
    place = re.search(r"/data-pribadi/permintaan/baru/[0-9a-f-]+", found)
    assert place
    now = clock.now().strftime("%Y-%m-%dT00:00")
    said = {"kind": "erasure", "channel": "letter", "received_at": now, "words": "Mohon dihapus."}
    made = client.submit(place[0], said)
    assert made.status_code == 302
    page = client.get(made.location).text
    assert "Tetap disimpan" in page
    assert "Beri tanda bahwa Anda" not in page
    assert client.submit(place[0], said | {"received_at": "2999-01-01T00:00"}).status_code == 422


def test_erasing_takes_a_deliberate_tick(
    client: OutsideClient, secret: str, session: Session
) -> None:
    client.submit(f"/p/{secret}/data-saya", {"kind": "erasure"})
    session.rollback()
    asked = f"/data-pribadi/permintaan/{session.scalars(select(PrivacyRequest.id)).one()}"
    sign_in_as(client, proven=True)
    assert client.submit(asked + "/penghapusan").status_code == 422
    assert NAME in client.get(asked).text
    client.submit(asked + "/penghapusan", {"yakin": "1"})
    assert NAME not in client.get(asked).text
    assert client.get(f"/p/{secret}").status_code in (404, 410)


def test_retention_is_shown_set_and_run(
    client: OutsideClient, app: Flask, settings: Settings, session: Session
) -> None:
    holdings.plant(app, settings.instance_dir / "output")
    place = "/data-pribadi/masa-simpan/"
    sign_in_as(client)
    page = client.get(place).text
    assert "NIK dan rekening" in page
    assert holdings.CODE in page  # planted in 2023: everything is due
    wrong = client.submit(place, {"attendance": "12"})
    assert wrong.status_code == 422
    assert "Masa simpan ini tidak sah." in wrong.text
    assert client.submit(place, {"contacts": "dua"}).status_code == 422
    client.submit(place, {"contacts": "30", "badges": ""})
    session.rollback()
    rules = {rule.code: rule.days for rule in session.scalars(select(RetentionRule))}
    assert rules == {"contacts": 30, "badges": None}
    reply = client.submit(place + "musnahkan")
    assert "/pekerjaan/" in reply.location
    after = client.get(place).text
    assert "Pemusnahan terakhir" in after
    assert "NIK dan rekening: 4" in after


def test_a_lost_phone_is_reported_and_closed(
    client: OutsideClient, app: Flask, settings: Settings, session: Session
) -> None:
    holdings.plant(app, settings.instance_dir / "output")
    device = session.scalars(select(Device.id)).one()
    sign_in_as(client, Role.ORGANIZER, proven=True)
    assert "HP petugas hilang" in client.get("/data-pribadi/insiden/baru").text
    form = client.get("/data-pribadi/insiden/baru/phone").text
    assert "HP-01" in form
    said = {"subject": str(device), "from_at": "2023-11-20T08:00", "known_at": "2023-11-20T09:00"}
    made = client.submit("/data-pribadi/insiden/baru/phone", said)
    page = client.get(made.location).text
    assert "Yang terdampak: 3 orang" in page
    assert "nama, jenis pilar, kabupaten/kota, kecamatan" in page
    letters = client.get(made.location + "/surat.pdf")
    assert letters.data.startswith(b"%PDF")
    assert client.submit(made.location + "/terdampak.xlsx").data.startswith(b"PK")
    assert "Catat dahulu" in client.get(client.submit(made.location + "/tutup").location).text
    for name in ("persons", "authority"):
        client.submit(made.location + "/langkah", {"step": name})
    client.submit(made.location + "/uraian", {"story": "Jatuh di bus.", "measures": "Dicabut."})
    client.submit(made.location + "/tutup")
    session.rollback()
    assert session.scalars(select(Incident)).one().closed_at
    assert "ditutup" in client.get("/data-pribadi/insiden/").text
    assert client.submit(made.location + "/langkah", {"step": "persons"}).status_code == 409
    assert client.get("/data-pribadi/insiden/baru/lain").status_code == 404
