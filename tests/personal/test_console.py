"""The list of messages: a link for each person with a number, the coordinator's text, files, marks, audit."""

import csv
import io
from urllib.parse import unquote

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from checkin.accounts.models import AuditEntry
from checkin.actor import Role, System
from checkin.badges.models import PersonalLink
from checkin.cli import group
from checkin.db import db, transaction
from checkin.office.service import save_text
from checkin.people.models import Person
from tests.factories import NOW, make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/undangan/"


@pytest.fixture
def carl(client: FlaskClient) -> FlaskClient:
    """Sign Carl in, who organizes; make three pillars of two regencies, one without a phone."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        for name, regency, phone in (
            ("Siti Aminah", "35.16", "+6281200000001"),
            ("Budi & Co", "35.16", "+6281200000002"),
            ("Candra", "35.76", None),
        ):
            registration = make_registration(session, event, name, regency_code=regency)
            session.get_one(Person, registration.person_id).phone = phone
    return sign_in_as(client, Role.ORGANIZER, proven=True)


def test_gives_a_message_for_each_person_with_a_number(carl: FlaskClient) -> None:
    page = carl.get(PAGE).get_data(as_text=True)
    assert page.count("https://wa.me/62812") == 2
    assert "https://wa.me/6281200000001?text=Yth.%20Bapak%2FIbu%20Siti%20Aminah" in page
    assert "Candra" in page
    for token in db.session.scalars(select(PersonalLink.token)):
        assert f"http://localhost/p/{token}" in page
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "invitations.read")
    ).one()
    assert (entry.actor_name != "", entry.subject) == (True, "bojonegoro-2023: 3")
    carl.get(PAGE)
    assert len(db.session.scalars(select(PersonalLink)).all()) == 3


def test_says_what_the_office_worded_and_reminds(carl: FlaskClient) -> None:
    own = "Halo {nama} no. {nomor}, {jenis} {kabupaten}, dari {kantor}: {tautan}"
    with transaction() as session:
        save_text(session, System(), "invitation", own, NOW)
        save_text(session, System(), "reminder", "Ingat {kegiatan}: {tautan}", NOW)
    page = unquote(carl.get(PAGE).get_data(as_text=True))
    assert "Halo Siti Aminah no. 1, Pendamping PKH Kabupaten Mojokerto, dari DINAS SOSIAL" in page
    assert "data-sent" in page
    again = unquote(carl.get(f"{PAGE}?pesan=pengingat").get_data(as_text=True))
    assert "text=Ingat Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro: http" in again
    assert "data-sent" not in again  # a reminder says nothing about the invitation


def test_narrows_to_a_regency_and_writes_to_its_coordinator(carl: FlaskClient) -> None:
    page = carl.get(f"{PAGE}?wilayah=35.16").get_data(as_text=True)
    assert "Candra" not in page
    assert "Yth. Koordinator Kabupaten Mojokerto" in page
    assert "https://wa.me/?text=Yth.%20Koordinator" in page
    assert "Budi &amp; Co" in page
    assert "Budi%20%26%20Co%0Ahttp" in page
    assert carl.get(f"{PAGE}?wilayah=99.99").status_code == 404


def test_marks_what_was_sent(carl: FlaskClient) -> None:
    carl.get(PAGE)
    assert carl.post(f"{PAGE}1/terkirim").status_code == 204
    waiting = carl.get(f"{PAGE}?keadaan=belum").get_data(as_text=True)
    done = carl.get(f"{PAGE}?keadaan=terkirim").get_data(as_text=True)
    assert ("Siti Aminah" in waiting, "Budi" in waiting) == (False, True)
    assert ("Siti Aminah" in done, "Budi" in done) == (True, False)
    assert "Candra" in carl.get(f"{PAGE}?keadaan=tanpa-nomor").get_data(as_text=True)
    carl.post(f"{PAGE}1/terkirim", data={"belum": "1"})
    assert "Siti Aminah" in carl.get(f"{PAGE}?keadaan=belum").get_data(as_text=True)
    assert carl.post(f"{PAGE}9/terkirim").status_code == 404


def test_renews_an_address(carl: FlaskClient) -> None:
    carl.get(PAGE)
    before = set(db.session.scalars(select(PersonalLink.token)))
    db.session.rollback()
    answer = carl.post(f"{PAGE}1/tautan", data={"wilayah": "35.16"}, follow_redirects=True)
    assert "Tautan nomor 1 diganti" in answer.get_data(as_text=True)
    links = db.session.scalars(select(PersonalLink)).all()
    assert len(links) == 4
    assert [link.token in before for link in links if link.revoked_at] == [True]


def test_gives_the_list_as_files(carl: FlaskClient) -> None:
    book = openpyxl.load_workbook(io.BytesIO(carl.get(f"{PAGE}daftar.xlsx").data)).active
    assert book is not None
    rows = [[cell.value for cell in row] for row in book.iter_rows(min_row=2)]
    assert [(row[1], row[4]) for row in rows] == [
        ("Budi & Co", "6281200000002"),
        ("Siti Aminah", "6281200000001"),
        ("Candra", ""),
    ]
    answer = carl.get(f"{PAGE}daftar.csv?wilayah=35.76")
    text = answer.data.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text), delimiter=";")] == ["Nama", "Candra"]
    assert "filename=undangan_bojonegoro-2023_35.76.csv" in answer.headers["Content-Disposition"]


def test_those_who_only_view_see_no_numbers(client: FlaskClient) -> None:
    with transaction() as session:
        make_event(session)
    vera = sign_in_as(client, Role.VIEWER)
    for path in ("", "daftar.xlsx"):
        assert vera.get(f"{PAGE}{path}").status_code == 403


def test_the_command_writes_the_list(app: Flask, carl: FlaskClient, tmp_path: object) -> None:
    out = f"{tmp_path}/undangan.csv"
    arguments = ["invitations", "export", "bojonegoro-2023", "--out", out, "--regency", "35.16"]
    result = CliRunner().invoke(group, arguments, obj=lambda: app)
    assert (result.exit_code, result.output) == (0, f"2 tautan ditulis ke {out}.\n")
    with open(out, encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file, delimiter=";"))) == 3
