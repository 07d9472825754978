"""The stages of an event: which steps there are, what may change, and that nothing tells another story."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import System
from checkin.errors import Conflict, Invalid, Locked
from checkin.events.closing import find_closing
from checkin.events.lifecycle import open_draft, take_step
from checkin.events.models import Event
from checkin.events.rehearsals import find_running
from checkin.events.stages import (
    ALLOWED,
    NAMES,
    STEPS,
    Change,
    Stage,
    allows,
    check_step,
    find_step,
    require_stage,
)
from tests.factories import NOW, make_event

D, O, L, R, C, A = Stage  # noqa: E741

WAYS = {
    (D, O), (D, L), (D, C), (O, L), (O, R), (O, C), (O, D), (L, O), (L, R), (R, C), (R, O),
    (C, A), (C, R), (A, C),
}  # fmt: skip
ASKING = {(C, R), (A, C)}
REFUSED = {
    D: {Change.SIGNUP},
    O: set(),
    L: set(),
    R: set(),
    C: set(Change) - {Change.DETAILS, Change.CASES, Change.SCANS},
    A: set(Change),
}


def test_the_steps_are_those_of_the_table() -> None:
    assert {(stage, step.to) for stage, steps in STEPS.items() for step in steps} == WAYS
    asking = {(s, step.to) for s, steps in STEPS.items() for step in steps if step.asks}
    assert asking == ASKING


@pytest.mark.parametrize("stage", Stage)
def test_what_may_change_is_what_the_table_says(stage: Stage) -> None:
    assert set(Change) - ALLOWED[stage] == REFUSED[stage]
    assert NAMES[stage]
    for change in Change:
        if change in REFUSED[stage]:
            with pytest.raises((Conflict, Locked)) as refused:
                require_stage(stage, change)
            assert isinstance(refused.value, Locked) == (change is Change.SCANS)
        else:
            require_stage(stage.value, change)


def test_scans_are_taken_until_the_archive() -> None:
    assert [stage for stage in Stage if not allows(stage, Change.SCANS)] == [Stage.ARCHIVED]


@given(st.lists(st.sampled_from(Stage), max_size=12))
def test_whatever_is_tried_only_the_ways_are_gone(wanted: list[Stage]) -> None:
    stage = Stage.DRAFT
    for to in wanted:
        if (stage, to) in WAYS:
            check_step(stage, to)
            stage = to
        else:
            assert find_step(stage, to) is None
            with pytest.raises(Conflict):
                check_step(stage, to)


def test_every_stage_can_be_left_and_the_archive_reached() -> None:
    reached, waiting = {Stage.DRAFT}, [Stage.DRAFT]
    while waiting:
        for step in STEPS[waiting.pop()]:
            if step.to not in reached:
                reached.add(step.to)
                waiting.append(step.to)
    assert reached == set(Stage)
    assert all(STEPS[stage] for stage in Stage)


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, stage=Stage.DRAFT)


def test_a_step_is_taken_once_and_written_down(session: Session, event: Event) -> None:
    take_step(session, System(), event, Stage.OPEN, NOW)
    take_step(session, System(), event, Stage.OPEN, NOW)
    session.flush()
    lines = session.scalars(select(AuditEntry).where(AuditEntry.action == "event.stage")).all()
    assert [(line.detail["before"], line.detail["after"]) for line in lines] == [("draft", "open")]


def test_a_step_that_is_more_than_a_step_is_not_taken_alone(session: Session, event: Event) -> None:
    for to in (Stage.REHEARSAL, Stage.CLOSED):
        with pytest.raises(Conflict) as refused:
            take_step(session, System(), event, to, NOW)
        assert refused.value.code == "stage_elsewhere"
    assert event.stage == Stage.DRAFT
    assert find_running(session, event) is None
    assert find_closing(session, event) is None


def test_what_takes_back_asks_why(session: Session) -> None:
    event = make_event(session, stage=Stage.ARCHIVED)
    with pytest.raises(Invalid):
        take_step(session, System(), event, Stage.CLOSED, NOW, " ")
    take_step(session, System(), event, Stage.CLOSED, NOW, "satu nama keliru")
    assert event.stage == Stage.CLOSED


def test_only_a_draft_is_opened_by_what_goes_out(session: Session, event: Event) -> None:
    open_draft(session, System(), event, NOW)
    assert event.stage == Stage.OPEN
    event.stage = Stage.RUNNING
    open_draft(session, System(), event, NOW)
    assert event.stage == Stage.RUNNING
