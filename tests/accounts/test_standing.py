"""How long a sign-in stands, and when its second factor counts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.accounts.standing import (
    FACTOR_COUNTS,
    SEEN_EVERY,
    Moments,
    Terms,
    browser_of,
    is_due,
    is_proven,
    stands,
)
from tests.factories import NOW

TERMS = Terms(idle=timedelta(hours=12), longest=timedelta(days=7), factor_required=True)
FRESH = Moments(created_at=NOW, last_seen_at=NOW, second_factor_at=None, ended_at=None)


@pytest.mark.parametrize(
    ("passed", "seen", "stood"),
    [
        (timedelta(0), timedelta(0), True),
        (timedelta(hours=12), timedelta(0), True),  # the last visit is kept to five minutes
        (timedelta(hours=12) + SEEN_EVERY, timedelta(0), False),
        (timedelta(days=6), timedelta(days=6), True),
        (timedelta(days=7), timedelta(days=7), False),
    ],
)
def test_a_sign_in_runs_out_by_idleness_and_by_age(
    passed: timedelta, seen: timedelta, stood: bool
) -> None:
    one = replace(FRESH, last_seen_at=NOW + seen)
    assert stands(one, NOW + passed, TERMS) is stood


def test_an_ended_sign_in_never_stands() -> None:
    assert not stands(replace(FRESH, ended_at=NOW), NOW, TERMS)


@pytest.mark.parametrize(
    ("required", "has_factor", "given_ago", "proven"),
    [
        (True, False, None, False),
        (True, True, None, False),
        (False, True, None, False),
        (False, False, None, True),
        (True, True, timedelta(0), True),
        (True, True, FACTOR_COUNTS - timedelta(seconds=1), True),
        (True, True, FACTOR_COUNTS, False),
        (False, True, FACTOR_COUNTS, False),
    ],
)
def test_identifiers_take_a_factor_given_lately(
    required: bool, has_factor: bool, given_ago: timedelta | None, proven: bool
) -> None:
    one = replace(FRESH, second_factor_at=None if given_ago is None else NOW - given_ago)
    assert is_proven(one, has_factor, NOW, replace(TERMS, factor_required=required)) is proven


def test_a_visit_is_noted_every_five_minutes() -> None:
    assert not is_due(FRESH, NOW + SEEN_EVERY - timedelta(seconds=1))
    assert is_due(FRESH, NOW + SEEN_EVERY)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0 Safari/537.36 Edg/124.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "Firefox · Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_user_calls_it(agent: str, said: str) -> None:
    assert browser_of(agent) == said


@given(st.text(max_size=300))
def test_no_agent_is_too_odd(agent: str) -> None:
    assert len(browser_of(agent)) <= 40
