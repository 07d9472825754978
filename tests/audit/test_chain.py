"""The chain in the database: written in order by many at once, kept from change, made for old entries."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from checkin import schema
from checkin.accounts.log import without_numbers
from checkin.accounts.models import AuditEntry, AuditHead
from checkin.accounts.service import record
from checkin.actor import Role, System, User
from checkin.audit import queries, service
from checkin.audit.verify import Break, Head
from checkin.db import ORIGIN, db, transaction
from checkin.errors import Invalid
from checkin.events.models import Event
from tests.factories import NOW, make_event

OLGA = User(id=uuid4(), name="Olga", role=Role.ADMIN, sign_in_id=uuid4())


def written(count: int) -> None:
    for number in range(count):
        with transaction() as session:
            record(
                session, OLGA, "event.update", now=NOW, subject=str(number), more={"b": 1, "a": []}
            )


def broken(session: Session) -> tuple[int | None, Break | None]:
    verdict = service.check(session)
    return verdict.broken_at, verdict.kind


@pytest.fixture
def unguarded(session: Session) -> Session:
    """Return the session of somebody who owns the database and took the triggers away."""
    with transaction() as writing:
        if writing.get_bind().dialect.name == "sqlite":
            names = writing.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name in names:
                writing.execute(text(f"DROP TRIGGER {name}"))
        else:
            writing.execute(text("DROP FUNCTION audit_refuse CASCADE"))
    return session


def test_entries_of_one_transaction_follow_each_other(session: Session) -> None:
    with transaction() as writing:
        for action in ("event.create", "event.update"):
            record(writing, OLGA, action, now=NOW)
    written(1)
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.action for entry in entries][:2] == ["event.create", "event.update"]
    assert entries[1].previous == entries[0].hash
    assert entries[0].sign_in_id == OLGA.sign_in_id
    assert broken(session) == (None, None)


def fails(opened: AbstractContextManager[Session]) -> None:
    with opened as writing:
        record(writing, OLGA, "event.copy", now=NOW)
        writing.flush()
        raise RuntimeError


def test_what_comes_to_nothing_leaves_no_gap(session: Session) -> None:
    with pytest.raises(RuntimeError):
        fails(transaction())
    with transaction() as writing:
        with pytest.raises(RuntimeError), writing.begin_nested():
            fails(nullcontext(writing))
        with writing.begin_nested():
            record(writing, OLGA, "event.create", now=NOW)
    assert session.scalars(select(AuditEntry.action)).all() == ["event.create"]
    assert broken(session) == (None, None)


def test_many_who_write_at_once_wait_for_each_other_and_for_nothing_else(
    app: Flask, session: Session
) -> None:
    with transaction() as writing:
        events = [make_event(writing, f"acara-{number}").id for number in (1, 2)]
    before = queries.head(session)
    session.rollback()

    def write(worker: int) -> None:
        """Record first, lock an event then: with the head locked at once, two would wait in a ring."""
        with app.app_context():
            for turn in range(6):
                mine = events[(worker + turn) % 2]
                with transaction() as writing:
                    record(
                        writing, OLGA, "event.update", now=NOW, subject=f"{worker}", event_id=mine
                    )
                    writing.flush()
                    writing.get_one(Event, mine, with_for_update=True)
            db.session.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    session.expire_all()
    after = queries.head(session)
    assert before
    assert after
    assert after.count == before.count + 36
    assert broken(session) == (None, None)


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEntry).values(subject="lain"),
        update(AuditEntry).values(seq=None),
        delete(AuditEntry),
        update(AuditHead).values(count=0),
        delete(AuditHead),
    ],
    ids=["content", "place", "entry", "head back", "head"],
)
def test_the_database_itself_refuses_changes(session: Session, statement: object) -> None:
    written(2)
    with pytest.raises(DBAPIError, match="never changed"), Session(db.engine) as owner:
        owner.execute(statement)  # type: ignore[call-overload]
    assert broken(session) == (None, None)


def test_tampering_in_the_database_is_found(unguarded: Session) -> None:
    written(6)
    kept = queries.head(unguarded)
    with transaction() as owner:
        owner.execute(update(AuditEntry).where(AuditEntry.seq == 3).values(actor_name="Carl"))
    assert broken(unguarded) == (3, Break.ALTERED)
    with transaction() as owner:
        owner.execute(update(AuditEntry).where(AuditEntry.seq == 3).values(actor_name="Olga"))
    assert broken(unguarded) == (None, None)
    with transaction() as owner:
        owner.execute(delete(AuditEntry).where(AuditEntry.seq == 6))
    assert broken(unguarded) == (6, Break.CUT_OFF)
    with transaction() as owner:
        fifth = owner.scalars(select(AuditEntry.hash).where(AuditEntry.seq == 5)).one()
        owner.execute(update(AuditHead).values(count=5, hash=fifth))
    assert broken(unguarded) == (None, None)
    verdict = service.check(unguarded, kept)
    assert (verdict.broken_at, verdict.kind) == (6, Break.CUT_OFF)
    with transaction() as owner:
        owner.execute(
            insert(AuditEntry).values(
                id=uuid4(), at=NOW, actor_kind="user", actor_name="Olga", action="event.update",
                subject="", origin="", detail={},
            )
        )  # fmt: skip
    assert broken(unguarded)[1] is Break.INSERTED


def test_entries_from_before_are_chained_in_the_order_of_their_time(connection: Connection) -> None:
    schema.downgrade(connection, "0010")
    for number in (2, 1, 3):
        connection.execute(
            text(
                "INSERT INTO audit_entries (id, at, actor_kind, actor_name, action, subject, detail)"
                " VALUES (:id, :at, 'user', 'Olga', 'event.update', :subject, :detail)"
            ),
            {
                "id": uuid4().hex,
                "at": f"2023-11-20 01:14:0{number}.120000",
                "subject": str(number),
                "detail": '{"b": 1, "a": "é"}',
            },
        )
    schema.upgrade(connection)
    connection.commit()
    with Session(connection) as session:
        asked = select(AuditEntry.subject).order_by(AuditEntry.seq)
        assert session.scalars(asked).all() == ["1", "2", "3"]
        assert session.scalar(select(func.count()).select_from(AuditHead)) == 1
        assert broken(session) == (None, None)


def test_where_the_asker_is_stands_in_the_entry(session: Session) -> None:
    with transaction() as writing:
        writing.info[ORIGIN] = "203.0.113.9 · Chrome · Android"
        record(writing, System(), "event.update", now=NOW)
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.origin == "203.0.113.9 · Chrome · Android"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("NIK 3522014708850002 salah", "NIK 3522**********02 salah"),
        ("3522.0147.0885.0002", "3522*************02"),
        ("hp 081234567890", "hp 0812******90"),
        ("peserta 2023-11-05 10:11.xlsx", "peserta 2023-11-05 10:11.xlsx"),
        ("01931234-5678-7123-8123-123456789012", "01931234-5678-7123-8123-123456789012"),
    ],
)
def test_long_numbers_that_somebody_typed_are_masked(said: str, kept: str) -> None:
    assert without_numbers(said) == kept


def test_long_numbers_are_masked_in_details_too(session: Session) -> None:
    with transaction() as writing:
        record(
            writing,
            OLGA,
            "badges.replace",
            now=NOW,
            reason="3522014708850002",
            more=[{"a": "081234567890"}],
        )
    detail = session.scalars(select(AuditEntry.detail)).one()
    assert detail == {"reason": "3522**********02", "more": [{"a": "0812******90"}]}


@pytest.mark.parametrize("line", ["", "3", "3:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_a_line_that_names_no_head_is_refused(line: str) -> None:
    with pytest.raises(Invalid):
        service.read_head(line)
    assert service.read_head(f" 3:{'A' * 64}\n") == Head(count=3, hash="a" * 64)
