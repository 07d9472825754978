"""A person's page opens with its address alone, shows the badge and nothing that is nobody's business."""

import io
import re

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from checkin.actor import System
from checkin.badges.links import ensure_links, revoke_links
from checkin.badges.models import Badge, PersonalLink
from checkin.badges.service import replace_badge
from checkin.db import db, transaction
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster.models import Registration
from tests.badges.test_layout import read_back
from tests.factories import NOW, make_event, make_registration


@pytest.fixture
def secret(client: FlaskClient) -> str:
    """Make an event with one pillar and return the secret of her page."""
    with transaction() as session:
        registration = make_registration(session, make_event(session), "<i>Siti</i> Ma'ruf")
        return ensure_links(session, [registration.id], NOW)[registration.id].token


def test_shows_the_badge_and_the_event(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/p/{secret}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for part in ("&lt;i&gt;Siti&lt;/i&gt;", "GOR Utama Bojonegoro", "Senin, 20 November 2023"):
        assert part in page
    nik = db.session.scalars(select(Person.nik)).one()
    assert nik not in page
    assert nik[-4:] not in page
    assert len(answer.data) < 8_000


def test_keeps_its_address_to_itself(client: FlaskClient, secret: str) -> None:
    for path in ("", "/tanda-peserta.png", "/tanda-peserta.pdf", "/kegiatan.ics"):
        headers = client.get(f"/p/{secret}{path}").headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"
    page = client.get(f"/p/{secret}").get_data(as_text=True)
    assert '<meta name="referrer" content="no-referrer">' in page
    assert re.findall(r'(?:href|src)="(?!/)', page) == []


def test_the_picture_and_the_page_carry_the_badge(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/p/{secret}/tanda-peserta.png")
    code = db.session.scalars(select(Badge.code)).one()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(answer.data)).convert("L"))
    assert (answer.mimetype, found.text) == ("image/png", code)
    assert len(answer.data) < 60_000
    answer = client.get(f"/p/{secret}/tanda-peserta.pdf?unduh=1")
    assert read_back(answer.data) == [[code]]
    assert len(pypdfium2.PdfDocument(answer.data)) == 1
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_shows_the_new_badge_after_a_replacement(client: FlaskClient, secret: str) -> None:
    client.get(f"/p/{secret}/tanda-peserta.png")
    with transaction() as session:
        event = session.scalars(select(Event)).one()
        new = replace_badge(session, System(), event, 1, NOW).code
    assert read_back(client.get(f"/p/{secret}/tanda-peserta.pdf").data) == [[new]]


def test_gives_a_calendar_file(client: FlaskClient, secret: str) -> None:
    answer = client.get(f"/p/{secret}/kegiatan.ics")
    assert answer.mimetype == "text/calendar"
    assert b"BEGIN:VEVENT" in answer.data
    assert f"http://localhost/p/{secret}" in answer.get_data(as_text=True).replace("\r\n ", "")


def test_an_address_that_ended_says_so(client: FlaskClient, secret: str) -> None:
    assert client.get("/p/tidak-ada").status_code == 404
    with transaction() as session:
        registration = session.scalars(select(Registration)).one()
        registration.status = "cancelled"
    answer = client.get(f"/p/{secret}")
    assert (answer.status_code, "tidak berlaku lagi" in answer.get_data(as_text=True)) == (
        410,
        True,
    )
    assert client.get(f"/p/{secret}/tanda-peserta.png").status_code == 410
    with transaction() as session:
        registration = session.scalars(select(Registration)).one()
        registration.status = "active"
        assert revoke_links(session, registration.id, NOW) == 1
    answer = client.get(f"/p/{secret}")
    assert (answer.status_code, "minta tautan baru" in answer.get_data(as_text=True)) == (410, True)
    with transaction() as session:
        other = ensure_links(session, [session.scalars(select(Registration.id)).one()], NOW)
        assert {link.token for link in other.values()}.isdisjoint({secret})
    assert len(db.session.scalars(select(PersonalLink)).all()) == 2
