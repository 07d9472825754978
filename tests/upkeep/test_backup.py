"""A backup taken while phones scan, put back into an instance that knows nothing: everything is there."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from checkin import clock, crypto, schema
from checkin.accounts.models import AuditEntry
from checkin.app import create_app
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import db, transaction
from checkin.errors import CheckinError, Conflict, Invalid, Unavailable
from checkin.jobs.models import Job
from checkin.mail import outbox
from checkin.mail.models import Letter
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Scan
from checkin.settings import Settings
from checkin.upkeep.archive import read_archive
from checkin.upkeep.making import make_backup
from checkin.upkeep.restoring import check_fits, restore_backup
from checkin.upkeep.serving import alone
from checkin.upkeep.snapshots import count
from tests.conftest import SERVER, OutsideClient, _execute
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone
from tests.upkeep.conftest import PASSPHRASE

pytestmark = pytest.mark.skipif(
    bool(SERVER) and not shutil.which("pg_dump"), reason="pg_dump is not installed"
)


def silent(done: int, total: int) -> None:
    """Nobody watches."""


def back_up(app: Flask, **over: Any) -> Path:
    settings: Settings = app.extensions["settings"]
    return make_backup(db.engine, settings, PASSPHRASE, clock.now(), silent, **over).path


def restore(app: Flask, path: Path, *, passphrase: str = PASSPHRASE, **over: Any) -> Any:
    settings: Settings = app.extensions["settings"]
    return restore_backup(db.engine, settings, path, passphrase, clock.now(), silent, **over)


@pytest.fixture
def people(app: Flask) -> list[str]:
    """Return the badge codes of an event of ten."""
    with transaction() as session:
        event = make_event(session)
        for number in range(10):
            make_registration(session, event, f"Peserta {number}")
        ensure_badges(session, event, clock.now())
        codes = list(session.scalars(select(Badge.code)))
    db.session.close()
    return codes


@contextmanager
def scanning(app: Flask, codes: list[str]) -> Iterator[list[str]]:
    """Let a phone scan and scan until the block ends; yield the ids that were acknowledged so far."""
    phone = Phone(OutsideClient(app, app.response_class))
    db.session.close()
    acknowledged: list[str] = []
    enough, stop = Signal(), Signal()

    def work() -> None:
        while not stop.is_set():
            batch = [phone.scan(codes[len(acknowledged) % len(codes)]) for _ in range(3)]
            acknowledged.extend(result["id"] for result in phone.send(*batch))
            if len(acknowledged) >= 30:
                enough.set()
        enough.set()

    thread = Thread(target=work)
    thread.start()
    try:
        assert enough.wait(120)
        yield acknowledged
    finally:
        stop.set()
        thread.join()


def test_every_scan_acknowledged_before_the_backup_is_there_after_the_restore(
    app: Flask, people: list[str], elsewhere: Settings
) -> None:
    with scanning(app, people) as acknowledged:
        before = list(acknowledged)
        path = back_up(app)
    settings: Settings = app.extensions["settings"]
    niks = set(db.session.scalars(select(Person.nik)))
    db.session.close()
    db.engine.dispose()
    held = read_archive(path, PASSPHRASE, silent)
    assert held.facts.people == 10
    assert held.facts.scans >= len(before)
    assert settings.data_key not in path.read_bytes()

    with (other := create_app(elsewhere)).app_context():
        done = restore(other, path)
        assert done.facts == held.facts
        assert done.kept == ""
        session = db.session
        kept = {str(one) for one in session.scalars(select(Scan.id))}
        assert set(before) <= kept
        assert len(kept) == held.facts.scans
        assert set(session.scalars(select(Person.nik))) == niks
        someone = next(iter(niks))
        found = select(Person.name).where(Person.nik_index == crypto.blind_index(str(someone)))
        assert session.scalar(found)
        assert session.scalar(
            select(AuditEntry.action).where(AuditEntry.action == "backup.restore")
        )
        session.close()
        db.engine.dispose()


def test_a_full_instance_is_replaced_only_when_told_and_kept_beside(
    app: Flask, people: list[str]
) -> None:
    path = back_up(app)
    with transaction() as session:
        session.execute(text("UPDATE people SET name = 'Lain'"))
    db.session.close()
    with pytest.raises(Conflict) as refusal:
        restore(app, path)
    assert refusal.value.code == "instance_not_empty"
    assert db.session.scalar(select(func.count()).where(Person.name == "Lain")) == 10
    db.session.close()
    done = restore(app, path, replace=True)
    assert db.session.scalar(select(func.count()).where(Person.name == "Lain")) == 0
    db.session.close()
    if SERVER:
        _execute(f'DROP DATABASE "{done.kept}" WITH (FORCE)')
    else:
        assert Path(done.kept).stat().st_mode & 0o777 == 0o600


def test_what_was_at_work_when_the_backup_was_made_does_not_begin_again(
    app: Flask, people: list[str], elsewhere: Settings
) -> None:
    with transaction() as session:
        for state in ("queued", "running", "done"):
            session.add(Job(kind="x", title="x", params={}, state=state, created_at=clock.now()))
        seats = session.scalars(select(Registration).limit(2)).all()
        whom = [seat.id for seat in seats]
        outbox.put(session, seats[0].event_id, "invitation", whom, "k@example.id", clock.now())
    db.session.close()
    path = back_up(app)
    with (other := create_app(elsewhere)).app_context():
        restore(other, path)
        states = db.session.scalars(select(Job.state)).all()
        assert sorted(states) == ["done", "failed", "failed"]
        assert set(db.session.scalars(select(Letter.state))) == {"given_up"}
        db.session.close()
        db.engine.dispose()


@pytest.mark.parametrize("harm", ["passphrase", "cut", "no file", "newer"])
def test_what_cannot_be_restored_changes_nothing(
    app: Flask, people: list[str], monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    path, passphrase = back_up(app), PASSPHRASE
    match harm:
        case "passphrase":
            passphrase = "bukan kata sandinya"
        case "cut":
            path.write_bytes(path.read_bytes()[:-1000])
        case "no file":
            path = path.with_name("tidak-ada.spbackup")
        case "newer":
            monkeypatch.setattr(schema, "knows", lambda revision: False)
    before = _facts()
    folder = app.extensions["settings"].instance_dir
    there = {one.name for one in folder.iterdir()}
    with pytest.raises(CheckinError):
        restore(app, path, passphrase=passphrase, replace=True)
    assert _facts() == before
    assert {one.name for one in folder.iterdir()} - there <= {"serving.lock"}


def test_a_backup_of_another_kind_of_database_is_refused(app: Flask, people: list[str]) -> None:
    held = read_archive(back_up(app), PASSPHRASE, silent)
    other = "postgresql" if held.dialect == "sqlite" else "sqlite"
    with pytest.raises(Invalid) as refusal:
        check_fits(held, other)
    assert refusal.value.code == "backup_dialect"


def test_nothing_is_restored_while_somebody_serves(app: Flask, people: list[str]) -> None:
    path = back_up(app)
    with alone(app.extensions["settings"]), pytest.raises(Conflict) as refusal:
        restore(app, path, replace=True)
    assert refusal.value.code == "instance_served"


def test_without_its_key_a_backup_needs_the_key_it_was_made_with(
    app: Flask, people: list[str], elsewhere: Settings
) -> None:
    path = back_up(app, with_key=False)
    own: Settings = app.extensions["settings"]
    with (other := create_app(elsewhere)).app_context():
        with pytest.raises(Unavailable) as refusal:
            restore(other, path)
        assert refusal.value.code == "backup_key"
        db.engine.dispose()
    both = replace(elsewhere, older_data_keys=(own.data_key,))
    with (other := create_app(both)).app_context():
        restore(other, path)
        assert all(nik for nik in db.session.scalars(select(Person.nik)))
        db.session.close()
        db.engine.dispose()


def test_the_signing_certificate_comes_back_but_never_over_another(
    app: Flask, elsewhere: Settings, tmp_path: Path
) -> None:
    certificate = tmp_path / "tanda.p12"
    certificate.write_bytes(b"certificate")
    own = replace(app.extensions["settings"], signing_certificate=certificate)
    path = make_backup(db.engine, own, PASSPHRASE, clock.now(), silent).path
    with (other := create_app(elsewhere)).app_context():
        laid = restore(other, path).certificate
        assert laid == elsewhere.instance_dir / "signing.p12"
        assert laid.read_bytes() == b"certificate"
        assert laid.stat().st_mode & 0o777 == 0o600
        laid.write_bytes(b"another")
        assert restore(other, path, replace=True).certificate is None
        assert laid.read_bytes() == b"another"
        db.engine.dispose()


def test_a_database_that_is_damaged_is_not_called_a_backup(app: Flask, session: Session) -> None:
    session.close()
    if SERVER:
        pytest.skip("a file of SQLite")
    db.engine.dispose()
    file = Path(str(db.engine.url.database))
    content = bytearray(file.read_bytes())
    content[4096:40960] = b"\xff" * 36864
    file.write_bytes(content)
    with pytest.raises(Unavailable):
        back_up(app)
    assert not list((app.extensions["settings"].instance_dir / "backups").iterdir())


def test_an_older_schema_is_brought_up_to_the_present_one(
    app: Flask, session: Session, elsewhere: Settings
) -> None:
    session.close()
    with db.engine.begin() as connection:
        schema.downgrade(connection, "0012")
    path = back_up(app)
    assert read_archive(path, PASSPHRASE, silent).schema == "0012"
    with (other := create_app(elsewhere)).app_context():
        restore(other, path)
        with db.engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
            assert schema.knows(str(version))
            assert version != "0012"
            assert connection.scalar(text("SELECT count(*) FROM districts")) == 666
        db.engine.dispose()


def test_a_short_passphrase_seals_nothing(app: Flask) -> None:
    with pytest.raises(Invalid):
        make_backup(db.engine, app.extensions["settings"], "pendek", clock.now(), silent)
    assert not (app.extensions["settings"].instance_dir / "backups").exists()


def _facts() -> Any:
    with db.engine.connect() as connection:
        return count(connection)
