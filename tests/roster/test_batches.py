"""Batches: what a later version says, undo that restores exactly, rows that wait and what answers them."""

import threading
from collections.abc import Iterator
from contextvars import Context
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from checkin.actor import EventRole, Membership, Role, System, User
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster import decisions, history, service, uploads, waiting
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.preview import unseal
from checkin.roster.reading import Upload
from checkin.roster.versions import missing_since
from tests.factories import NOW, make_event
from tests.roster.offices import BUDI, NUR, SITI, as_csv, person

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def writing(app: Flask) -> Iterator[Session]:
    with transaction() as session:
        yield session


@pytest.fixture
def event(writing: Session) -> Event:
    return make_event(writing)


def sent(*rows: tuple[str, ...], name: str = "daftar.csv", regency: str | None = None) -> Upload:
    return Upload(file_name=name, content=as_csv(*rows), regency_code=regency)


def applied(
    session: Session, event: Event, *rows: tuple[str, ...], now: Any = NOW, **over: Any
) -> RosterImport:
    kept = service.preview_import(session, System(), event, sent(*rows, **over), now)
    service.apply_import(session, System(), event, kept, now)
    return kept


def picture(session: Session) -> list[Any]:
    """Return everything that an import may touch, as it stands."""
    session.flush()
    session.expire_all()
    people = session.scalars(select(Person).order_by(Person.nik_index)).all()
    seats = session.scalars(select(Registration).order_by(Registration.number)).all()
    skipped = {"_sa_instance_state", "updated_at"}
    return [
        {name: value for name, value in vars(row).items() if name not in skipped}
        for row in [*map(session_refreshed, people), *map(session_refreshed, seats)]
    ]


def session_refreshed(row: Any) -> Any:
    db.session.refresh(row)
    return row


def active(session: Session) -> list[str]:
    return sorted(
        session.scalars(
            select(Person.name)
            .join(Registration, Registration.person_id == Person.id)
            .where(Registration.status == "active")
        )
    )


def test_undo_takes_out_whoever_came_and_nobody_else(writing: Session, event: Event) -> None:
    applied(writing, event, NUR)
    before = picture(writing)
    kept = applied(writing, event, NUR, SITI, person(BUDI, nik="3516"), now=LATER)
    service.undo_import(writing, System(), event, kept, LATER)
    assert picture(writing) == before
    assert kept.state == "undone"
    assert waiting.waiting_rows(writing, event, None) == []
    with pytest.raises(Conflict):
        service.undo_import(writing, System(), event, kept, LATER)


def test_undo_gives_changed_fields_back(writing: Session, event: Event) -> None:
    applied(writing, event, person(SITI, phone="", district=""))
    before = picture(writing)
    kept = applied(writing, event, person(SITI, name="Siti Aminah Wati"), now=LATER)
    assert kept.counts["changed"] == 1
    assert active(writing) == ["Siti Aminah Wati"]
    service.undo_import(writing, System(), event, kept, LATER)
    assert picture(writing) == before


def test_undo_leaves_what_was_changed_again_by_hand(writing: Session, event: Event) -> None:
    applied(writing, event, SITI)
    kept = applied(writing, event, person(SITI, phone="081200019999"), now=LATER)
    writing.scalars(select(Person)).one().phone = "+6281200018888"
    service.undo_import(writing, System(), event, kept, LATER)
    writing.expire_all()
    assert writing.scalars(select(Person.phone)).one() == "+6281200018888"


def test_whoever_has_a_badge_or_is_on_phones_is_cancelled_and_comes_back(
    writing: Session, event: Event
) -> None:
    kept = applied(writing, event, SITI, BUDI)
    told = writing.scalars(select(Registration).order_by(Registration.number)).first()
    assert told is not None
    told.seq = 4
    writing.flush()
    service.undo_import(writing, System(), event, kept, LATER)
    writing.expire_all()
    (left,) = writing.scalars(select(Registration)).all()
    assert (left.status, left.cancel_reason, left.seq) == ("cancelled", "undone", None)
    assert active(writing) == []
    applied(writing, event, SITI, BUDI, now=LATER)
    assert active(writing) == [BUDI[1], SITI[1]]
    assert writing.scalar(select(func.count()).select_from(Person)) == 2


def test_a_batch_whose_people_were_scanned_stays(writing: Session, event: Event) -> None:
    kept = applied(writing, event, SITI)
    seat = writing.scalars(select(Registration)).one()
    point, gate = writing.execute(text("SELECT checkpoint_id, id FROM gates")).first() or ("", "")
    writing.execute(
        text(
            "INSERT INTO scans (id, event_id, checkpoint_id, gate_id, registration_id, scanned_at,"
            " corrected_at, received_at, device_verdict, verdict, status, method)"
            " VALUES (:id, :event, :point, :gate, :seat, :now, :now, :now, 'ok', 'ok',"
            " 'accepted', 'camera')"
        ),
        {
            "id": uuid4().hex,
            "event": event.id.hex,
            "point": point,
            "gate": gate,
            "seat": seat.id.hex,
            "now": NOW.replace(tzinfo=None).isoformat(" "),
        },
    )
    with pytest.raises(Conflict) as refusal:
        service.undo_import(writing, System(), event, kept, LATER)
    assert refusal.value.code == "import_scanned"
    assert active(writing) == [SITI[1]]


def test_a_batch_on_which_a_later_one_builds_is_undone_after_it(
    writing: Session, event: Event
) -> None:
    first = applied(writing, event, SITI)
    second = applied(writing, event, SITI, BUDI, now=LATER)
    with pytest.raises(Conflict) as refusal:
        service.undo_import(writing, System(), event, first, LATER)
    assert refusal.value.code == "import_built_upon"
    service.undo_import(writing, System(), event, second, LATER)
    service.undo_import(writing, System(), event, first, LATER)
    assert picture(writing) == []


cells = st.fixed_dictionaries(
    {},
    optional={
        "phone": st.sampled_from(["", "081200010001", "081200019999"]),
        "account": st.sampled_from(["", "0991000001", "0991009999"]),
        "district": st.sampled_from(["", "Jatirejo", "Gondang"]),
        "name": st.sampled_from(["Siti Aminah", "Siti Aminah Wati", "Budi Santoso", ""]),
        "nik": st.sampled_from([SITI[2], BUDI[2], NUR[2], "3516", ""]),
        "pillar": st.sampled_from(["PKH", "TAGANA", "?"]),
    },
)
files = st.lists(
    st.tuples(st.sampled_from([SITI, BUDI, NUR]), cells).map(lambda f: person(f[0], **f[1])),
    min_size=1,
    max_size=5,
)


@given(before=files, after=files)
@example(
    before=[NUR],
    after=[person(SITI, name="Siti Aminah Wati", pillar="?"), SITI],
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_file_does_undoing_it_restores_and_repeating_it_adds_nothing(
    app: Flask, before: list[tuple[str, ...]], after: list[tuple[str, ...]]
) -> None:
    code = f"k-{uuid4().hex[:10]}"
    with transaction() as session:
        event = make_event(session, code)
        try:
            applied(session, event, *before)
            stands = picture(session)
            waits = [row.id for row in waiting.waiting_rows(session, event, None)]
            kept = applied(session, event, *after, now=LATER)
            seats = active(session)
            again = applied(session, event, *after, now=LATER)
            assert again.counts["added"] == again.counts["changed"] == 0
            assert active(session) == seats
            service.undo_import(session, System(), event, again, LATER)
            service.undo_import(session, System(), event, kept, LATER)
            assert picture(session) == stands
            assert [row.id for row in waiting.waiting_rows(session, event, None)] == waits
        except Invalid:
            pass  # a file without anybody
        finally:
            session.rollback()


def test_the_same_doubtful_row_waits_once_however_often_it_is_sent(
    writing: Session, event: Event
) -> None:
    doubtful = person(BUDI, nik="3516")
    applied(writing, event, SITI, doubtful)
    applied(writing, event, SITI, doubtful, now=LATER)
    (row,) = waiting.waiting_rows(writing, event, None)
    decisions.reject(writing, System(), event, row, "bukan peserta", LATER)
    third = applied(writing, event, SITI, doubtful, now=LATER)
    assert waiting.waiting_rows(writing, event, None) == []
    (shown,) = history.waiting_rows(writing, third)
    assert (shown.decision, shown.reason) == ("repeated", "bukan peserta")


def test_a_corrected_file_answers_the_row_that_waited(writing: Session, event: Event) -> None:
    first = applied(writing, event, SITI, person(BUDI, nik="3516"))
    assert history.count_waiting(writing, event) == 1
    second = applied(writing, event, SITI, BUDI, now=LATER)
    assert history.count_waiting(writing, event) == 0
    (row,) = history.waiting_rows(writing, first)
    assert row.decision == "answered"
    service.undo_import(writing, System(), event, second, LATER)
    assert history.count_waiting(writing, event) == 1


def test_a_namesake_does_not_answer_for_the_one_who_waits(writing: Session, event: Event) -> None:
    applied(writing, event, person(BUDI, nik=""))
    other = person(
        BUDI, nik="3517014505859003", phone="081299990000", account="0991234567", regency="Jombang",
        district="Perak",
    )  # fmt: skip
    applied(writing, event, other, now=LATER)
    assert history.count_waiting(writing, event) == 1


def test_who_is_missing_stays_until_the_organizer_says_otherwise(
    writing: Session, event: Event
) -> None:
    applied(writing, event, SITI, BUDI, NUR)
    kept = applied(writing, event, SITI, NUR, now=LATER)
    assert [person.name for person in missing_since(writing, kept)] == [BUDI[1]]
    assert len(active(writing)) == 3
    (number,) = [p.number for p in missing_since(writing, kept)]
    assert service.cancel_missing(writing, System(), event, kept, [number, 1], LATER) == 1
    assert active(writing) == [NUR[1], SITI[1]]
    assert missing_since(writing, kept) == []
    service.undo_import(writing, System(), event, kept, LATER)
    assert len(active(writing)) == 3


def test_late_additions_make_nobody_missing(writing: Session, event: Event) -> None:
    others = [
        person(SITI, nik=f"35160152038290{n:02d}", name=name, phone="", account="")
        for n, name in enumerate(("Ani Rahma", "Dewi Lestari", "Eko Prasetyo", "Fajar"), 11)
    ]
    applied(writing, event, SITI, *others)
    kept = applied(writing, event, SITI, BUDI, now=LATER)
    assert kept.previous_id is None


def test_a_row_is_accepted_corrected_merged(writing: Session, event: Event) -> None:
    applied(
        writing, event, SITI, person(BUDI, nik="3516"), person(NUR, nik=""),
        person(SITI, account="0991009999", phone="081200017777"),
    )  # fmt: skip
    rows = {row.row: row for row in waiting.waiting_rows(writing, event, None)}
    draft = waiting.draft_of(rows[3])
    fixed = decisions.corrected_draft(
        draft, name=draft.name, nik=BUDI[2], pillar="TAGANA", regency="35.16",
        district="35.16.02", phone=draft.phone, account=None,
    )  # fmt: skip
    assert decisions.accept(writing, System(), event, rows[3], LATER, corrected=fixed) == 2
    assert decisions.accept(writing, System(), event, rows[4], LATER, reason="KTP menyusul") == 3
    with pytest.raises(Conflict) as refusal:
        decisions.accept(writing, System(), event, rows[5], LATER)
    assert refusal.value.code == "nik"
    decisions.merge(writing, System(), event, rows[5], 1, ["account", "nik"], LATER)
    writing.expire_all()
    siti = writing.scalars(select(Person).where(Person.name == SITI[1])).one()
    assert (siti.bank_account, siti.phone) == ("0991009999", "+6281200010001")
    assert waiting.waiting_rows(writing, event, None) == []
    with pytest.raises(Conflict):
        decisions.reject(writing, System(), event, rows[3], "x", LATER)
    kept = writing.scalars(select(RosterImport)).one()
    service.undo_import(writing, System(), event, kept, LATER)
    assert picture(writing) == []


def test_a_correction_that_resembles_somebody_needs_a_second_look(
    writing: Session, event: Event
) -> None:
    applied(writing, event, SITI, person(SITI, nik="3516"))
    (row,) = waiting.waiting_rows(writing, event, None)
    draft = waiting.draft_of(row)
    near = decisions.corrected_draft(
        draft, name=draft.name, nik=SITI[2][:-2] + "10", pillar="PKH", regency="35.16",
        district=None, phone=None, account=None,
    )  # fmt: skip
    with pytest.raises(Conflict) as refusal:
        decisions.accept(writing, System(), event, row, LATER, corrected=near, sure=False)
    assert refusal.value.code == "doubt"
    assert decisions.accept(writing, System(), event, row, LATER, corrected=near) == 2


def test_a_rejection_needs_a_reason(writing: Session, event: Event) -> None:
    applied(writing, event, SITI, person(BUDI, nik="3516"))
    (row,) = waiting.waiting_rows(writing, event, None)
    with pytest.raises(Invalid):
        decisions.reject(writing, System(), event, row, "  ", LATER)


def test_an_unapplied_upload_is_forgotten_after_a_week(writing: Session, event: Event) -> None:
    old = service.preview_import(writing, System(), event, sent(SITI), NOW - timedelta(days=8))
    new = service.preview_import(writing, System(), event, sent(SITI), NOW)
    writing.refresh(old)
    assert (old.state, old.content, new.state) == ("expired", None, "planned")
    with pytest.raises(Conflict):
        service.apply_import(writing, System(), event, old, NOW)


def test_what_is_said_of_a_column_is_remembered_for_its_form(
    writing: Session, event: Event
) -> None:
    header = ("NO", "NAMA", "NIK", "JENIS PILAR", "KAB/KOTA", "KECAMATAN", "ISIAN LAIN", "REK")
    upload = Upload(file_name="a.csv", content=as_csv(SITI, header=header))
    kept = service.preview_import(writing, System(), event, upload, NOW)
    (form,) = unseal(kept.preview or b"").forms()
    assert form.columns[6].field is None
    assert form.columns[6].samples == ("0812••••••01",)
    uploads.remap_columns(writing, System(), event, kept, {form.form: {"6": "phone"}}, NOW)
    uploads.read_kept(writing, event, kept, NOW)
    service.apply_import(writing, System(), event, kept, NOW)
    assert writing.scalars(select(Person.phone)).one() == "+6281200010001"
    again = Upload(file_name="b.csv", content=as_csv(BUDI, header=header))
    other = service.preview_import(writing, System(), event, again, NOW)
    (form,) = unseal(other.preview or b"").forms()
    assert form.remembered
    assert form.columns[6].field == "phone"


def test_a_column_nobody_needs_is_not_kept(writing: Session, event: Event) -> None:
    header = (
        "NO",
        "NAMA",
        "NIK",
        "JENIS PILAR",
        "KAB/KOTA",
        "KECAMATAN",
        "NAMA IBU KANDUNG",
        "REK",
    )
    row = person(SITI, phone="Sumiati", nik="3516")
    upload = Upload(file_name="a.csv", content=as_csv(SITI, row, header=header))
    kept = service.preview_import(writing, System(), event, upload, NOW)
    preview = unseal(kept.preview or b"")
    assert "Sumiati" not in str(preview)
    service.apply_import(writing, System(), event, kept, NOW)
    (line,) = waiting.waiting_rows(writing, event, None)
    assert "Sumiati" not in (line.payload or "")


def coordinator(event: Event, regency: str) -> User:
    seat = Membership(event_id=event.id, role=EventRole.COORDINATOR, regency_code=regency)
    return User(id=uuid4(), name="Kora", role=Role.MEMBER, memberships=(seat,))


def test_a_coordinator_uploads_the_own_regency_and_sees_nothing_else(
    writing: Session, event: Event
) -> None:
    organizers = applied(writing, event, NUR, person(BUDI, nik="3516"))
    kora = coordinator(event, "35.16")
    mine = sent(SITI, NUR, person(SITI, nik=NUR[2], name="Nur Aini"), person(SITI, nik="35"))
    kept = service.preview_import(writing, kora, event, mine, LATER)
    preview = unseal(kept.preview or b"")
    assert preview.counts()["new"] == 1
    assert preview.counts()["refused"] == 2
    assert all(row.number is None for row in preview.group("refused"))
    service.apply_import(writing, kora, event, kept, LATER)
    assert len(waiting.waiting_rows(writing, event, "35.16")) == 1
    for touch in (service.apply_import, service.undo_import):
        with pytest.raises(NotFound):
            touch(writing, kora, event, organizers, LATER)
    with pytest.raises(NotFound):
        uploads.get_import(writing, event, organizers.id, kora)
    foreign = next(
        r for r in waiting.waiting_rows(writing, event, None) if r.import_id == organizers.id
    )
    with pytest.raises(NotFound):
        decisions.get_row(writing, kora, event, foreign.id)


def test_two_imports_that_add_one_person_at_one_instant(app: Flask) -> None:
    with transaction() as session:
        codes = [make_event(session, code).code for code in ("satu", "dua")]
    gate, failures = threading.Barrier(2), []

    def run(code: str) -> None:
        with app.app_context():
            try:
                gate.wait(10)
                with transaction() as session:
                    event = session.scalars(select(Event).where(Event.code == code)).one()
                    service.import_upload(session, System(), event, sent(SITI, BUDI, NUR), NOW)
            except Exception as error:  # noqa: BLE001 - shown by the test
                failures.append(error)
            finally:
                db.session.close()

    threads = [threading.Thread(target=Context().run, args=(run, code)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert db.session.scalar(select(func.count()).select_from(Person)) == 3
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 6


def test_every_row_of_a_batch_has_its_line(writing: Session, event: Event) -> None:
    kept = applied(writing, event, SITI, SITI, person(BUDI, nik="3516"))
    lines = writing.execute(
        select(ImportRow.row, ImportRow.outcome)
        .where(ImportRow.import_id == kept.id)
        .order_by(ImportRow.row)
    )
    assert [tuple(line) for line in lines] == [(2, "accept"), (3, "duplicate"), (4, "review")]
