"""The decision on one scan: the table that phone and server share."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.scans.decide import (
    BadgeSnapshot,
    CheckpointRules,
    Decision,
    Direction,
    Miss,
    Policy,
    PreviousArrival,
    Verdict,
    decide,
)

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "decide.json").read_text()
)["cases"]

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2023, 11, 20, 5, tzinfo=UTC)
moments = st.datetimes(datetime(2023, 1, 1), datetime(2024, 1, 1), timezones=st.just(UTC))
arrivals = st.none() | moments.map(lambda at: PreviousArrival(at, "Pintu 2", "HP-05"))
badges = st.sampled_from(Miss) | st.builds(
    BadgeSnapshot, st.sampled_from(["PKH", "PSM"]), st.sampled_from(["35.16", "35.22"])
)
rules = st.builds(
    CheckpointRules,
    st.sampled_from(Policy),
    st.just(JAKARTA),
    st.sampled_from([frozenset(), frozenset({"PKH"})]),
    st.sampled_from([frozenset(), frozenset({"35.16"})]),
    st.none() | moments,
    st.none() | moments,
)


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def arrival_of(raw: dict[str, str] | None) -> PreviousArrival | None:
    if raw is None:
        return None
    return PreviousArrival(at(raw["at"]), raw["gate"], raw["device"], raw.get("inside"))


def rules_of(raw: dict[str, Any]) -> CheckpointRules:
    return CheckpointRules(
        Policy(raw["policy"]),
        ZoneInfo(raw["zone"]),
        frozenset(raw["pillars"]),
        frozenset(raw["regencies"]),
        instant(raw["opens_at"]),
        instant(raw["closes_at"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_shared_table(case: dict[str, Any]) -> None:
    raw = case["badge"]
    badge = Miss(raw) if isinstance(raw, str) else BadgeSnapshot(**raw)
    decision = decide(
        badge,
        rules_of(case["checkpoint"]),
        arrival_of(case["previous"]),
        at(case["now"]),
        Direction(case.get("direction", "in")),
    )
    assert decision == Decision(Verdict(case["verdict"]), arrival_of(case["arrival"]))


def test_the_table_knows_every_verdict() -> None:
    assert {case["verdict"] for case in CASES} == set(Verdict)


@given(badges, rules, arrivals, moments)
def test_only_a_duplicate_carries_the_earlier_arrival(
    badge: BadgeSnapshot | Miss,
    checkpoint: CheckpointRules,
    previous: PreviousArrival | None,
    now: datetime,
) -> None:
    decision = decide(badge, checkpoint, previous, now)
    assert decision.arrival == (previous if decision.verdict is Verdict.DUPLICATE else None)


@given(badges, rules, arrivals, moments)
def test_an_earlier_arrival_can_only_turn_ok_into_duplicate(
    badge: BadgeSnapshot | Miss,
    checkpoint: CheckpointRules,
    previous: PreviousArrival | None,
    now: datetime,
) -> None:
    fresh = decide(badge, checkpoint, None, now).verdict
    again = decide(badge, checkpoint, previous, now).verdict
    assert again is fresh or (fresh, again) == (Verdict.OK, Verdict.DUPLICATE)


@given(badges, rules, arrivals, moments)
def test_a_revoked_badge_never_opens_the_gate(
    badge: BadgeSnapshot | Miss,
    checkpoint: CheckpointRules,
    previous: PreviousArrival | None,
    now: datetime,
) -> None:
    if isinstance(badge, BadgeSnapshot):
        revoked = replace(badge, revoked=True)
        assert decide(revoked, checkpoint, previous, now).verdict is Verdict.REVOKED


def test_offsets_of_the_clock_do_not_matter() -> None:
    checkpoint = CheckpointRules(Policy.ONCE, JAKARTA, opens_at=NOON, closes_at=None)
    badge = BadgeSnapshot("PKH", "35.16")
    early = (NOON - timedelta(milliseconds=1)).astimezone(JAKARTA)
    assert decide(badge, checkpoint, None, early).verdict is Verdict.NOT_YET_OPEN
    assert decide(badge, checkpoint, None, NOON.astimezone(JAKARTA)).verdict is Verdict.OK
