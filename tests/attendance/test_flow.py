"""Arrivals as bars and the forecast: right in a rush, silent where too little is known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.attendance.flow import MOST_BARS, Outlook, draw_curve, foresee

START = datetime(2026, 11, 20, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def minutes(*counts: int) -> dict[datetime, int]:
    return {START + place * MINUTE: count for place, count in enumerate(counts) if count}


@given(
    st.dictionaries(st.integers(0, 3_000), st.integers(1, 400), min_size=1, max_size=80),
    st.integers(0, 5_000),
)
def test_every_arrival_of_the_span_is_in_one_bar(found: dict[int, int], later: int) -> None:
    arrivals = {START + place * MINUTE: count for place, count in found.items()}
    curve = draw_curve(arrivals, START + later * MINUTE)
    assert 1 <= len(curve.bars) <= MOST_BARS + 1
    span = [n for at, n in arrivals.items() if at >= curve.bars[0].at]
    assert sum(bar.arrivals for bar in curve.bars) == sum(span)
    assert max(bar.height for bar in curve.bars) == 1.0
    assert curve.peak == max(bar.arrivals for bar in curve.bars)


def test_a_day_long_past_ends_with_its_last_arrival() -> None:
    curve = draw_curve(minutes(3, 0, 5), START + timedelta(days=400))
    assert [bar.arrivals for bar in curve.bars] == [0] * 12 + [3, 0, 5]


def test_a_lull_shows() -> None:
    curve = draw_curve(minutes(3, 5), START + 20 * MINUTE)
    assert len(curve.bars) == 21
    assert draw_curve({}, START).bars == ()


@pytest.mark.parametrize(
    ("counts", "present", "expected", "at", "outlook"),
    [
        ([], 0, 1_657, 0, Outlook.EARLY),
        ([40, 40], 80, 1_657, 2, Outlook.EARLY),  # two minutes are no pace
        ([1] * 10, 10, 1_657, 10, Outlook.EARLY),  # ten people are none either
        ([40] * 10, 400, 1_600, 10, Outlook.DUE),
        ([40] * 10, 400, 1_600, 30, Outlook.QUIET),  # nobody for twenty minutes
        ([40] * 10, 1_600, 1_600, 10, Outlook.ALL_IN),
        ([40] * 10, 1_601, 1_600, 10, Outlook.ALL_IN),
    ],
)
def test_a_forecast_is_made_where_it_can_be(
    counts: list[int], present: int, expected: int, at: int, outlook: Outlook
) -> None:
    now = START + at * MINUTE
    found = foresee(minutes(*counts), present, expected, now)
    assert found.outlook is outlook
    assert (found.due_at is not None) == (outlook is Outlook.DUE)


def test_the_pace_leaves_out_the_minute_that_runs() -> None:
    found = foresee(minutes(*[40] * 10, 2), 402, 1_602, START + 10 * MINUTE + timedelta(seconds=5))
    assert found.pace == 40
    assert found.due_at == START + timedelta(minutes=40, seconds=5)
