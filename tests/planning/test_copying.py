"""A copy of an event: the same pattern on another day, without anybody in it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import EventRole, Membership, Role, System, User
from checkin.db import Base
from checkin.editions.models import Cosigner
from checkin.editions.service import set_cosigner
from checkin.errors import Forbidden, Invalid
from checkin.events.checkpoints import CheckpointDraft, add_checkpoint, list_checkpoints
from checkin.events.models import Event
from checkin.events.queries import event_pillars, event_regencies
from checkin.events.service import Letterhead, Signatory
from checkin.events.stages import Stage
from checkin.ids import uuid7
from checkin.planning.copying import copy_event, shift
from checkin.roster.models import Registration
from checkin.signup.models import SignupSettings
from checkin.signup.service import save_settings
from tests.factories import NOW, make_event, make_registration

LUNCH = NOW + timedelta(hours=3)


@pytest.fixture
def source(session: Session) -> Event:
    """Return an event with everything a copy takes along, and a person whom it does not."""
    event = make_event(
        session,
        letterhead=Letterhead(office="DINAS SOSIAL KOTA", logo=b"\x89PNG\r\n\x1a\nlogo"),
        signatory=Signatory(place="Malang", name="Dra. Restu"),
    )
    draft = CheckpointDraft(
        name="Makan siang",
        policy="once_per_day",
        pillar_codes=("PKH",),
        regency_codes=("35.16",),
        opens_at=LUNCH,
        closes_at=LUNCH + timedelta(hours=1),
        gates=("Meja 1", "Meja 2"),
    )
    add_checkpoint(session, System(), event, draft, NOW)
    second = {"title": "KEPALA BIDANG", "name": "Budi", "rank": "", "nip": ""}
    set_cosigner(session, System(), event, second, NOW)
    values = {"enabled": True, "quota": 200, "opens_at": NOW, "closes_at": None, "contact": "0812"}
    save_settings(session, System(), event, values, NOW)
    make_registration(session, event)
    event.stage = Stage.ARCHIVED
    session.flush()
    return event


def test_a_copy_has_the_pattern_and_nobody(session: Session, source: Event) -> None:
    made = copy_event(session, System(), source, "Sapa Pilar 2024", date(2024, 6, 3), NOW)
    assert made.stage == Stage.DRAFT
    assert (made.code, made.name) == ("sapa-pilar-2024", "Sapa Pilar 2024")
    days = date(2024, 6, 3) - date(2023, 11, 20)
    assert made.starts_at == source.starts_at + days
    assert made.ends_at == source.ends_at + days
    assert made.salt != source.salt
    assert made.letterhead_office == "DINAS SOSIAL KOTA"
    assert made.letterhead_logo == source.letterhead_logo
    assert (made.signatory_name, made.signatory_place) == ("Dra. Restu", "Malang")
    for of in (event_regencies, event_pillars):
        assert [one.code for one in of(session, made)] == [one.code for one in of(session, source)]
    before, after = list_checkpoints(session, source), list_checkpoints(session, made)
    assert [(c.code, c.policy, c.pillars, c.regencies, c.gates) for c in after] == [
        (c.code, c.policy, c.pillars, c.regencies, c.gates) for c in before
    ]
    assert after[1].opens_at == LUNCH + days
    assert after[1].closes_at == LUNCH + days + timedelta(hours=1)
    assert session.get_one(Cosigner, made.id).name == "Budi"
    opened = session.get_one(SignupSettings, made.id)
    assert (opened.enabled, opened.quota, opened.opens_at) == (False, 200, NOW + days)
    people = select(func.count()).where(Registration.event_id == made.id)
    assert session.scalar(people) == 0


def test_two_copies_of_one_name_have_two_codes(session: Session, source: Event) -> None:
    codes = [
        copy_event(session, System(), source, source.name, date(2023, 12, day), NOW).code
        for day in (1, 2, 3)
    ]
    assert len({*codes, source.code}) == 4


def test_a_name_without_a_letter_is_refused(session: Session, source: Event) -> None:
    with pytest.raises(Invalid):
        copy_event(session, System(), source, "   ", date(2024, 1, 1), NOW)


def test_who_only_organizes_this_event_makes_no_new_one(session: Session, source: Event) -> None:
    seat = Membership(event_id=source.id, role=EventRole.ORGANIZER)
    member = User(id=uuid7(), name="Oki", role=Role.MEMBER, memberships=(seat,))
    with pytest.raises(Forbidden):
        copy_event(session, member, source, "Lain", date(2024, 1, 1), NOW)


@given(
    st.datetimes(datetime(2023, 1, 1), datetime(2026, 1, 1)),
    st.integers(-900, 900),
    st.sampled_from(["Asia/Jakarta", "Asia/Jayapura", "Europe/Berlin"]),
)
def test_the_hour_of_the_day_stays(local: datetime, days: int, name: str) -> None:
    zone = ZoneInfo(name)
    at = local.replace(tzinfo=UTC)
    moved = shift(at, timedelta(days=days), zone)
    assert moved.astimezone(zone).date() - at.astimezone(zone).date() == timedelta(days=days)
    assert moved.replace(tzinfo=None).time() == at.astimezone(zone).time()


OWN = {  # what is a new event's own
    "id", "code", "name", "starts_at", "ends_at", "salt", "change_seq", "stage", "practised_until",
    "created_at",
}  # fmt: skip
COPIED = {"event_regencies", "event_pillars", "checkpoints", "cosigners", "signup_settings"}
LEFT = {  # people, phones, what happened
    "badge_prints", "badges", "conflict_resolutions", "day_closings", "devices", "edition_series",
    "editions", "invitations", "letters", "memberships", "privacy_incidents", "registrations",
    "rehearsals", "roster_imports", "scans", "signups", "substitutions",
}  # fmt: skip


def test_whatever_an_event_says_of_itself_is_copied(session: Session, source: Event) -> None:
    made = copy_event(session, System(), source, "Lain", date(2024, 6, 3), NOW)
    for column in Event.__mapper__.column_attrs:
        if column.key not in OWN:
            assert getattr(made, column.key) == getattr(source, column.key), column.key


def test_of_every_table_of_an_event_it_is_known_whether_it_is_copied() -> None:
    """A table that comes later has to be named in one of both."""
    of_events = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Event.__table__
    }
    assert of_events >= COPIED
    assert of_events - COPIED - LEFT == set()
