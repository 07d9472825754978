"""Invitations go out by mail where an address was given; their secret stands nowhere else."""

import re
from email import message_from_string
from email.policy import default
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry, Invitation
from checkin.db import transaction
from checkin.mail.models import Letter
from checkin.personal.posting import send_due
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.mail.sink import Sink, serving
from tests.mail.test_sending import make_due, use_server
from tests.personas import sign_in_as

MEMBERS = "/kegiatan/bojonegoro-2023/anggota/"
OFFICE = "/pengguna/"
CARLA = {"name": "Bu Carla", "role": "coordinator", "regency": "35.16", "email": "carla@example.id"}
OTTO = {"name": "Pak Otto", "role": "organizer", "email": "otto@example.id"}
BOTH = pytest.mark.parametrize(("page", "who"), [(MEMBERS, CARLA), (OFFICE, OTTO)])


@pytest.fixture
def olga(app: Flask, client: OutsideClient) -> OutsideClient:
    with transaction() as session:
        make_event(session)
    return sign_in_as(client, proven=True)


def said_by(sink: Sink, place: int = -1) -> tuple[str, str]:
    """Return the text of a letter and the path of the link in it."""
    read = message_from_string(sink.letters[place][1], policy=default)
    said = str(read.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    found = re.search(r"https?://[^/\s]+(/undangan\S+)", said)
    assert found
    return said, found[1]


@BOTH
def test_the_link_is_mailed_and_opens_the_invitation(
    olga: OutsideClient, app: Flask, session: Session, page: str, who: dict[str, Any]
) -> None:
    with serving() as sink:
        use_server(sink.port)
        shown = olga.submit(page, who).text
        assert f"Dikirim ke {who['email']}" in shown
        assert [to for to, _said in sink.letters] == [who["email"]]
        said, path = said_by(sink)
    assert who["name"] in said
    assert path in shown  # and on the page, to hand over
    guest = OutsideClient(app, app.response_class)
    assert f'value="{who["email"]}"' in guest.get(path).text
    assert "Surel terkirim" in olga.get(page).text
    letter = session.scalars(select(Letter)).one()
    assert (letter.state, letter.sealed) == ("sent", None)
    secret = path.rpartition("/")[2]
    for entry in session.scalars(select(AuditEntry)):
        assert secret not in f"{entry.subject} {entry.detail}"
        assert who["email"] not in f"{entry.subject} {entry.detail}"
    assert "mail.link" in session.scalars(select(AuditEntry.action)).all()


@BOTH
def test_without_a_server_the_page_says_to_hand_the_link_over(
    olga: OutsideClient, session: Session, page: str, who: dict[str, Any]
) -> None:
    shown = olga.submit(page, who).text
    assert "Surel belum diatur" in shown
    assert "berikan tautan ini" in shown
    assert session.scalars(select(Letter)).all() == []
    plain = olga.submit(page, who | {"email": ""}).text
    assert "Surel belum diatur" not in plain
    assert "Salin tautan" in plain


@BOTH
def test_what_is_no_address_is_said_beside_the_field(
    olga: OutsideClient, session: Session, page: str, who: dict[str, Any]
) -> None:
    for wrong in ("carla", "carla@", "a@b.id, c@d.id", "a@b.id\nBcc: c@d.id"):
        reply = olga.submit(page, who | {"email": wrong})
        assert reply.status_code == 422
        assert "Alamat surel ini belum lengkap atau keliru" in reply.text
    assert session.scalars(select(Invitation)).all() == []


def test_what_waits_is_sealed_and_a_refusal_is_told_with_the_way_out(
    olga: OutsideClient, session: Session
) -> None:
    use_server(1)  # nobody listens there
    olga.submit(MEMBERS, CARLA)
    letter = session.scalars(select(Letter)).one()
    assert letter.state == "failed"
    assert letter.sealed
    assert "Carla" in letter.sealed
    raw = session.execute(text("select sealed from letters")).scalar_one()
    assert b"Carla" not in bytes(raw)
    assert "dicoba lagi sendiri" in olga.get(MEMBERS).text
    with serving(refuse={"carla@example.id": "550 unknown"}) as sink:
        use_server(sink.port)
        make_due()
        send_due()
        session.rollback()
        letter = session.scalars(select(Letter)).one()
        assert (letter.state, letter.sealed) == ("given_up", None)
        assert "Surel tidak terkirim" in olga.get(MEMBERS).text
        sink.refuse = {}
        invitation = session.scalars(select(Invitation.id)).one()
        shown = olga.submit(f"{MEMBERS}undangan/{invitation}/baru").text
        assert "Dikirim ke carla@example.id" in shown
        assert said_by(sink)[1] in shown


def test_a_link_that_opens_nothing_any_more_is_not_mailed(
    olga: OutsideClient, session: Session
) -> None:
    use_server(1)
    for name in ("Satu", "Dua", "Tiga"):
        olga.submit(MEMBERS, CARLA | {"name": name})
    withdrawn, accepted, renewed = session.scalars(select(Invitation).order_by(Invitation.name))
    ids = [one.id for one in (withdrawn, accepted, renewed)]
    session.rollback()
    olga.submit(f"{MEMBERS}undangan/{ids[0]}/tarik")
    with transaction() as writing:
        made = writing.get_one(Invitation, ids[1])
        writing.execute(
            update(Invitation).where(Invitation.id == ids[1]).values(used_at=made.created_at)
        )
    olga.submit(f"{MEMBERS}undangan/{ids[2]}/baru")
    with serving() as sink:
        use_server(sink.port)
        make_due()
        send_due()
        assert len(sink.letters) == 1
        assert "Yth. Bapak/Ibu Tiga" in said_by(sink)[0]
