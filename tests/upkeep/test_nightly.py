"""The night's backup is made once a night, also by a server that slept, and tried again after a failure."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.upkeep.nightly import is_due, is_trial_due, last_night

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


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "tried", "asked", "due"),
    [
        (NIGHT + 9 * HOUR, None, None, True),  # never tried: at once, by day too
        (NIGHT + 9 * HOUR, None, NIGHT, False),  # and not again before the next day
        (NIGHT + HOUR, NIGHT - 6 * DAY, None, False),
        (NIGHT + HOUR, NIGHT - 7 * DAY, NIGHT - 7 * DAY, True),
        (NIGHT + 9 * HOUR, NIGHT - 7 * DAY, None, False),  # somebody works: wait for the night
        (NIGHT + 9 * HOUR, NIGHT - 8 * DAY, None, True),  # a server that sleeps at night
    ],
)
def test_a_trial_is_due(
    now: datetime, tried: datetime | None, asked: datetime | None, due: bool
) -> None:
    assert is_trial_due(now, tried, asked) is due
