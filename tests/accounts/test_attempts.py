"""Wrong attempts are counted together, however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from checkin.accounts import attempts
from checkin.db import db, transaction
from checkin.errors import Throttled
from tests.factories import NOW

AT_ONCE = 6


def test_first_failures_at_the_same_instant_are_all_counted(app: Flask) -> None:
    ready = Barrier(AT_ONCE)

    def fail(_turn: int) -> None:
        with app.app_context():
            ready.wait()
            with transaction() as session:
                attempts.count(session, "key", NOW)
            db.session.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(fail, range(AT_ONCE)))
    with transaction() as session:
        attempts.check(session, "key", AT_ONCE + 1, NOW)
        with pytest.raises(Throttled):
            attempts.check(session, "key", AT_ONCE, NOW)


def test_what_others_counted_meanwhile_is_seen(app: Flask) -> None:
    with transaction() as session:
        attempts.count(session, "key", NOW)
    reading = db.session
    attempts.check(reading, "key", 2, NOW)
    known = reading.get(attempts.Attempts, "key")
    reading.commit()
    with app.app_context(), transaction() as other:
        attempts.count(other, "key", NOW)
    assert known is not None
    with pytest.raises(Throttled):
        attempts.check(reading, "key", 2, NOW)
