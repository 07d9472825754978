"""How people stream in: arrivals as bars, and when all who are expected would be there. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, auto

STEPS = (1, 2, 5, 10, 15, 30, 60)  # minutes a bar may stand for
MOST_BARS = 60
LEAST_BARS = 15  # the first minutes are no block that fills the picture
WINDOW = 10  # minutes that the pace is taken over
LEAST_MINUTES = 5
LEAST_PEOPLE = 20
SLOWEST = 0.5  # people a minute; below that a forecast is a guess
MINUTE = timedelta(minutes=1)
LULL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """Arrivals from `at` on, for one step; `height` is a share of the highest bar."""

    at: datetime
    arrivals: int
    height: float


@dataclass(frozen=True, kw_only=True)
class Curve:
    """The bars of a day, each `step` minutes; `peak` is the highest."""

    bars: Sequence[Bar] = ()
    step: int = 1
    peak: int = 0


class Outlook(StrEnum):
    """What can be said of the rest."""

    ALL_IN = auto()
    EARLY = auto()
    QUIET = auto()
    DUE = auto()


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When everybody would be in at the pace of the last minutes; `due_at` only where `DUE`."""

    outlook: Outlook
    pace: float = 0.0
    window: int = 0
    due_at: datetime | None = None


def draw_curve(arrivals: Mapping[datetime, int], now: datetime) -> Curve:
    """Return the bars from the first arrival to `now`, or to the last one where it is over an hour ago.

    A quarter of an hour at least. `arrivals` are by whole minutes in UTC. A stray scan long before the
    rest would press the day into a corner, so the span is cut to the last hours that fit the bars.
    """
    if not arrivals:
        return Curve()
    last = max(arrivals)
    last = _minute(now) if last < _minute(now) < last + LULL else last
    first = max(min(arrivals), last - STEPS[-1] * (MOST_BARS - 1) * MINUTE)
    first = min(first, last - (LEAST_BARS - 1) * MINUTE)
    minutes = int((last - first) / MINUTE) + 1
    step = next((size for size in STEPS if minutes <= size * MOST_BARS), STEPS[-1])
    start = _floor(first, step)
    counts = [0] * (int((last - start) / MINUTE) // step + 1)
    for at, count in arrivals.items():
        if at >= first:
            counts[int((at - start) / MINUTE) // step] += count
    peak = max(counts)
    return Curve(
        bars=tuple(
            Bar(start + place * step * MINUTE, count, count / peak if peak else 0.0)
            for place, count in enumerate(counts)
        ),
        step=step,
        peak=peak,
    )


def foresee(
    arrivals: Mapping[datetime, int], present: int, expected: int, now: datetime
) -> Forecast:
    """Say when the last of `expected` would come; nothing where too little is known to say it."""
    if expected and present >= expected:
        return Forecast(outlook=Outlook.ALL_IN)
    this = _minute(now)
    first = min(arrivals, default=this)
    known = min(WINDOW, int((this - first) / MINUTE))
    if present < LEAST_PEOPLE or known < LEAST_MINUTES:
        return Forecast(outlook=Outlook.EARLY)
    # The running minute is not over: it would look like a lull.
    recent = sum(n for at, n in arrivals.items() if this - known * MINUTE <= at < this)
    pace = recent / known
    if pace < SLOWEST:
        return Forecast(outlook=Outlook.QUIET, pace=pace, window=known)
    due = now + (expected - present) / pace * MINUTE
    return Forecast(outlook=Outlook.DUE, pace=pace, window=known, due_at=due)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _floor(at: datetime, step: int) -> datetime:
    seconds = int(at.timestamp()) // (60 * step) * (60 * step)
    return datetime.fromtimestamp(seconds, UTC)
