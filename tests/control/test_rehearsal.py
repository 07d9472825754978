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
from checkin.errors import Conflict, Invalid
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


def test_a_rehearsal_that_turned_into_the_event_is_cut_at_a_moment(
    client: OutsideClient, session: Session, code: str
) -> None:
    """The practice before the doors opened goes, with proof; the first real scan is the arrival."""
    with transaction() as fresh:
        event, now = get_event(fresh, EVENT), clock.now()
        only_practised = make_registration(fresh, event, "Budi Santoso")
        ensure_badges(fresh, event, now)
        rehearsal.begin(fresh, System(), event, now - timedelta(minutes=9))
        other = fresh.scalars(
            select(Badge.code).where(Badge.registration_id == only_practised.id)
        ).one()
        practised = only_practised.id
    phone = Phone(client)
    phone.send(phone.scan(code, ago=500), phone.scan(other, ago=490))
    held = phone.scan(code, ago=480)  # practice that reaches the server only after the cut
    (came,) = phone.send(phone.scan(code, ago=60, verdict="duplicate"))
    assert came["verdict"] == "duplicate"
    with transaction() as fresh:
        event, now = get_event(fresh, EVENT), clock.now()
        done = rehearsal.end(
            fresh, System(), event, wipe=False, since=now - timedelta(seconds=200), now=now
        )
        assert (event.stage, done.scans, done.people, done.is_wiped) == ("running", 2, 2, True)
    session.rollback()
    arrivals = {a.registration_id: a for a in session.scalars(select(Arrival))}
    assert arrivals[practised].arrived_at is None
    (kept,) = session.scalars(select(Scan))
    assert str(kept.id) == came["id"]
    assert (kept.verdict, kept.status, kept.conflict) == ("ok", "accepted", None)
    assert [a.scan_id for a in arrivals.values() if a.arrived_at] == [kept.id]
    assert find_cases(session, get_event(session, EVENT)) == []
    session.rollback()
    (late,) = phone.send(held)
    assert (late["status"], late["conflict"]) == ("refused", "rehearsal")
    (log,) = read_logs(session, get_event(session, EVENT), clock.now())
    assert log.missing == ""


def test_a_rehearsal_is_not_cut_at_a_moment_to_come(session: Session, code: str) -> None:
    session.rollback()
    now = clock.now()
    with transaction() as fresh:
        rehearsal.begin(fresh, System(), get_event(fresh, EVENT), now)
    with pytest.raises(Invalid), transaction() as fresh:
        rehearsal.end(
            fresh,
            System(),
            get_event(fresh, EVENT),
            wipe=False,
            since=now + timedelta(hours=1),
            now=now,
        )
    session.rollback()
    assert get_event(session, EVENT).stage == "rehearsal"
