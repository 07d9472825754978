"""Periods by class: defaults, what the office says otherwise, what may not be said."""

from datetime import UTC, datetime, timedelta

import pytest

from checkin.jobs import nights
from checkin.privacy import retention
from checkin.privacy.classes import CLASSES

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_every_class_says_what_it_holds_and_why() -> None:
    assert len({one.code for one in CLASSES}) == len(CLASSES)
    for one in CLASSES:
        assert all((one.label, one.holds, one.reason, one.since, one.becomes))
        assert one.days is None or one.days >= one.least


def test_the_office_overrides_a_default() -> None:
    assert retention.cutoffs({}, NOW)["identifiers"] == NOW - timedelta(days=180)
    assert retention.cutoffs({"identifiers": 30}, NOW)["identifiers"] == NOW - timedelta(days=30)
    assert "identifiers" not in retention.cutoffs({"identifiers": None}, NOW)


def test_the_audit_log_is_never_due() -> None:
    assert "audit" not in retention.cutoffs({"audit": 1}, NOW)


@pytest.mark.parametrize(
    ("code", "days", "allowed"),
    [
        ("identifiers", 1, True),
        ("identifiers", 0, False),
        ("identifiers", -5, False),
        ("identifiers", None, True),
        ("attendance", 364, False),
        ("attendance", 365, True),
        ("attendance", 365 * 100 + 1, False),
        ("audit", 365 * 10, False),
        ("whatever", 10, False),
    ],
)
def test_what_may_be_set(code: str, days: int | None, allowed: bool) -> None:
    assert retention.is_allowed(code, days) is allowed


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, ("tanpa batas", 0)),
        (365, ("%(n)d tahun", 1)),
        (3650, ("%(n)d tahun", 10)),
        (90, ("%(n)d hari", 90)),
    ],
)
def test_a_period_in_words(days: int | None, said: tuple[str, int]) -> None:
    assert retention.period(days) == said


@pytest.mark.parametrize(
    ("hour_utc", "night"),
    [(19, "2026-11-20"), (20, "2026-11-21"), (23, "2026-11-21")],  # 02.00, 03.00, 06.00 on the 21st
)
def test_a_night_begins_at_three_in_jakarta(hour_utc: int, night: str) -> None:
    now = datetime(2026, 11, 20, hour_utc, tzinfo=UTC)
    assert nights.night_of(now).isoformat() == night
    assert nights.next_night(now) > now
