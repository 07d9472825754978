"""After a purge nothing of a class is left in any table or file, and the figures are what they were."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.models import AuditEntry
from checkin.actor import Role, System, User
from checkin.attendance import queries
from checkin.db import db, transaction
from checkin.errors import Forbidden, Invalid
from checkin.events.queries import get_checkpoint, get_event
from checkin.ids import uuid7
from checkin.jobs import nights
from checkin.jobs.models import NightlyRun
from checkin.people.models import Person
from checkin.privacy import jobs, purge, running
from checkin.privacy.classes import CLASSES
from checkin.privacy.models import PrivacyRequest, PurgeRun
from checkin.roster.models import ImportRow
from checkin.settings import Settings
from tests.factories import NOW
from tests.privacy import holdings
from tests.privacy.holdings import (
    ACCOUNT,
    CODE,
    EMAIL,
    FOUND_OUT,
    NAME,
    NIK,
    OPERATOR,
    ORIGIN,
    PHONE,
    PHONE_NAME,
    STRANGER,
    WHY_UNDONE,
    Planted,
    everything,
    opened,
    years_later,
)


@pytest.fixture
def planted(app: Flask, settings: Settings) -> Planted:
    """Plant something personal everywhere."""
    return holdings.plant(app, settings.instance_dir / "output")


def run(settings: Settings, days: int) -> dict[str, int]:
    """Purge so many days after the event."""
    counts = running.run_purge(System(), years_later(days), settings.instance_dir / "output")
    db.session.rollback()
    return {code: n for code, n in counts.items() if n}


def figures(session: Session) -> object:
    """Return the figures of the recap."""
    session.rollback()
    event = get_event(session, CODE)
    checkpoint = get_checkpoint(session, event)
    return queries.board_counts(session, event, checkpoint.id)


def test_everything_planted_is_found_before(
    planted: Planted, settings: Settings, session: Session
) -> None:
    raw, plain = everything(settings.instance_dir), opened(session)
    for text in (NAME, PHONE, OPERATOR, PHONE_NAME, ORIGIN, STRANGER, planted.code, planted.token):
        assert text.encode() in raw
    assert WHY_UNDONE.encode() in raw
    assert FOUND_OUT.encode() in raw
    assert all(part in raw for part in planted.sealed)
    assert NIK in plain
    assert ACCOUNT in plain


def test_nothing_is_due_on_the_day(planted: Planted, settings: Settings, session: Session) -> None:
    assert purge.preview(session, years_later(0)) == []
    assert run(settings, 0) == {}


@pytest.mark.parametrize("days", [8, 100, 200, 400, 100 * 365])
def test_what_is_announced_is_what_goes(
    planted: Planted, settings: Settings, session: Session, days: int
) -> None:
    announced = {one.code: one.total for one in purge.preview(session, years_later(days))}
    assert run(settings, days) == announced


def test_what_is_announced_goes_where_all_periods_are_short(
    planted: Planted, settings: Settings, session: Session
) -> None:
    with transaction() as fresh:
        purge.set_days(fresh, System(), {one.code: one.least for one in CLASSES if one.days}, NOW)
    for days in (40, 400):
        announced = {one.code: one.total for one in purge.preview(session, years_later(days))}
        assert run(settings, days) == announced


def test_purges_at_once_count_a_row_once(
    app: Flask, planted: Planted, settings: Settings, session: Session
) -> None:
    announced = {one.code: one.total for one in purge.preview(session, years_later(400))}
    session.close()
    ready = Barrier(3)

    def at_once(_turn: int) -> Counter[str]:
        with app.app_context():
            ready.wait()
            counts = Counter(run(settings, 400))
            db.session.close()
            return counts

    with ThreadPoolExecutor(3) as pool:
        together = sum(pool.map(at_once, range(3)), Counter())
    assert dict(together) == announced


def test_identifiers_go_after_half_a_year(
    planted: Planted, settings: Settings, session: Session
) -> None:
    before = figures(session)
    due = {one.code: dict(one.by_event) for one in purge.preview(session, years_later(181))}
    assert due["identifiers"] == {CODE: 4}  # three people, and an edition that shows NIK
    assert "attendance" not in due
    gone = run(settings, 181)
    assert gone["identifiers"] == 4
    raw, plain = everything(settings.instance_dir), opened(session)
    assert not any(part in raw for part in planted.sealed)
    assert NIK not in plain
    assert ACCOUNT not in plain
    assert planted.code.encode() not in raw
    assert planted.token.encode() not in raw
    assert ORIGIN.encode() not in raw
    assert STRANGER.encode() not in raw
    assert NAME in plain  # the printed edition
    assert PHONE.encode() in raw  # kept for a year
    assert not list((settings.instance_dir / "output").glob("*.bin"))
    assert figures(session) == before


def test_contacts_go_after_a_year_also_from_printed_editions(
    planted: Planted, settings: Settings, session: Session
) -> None:
    run(settings, 366)
    raw, plain = everything(settings.instance_dir), opened(session)
    assert PHONE.encode() not in raw
    assert PHONE not in plain
    assert "811-0099" not in plain
    assert EMAIL not in plain
    assert EMAIL.encode() not in raw
    assert NAME in plain


def test_after_all_periods_nobody_is_named_and_the_figures_stay(
    planted: Planted, settings: Settings, session: Session
) -> None:
    before = figures(session)
    run(settings, 365 * 30)
    raw, plain = everything(settings.instance_dir), opened(session)
    for text in (
        NAME,
        NAME.upper(),
        PHONE,
        OPERATOR,
        PHONE_NAME,
        "Kencanawungu",
        "Bu Zubaidah",
        planted.code,
    ):
        assert text.encode() not in raw
        assert text not in plain
    assert figures(session) == before
    assert session.scalar(select(func.count()).select_from(Person)) == 3
    assert purge.preview(session, years_later(365 * 30)) == []


def test_a_row_that_waited_waits_no_more(
    planted: Planted, settings: Settings, session: Session
) -> None:
    run(settings, 91)
    rows = session.scalars(select(ImportRow).order_by(ImportRow.row)).all()
    assert [(r.outcome, r.decision, r.payload, r.before) for r in rows] == [
        ("review", "superseded", None, None),
        ("accept", None, None, None),
    ]


def test_a_purge_is_written_down_with_figures_only(
    planted: Planted, settings: Settings, session: Session
) -> None:
    run(settings, 181)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.purge")).one()
    done = session.scalars(select(PurgeRun)).one()
    assert entry.detail["counts"] == done.counts
    assert done.ended_at is not None
    assert NAME not in str(entry.detail)


def test_batches_take_all_of_a_large_class(
    planted: Planted, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "BATCH", 1)
    assert run(settings, 181)["identifiers"] == 4


def test_who_asks_something_is_left_alone_meanwhile(
    planted: Planted, settings: Settings, session: Session
) -> None:
    with transaction() as fresh:
        fresh.add(
            PrivacyRequest(
                number=1,
                kind="access",
                channel="letter",
                person_id=planted.person,
                received_at=years_later(180),
                due_at=years_later(183),
                entered_by="Olga",
            )
        )
    run(settings, 181)
    assert NIK in opened(session)


def test_the_office_says_how_long(planted: Planted, settings: Settings, session: Session) -> None:
    with transaction() as fresh:
        assert purge.set_days(
            fresh, System(), {"identifiers": 1, "badges": None}, years_later(0)
        ) == [
            "identifiers",
            "badges",
        ]
    gone = run(settings, 181)
    assert gone["identifiers"] == 4
    assert "badges" not in gone
    with pytest.raises(Invalid), transaction() as fresh:
        purge.set_days(fresh, System(), {"attendance": 3}, years_later(0))
    organizer = User(id=uuid7(), name="Carl", role=Role.ORGANIZER)
    with pytest.raises(Forbidden), transaction() as fresh:
        purge.set_days(fresh, organizer, {"identifiers": 3}, years_later(0))


def test_a_night_has_one_purge_however_many_workers(planted: Planted, session: Session) -> None:
    now = years_later(181)
    jobs.purge_nightly(now)
    jobs.purge_nightly(now)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(PurgeRun)) == 1
    night = session.scalars(select(NightlyRun)).one()
    assert night.ended_at is not None


def test_a_night_that_died_is_taken_up_again(app: Flask) -> None:
    now = years_later(181)
    night = nights.night_of(now)
    with transaction() as session:
        assert nights.claim(session, jobs.KIND, night, now)
    with transaction() as session:
        assert not nights.claim(session, jobs.KIND, night, now + nights.GIVEN_UP)
    with transaction() as session:
        assert nights.claim(session, jobs.KIND, night, now + nights.GIVEN_UP * 1.5)


def test_files_of_no_job_go(app: Flask, tmp_path: Path, session: Session) -> None:
    (tmp_path / f"{uuid7()}.bin").write_bytes(b"x")
    (tmp_path / "notes.bin").write_bytes(b"x")
    assert running.remove_files(session, tmp_path) == 1
    assert (tmp_path / "notes.bin").exists()
