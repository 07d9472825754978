"""Steps of an event on the database: stage, rehearsal and closing never tell different stories."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import Role, System, User
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges, issue_spares, replace_badge
from checkin.control import rehearsal
from checkin.control.service import resolve
from checkin.db import transaction
from checkin.desk.substitution import Successor, substitute
from checkin.devices.service import offer_pairing
from checkin.errors import Conflict, Forbidden, Invalid
from checkin.events.checkpoints import CheckpointDraft, add_checkpoint
from checkin.events.closing import find_closing
from checkin.events.models import DayClosing, Event
from checkin.events.prefill import event_values
from checkin.events.queries import (
    event_pillars,
    event_regencies,
    get_checkpoint,
    get_event,
    get_gate,
)
from checkin.events.rehearsals import find_running
from checkin.events.service import EventDraft, update_event
from checkin.events.stages import STEPS, Stage
from checkin.ids import uuid7
from checkin.planning.service import step
from checkin.roster.reading import Upload
from checkin.roster.service import import_upload, preview_import
from checkin.roster.walk_in import WalkIn, register_walk_in
from checkin.scans.models import Scan
from checkin.scans.undo import undo_scan
from checkin.signup.opening import Opening
from checkin.signup.service import how_open, save_settings, settings_of
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration
from tests.scans.phones import Phone

CODE = "bojonegoro-2023"


def agree(session: Session, event: Event) -> bool:
    """Say whether stage, rehearsal and closing say the same."""
    closed = event.stage in (Stage.CLOSED, Stage.ARCHIVED)
    return bool(find_closing(session, event)) == closed and bool(find_running(session, event)) == (
        event.stage == Stage.REHEARSAL
    )


@pytest.mark.parametrize(
    "way",
    [
        [Stage.OPEN, Stage.REHEARSAL, Stage.OPEN, Stage.RUNNING, Stage.CLOSED, Stage.ARCHIVED],
        [Stage.REHEARSAL, Stage.RUNNING, Stage.CLOSED, Stage.RUNNING, Stage.CLOSED],
        [Stage.OPEN, Stage.DRAFT, Stage.CLOSED, Stage.ARCHIVED, Stage.CLOSED, Stage.RUNNING],
        [Stage.OPEN, Stage.RUNNING, Stage.OPEN, Stage.REHEARSAL, Stage.OPEN, Stage.CLOSED],
    ],
)
def test_stage_rehearsal_and_closing_agree_all_the_way(session: Session, way: list[Stage]) -> None:
    event = make_event(session, stage=Stage.DRAFT)
    assert agree(session, event)
    for minutes, to in enumerate(way):
        step(session, System(), event, to, "ada alasannya", NOW + timedelta(minutes=minutes))
        session.flush()
        assert event.stage == to
        assert agree(session, event)
        step(session, System(), event, to, "", NOW)  # a second click changes nothing
        assert event.stage == to


@pytest.mark.parametrize("stage", Stage)
def test_what_is_no_step_is_refused(session: Session, stage: Stage) -> None:
    event = make_event(session, stage=stage)
    ways = {one.to for one in STEPS[stage]} | {stage}
    for to in set(Stage) - ways:
        with pytest.raises(Conflict):
            step(session, System(), event, to, "alasan", NOW)
        assert event.stage == stage


def test_only_who_may_change_the_event_takes_steps(session: Session) -> None:
    event = make_event(session)
    viewer = User(id=uuid7(), name="Vera", role=Role.VIEWER)
    with pytest.raises(Forbidden):
        step(session, viewer, event, Stage.RUNNING, "", NOW)


def test_a_closed_day_is_opened_for_a_reason_that_is_kept(session: Session) -> None:
    event = make_event(session)
    step(session, System(), event, Stage.CLOSED, "", NOW)
    with pytest.raises(Invalid):
        step(session, System(), event, Stage.RUNNING, "  ", NOW)
    step(session, System(), event, Stage.RUNNING, "satu HP datang terlambat", NOW)
    closing = session.scalars(select(DayClosing)).one()
    assert closing.reopened_reason == "satu HP datang terlambat"


def test_a_rehearsal_is_ended_before_the_day_is_closed(session: Session) -> None:
    event = make_event(session)
    step(session, System(), event, Stage.REHEARSAL, "", NOW)
    with pytest.raises(Conflict):
        step(session, System(), event, Stage.CLOSED, "", NOW)
    assert agree(session, event)


@pytest.fixture
def code(session: Session) -> str:
    """Return the badge code of one registered person."""
    with transaction() as fresh:
        now = clock.now()
        event = make_event(fresh, starts_at=now, ends_at=now + timedelta(hours=5))
        make_registration(fresh, event, "Siti Aminah")
        ensure_badges(fresh, event, now)
        return fresh.scalars(select(Badge.code)).one()


def test_no_way_back_over_scans(client: OutsideClient, session: Session, code: str) -> None:
    go(Stage.RUNNING)
    phone = Phone(client)
    phone.send(phone.scan(code))
    session.rollback()
    with pytest.raises(Conflict) as refused:
        go(Stage.OPEN)
    assert refused.value.code == "stage_scanned"


def test_late_scans_are_taken_after_closing_but_not_in_the_archive(
    client: OutsideClient, session: Session, code: str
) -> None:
    phone = Phone(client)
    late, later = phone.scan(code), phone.scan(code)
    go(Stage.CLOSED, "HP tertinggal di bus")
    assert phone.send(late)[0]["status"] == "accepted"
    go(Stage.ARCHIVED)
    body = {"sent_at": phone.now().isoformat(), "scans": [later]}
    reply = client.post("/api/v1/scans", json=body, headers=phone.headers)
    assert (reply.status_code, reply.get_json()["code"]) == (423, "event_archived")
    go(Stage.CLOSED, "satu HP belum mengirim")
    assert phone.send(later)[0]["status"] in ("accepted", "duplicate")
    session.rollback()
    assert len(session.scalars(select(Scan)).all()) == 2


@pytest.mark.parametrize(
    ("stage", "refusal"), [(Stage.CLOSED, "event_closed"), (Stage.ARCHIVED, "event_archived")]
)
def test_a_closed_event_takes_no_changes(
    client: OutsideClient, session: Session, code: str, stage: Stage, refusal: str
) -> None:
    phone = Phone(client)
    scanned = phone.send(phone.scan(code))[0]
    go(Stage.CLOSED, "uji")
    if stage is Stage.ARCHIVED:
        go(Stage.ARCHIVED)
    session.rollback()
    event = get_event(session, CODE)
    arrival = get_checkpoint(session, event)
    gate = get_gate(session, arrival)
    upload = Upload(file_name="a.csv", content=b"NAMA,NIK\nBudi,3522012001800001\n")
    walk_in = WalkIn(name="Budi Santoso", pillar_code="PKH", regency_code="35.16")
    successor = Successor(
        name="Budi Santoso",
        phone=None,
        nik=None,
        district_code=None,
        reason="sakit",
        approver="Olga",
    )
    office, now = System(), clock.now()
    tries: list[Any] = [
        lambda: preview_import(session, office, event, upload, now),
        lambda: import_upload(session, office, event, upload, now),
        lambda: replace_badge(session, office, event, 1, now),
        lambda: issue_spares(session, office, event, 5, now),
        lambda: offer_pairing(session, office, gate, now),
        lambda: add_checkpoint(session, office, event, CheckpointDraft(name="Makan"), now),
        lambda: register_walk_in(session, office, event, walk_in, now),
        lambda: substitute(session, office, event, 1, successor, now),
        lambda: undo_scan(session, office, UUID(scanned["id"]), "keliru", now),
        lambda: rehearsal.begin(session, office, event, now),
    ]
    if stage is Stage.ARCHIVED:
        tries.append(lambda: resolve(session, office, event, "scan:1", "dilihat", now))
    for attempt in tries:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code in (refusal, "rehearsal_late")


def test_a_closed_event_may_still_correct_who_signs_but_not_who_is_invited(
    session: Session,
) -> None:
    event = make_event(session)
    step(session, System(), event, Stage.CLOSED, "", NOW)
    draft = EventDraft(
        code=event.code,
        name="Nama yang benar",
        bakorwil_code=None,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        regency_codes=("35.73",),
        pillar_codes=("PKH",),
    )
    before = [regency.code for regency in event_regencies(session, event)]
    update_event(session, System(), event, draft, NOW)
    assert event.name == "Nama yang benar"
    assert [regency.code for regency in event_regencies(session, event)] == before
    step(session, System(), event, Stage.ARCHIVED, "", NOW)
    with pytest.raises(Conflict):
        update_event(session, System(), event, draft, NOW)
    assert event_values(event, [], event_pillars(session, event), 4)


def test_opening_the_public_form_opens_a_draft(session: Session) -> None:
    event = make_event(session, stage=Stage.DRAFT)
    settings = settings_of(session, event)
    assert how_open(session, event, settings, NOW) is Opening.OFF
    save_settings(session, System(), event, {"enabled": True}, NOW)
    assert event.stage == Stage.OPEN
    assert how_open(session, event, settings_of(session, event), NOW) is Opening.OPEN
    step(session, System(), event, Stage.DRAFT, "", NOW)
    assert how_open(session, event, settings_of(session, event), NOW) is Opening.OFF


def go(to: Stage, reason: str = "") -> None:
    """Take a step in a transaction of its own."""
    with transaction() as session:
        step(session, System(), get_event(session, CODE), to, reason, clock.now())
