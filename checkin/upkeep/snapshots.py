"""A copy of the whole database as it stood at one moment, while others go on writing.

SQLite's online backup reads inside one transaction: in WAL mode it sees one state and hinders nobody.
PostgreSQL's pg_dump does the same by a snapshot of its own, in which the figures are counted, too.
"""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from checkin.db import UTCDateTime
from checkin.errors import Unavailable
from checkin.text import mark
from checkin.upkeep.manifest import EventFacts, Facts

PAGES = 2000
Progress = Callable[[int, int], None]


def take_snapshot(engine: Engine, target: Path, progress: Progress) -> tuple[Facts, str]:
    """Copy the database to `target`; return its figures and the revision of its schema."""
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, target, progress)
        return _count_file(target)
    return _dump_postgres(engine, target)


def count(connection: Connection) -> Facts:
    """Return the figures of a database; zeros for one without tables."""
    known = set(inspect(connection).get_table_names())

    def rows_of(table: str) -> int:
        if table not in known:
            return 0
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608

    return Facts(
        events=tuple(_events(connection)) if "events" in known else (),
        people=rows_of("people"),
        registrations=rows_of("registrations"),
        scans=rows_of("scans"),
        users=rows_of("users"),
    )


def _events(connection: Connection) -> Iterator[EventFacts]:
    query = text(
        "SELECT e.code, e.name, e.starts_at, e.timezone, (SELECT count(*) FROM registrations r"
        " WHERE r.event_id = e.id AND r.status = 'active') AS people"
        " FROM events e ORDER BY e.starts_at, e.code"
    ).columns(starts_at=UTCDateTime)
    for row in connection.execute(query):
        yield EventFacts(
            code=row.code,
            name=row.name,
            starts_at=row.starts_at.isoformat(),
            timezone=row.timezone,
            people=row.people,
        )


def revision(connection: Connection) -> str:
    """Return the revision of the schema; empty for a database without one."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def client(name: str) -> str:
    """Return where a program of PostgreSQL lies; raise `Unavailable` where it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise Unavailable(
            mark("%(name)s tidak terpasang di server ini; pasang paket postgresql-client."),
            code="no_pg_client",
            name=name,
        )
    return found


def run_client(name: str, url: URL, arguments: Iterable[str]) -> None:
    """Run a program of PostgreSQL on the database of `url`; raise `Unavailable` with what it said."""
    more = {key: str(value) for key, value in url.query.items() if key in ("host", "port")}
    surroundings = {
        "PGHOST": url.host or more.get("host", ""),
        "PGPORT": str(url.port or more.get("port", "")),
        "PGSSLMODE": str(url.query.get("sslmode", "")),
        "PGSSLROOTCERT": str(url.query.get("sslrootcert", "")),
        "PGUSER": url.username or "",
        "PGPASSWORD": str(url.password or ""),
        "PGDATABASE": url.database or "",
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }
    done = subprocess.run(  # noqa: S603 - no shell, arguments of our own
        [client(name), "--no-password", *arguments],
        env={key: value for key, value in surroundings.items() if value},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise Unavailable(
            mark("%(name)s gagal: %(reason)s"),
            code="pg_client_failed",
            name=name,
            reason=lines[0][:200],
        )


def _copy_sqlite(engine: Engine, target: Path, progress: Progress) -> None:
    try:
        _copy_file(f"file:{engine.url.database}?mode=ro", target, progress)
    except sqlite3.Error as error:
        raise Unavailable(
            mark("Basis data tidak dapat disalin: %(reason)s."),
            code="database_copy",
            reason=error,
        ) from error
    target.chmod(0o600)


def _copy_file(address: str, target: Path, progress: Progress) -> None:
    source = sqlite3.connect(address, uri=True, isolation_level=None)
    with closing(source), closing(sqlite3.connect(target)) as copy:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()  # pins what is copied
        source.backup(
            copy,
            pages=PAGES,
            progress=lambda _status, left, total: progress(total - left, total),
            sleep=0,
        )
        source.execute("ROLLBACK")
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise Unavailable(
                mark("Basis data ini sendiri rusak; salinannya tidak lolos pemeriksaan."),
                code="database_damaged",
            )


def _count_file(path: Path) -> tuple[Facts, str]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        return count(connection), revision(connection)


def _dump_postgres(engine: Engine, target: Path) -> tuple[Facts, str]:
    client("pg_dump")
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        facts, schema = count(connection), revision(connection)
        target.touch(mode=0o600)
        run_client(
            "pg_dump",
            engine.url,
            ("--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"),
        )
    return facts, schema
