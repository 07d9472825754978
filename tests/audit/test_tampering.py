"""Whoever owns the database tampers with it: the command says at which line, and what happened to it."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from checkin.accounts.chain import digest
from checkin.accounts.log import content_of
from checkin.accounts.models import AuditCheck, AuditEntry, AuditHead
from checkin.accounts.service import record
from checkin.actor import Role, System
from checkin.audit import export, jobs, queries
from checkin.audit.asked import Question
from checkin.audit.cli import audit
from checkin.db import db, transaction
from tests.conftest import OutsideClient
from tests.factories import NOW
from tests.personas import sign_in_as

DOC = Path(__file__).parents[2] / "docs" / "audit.md"
LINES = 8


@pytest.fixture
def unguarded(app: Flask, session: Session) -> Session:
    """Write some lines, then take the triggers away."""
    for number in range(LINES):
        with transaction() as writing:
            record(writing, System(), "event.update", now=NOW, subject=f"acara-{number}")
    with transaction() as owner:
        if owner.get_bind().dialect.name == "sqlite":
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in owner.scalars(text(triggers)).all():
                owner.execute(text(f"DROP TRIGGER {name}"))
        else:
            owner.execute(text("DROP FUNCTION audit_refuse CASCADE"))
    return session


def renumber(owner: Session, one: int, other: int) -> None:
    owner.execute(update(AuditEntry).where(AuditEntry.seq == one).values(seq=other))


def change(owner: Session) -> None:
    owner.execute(update(AuditEntry).where(AuditEntry.seq == 3).values(subject="lain"))


def change_and_hash(owner: Session) -> None:
    change(owner)
    owner.flush()
    entry = owner.scalars(select(AuditEntry).where(AuditEntry.seq == 3)).one()
    own = digest(3, entry.previous or "", content_of(entry))
    owner.execute(update(AuditEntry).where(AuditEntry.seq == 3).values(hash=own))


def remove(owner: Session) -> None:
    owner.execute(delete(AuditEntry).where(AuditEntry.seq == 3))


def remove_and_close_up(owner: Session) -> None:
    remove(owner)
    for number in range(4, LINES + 1):
        renumber(owner, number, number - 1)


def remove_tail(owner: Session) -> None:
    owner.execute(delete(AuditEntry).where(AuditEntry.seq >= 6))


def reorder(owner: Session) -> None:
    for one, other in ((3, 99), (5, 3), (99, 5)):
        renumber(owner, one, other)


def put_in(owner: Session) -> None:
    for number in range(LINES, 3, -1):
        renumber(owner, number, number + 1)
    before = owner.scalars(select(AuditEntry).where(AuditEntry.seq == 3)).one()
    forged = AuditEntry(
        id=uuid4(), seq=4, at=NOW, actor_kind="system", actor_name="sistem", action="event.update",
        subject="palsu", origin="", detail={}, previous=before.hash,
    )  # fmt: skip
    forged.hash = digest(4, before.hash or "", content_of(forged))
    owner.add(forged)


def put_in_loose(owner: Session) -> None:
    owner.execute(
        insert(AuditEntry).values(
            id=uuid4(), at=NOW, actor_kind="user", actor_name="Olga", action="event.update",
            subject="", origin="", detail={},
        )
    )  # fmt: skip


def behead(owner: Session) -> None:
    owner.execute(delete(AuditHead))


CASES: dict[str, tuple[Callable[[Session], None], int, str]] = {
    "changed": (change, 3, "diubah setelah ditulis"),
    "changed and hashed anew": (change_and_hash, 3, "diubah setelah ditulis"),
    "removed": (remove, 3, "dihapus, sedangkan catatan sesudahnya masih ada"),
    "removed and closed up": (remove_and_close_up, 3, "dihapus, sedangkan"),
    "tail removed": (remove_tail, 6, "semua sesudahnya dihapus"),
    "reordered": (reorder, 3, "ditukar tempatnya"),
    "inserted": (put_in, 4, "disisipkan dari luar"),
    "inserted without a place": (put_in_loose, LINES + 1, "disisipkan dari luar"),
    "head removed": (behead, LINES + 1, "kepala rantai"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_command_says_where_and_what(unguarded: Session, app: Flask, name: str) -> None:
    tamper, at, words = CASES[name]
    with transaction() as owner:
        tamper(owner)
    told = app.test_cli_runner().invoke(audit, ["verify"])
    assert told.exit_code == 1, told.output
    assert f"PUTUS pada nomor {at}:" in told.output
    assert words in told.output
    unguarded.rollback()
    kept = unguarded.get_one(AuditCheck, 1)
    assert (kept.broken_at, bool(kept.kind)) == (at, True)
    again = app.test_cli_runner().invoke(audit, ["verify", "--json"])
    assert (
        json.loads(again.output)["broken_at"] >= at
    )  # what has no place is beyond the last that has


def test_a_tail_cut_off_with_its_head_is_found_by_a_line_kept_elsewhere(
    unguarded: Session, app: Flask
) -> None:
    run = app.test_cli_runner()
    kept = run.invoke(audit, ["head"]).output.strip()
    with transaction() as owner:
        remove_tail(owner)
        last = owner.scalars(select(AuditEntry.hash).where(AuditEntry.seq == 5)).one()
        owner.execute(update(AuditHead).values(count=5, hash=last))
    assert run.invoke(audit, ["verify"]).exit_code == 0
    told = run.invoke(audit, ["verify", "--expect", kept])
    assert told.exit_code == 1


def test_the_night_finds_it_once_and_every_page_of_the_office_says_so(
    unguarded: Session, client: OutsideClient
) -> None:
    sign_in_as(client, Role.VIEWER)
    jobs.verify_nightly(NOW)
    assert unguarded.get_one(AuditCheck, 1).by == "pemeriksaan malam"
    assert "Rantai catatan audit putus" not in client.get("/kegiatan/").text
    with transaction() as owner:
        change(owner)
    jobs.verify_nightly(NOW + timedelta(minutes=10))
    unguarded.rollback()
    assert unguarded.get_one(AuditCheck, 1).kind == ""  # this night has had its turn
    jobs.verify_nightly(NOW + timedelta(days=1))
    page = client.get("/kegiatan/").text
    assert "Rantai catatan audit putus pada nomor 3." in page
    assert "putus pada nomor 3" in client.get("/audit/").text


def test_a_file_of_the_log_can_be_checked_by_the_documented_script(unguarded: Session) -> None:
    with transaction() as writing:
        record(writing, System(name="=1+1"), "office.text", now=NOW, subject='é, "x"', reason="@")
    cells = list(export.rows(queries.lines(unguarded, Question(), forms=True), "Asia/Jakarta"))
    script = re.findall(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[0]

    def outcome(rows: list[tuple[str, ...]]) -> str:
        said: list[str] = []
        file = io.StringIO(export.as_csv(rows).decode("utf-8-sig"), newline="")
        names = {
            "open": lambda *_a, **_k: file,
            "print": lambda *a: said.append(" ".join(map(str, a))),
        }
        exec(script, {"csv": csv, "hashlib": hashlib, "json": json, **names})
        return "\n".join(said)

    assert outcome(cells) == f"{LINES + 1} lines hold"
    for_sale = [*cells]
    for_sale[3] = (*cells[3][:-1], cells[3][-1].replace("acara-", "acarb-"))
    assert outcome(for_sale) == "line 6 was changed"
    assert outcome([*cells[:3], *cells[4:]]) == "line 6 is not there"
    db.session.rollback()
