"""Run a purge: batch after batch, each in its own transaction, then what lies in files and free pages.

A database keeps what was deleted until its place is used again; so it is packed afterwards, unless an event
goes on meanwhile.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from checkin.actor import Actor
from checkin.db import db, transaction
from checkin.events.models import Event
from checkin.jobs.models import Job
from checkin.privacy import purge
from checkin.privacy.office_sweeps import ALL

AROUND = timedelta(hours=12)
Progress = Callable[[int, int], None]


def run_purge(
    actor: Actor, now: datetime, output: Path, progress: Progress | None = None
) -> Counter[str]:
    """Take away all that is due; return how many rows of each class went."""
    with transaction() as session:
        run_id = purge.begin(session, actor, now)
    counts: Counter[str] = Counter()
    for at in range(len(ALL)):
        gone = 1
        while gone:
            with transaction() as session:
                code, gone = purge.take_batch(session, now, at)
            counts[code] += gone
        if progress:
            progress(at + 1, len(ALL))
    remove_files(db.session, output)  # counted with their jobs
    with transaction() as session:
        purge.end(session, actor, run_id, counts, now)
        quiet = not _is_on(session, now)
    if quiet and counts.total():
        pack(db.engine)
    return counts


def remove_files(session: Session, output: Path) -> int:
    """Delete printed files of which no job is left; return how many."""
    known = {str(job_id) for job_id in session.scalars(select(Job.id))}
    session.rollback()
    gone = 0
    for path in output.glob("*.bin") if output.is_dir() else ():
        if path.stem not in known and _is_id(path.stem):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def pack(engine: Engine) -> None:
    """Have nothing of what was deleted stay in the database's own files."""
    db.session.rollback()
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()  # the house's connections begin no transaction by themselves
        try:
            raw.cursor().execute("VACUUM")
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            raw.close()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM")


def _is_on(session: Session, now: datetime) -> bool:
    near = select(Event.id).where(Event.starts_at < now + AROUND, Event.ends_at > now - AROUND)
    return session.scalar(near.limit(1)) is not None


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
