"""A rehearsal: everything works as on the day, and one click leaves nothing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import System
from checkin.attendance.standing import unsettled
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.control import rehearsal
from checkin.control.conflicts import find_cases
from checkin.control.logs import read_logs
from checkin.db import transaction
from checkin.errors import Conflict
from checkin.events.models import Rehearsal
from checkin.events.queries import get_checkpoint, get_event
from checkin.scans.models import Arrival, Scan, ScanUndo
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as
from tests.scans.phones import Phone

EVENT = "bojonegoro-2023"
PAGE = f"/kegiatan/{EVENT}/kendali/"


@pytest.fixture
def code(session: Session) -> str:
    """Return the badge code of one registered person."""
    with transaction() as fresh:
        now = clock.now()
        event = make_event(fresh, starts_at=now, ends_at=now + timedelta(hours=5))
        make_registration(fresh, event, "Siti Aminah")
        ensure_badges(fresh, event, now)
        return fresh.scalars(select(Badge.code)).one()


def test_one_click_wipes_the_practice_and_proves_it(
    client: OutsideClient, session: Session, code: str
) -> None:
    session.rollback()
    phone = Phone(client)
    sign_in_as(client)
    client.submit(PAGE + "latihan", {"step": "begin"})
    first = phone.send(phone.scan(code))[0]
    assert first["verdict"] == "ok"
    phone.send(phone.scan(code))
    held = phone.scan(code)  # made in practice, sent after the doors opened
    phone.undo(first["id"])
    assert phone.changes()["device"]["practice"]
    session.rollback()
    event = get_event(session, EVENT)
    assert "latihan masih berjalan" in unsettled(session, event, get_checkpoint(session, event))
    reply = client.submit(PAGE + "latihan", {"step": "wipe"})
    page = client.get(reply.location).text
    assert "2 pindaian dihapus" in page
    session.rollback()
    proof = session.scalars(select(Rehearsal)).one()
    assert (proof.scans, proof.is_wiped, len(proof.digest)) == (2, True, 64)
    assert proof.digest in page
    for table in (Scan, ScanUndo):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    told = phone.changes()
    assert told["arrivals"]["at"] == [None]
    assert not told["device"]["practice"]
    late = phone.send(held)[0]
    assert (late["status"], late["conflict"]) == ("refused", "rehearsal")
    real = phone.send(phone.scan(code, ago=0))[0]
    assert (real["status"], real["verdict"]) == ("accepted", "ok")
    session.rollback()
    event = get_event(session, EVENT)
    (log,) = read_logs(session, event, clock.now())
    assert (log.missing, log.is_empty) == ("", True)
    assert find_cases(session, event) == []
    assert unsettled(session, event, get_checkpoint(session, event)) == ("kegiatan belum ditutup",)


def test_what_was_scanned_in_earnest_is_never_wiped(
    client: OutsideClient, session: Session, code: str
) -> None:
    session.rollback()
    phone = Phone(client)
    phone.send(phone.scan(code))
    with pytest.raises(Conflict), transaction() as fresh:
        rehearsal.begin(fresh, System(), get_event(fresh, EVENT), clock.now())
    with pytest.raises(Conflict), transaction() as fresh:
        rehearsal.end(fresh, System(), get_event(fresh, EVENT), wipe=True, now=clock.now())
    assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_a_forgotten_rehearsal_can_be_kept(
    client: OutsideClient, session: Session, code: str
) -> None:
    session.rollback()
    phone = Phone(client)
    with transaction() as fresh:
        rehearsal.begin(fresh, System(), get_event(fresh, EVENT), clock.now())
    with pytest.raises(Conflict), transaction() as fresh:
        rehearsal.begin(fresh, System(), get_event(fresh, EVENT), clock.now())
    phone.send(phone.scan(code))
    with transaction() as fresh:
        rehearsal.end(fresh, System(), get_event(fresh, EVENT), wipe=False, now=clock.now())
    session.rollback()
    assert session.scalars(select(Arrival)).one().arrived_at is not None
