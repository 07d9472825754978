"""The database: engine, declarative base, the UTC column type, and the only place that commits.

SQLite runs in WAL mode with `synchronous=FULL` (an acknowledged scan survives a power cut) and begins
its writing transactions with BEGIN IMMEDIATE, so that a transaction never fails half-way for a lock.
Writers of one SQLite file queue at a lock file first: SQLite's own busy handler sleeps and retries,
which is unfair under fifty phones, while `flock` wakes the next one at once.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, NewType

from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, Uuid, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from checkin import ids
from checkin.errors import Unavailable
from checkin.text import mark

ORIGIN = (
    "origin"  # in `Session.info`: where the asker is, told by the shell that opened the session
)
WRITING = "writing"  # in `Session.info`: whether a writing transaction is open

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table's class derives from."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        kind: Uuid() for kind in vars(ids).values() if isinstance(kind, NewType)
    }


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: takes aware datetimes only, keeps UTC, gives aware UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive value; bring the rest to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused: an instant needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back aware UTC (SQLite keeps no zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(engine_options={"pool_pre_ping": False})


def configure(engine: Engine) -> None:
    """Give `engine` the connection settings this house relies on."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "wal_autocheckpoint=8000",  # pages; at the usual 1,000 a crowd's scans copy each page twice
            "cache_size=-4000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        mode = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one transaction of a request, command or job; commit on leaving, roll back on any exception.

    Raises `Unavailable` where the database cannot be reached or written.
    """
    session = db.session
    if session.in_transaction():
        session.rollback()  # what was only read must not pin an old snapshot under the write
    try:
        with _writers_queue(session.get_bind()):
            session.connection(execution_options={"writing": True})
            session.info[WRITING] = True
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.info.pop(WRITING, None)
    except OperationalError as error:
        raise unavailable(error) from error


def insert_of(dialect: str) -> Callable[[Any], postgresql.Insert | sqlite.Insert]:
    """Return the INSERT of this database that knows what to do on a conflict."""
    return sqlite.insert if dialect == "sqlite" else postgresql.insert


def unavailable(error: DatabaseError) -> Unavailable:
    """Say in one sentence why the database cannot be used."""
    text = str(error.orig).lower()
    if "no such table" in text or "does not exist" in text or "unable to open" in text:
        return Unavailable(
            mark("Basis data belum disiapkan; jalankan `checkin db upgrade`."),
            code="no_database",
        )
    if "disk is full" in text or "no space" in text:
        return Unavailable(
            mark("Ruang penyimpanan penuh; tidak ada yang diubah."), code="disk_full"
        )
    return Unavailable(
        mark("Basis data tidak dapat dihubungi; coba lagi sebentar lagi."),
        code="database",
    )


def _writers_queue(bind: Engine | Connection) -> AbstractContextManager[None]:
    if bind.dialect.name != "sqlite":
        return nullcontext()
    path = bind.engine.url.database
    if not path or path == ":memory:":
        return nullcontext()
    return _file_lock(Path(f"{path}.lock"))


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
