"""What the checklist says of an event, and the one thing it proposes next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin.events.stages import STEPS, Stage
from checkin.planning.checks import Check, State, tally
from checkin.planning.facts import (
    Backup,
    Badges,
    Certificate,
    Facts,
    Https,
    Machine,
    Phone,
    RegencyCount,
)
from checkin.planning.gates import all_checks
from checkin.planning.moves import next_move
from checkin.planning.offers import offered
from checkin.planning.words import STEP_WORDS
from tests.factories import NOW

FINE = Machine(worker_at=NOW)
EMPTY = Facts(
    stage=Stage.DRAFT, starts_at=NOW + timedelta(days=9), ends_at=NOW + timedelta(days=9, hours=5)
)
PHONES = tuple(
    Phone(label=f"HP-0{n}", gate=f"Pintu {n}", last_seen_at=NOW, roster_at=NOW) for n in (1, 2, 3)
)
READY = replace(
    EMPTY,
    stage=Stage.OPEN,
    regencies=(
        RegencyCount(name="Kota Malang", people=40),
        RegencyCount(name="Kota Batu", people=9),
    ),
    pillars=3,
    letterhead=True,
    signatory=True,
    members=2,
    checkpoints=1,
    gates=("Pintu 1", "Pintu 2", "Pintu 3"),
    badges=Badges(printed=49),
    phones=PHONES,
    rehearsed_at=NOW,
    machine=Machine(worker_at=NOW),
)


def states(facts: Facts) -> dict[str, State]:
    """Return how each check stands."""
    return {check.key: check.state for check in listed(facts)}


def listed(facts: Facts) -> list[Check]:
    """Return all checks in one list."""
    return [check for checks in all_checks(facts, NOW).values() for check in checks]


def test_of_a_ready_event_nothing_is_missing() -> None:
    assert set(states(READY).values()) <= {State.READY, State.NOTE}


def test_of_an_empty_event_it_says_what_to_do_first() -> None:
    found = states(EMPTY)
    assert found["regencies"] == found["roster"] == found["phones"] == State.MISSING
    assert found["badges"] is State.NOTE
    assert tally(listed(EMPTY))[State.MISSING] == 5


CASES = [
    ({"regencies": (RegencyCount(name="Kota Malang", people=4), RegencyCount(name="Kota Batu", people=0))},
     "roster", State.LOOK, ("Kota Batu",)),
    ({"regencies": (RegencyCount(name="Kota Malang", people=4),
                    RegencyCount(name="Tuban", people=1, invited=False))},
     "strangers", State.LOOK, ("Tuban",)),
    ({"review": 3}, "review", State.LOOK, ()),
    ({"uploads": 1}, "uploads", State.LOOK, ()),
    ({"signups": 2}, "signups", State.LOOK, ()),
    ({"signatory": False}, "signatory", State.LOOK, ()),
    ({"letterhead": False}, "letterhead", State.LOOK, ()),
    ({"members": 0}, "members", State.NOTE, ()),
    ({"ends_at": NOW - timedelta(days=1)}, "past", State.LOOK, ()),
    ({"badges": Badges(printed=40, never=9)}, "badges", State.MISSING, ()),
    ({"badges": Badges(printed=48, changed=1)}, "changed", State.LOOK, ()),
    ({"phones": PHONES[:2]}, "empty", State.LOOK, ("Pintu 3",)),
    ({"phones": (*PHONES[:2], replace(PHONES[2], roster_at=None))}, "unready", State.LOOK, ("HP-03",)),
    ({"roster_changed_at": NOW + timedelta(seconds=1)}, "stale", State.LOOK, ("HP-01", "HP-02", "HP-03")),
    ({"phones": (*PHONES[:2], replace(PHONES[2], last_seen_at=NOW - timedelta(days=3)))},
     "silent", State.LOOK, ("HP-03",)),
    ({"phones": (*PHONES[:2], replace(PHONES[2], offset_s=-300))}, "clocks", State.LOOK, ("HP-03",)),
    ({"stage": Stage.RUNNING, "phones": (*PHONES[:2], replace(PHONES[2], battery=9))},
     "batteries", State.LOOK, ("HP-03",)),
    ({"rehearsed_at": None}, "rehearsal", State.LOOK, ()),
    ({"stage": Stage.REHEARSAL}, "rehearsal", State.LOOK, ()),
    ({"machine": Machine()}, "worker", State.MISSING, ()),
    ({"machine": Machine(worker_at=NOW - timedelta(minutes=9))}, "worker", State.MISSING, ()),
    ({"machine": Machine(worker_at=NOW, waiting_since=NOW - timedelta(minutes=9))},
     "worker", State.MISSING, ()),
    ({"machine": Machine(worker_at=NOW, is_secure=False)}, "https", State.LOOK, ()),
    ({"machine": Machine(worker_at=NOW, certificate=Certificate(ends_at=None))},
     "certificate", State.MISSING, ()),
    ({"machine": Machine(worker_at=NOW, certificate=Certificate(ends_at=NOW + timedelta(days=20)))},
     "certificate", State.LOOK, ()),
    ({"machine": Machine(worker_at=NOW, certificate=Certificate(ends_at=NOW + timedelta(days=200)))},
     "certificate", State.READY, ()),
    ({"machine": replace(FINE, https=Https(address="https://x", looked_at=NOW, problem="refused"))},
     "https", State.LOOK, ()),
    ({"machine": replace(FINE, https=Https(address="https://x", looked_at=NOW, problem="self-signed",
                                           ends_at=NOW + timedelta(days=90)))}, "https", State.LOOK, ()),
    ({"machine": replace(FINE, https=Https(address="https://x", looked_at=NOW,
                                           ends_at=NOW + timedelta(days=9, hours=4)))},
     "https", State.MISSING, ()),
    ({"machine": replace(FINE, https=Https(address="https://x", looked_at=NOW,
                                           ends_at=NOW + timedelta(days=90)))}, "https", State.READY, ()),
    ({"machine": replace(FINE, backup=Backup())}, "backup", State.LOOK, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW, has_failed=True))}, "backup", State.LOOK, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW - timedelta(days=3)))}, "backup", State.LOOK, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW))}, "backup", State.LOOK, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW, tried_at=NOW, is_sound=False))},
     "backup", State.LOOK, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW, tried_at=NOW))}, "backup", State.NOTE, ()),
    ({"machine": replace(FINE, backup=Backup(at=NOW, tried_at=NOW, is_nightly=True))},
     "backup", State.READY, ()),
    ({"phones": tuple(replace(phone, offset_s=90) for phone in PHONES)}, "clock", State.MISSING, ()),
    ({"phones": (*PHONES[:2], replace(PHONES[2], offset_s=900))}, "clock", State.READY, ()),
]  # fmt: skip


@pytest.mark.parametrize(("over", "key", "state", "names"), CASES)
def test_each_thing_that_is_not_ready_is_said(
    over: dict[str, object], key: str, state: State, names: tuple[str, ...]
) -> None:
    found = {check.key: check for check in listed(replace(READY, **over))}  # type: ignore[arg-type]
    assert found[key].state is state
    assert found[key].names == names


NEXT = [
    (EMPTY, "upload"),
    (replace(EMPTY, uploads=1), "apply"),
    (replace(READY, stage=Stage.DRAFT, review=2), "review"),
    (replace(READY, stage=Stage.DRAFT), "open"),
    (replace(READY, badges=Badges(never=49)), "print"),
    (replace(READY, phones=()), "pair"),
    (replace(READY, rehearsed_at=None), "rehearse"),
    (replace(READY, stage=Stage.REHEARSAL), "end_rehearsal"),
    (READY, "start"),
    (replace(READY, starts_at=NOW + timedelta(hours=4)), "start_now"),
    (replace(READY, starts_at=NOW + timedelta(hours=4), phones=()), "pair"),
    (replace(READY, starts_at=NOW + timedelta(hours=4), rehearsed_at=None), "start_now"),
    (replace(READY, starts_at=NOW + timedelta(hours=6)), "start"),
    (replace(READY, starts_at=NOW + timedelta(hours=6), opens_at=NOW), "start_now"),
    (replace(READY, starts_at=NOW, badges=Badges(never=49), phones=()), "start_now"),
    (replace(READY, starts_at=NOW, stage=Stage.DRAFT), "open_now"),
    (replace(EMPTY, starts_at=NOW), "upload"),
    (replace(READY, starts_at=NOW, stage=Stage.REHEARSAL), "end_rehearsal_now"),
    (replace(READY, starts_at=NOW, stage=Stage.REHEARSAL, scans_since_doors=1), "cut_rehearsal"),
    (replace(READY, starts_at=NOW - timedelta(days=2), ends_at=NOW), "start"),
    (replace(READY, scans=4), "late_start"),
    (replace(READY, stage=Stage.RUNNING), "watch"),
    (replace(READY, stage=Stage.RUNNING, phones=()), "pair"),
    (replace(READY, stage=Stage.RUNNING, ends_at=NOW - timedelta(minutes=1)), "close"),
    (replace(READY, stage=Stage.CLOSED), "finish"),
    (replace(READY, stage=Stage.ARCHIVED), None),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "key"), NEXT)
def test_the_next_move_leads_through_the_whole_event(facts: Facts, key: str | None) -> None:
    move = next_move(facts, NOW)
    assert (move.key if move else None) == key


FACTS = st.builds(
    replace,
    st.just(READY),
    stage=st.sampled_from(Stage),
    review=st.integers(0, 3),
    uploads=st.integers(0, 2),
    badges=st.builds(Badges, printed=st.integers(0, 9), never=st.integers(0, 9)),
    phones=st.sampled_from([(), PHONES]),
    scans=st.integers(0, 2),
    regencies=st.sampled_from([(), READY.regencies]),
    rehearsed_at=st.sampled_from([None, NOW]),
    starts_at=st.sampled_from([NOW, NOW + timedelta(days=9)]),
    scans_since_doors=st.integers(0, 1),
)


@given(FACTS)
def test_a_proposed_step_is_always_one_that_exists(facts: Facts) -> None:
    move = next_move(facts, NOW)
    if move and move.step:
        assert move.step in {step.to for step in STEPS[facts.stage]}
    assert all(check.said for check in listed(facts))


def test_no_step_is_offered_that_scans_forbid() -> None:
    def ways(**over: object) -> set[Stage]:
        return {step.to for step in offered(replace(READY, **over))}  # type: ignore[arg-type]

    assert ways() == {Stage.REHEARSAL, Stage.RUNNING, Stage.CLOSED, Stage.DRAFT}
    assert ways(scans=1) == {Stage.RUNNING, Stage.CLOSED}
    assert ways(stage=Stage.RUNNING, scans=1) == {Stage.CLOSED}
    assert ways(stage=Stage.CLOSED, scans=1) == {Stage.ARCHIVED, Stage.RUNNING}
    assert ways(stage=Stage.REHEARSAL, scans=1) == {Stage.OPEN, Stage.RUNNING}


def test_every_step_has_its_words() -> None:
    assert set(STEP_WORDS) == {(stage, step.to) for stage in Stage for step in STEPS[stage]}
