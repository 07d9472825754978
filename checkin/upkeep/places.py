"""Where a restored database is built and how it takes the place of the present one, by kind of database."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from checkin.errors import Unavailable
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep.manifest import Facts
from checkin.upkeep.snapshots import client, count, run_client


class Place(ABC):
    """The present database, and what may come into its place."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @abstractmethod
    def near(self, settings: Settings) -> Path:
        """Return a folder in which the parts of a backup may lie for a while."""

    @abstractmethod
    def facts(self) -> Facts:
        """Return the figures of the present database."""

    @abstractmethod
    def built(self, part: Path) -> AbstractContextManager[Engine]:
        """Yield the database of a backup; what was not swapped in is gone after."""

    @abstractmethod
    def swap(self, fresh: Engine, now: datetime, *, keep: bool) -> str:
        """Put `fresh` in the place of the present database; return where that one is kept."""

    @abstractmethod
    def overwrite(self, fresh: Engine, now: datetime) -> str:
        """Put `fresh` in the place of a database that others have open, in one transaction."""

    def facts_of(self, fresh: Engine) -> Facts:
        """Return the figures of another database."""
        with fresh.connect() as connection:
            return count(connection)


def place_of(engine: Engine) -> Place:
    """Return the place of this engine's database."""
    return _File(engine) if engine.dialect.name == "sqlite" else _Server(engine)


class _File(Place):
    @property
    def path(self) -> Path:
        return Path(self._engine.url.database or "")

    def near(self, settings: Settings) -> Path:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.path.parent  # the same file system: the last step is a rename

    def facts(self) -> Facts:
        return self.facts_of(self._engine) if self.path.is_file() else Facts()

    @contextmanager
    def built(self, part: Path) -> Iterator[Engine]:
        yield create_engine(f"sqlite:///{part}", poolclass=NullPool)

    def swap(self, fresh: Engine, now: datetime, *, keep: bool) -> str:
        part = Path(fresh.url.database or "")
        self._engine.dispose()
        for path in (part, self.path):
            if path.is_file():
                _settle(path)
        kept = self.path.with_name(f"{self.path.stem}_sebelum-{_stamp(now)}{self.path.suffix}")
        if keep:
            os.link(self.path, kept)
            kept.chmod(0o600)
        for tail in ("-wal", "-shm"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        part.chmod(0o600)
        part.replace(self.path)
        _sync(self.path.parent)
        return str(kept) if keep else ""

    def overwrite(self, fresh: Engine, now: datetime) -> str:
        """Copy page by page: to who has the file open it is one large change by another."""
        fresh.dispose()
        self._engine.dispose()
        with (
            closing(sqlite3.connect(fresh.url.database or "")) as source,
            closing(sqlite3.connect(self.path, isolation_level=None, timeout=30)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return ""


class _Server(Place):
    def near(self, settings: Settings) -> Path:
        return settings.instance_dir

    def facts(self) -> Facts:
        return self.facts_of(self._engine)

    @contextmanager
    def built(self, part: Path) -> Iterator[Engine]:
        client("pg_restore")
        name = f"{self._name[:40]}_pulih_{uuid4().hex[:8]}"
        url = self._engine.url.set(database=name)
        with self._administrator() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        fresh = create_engine(url, poolclass=NullPool)
        try:
            run_client(
                "pg_restore",
                url,
                ("--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={name}", str(part)),
            )
            yield fresh
        finally:
            fresh.dispose()
            with self._administrator() as connection:
                connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def swap(self, fresh: Engine, now: datetime, *, keep: bool) -> str:
        kept = f"{self._name[:40]}_sebelum_{_stamp(now).replace('-', '_')}"
        self._engine.dispose()
        fresh.dispose()
        with self._administrator() as connection:
            for name in (self._name, fresh.url.database):
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
                    ),
                    {"name": name},
                )
            connection.execute(text("BEGIN"))  # both names change, or none
            connection.execute(text(f'ALTER DATABASE "{self._name}" RENAME TO "{kept}"'))
            connection.execute(
                text(f'ALTER DATABASE "{fresh.url.database}" RENAME TO "{self._name}"')
            )
            connection.execute(text("COMMIT"))
            if not keep:
                connection.execute(text(f'DROP DATABASE "{kept}"'))
        return kept if keep else ""

    def overwrite(self, fresh: Engine, now: datetime) -> str:
        return self.swap(fresh, now, keep=False)

    @property
    def _name(self) -> str:
        return self._engine.url.database or ""

    @contextmanager
    def _administrator(self) -> Iterator[Connection]:
        url = self._engine.url.set(database="postgres")
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise Unavailable(
                mark(
                    "Pemulihan PostgreSQL memerlukan hak CREATEDB dan basis data postgres: %(reason)s"
                ),
                code="pg_rights",
                reason=str(error.orig).strip().partition("\n")[0][:200],
            ) from error


def _settle(path: Path) -> None:
    """Bring what the write-ahead log still holds into the file, so that the file is all there is."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stamp(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}"
