"""Many phones at one instant: one arrival, no error, on whichever database the tests run."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.scans.models import Arrival, Scan
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone

PHONES = 20


def test_phones_reading_one_badge_at_the_same_instant_make_one_arrival(
    app: Flask, session: Session
) -> None:
    with transaction() as fresh:
        event = make_event(fresh)
        make_registration(fresh, event)
        ensure_badges(fresh, event, clock.now())
        code = fresh.scalars(select(Badge.code)).one()
    phones = [Phone(OutsideClient(app, app.response_class)) for _ in range(PHONES)]
    together = Barrier(PHONES)

    def scan(phone: Phone) -> str:
        entry = phone.scan(code)
        together.wait()
        phone.send(entry)
        result = phone.send(entry)[0]  # and each reply is lost once
        return str(result["arrival"]["device"])

    with ThreadPoolExecutor(PHONES) as pool:
        winners = set(pool.map(scan, phones))
    arrival = session.scalars(select(Arrival)).one()
    scans = session.scalars(select(Scan)).all()
    assert len(scans) == PHONES
    assert arrival.scan_id == min(scans, key=lambda scan: (scan.corrected_at, scan.id.bytes)).id
    assert len(winners) >= 1
