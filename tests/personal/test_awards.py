"""Certificates are for those who were there, name them in full and carry the official's name."""

import io
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from checkin.actor import Role
from checkin.cli import group
from checkin.db import db, transaction
from checkin.events.models import Checkpoint
from checkin.jobs.models import Job
from checkin.personal import awards
from checkin.scans.models import Arrival
from tests.factories import NOW, make_event, make_registration
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/piagam/"
LONG = "Drs. H. Raden Mas Soegeng Prawirodirdjo Kusumonegoro, S.Sos., M.Si."


@pytest.fixture
def carl(client: FlaskClient) -> FlaskClient:
    """Sign Carl in, who organizes; two of three pillars came."""
    client.application.config["WTF_CSRF_ENABLED"] = False
    with transaction() as session:
        event = make_event(session)
        event.signatory_title = "KEPALA DINAS SOSIAL\nPROVINSI JAWA TIMUR"
        event.signatory_name = "Dra. Rini, M.Si."
        event.letterhead_office = "DINAS SOSIAL"
        checkpoint = session.scalars(
            select(Checkpoint.id).where(Checkpoint.event_id == event.id)
        ).first()
        for name, here in ((LONG, True), ("<b>Siti</b>", True), ("Absen", False)):
            registration = make_registration(session, event, name)
            if here:
                session.add(
                    Arrival(
                        checkpoint_id=checkpoint,
                        registration_id=registration.id,
                        arrived_at=NOW,
                    )
                )
    return sign_in_as(client, Role.ORGANIZER)


def pages(content: bytes) -> list[str]:
    """Return the words of each page."""
    return [
        " ".join(page.get_textpage().get_text_bounded().split())
        for page in pypdfium2.PdfDocument(content)
    ]


def test_prints_those_who_were_there(carl: FlaskClient) -> None:
    assert "2 orang tercatat hadir" in carl.get(PAGE).get_data(as_text=True)
    answer = carl.post(PAGE, data={"pillar": "", "regency": ""})
    found = pages(answer.data)
    assert len(found) == 2
    text = " ".join(found)
    for part in (LONG, "<b>Siti</b>", "Dra. Rini, M.Si.", "PROVINSI JAWA TIMUR", "DINAS SOSIAL"):
        assert part in text
    assert "Absen" not in text
    assert carl.post(PAGE, data={"regency": "35.76"}).status_code == 404
    assert carl.post(PAGE, data={"pillar": "NIX"}).status_code == 404


def test_gives_one_as_page_and_picture(carl: FlaskClient) -> None:
    assert "<b>Siti</b>" in pages(carl.get(f"{PAGE}2.pdf").data)[0]
    picture = Image.open(io.BytesIO(carl.get(f"{PAGE}2.png").data))
    assert picture.width > picture.height > 800
    assert carl.get(f"{PAGE}3.pdf").status_code == 404
    assert len(pages(carl.post(PAGE, data={"number": "1"}).data)) == 1


def test_many_are_a_job(carl: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awards, "AT_ONCE", 0)
    answer = carl.post(PAGE, data={"pillar": "PKH"})
    job = db.session.scalars(select(Job)).one()
    assert answer.location == f"/pekerjaan/{job.id}"
    assert (job.state, job.file_name) == ("done", "piagam_bojonegoro-2023_pkh.pdf")


def test_before_anybody_came_there_is_nothing(client: FlaskClient) -> None:
    with transaction() as session:
        make_event(session)
    page = sign_in_as(client, Role.VIEWER).get(PAGE).get_data(as_text=True)
    assert "Belum ada yang hadir" in page


def test_the_command_prints(app: Flask, carl: FlaskClient, tmp_path: Path) -> None:
    out = tmp_path / "piagam.pdf"
    arguments = ["certificates", "print", "bojonegoro-2023", "--out", str(out), "--number", "2"]
    result = CliRunner().invoke(group, arguments, obj=lambda: app)
    assert result.exit_code == 0, result.output
    assert len(pages(out.read_bytes())) == 1
