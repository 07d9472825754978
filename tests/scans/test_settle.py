"""Two verdicts on one scan, and which of two scans came first."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.scans.decide import Verdict
from checkin.scans.settle import Conflict, Settlement, Status, is_earlier, settle

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "settle.json").read_text()
)["cases"]
moments = st.integers(0, 3).map(
    lambda second: datetime(2023, 11, 20, 1, tzinfo=UTC) + timedelta(seconds=second)
)
marks = st.tuples(moments, st.uuids())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['device']}-{case['server']}")
def test_the_shared_table(case: dict[str, Any]) -> None:
    conflict = case["conflict"]
    assert settle(Verdict(case["device"]), Verdict(case["server"])) == Settlement(
        Status(case["status"]), None if conflict is None else Conflict(conflict)
    )


def test_the_table_is_complete() -> None:
    pairs = {(case["device"], case["server"]) for case in CASES}
    assert pairs == {(one.value, other.value) for one in Verdict for other in Verdict}


@given(st.sampled_from(Verdict), st.sampled_from(Verdict))
def test_whoever_saw_green_is_inside(device: Verdict, server: Verdict) -> None:
    accepted = settle(device, server).status is Status.ACCEPTED
    assert accepted == (device is Verdict.OK)


@given(st.lists(marks, min_size=1, unique_by=lambda mark: mark[1]), st.randoms())
def test_the_first_scan_does_not_depend_on_the_order_of_arrival(
    scans: list[tuple[datetime, UUID]], random: object
) -> None:
    def first(order: list[tuple[datetime, UUID]]) -> tuple[datetime, UUID]:
        best = order[0]
        for scan in order[1:]:
            if is_earlier(*scan, *best):
                best = scan
        return best

    shuffled = list(scans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert first(shuffled) == first(scans)
