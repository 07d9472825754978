"""A phone's clock may lie by minutes or by centuries; the order of arrivals must not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.scans.clocks import EARLIEST, corrected

NOW = datetime(2023, 11, 20, 1, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("scanned_at", "offset", "meant"),
    [
        (NOW - MINUTE, timedelta(), NOW - MINUTE),
        (NOW - MINUTE, timedelta(seconds=9), NOW - MINUTE),  # latency is no clock error
        (NOW + 46 * MINUTE, -47 * MINUTE, NOW - MINUTE),  # 47 minutes fast
        (NOW - 48 * MINUTE, 47 * MINUTE, NOW - MINUTE),
        (NOW + MINUTE, timedelta(), NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), timedelta(), NOW),
        (
            datetime(1970, 1, 1, 0, 5, tzinfo=UTC),
            NOW - datetime(1970, 1, 1, 0, 6, tzinfo=UTC),
            NOW - MINUTE,
        ),
    ],
)
def test_the_meant_time(scanned_at: datetime, offset: timedelta, meant: datetime) -> None:
    assert corrected(scanned_at, offset, NOW) == meant


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas())
def test_any_clock_gives_a_time_that_can_be(scanned_at: datetime, offset: timedelta) -> None:
    assert EARLIEST <= corrected(scanned_at, offset, NOW) <= NOW
