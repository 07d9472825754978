"""Which numbers never arrived."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.control.gaps import count_missing, missing_runs, write_runs


@pytest.mark.parametrize(
    ("held", "last", "runs", "words"),
    [
        ([], 0, [], ""),
        ([1, 2, 3], 3, [], ""),
        ([], 3, [(1, 3)], "1–3"),
        ([1, 2, 4], 4, [(3, 3)], "3"),
        ([1, 40, 44], 44, [(2, 39), (41, 43)], "2–39, 41–43"),
        ([1, 2], 4, [(3, 4)], "3–4"),
        ([1, 9], 4, [(2, 4)], "2–4"),
    ],
)
def test_runs(held: list[int], last: int, runs: list[tuple[int, int]], words: str) -> None:
    assert missing_runs(held, last) == runs
    assert write_runs(runs) == words


@given(st.sets(st.integers(1, 60)), st.integers(0, 60))
def test_runs_are_exactly_what_is_not_held(held: set[int], last: int) -> None:
    runs = missing_runs(held, last)
    missing = {number for first, end in runs for number in range(first, end + 1)}
    assert missing == set(range(1, last + 1)) - held
    assert count_missing(runs) == len(missing)
