"""The night's backup is made once a night, also by a server that slept, and tried again after a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.upkeep.nightly import is_due, last_night

NIGHT = datetime(2026, 11, 20, 19, tzinfo=UTC)  # 02.00 on the 21st in Jakarta
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "night"),
    [
        (NIGHT, NIGHT),
        (NIGHT + 5 * HOUR, NIGHT),
        (NIGHT - timedelta(minutes=1), NIGHT - 24 * HOUR),
        (NIGHT + 23 * HOUR, NIGHT),
    ],
)
def test_the_last_night_is_two_in_the_morning_in_jakarta(now: datetime, night: datetime) -> None:
    assert last_night(now) == night


@pytest.mark.parametrize(
    ("now", "newest", "tried", "due"),
    [
        (NIGHT, None, None, True),
        (NIGHT + HOUR, NIGHT, NIGHT, False),
        (NIGHT + 9 * HOUR, NIGHT - 20 * HOUR, None, True),  # slept through the night
        (NIGHT + HOUR / 2, NIGHT - 24 * HOUR, NIGHT, False),  # failed just now
        (NIGHT + HOUR, NIGHT - 24 * HOUR, NIGHT, True),  # failed an hour ago
        (NIGHT - HOUR, NIGHT - 24 * HOUR, None, False),
    ],
)
def test_one_is_due(
    now: datetime, newest: datetime | None, tried: datetime | None, due: bool
) -> None:
    assert is_due(now, newest, tried) is due
