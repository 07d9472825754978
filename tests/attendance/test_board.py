"""The live board: one reading for all viewers, 304 while nothing changed, no names on the wall."""

import gzip
from datetime import timedelta
from html import escape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event as orm_event
from sqlalchemy import select

from checkin import clock
from checkin.actor import Role
from checkin.attendance import board
from checkin.attendance.flow import Outlook
from checkin.attendance.live import read_board
from checkin.db import db, transaction
from checkin.devices.models import Device
from checkin.events.models import Checkpoint
from checkin.events.queries import get_checkpoint, get_event, get_gate
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as

CODE = "bojonegoro-2023"
PAGE = f"/kegiatan/{CODE}"
COUNTS = f"{PAGE}/hitungan"


def arrive(number: int, *, ago: float = 1, inside: bool | None = None) -> None:
    """Let a registered person of a new name come in `ago` minutes ago."""
    with transaction() as session:
        event = get_event(session, CODE)
        point = get_checkpoint(session, event)
        seat = make_registration(session, event, f"Siti Aminah {number}")
        session.flush()
        session.add(
            Arrival(
                checkpoint_id=point.id,
                registration_id=seat.id,
                arrived_at=clock.now() - timedelta(minutes=ago),
                gate_id=get_gate(session, point).id,
                inside=inside,
            )
        )


@pytest.fixture
def vera(client: FlaskClient) -> FlaskClient:
    """Sign Vera in, who may look, at an event of one person who is in."""
    with transaction() as session:
        make_event(session)
    arrive(1, ago=120)  # over an hour ago: the curve no longer grows with the clock
    return sign_in_as(client, Role.VIEWER)


@pytest.fixture
def watched(vera: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Let the process keep what it read, as it does outside tests."""
    monkeypatch.setattr(vera.application, "testing", False)
    monkeypatch.setattr(board, "GOOD_FOR", 3_600.0)
    monkeypatch.setattr(board, "ADMITTED_FOR", 3_600.0)
    with vera.session_transaction() as session:
        session["language"] = "id"  # as every sign-in leaves it
    return vera


def test_who_has_the_figures_is_told_so(vera: FlaskClient) -> None:
    first = vera.get(COUNTS)
    tag = first.headers["ETag"]
    strong = tag.removeprefix("W/")
    assert f'data-tag="{escape(strong)}"' in vera.get(f"{PAGE}/").text
    assert vera.get(COUNTS, headers={"If-None-Match": strong}).status_code == 304
    again = vera.get(COUNTS, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Board-As-Of"].endswith("WIB")
    arrive(2, ago=110)
    newer = vera.get(COUNTS, headers={"If-None-Match": tag})
    assert newer.status_code == 200
    assert newer.headers["ETag"] != tag


def test_is_sent_packed_to_who_can_unpack_it(vera: FlaskClient) -> None:
    packed = vera.get(COUNTS, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == vera.get(COUNTS).data


def test_all_viewers_share_one_reading(watched: FlaskClient) -> None:
    first = watched.get(COUNTS)
    statements: list[str] = []
    engine = db.engine
    note = lambda *args: statements.append(args[2])  # noqa: E731
    orm_event.listen(engine, "before_cursor_execute", note)
    try:
        answers = [watched.get(COUNTS).headers["ETag"] for _ in range(20)]
        wall = watched.get(f"{COUNTS}?tampilan=layar").text
    finally:
        orm_event.remove(engine, "before_cursor_execute", note)
    assert set(answers) == {first.headers["ETag"]}
    assert "dari 1 terdaftar" in wall  # of the same reading, whose session is long closed
    assert statements == []


def test_an_ended_session_loses_the_board(
    watched: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "ADMITTED_FOR", 0.0)
    assert watched.get(COUNTS).status_code == 200
    watched.application.config["WTF_CSRF_ENABLED"] = False
    with watched.session_transaction() as session:
        kept = dict(session)
    watched.post("/keluar")
    with watched.session_transaction() as session:
        session.update(kept)  # a copied cookie of a session that ended
    assert watched.get(COUNTS).status_code != 200


def test_the_wall_names_nobody(vera: FlaskClient) -> None:
    assert "Siti Aminah" in vera.get(f"{PAGE}/").text
    page = vera.get(f"{PAGE}/layar").text
    part = vera.get(f"{COUNTS}?tampilan=layar").text
    assert "Siti Aminah" not in page + part
    assert "dari 1 terdaftar" in page
    assert part.strip() in page


def test_tells_the_number_inside_and_the_outlook(vera: FlaskClient) -> None:
    with transaction() as session:
        event = get_event(session, CODE)
        event.ends_at = clock.now() + timedelta(hours=2)
        point = get_checkpoint(session, event)
        session.get_one(Checkpoint, point.id).policy = "in_out"
    for number in range(2, 32):
        arrive(number, ago=1 + number % 9, inside=number % 3 > 0)
    event = get_event(db.session, CODE)
    found = read_board(db.session, event, clock.now())
    assert [(p.present, p.inside) for p in found.passages] == [(31, 20)]
    assert sum(bar.arrivals for bar in found.curve.bars) == found.counts.total.present == 31
    assert found.forecast.outlook is Outlook.ALL_IN
    assert "Semua yang terdaftar sudah masuk" in vera.get(COUNTS).text


def test_who_was_cancelled_counts_nowhere(vera: FlaskClient) -> None:
    arrive(2)
    with transaction() as session:
        seat = session.scalars(
            select(Registration).join(Person).where(Person.name == "Siti Aminah 2")
        ).one()
        seat.status = "cancelled"
        event = get_event(session, CODE)
        session.get_one(Checkpoint, get_checkpoint(session, event).id).policy = "in_out"
    found = read_board(db.session, get_event(db.session, CODE), clock.now())
    assert found.counts.total.present == 1
    assert [passage.present for passage in found.passages] == [1]
    assert sum(bar.arrivals for bar in found.curve.bars) == 1
    assert sum(present for _, present in found.counts.gates) == 1
    assert [latest.name for latest in found.latest] == ["Siti Aminah 1"]


def test_says_which_phones_still_hold_scans_and_which_are_silent(vera: FlaskClient) -> None:
    now = clock.now()
    with transaction() as session:
        event = get_event(session, CODE)
        gate = get_gate(session, get_checkpoint(session, event))
        for minutes, waiting in ((30, 12), (1, 0)):
            seen = now - timedelta(minutes=minutes)
            session.add(
                Device(
                    event_id=event.id,
                    checkpoint_id=gate.checkpoint_id,
                    gate_id=gate.id,
                    number=2 - (waiting > 0),
                    name="Rina",
                    token_hash=str(waiting),
                    paired_at=seen,
                    last_seen_at=seen,
                    roster_at=seen,
                    waiting=waiting,
                    stored_through=5,
                    battery=61,
                )
            )
    found = read_board(db.session, get_event(db.session, CODE), now)
    assert [phone.label for phone in found.holding] == ["HP-01"]
    assert [phone.label for phone in found.silent] == ["HP-01"]
    part = vera.get(COUNTS).text
    assert "HP-01 masih menyimpan 12 pindaian, terakhir terhubung" in part
    assert "Lebih dari 10 menit tidak terhubung: HP-01" in part
    assert "61%" in part
    with transaction() as session:
        for phone in session.scalars(select(Device)):
            phone.revoked_at = now
    lost = read_board(db.session, get_event(db.session, CODE), now)
    assert [phone.label for phone in lost.phones] == ["HP-01"]  # lost with what it holds
