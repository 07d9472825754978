"""Two organizers press the same button: nobody ever has two badges in force."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.badges import service
from checkin.badges.models import Badge
from checkin.db import db, transaction
from checkin.events.models import Event
from checkin.events.queries import get_event
from tests.factories import NOW, make_event, make_registration

AT_ONCE, PEOPLE = 4, 3


def at_once(app: Flask, act: Callable[[Session, Event], object]) -> None:
    ready = Barrier(AT_ONCE)

    def run(_turn: int) -> None:
        with app.app_context():
            ready.wait()
            with transaction() as session:
                act(session, get_event(session, "bojonegoro-2023"))
            db.session.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


def in_force(session: Session) -> list[int]:
    session.rollback()
    counts = select(func.count()).where(Badge.revoked_at.is_(None)).group_by(Badge.registration_id)
    return list(session.scalars(counts))


def people(app: Flask) -> None:
    with transaction() as session:
        event = make_event(session)
        for turn in range(PEOPLE):
            make_registration(session, event, f"Orang {turn}")


def test_prints_at_once_issue_one_badge_each(app: Flask, session: Session) -> None:
    people(app)
    at_once(app, lambda fresh, event: service.ensure_badges(fresh, event, NOW))
    assert in_force(session) == [1] * PEOPLE


def test_replacements_at_once_leave_one_badge(app: Flask, session: Session) -> None:
    people(app)
    with transaction() as fresh:
        service.ensure_badges(fresh, get_event(fresh, "bojonegoro-2023"), NOW)
    at_once(app, lambda fresh, event: service.replace_badge(fresh, System(), event, 1, NOW))
    assert in_force(session) == [1] * PEOPLE
