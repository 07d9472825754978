"""Requests that meet in one process are filed in one round, and none answers for another's fault."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from time import sleep
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from checkin import clock
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import db, transaction
from checkin.devices.models import Device
from checkin.errors import Unauthorized
from checkin.scans import intake
from checkin.scans.decide import Verdict
from checkin.scans.models import Arrival, Scan
from checkin.scans.reports import ReportedScan
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone

PHONES = 6


@pytest.fixture
def hall(app: Flask) -> tuple[list[str], list[str]]:
    """Return codes of people and tokens of phones of one event."""
    with app.app_context():
        with transaction() as session:
            event = make_event(session)
            for number in range(PHONES):
                make_registration(session, event, f"Siti {number}")
            ensure_badges(session, event, clock.now())
            codes = list(session.scalars(select(Badge.code)))
        tokens = [Phone(app.test_client()).paired["token"] for _ in range(PHONES)]
    return codes, tokens


def scan(code: str) -> ReportedScan:
    return ReportedScan(
        id=uuid4(),
        seq=1,
        code=code,
        number=None,
        checkpoint="kedatangan",
        scanned_at=clock.now(),
        verdict=Verdict.OK,
        method="camera",
        operator=None,
    )


def together(app: Flask, works: list[Callable[[], intake.Report]]) -> list[object]:
    """Run the works in threads that all meet in one round; return what each gave or raised."""
    outcomes: list[object] = [None] * len(works)

    def run(place: int) -> None:
        with app.app_context():
            try:
                outcomes[place] = works[place]()
            except Exception as error:  # noqa: BLE001  it is what the test looks at
                outcomes[place] = error
            finally:
                db.session.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(works))]
    with intake._round:
        for thread in threads:
            thread.start()
        while len(intake._waiting) < len(works):
            sleep(0.005)
    for thread in threads:
        thread.join(20)
    return outcomes


def submit(token: str, code: str) -> Callable[[], intake.Report]:
    return lambda: intake.submit(token, [scan(code)], clock.now())


def count(app: Flask, what: type[Scan] | type[Arrival]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_a_round_files_everybodys_scans(app: Flask, hall: tuple[list[str], list[str]]) -> None:
    codes, tokens = hall
    outcomes = together(app, [submit(t, c) for t, c in zip(tokens, codes, strict=True)])
    assert [o.filed[0].verdict for o in outcomes if isinstance(o, intake.Report)] == ["ok"] * PHONES
    assert (count(app, Scan), count(app, Arrival)) == (PHONES, PHONES)


def test_one_badge_at_all_phones_in_one_round_is_one_arrival(
    app: Flask, hall: tuple[list[str], list[str]]
) -> None:
    codes, tokens = hall
    outcomes = together(app, [submit(token, codes[0]) for token in tokens])
    verdicts = [o.filed[0].verdict for o in outcomes if isinstance(o, intake.Report)]
    assert sorted(verdicts) == ["duplicate"] * (PHONES - 1) + ["ok"]
    assert (count(app, Scan), count(app, Arrival)) == (PHONES, 1)


def test_an_unknown_phone_and_a_broken_batch_are_refused_alone(
    app: Flask, hall: tuple[list[str], list[str]]
) -> None:
    codes, tokens = hall
    outcomes = together(
        app,
        [
            submit(tokens[0], codes[0]),
            submit("nobody", codes[1]),
            submit(tokens[2], "\ud800"),  # no database takes half a character
            submit(tokens[3], codes[3]),
        ],
    )
    assert isinstance(outcomes[1], Unauthorized)
    assert isinstance(outcomes[2], ValueError)
    assert [type(outcomes[place]) for place in (0, 3)] == [intake.Report] * 2
    assert (count(app, Scan), count(app, Arrival)) == (2, 2)


def test_a_revoked_phone_hands_its_scans_over(
    app: Flask, hall: tuple[list[str], list[str]]
) -> None:
    codes, tokens = hall
    with app.app_context():
        with transaction() as session:
            for device in session.scalars(select(Device)):
                device.revoked_at = clock.now() - timedelta(minutes=1)
        report = intake.submit(tokens[0], [scan(codes[0])], clock.now())
    assert report.filed[0].status == "accepted"
