"""Use cases of the audit log: check its chain, give lines out."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from checkin.accounts.models import AuditCheck
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, name_of, require
from checkin.audit import queries
from checkin.audit.asked import Asked, Question, question
from checkin.audit.verify import Head, Link, Verdict, verify
from checkin.errors import Invalid
from checkin.events.queries import find_event_id
from checkin.text import mark

Progress = Callable[[int, int], None]
STEP = 10_000


def check(
    session: Session, expected: Head | None = None, progress: Progress = lambda done, total: None
) -> Verdict:
    """Walk along the whole chain and return how far it holds.

    It is read as it was at one moment, however many lines are written meanwhile.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    head = queries.head(session)
    loose = queries.loose(session)
    with closing(queries.links(session)) as links:
        told = _telling(links, head.count if head else 0, progress)
        verdict = verify(told, head, loose=loose, expected=expected)
    session.rollback()
    return verdict


def _telling(links: Iterable[Link], total: int, progress: Progress) -> Iterator[Link]:
    for done, link in enumerate(links, start=1):
        if done % STEP == 0:
            progress(done, max(total, done))
        yield link


def note_check(session: Session, actor: Actor, verdict: Verdict, now: datetime) -> None:
    """Keep what a check found: for the pages, and as a line where the chain still takes one."""
    require(actor, Permission.AUDIT_READ)
    kind = verdict.kind.value if verdict.kind else ""
    session.merge(
        AuditCheck(
            id=1,
            at=now,
            by=name_of(actor)[:120],
            entries=verdict.entries,
            kind=kind,
            broken_at=verdict.broken_at,
        )
    )
    if queries.takes_more(session):
        record(
            session, actor, queries.VERIFY, now=now,
            entries=verdict.entries, kind=kind, broken_at=verdict.broken_at,
        )  # fmt: skip


def note_export(
    session: Session,
    actor: Actor,
    filters: Asked,
    scope: UUID | None,
    timezone: str,
    kind: str,
    now: datetime,
) -> Question:
    """Write down that the lines of these filters go out; return the question they are found by."""
    require(actor, Permission.AUDIT_READ, scope)
    event_id = scope or (find_event_id(session, filters.event) if filters.event else None)
    wanted = question(filters, event_id, timezone)
    record(
        session,
        actor,
        "audit.export",
        now=now,
        event_id=scope,
        rows=queries.count(session, wanted),
        format=kind,
    )
    return wanted


def read_head(text: str) -> Head:
    """Return the head that a line kept elsewhere names; raise `Invalid`."""
    count, _, digest = text.strip().partition(":")
    digest = digest.strip().lower()
    if not count.strip().isascii() or not count.strip().isdigit() or len(digest) != 64:
        raise Invalid(
            mark("Tulis kepala rantai seperti yang dicetak `checkin audit head`: NOMOR:SIDIK."),
            code="audit_head_form",
        )
    return Head(count=int(count), hash=digest)
