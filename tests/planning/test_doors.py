"""An event begins when its doors open, with a click or without; a rehearsal never ends by itself."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import System
from checkin.db import transaction
from checkin.events.queries import get_checkpoint, get_event
from checkin.events.stages import Stage
from checkin.jobs.runner import runner
from checkin.planning.doors import begins_itself, doors_at, is_near
from checkin.planning.jobs import begin_due
from checkin.planning.service import step
from tests.factories import NOW, make_event, make_registration

CODE = "bojonegoro-2023"
HOUR = timedelta(hours=1)


def begin(stage: Stage = Stage.OPEN, *, people: int = 1, opens_at: datetime | None = None) -> None:
    """Make an event that starts at NOW and ends five hours later."""
    with transaction() as session:
        event = make_event(session, stage=stage, starts_at=NOW, ends_at=NOW + 5 * HOUR)
        get_checkpoint(session, event).opens_at = opens_at
        for number in range(people):
            make_registration(session, event, f"Siti Aminah {number}")


def stage_after(session: Session, now: datetime) -> str:
    """Do the worker's chore at `now`; return where the event stands."""
    begin_due(now)
    session.rollback()
    return get_event(session, CODE).stage


def test_doors_open_as_the_checkpoint_says_or_before_the_start() -> None:
    assert doors_at(None, NOW) == NOW - 2 * HOUR
    assert doors_at(NOW - HOUR, NOW) == NOW - HOUR
    assert not is_near(NOW, NOW + HOUR, NOW - 4 * HOUR)
    assert is_near(NOW, NOW + HOUR, NOW - 3 * HOUR)
    assert not is_near(NOW, NOW + HOUR, NOW + HOUR)


@pytest.mark.parametrize("stage", Stage)
def test_nothing_begins_by_itself_but_what_is_prepared(stage: Stage) -> None:
    assert begins_itself(stage, NOW, NOW + HOUR, None, NOW) is (stage is Stage.OPEN)


@pytest.mark.parametrize(
    ("opens_at", "early", "late"),
    [
        (None, NOW - 2 * HOUR - timedelta(minutes=1), NOW - 2 * HOUR),
        (NOW - HOUR, NOW - HOUR - timedelta(minutes=1), NOW - HOUR),
        (None, NOW + 5 * HOUR, NOW + 4 * HOUR),  # over: nobody begins what has ended
    ],
)
def test_a_forgotten_click_does_no_harm(
    session: Session, opens_at: datetime | None, early: datetime, late: datetime
) -> None:
    begin(opens_at=opens_at)
    assert stage_after(session, early) == Stage.OPEN
    assert stage_after(session, late) == Stage.RUNNING
    (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "event.stage"))
    assert (line.actor_kind, line.detail["after"]) == ("system", "running")
    assert "Pintu dibuka" in line.detail["reason"]
    assert stage_after(session, late) == Stage.RUNNING  # once


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.REHEARSAL, Stage.CLOSED, Stage.ARCHIVED])
def test_the_others_stay_where_they_are(session: Session, stage: Stage) -> None:
    begin(stage)
    assert stage_after(session, NOW) == stage


def test_an_event_without_people_does_not_begin(session: Session) -> None:
    begin(people=0)
    assert stage_after(session, NOW) == Stage.OPEN


def test_who_takes_it_back_is_obeyed_until_it_is_another_day(session: Session) -> None:
    begin()
    assert stage_after(session, NOW) == Stage.RUNNING
    with transaction() as fresh:
        step(fresh, System(), get_event(fresh, CODE), Stage.OPEN, "", NOW)
    assert stage_after(session, NOW + HOUR) == Stage.OPEN
    with transaction() as fresh:
        event = get_event(fresh, CODE)
        event.starts_at, event.ends_at = NOW + 48 * HOUR, NOW + 53 * HOUR
    assert stage_after(session, NOW + 47 * HOUR) == Stage.RUNNING


def test_the_worker_looks_after_it(app: Flask) -> None:
    assert begin_due in runner().chores
