"""The page of badges prints, previews and replaces."""

import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from checkin.actor import Role
from checkin.badges.models import Badge
from checkin.db import db, transaction
from checkin.jobs.models import Job
from tests.badges.test_layout import read_back
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/tanda-peserta/"


@pytest.fixture
def carl(client: FlaskClient) -> FlaskClient:
    """Sign Carl in, who organizes; make an event with one pillar."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        make_registration(session, event, "<b>Siti</b> Aminah")
    return sign_in_as(client, Role.ORGANIZER)


def test_shows_counts_and_a_preview_before_any_code_exists(carl: FlaskClient) -> None:
    page = carl.get(PAGE).get_data(as_text=True)
    assert "badge-preview" in page
    assert "&lt;b&gt;Siti&lt;/b&gt;" in page
    assert "<b>Siti" not in page
    assert db.session.scalars(select(Badge)).all() == []


def test_orders_a_print_and_leads_to_it(carl: FlaskClient) -> None:
    data = {"pillar": "", "regency": "35.16", "layout": "a4-4"}
    answer = carl.post(f"{PAGE}cetak", data=data)
    job = db.session.scalars(select(Job)).one()
    assert answer.location == f"/pekerjaan/{job.id}"
    assert (job.state, job.file_name) == ("done", "tanda-peserta_bojonegoro-2023_35.16.pdf")
    badge = db.session.scalars(select(Badge)).one()
    assert badge.printed_at is not None
    assert read_back(carl.get(f"/pekerjaan/{job.id}/berkas").data) == [[badge.code]]


def test_gives_the_badge_of_one_person(carl: FlaskClient) -> None:
    answer = carl.get(f"{PAGE}1.pdf")
    assert answer.mimetype == "application/pdf"
    assert len(pypdfium2.PdfDocument(answer.data)) == 1
    assert carl.get(f"{PAGE}99.pdf").status_code == 404


def test_replaces_a_lost_badge(carl: FlaskClient) -> None:
    carl.get(f"{PAGE}1.pdf")
    answer = carl.post(f"{PAGE}ganti", data={"number": "1"}, follow_redirects=True)
    assert "diganti" in answer.get_data(as_text=True)
    badges = db.session.scalars(select(Badge)).all()
    assert sorted(badge.revoked_at is None for badge in badges) == [False, True]


def test_a_number_that_is_not_there_is_told_beside_the_field(carl: FlaskClient) -> None:
    answer = carl.post(f"{PAGE}ganti", data={"number": "99"})
    assert answer.status_code == 422
    assert "Peserta nomor 99 tidak ada" in answer.get_data(as_text=True)


def test_a_layout_that_is_not_offered_is_refused(carl: FlaskClient) -> None:
    assert carl.post(f"{PAGE}cetak", data={"layout": "a3"}).status_code == 422


def test_those_who_only_view_may_not_print(client: FlaskClient) -> None:
    with transaction() as session:
        make_event(session)
    assert sign_in_as(client, Role.VIEWER).get(PAGE).status_code == 403


def test_an_event_without_people_says_what_to_do(carl: FlaskClient) -> None:
    with transaction() as session:
        make_event(session, "kosong-2023")
    page = carl.get("/kegiatan/kosong-2023/tanda-peserta/").get_data(as_text=True)
    assert "Belum ada peserta" in page
