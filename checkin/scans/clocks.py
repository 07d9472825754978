"""Bring a phone's time to the server's. Pure: who was first must not depend on whose clock is fast."""

from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(seconds=10)  # smaller differences are the network's, not the clock's
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)  # before the first event there ever was


def corrected(scanned_at: datetime, offset: timedelta, now: datetime) -> datetime:
    """Return when a scan was made by the server's clock; `offset` is server time minus phone time.

    Never later than `now`. A time that cannot be (the clock was set between scan and sending) is taken
    as `now`, so that no scan is lost for it and none wins by it.
    """
    try:
        at = scanned_at + offset if abs(offset) > TOLERANCE else scanned_at
    except OverflowError:
        return now
    return now if at < EARLIEST else min(at, now)
