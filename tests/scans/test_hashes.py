"""Scans that name a badge by its hash, as phones do that keep no codes."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.events.models import Event
from checkin.scans.models import Arrival, Scan
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone


def make_badge(code_of: str = "Siti Aminah") -> Badge:
    with transaction() as fresh:
        event = make_event(fresh)
        registration = make_registration(fresh, event, code_of)
        ensure_badges(fresh, event, clock.now())
        fresh.flush()
        return fresh.scalars(select(Badge).where(Badge.registration_id == registration.id)).one()


def test_a_hash_is_as_good_as_the_code(client: OutsideClient, session: Session) -> None:
    badge = make_badge()
    phone = Phone(client)
    first, again = phone.send(
        phone.scan(None, hash=badge.code_hash, ago=30), phone.scan(badge.code, verdict="duplicate")
    )
    assert (first["status"], first["verdict"]) == ("accepted", "ok")
    assert again["verdict"] == "duplicate"
    session.rollback()
    assert session.scalars(select(Arrival)).one().registration_id == badge.registration_id
    assert set(session.scalars(select(Scan.code))) == {badge.code}


def test_a_replaced_badge_is_known_by_its_hash(client: OutsideClient, session: Session) -> None:
    badge = make_badge()
    with transaction() as fresh:
        fresh.get_one(Badge, badge.id).revoked_at = clock.now()
        ensure_badges(fresh, fresh.scalars(select(Event)).one(), clock.now())
    phone = Phone(client)
    (result,) = phone.send(phone.scan(None, hash=badge.code_hash, verdict="revoked"))
    assert (result["status"], result["verdict"]) == ("refused", "revoked")


def test_a_hash_of_nothing_is_filed_and_a_broken_one_answered_alone(
    client: OutsideClient, session: Session
) -> None:
    make_badge()
    phone = Phone(client)
    odd, broken = phone.send(
        phone.scan(None, hash="0" * 20, verdict="unknown"),
        phone.scan(None, hash="not a hash", id=str(uuid4())),
    )
    assert odd["status"] == "refused"
    assert broken["status"] == "invalid"
