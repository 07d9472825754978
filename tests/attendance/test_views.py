"""The page of lists orders prints and gives the spreadsheet."""

import io

import openpyxl
import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from checkin.actor import Role
from checkin.db import db, transaction
from checkin.jobs.models import Job
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/daftar-hadir"


@pytest.fixture
def vera(client: FlaskClient) -> FlaskClient:
    """Sign Vera in, who may only look and print; make an event with one pillar."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event, "Siti Aminah")
    return sign_in_as(client, Role.VIEWER)


def test_shows_the_recap(vera: FlaskClient) -> None:
    page = vera.get(PAGE).get_data(as_text=True)
    assert "1 pilar sosial: 1 PKH" in page
    assert "Kabupaten Mojokerto" in page


def test_orders_a_list_and_leads_to_it(vera: FlaskClient) -> None:
    answer = vera.post(PAGE, data={"kind": "blank", "pillar": "PKH", "regency": "", "paper": "a4"})
    assert answer.status_code == 302
    job = db.session.scalars(select(Job)).one()
    assert answer.location == f"/pekerjaan/{job.id}"
    assert (job.state, job.file_name) == ("done", "daftar-hadir_bojonegoro-2023_pkh_kosong.pdf")
    assert (job.done, job.total) == (job.total, job.total)
    content = vera.get(f"/pekerjaan/{job.id}/berkas").data
    assert "Siti Aminah" in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()


def test_a_job_that_cannot_be_done_says_why(vera: FlaskClient) -> None:
    vera.post(PAGE, data={"kind": "all", "pillar": "TAGANA", "regency": "", "paper": "f4"})
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.message) == ("failed", "Tidak ada peserta pada pilihan ini.")


def test_a_choice_that_is_not_offered_is_refused(vera: FlaskClient) -> None:
    answer = vera.post(PAGE, data={"kind": "some", "paper": "a5"})
    assert answer.status_code == 422
    assert db.session.scalars(select(Job)).all() == []


def test_gives_the_spreadsheet(vera: FlaskClient) -> None:
    answer = vera.get("/kegiatan/bojonegoro-2023/kehadiran.xlsx")
    assert "kehadiran_bojonegoro-2023.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book["Daftar"]["B2"].value == "Siti Aminah"


def test_an_event_without_people_says_what_to_do(vera: FlaskClient) -> None:
    with transaction() as session:
        make_event(session, "kosong-2023")
    page = vera.get("/kegiatan/kosong-2023/daftar-hadir").get_data(as_text=True)
    assert "Belum ada peserta" in page
    assert "<form" not in page.split("<main")[1]
