"""Events through their pages: from nothing to settings, errors beside the field."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.events import queries
from checkin.events.models import Event, Gate
from checkin.events.service import suggest_code
from tests.conftest import OutsideClient
from tests.factories import NOW
from tests.personas import sign_in_as


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (60, 40), "#0f4c5c").save(file, "PNG")
    return file.getvalue()


PNG = png()


def form(**over: Any) -> dict[str, Any]:
    return {
        "name": "Sapa Pilar Bakorwil Bojonegoro",
        "code": "",
        "venue": "GOR Utama Bojonegoro",
        "starts_at": "2023-11-20T08:00",
        "ends_at": "2023-11-20T13:00",
        "timezone": "Asia/Jakarta",
        "bakorwil": "bojonegoro",
        "pillars": ["PKH", "TKSK"],
        "gates": "3",
        "signatory_title": "KEPALA DINAS\r\nPROVINSI",
    } | over


@pytest.fixture
def olga(client: OutsideClient) -> OutsideClient:
    return sign_in_as(client)


def test_the_code_leaves_out_what_every_name_says() -> None:
    name = "Sapa Pilar Kesejahteraan Sosial Bakorwil Malang"
    assert suggest_code(name, NOW) == f"sapa-pilar-bakorwil-malang-{NOW.year}"


def test_an_event_from_nothing_takes_the_regencies_of_its_bakorwil(
    olga: OutsideClient, session: Session
) -> None:
    assert olga.get("/kegiatan/baru").status_code == 200
    reply = olga.submit("/kegiatan/baru", form())
    assert reply.status_code == 302, reply.text
    event = queries.get_event(session, "sapa-pilar-bakorwil-bojonegoro-2023")
    assert event.starts_at.isoformat() == "2023-11-20T01:00:00+00:00"
    assert len(queries.event_regencies(session, event)) == 8
    assert [p.code for p in queries.event_pillars(session, event)] == ["PKH", "TKSK"]
    assert session.scalar(select(func.count()).select_from(Gate)) == 3
    assert event.signatory_title == "KEPALA DINAS\nPROVINSI"


def test_ticked_regencies_override_the_bakorwil(olga: OutsideClient, session: Session) -> None:
    olga.submit("/kegiatan/baru", form(code="madiun-2023", regencies=["35.19", "35.78"]))
    event = queries.get_event(session, "madiun-2023")
    assert [r.code for r in queries.event_regencies(session, event)] == ["35.19", "35.78"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Isi nama kegiatan."),
        ({"ends_at": "2023-11-20T07:00"}, "Waktu selesai harus sesudah waktu mulai."),
        ({"pillars": []}, "Pilih sedikitnya satu jenis pilar."),
        ({"gates": "0"}, "Jumlah pintu antara 1 dan 40."),
        ({"code": "Bojonegoro 2023!"}, "Kode kegiatan memakai huruf kecil"),
        ({"logo": (b"GIF89a", "logo.gif")}, "Logo harus berkas PNG, JPEG, atau SVG yang utuh."),
        ({"logo": (PNG[:-40], "logo.png")}, "Logo harus berkas PNG, JPEG, atau SVG yang utuh."),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_nothing_is_made(
    olga: OutsideClient, session: Session, wrong: dict[str, Any], sentence: str
) -> None:
    if "logo" in wrong:
        content, name = wrong["logo"]
        wrong = {"logo": (BytesIO(content), name)}
    reply = olga.submit("/kegiatan/baru", form(**wrong))
    assert reply.status_code == 422
    assert sentence in reply.text
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_taken_code_is_said_beside_the_field(olga: OutsideClient) -> None:
    olga.submit("/kegiatan/baru", form(code="bojonegoro-2023"))
    reply = olga.submit("/kegiatan/baru", form(code="bojonegoro-2023"))
    assert reply.status_code == 422
    assert "Kode kegiatan bojonegoro-2023 sudah dipakai." in reply.text


def test_settings_change_and_gates_only_grow(olga: OutsideClient, session: Session) -> None:
    olga.submit("/kegiatan/baru", form(code="bojonegoro-2023"))
    page = "/kegiatan/bojonegoro-2023/pengaturan"
    assert 'value="GOR Utama Bojonegoro"' in olga.get(page).text
    changed = form(venue="Alun-Alun", gates="2", logo=(BytesIO(PNG), "logo.png"))
    assert olga.submit(page, changed).status_code == 302
    session.expire_all()
    event = queries.get_event(session, "bojonegoro-2023")
    assert event.venue == "Alun-Alun"
    assert len(queries.list_gates(session, event)) == 3
    kept = olga.get("/kegiatan/bojonegoro-2023/logo").data
    assert Image.open(BytesIO(kept)).size == (60, 40)
    olga.submit(page, form(venue="Alun-Alun"))
    assert olga.get("/kegiatan/bojonegoro-2023/logo").data == kept
    olga.submit(page, form(venue="Alun-Alun", remove_logo="y"))
    assert olga.get("/kegiatan/bojonegoro-2023/logo").data == b""


def test_a_viewer_cannot_make_or_change_events(client: OutsideClient) -> None:
    sign_in_as(client, Role.VIEWER)
    assert client.get("/kegiatan/").status_code == 200
    reply = client.submit("/kegiatan/baru", form())
    assert reply.status_code == 403
    assert "Anda tidak berwenang melakukan ini." in reply.text


def test_an_unknown_event_is_one_sentence(olga: OutsideClient) -> None:
    reply = olga.get("/kegiatan/tidak-ada/pengaturan")
    assert reply.status_code == 404
    assert "Kegiatan tidak-ada tidak ditemukan." in reply.text


def test_the_gates_of_other_checkpoints_do_not_multiply(
    olga: OutsideClient, session: Session
) -> None:
    olga.submit("/kegiatan/baru", form(code="a"))
    olga.submit("/kegiatan/a/titik/baru", {"name": "Makan", "policy": "once", "gates": "Meja"})
    shown = olga.get("/kegiatan/a/pengaturan").text
    assert 'value="3"' in shown.split('name="gates"')[1].split(">")[0]


def test_a_new_event_begins_as_a_draft_on_its_overview(
    olga: OutsideClient, session: Session
) -> None:
    reply = olga.submit("/kegiatan/baru", form(code="a"))
    assert reply.location.endswith("/kegiatan/a/ringkasan")
    assert queries.get_event(session, "a").stage == "draft"


def test_an_archived_event_is_not_changed(olga: OutsideClient, session: Session) -> None:
    olga.submit("/kegiatan/baru", form(code="a"))
    for to in ("closed", "archived"):
        olga.submit(f"/kegiatan/a/langkah/{to}")
    assert "hanya dapat dibaca" in olga.get("/kegiatan/a/pengaturan").text
    reply = olga.submit("/kegiatan/a/pengaturan", form(name="Lain"))
    assert "hanya dapat dibaca" in olga.get(reply.location).text
    session.rollback()
    assert queries.get_event(session, "a").name != "Lain"


def test_a_new_office_is_told_what_to_do_once(olga: OutsideClient) -> None:
    page = olga.get("/kegiatan/").text
    assert "Belum ada kegiatan" in page
    assert page.count("mark-ready") == 0
    assert "Nyalakan cadangan setiap malam" in page
    olga.submit("/pengaturan/", {"name": "DINAS SOSIAL", "place": "Surabaya"})
    assert olga.get("/kegiatan/").text.count("mark-ready") == 1
    olga.submit("/kegiatan/baru", form())
    assert "Sekali saja" not in olga.get("/kegiatan/").text


def test_who_does_not_administer_is_not_told(client: OutsideClient) -> None:
    sign_in_as(client, Role.VIEWER)
    assert "Sekali saja" not in client.get("/kegiatan/").text
