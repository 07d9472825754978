"""A backup put back while the application runs: others wait, the state before is kept, it can be undone."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from checkin import clock
from checkin.accounts.models import AuditEntry
from checkin.db import db, transaction
from checkin.errors import Conflict
from checkin.ids import JobId, uuid7
from checkin.jobs.runner import runner
from checkin.people.models import Person
from checkin.settings import Settings
from checkin.upkeep import live, shelf
from checkin.upkeep.gate import LOCK, Gate, is_restoring
from checkin.upkeep.live import restore_live, status
from checkin.upkeep.making import make_backup
from tests.conftest import SERVER, OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as
from tests.upkeep.conftest import PASSPHRASE

pytestmark = pytest.mark.skipif(
    bool(SERVER) and not shutil.which("pg_dump"), reason="pg_dump is not installed"
)
HOME = "/pengaturan/cadangan/"
WAIT_S = 120


def silent(done: int, total: int) -> None:
    """Nobody watches."""


def people() -> int:
    """Return how many people are here now."""
    found = db.session.scalar(select(func.count()).select_from(Person)) or 0
    db.session.rollback()
    return found


def more_people(count: int) -> None:
    with transaction() as session:
        event = make_event(session, code=f"kegiatan-{people()}")
        for number in range(count):
            make_registration(session, event, f"Peserta {number}")


@pytest.fixture
def backup(app: Flask) -> Path:
    """Return a backup of three people, of whom there are five by now."""
    more_people(3)
    settings: Settings = app.extensions["settings"]
    db.session.close()
    path = make_backup(db.engine, settings, PASSPHRASE, clock.now(), silent).path
    more_people(2)
    db.session.close()
    return path


@contextmanager
def announced(settings: Settings) -> Iterator[None]:
    """Stand where a restore stands while it is at work."""
    told = live.Status(phase="saving", name="x", by="Olga", at=clock.now(), share=20)
    with (settings.instance_dir / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        live._tell(settings, told)
        yield


def test_it_replaces_what_is_there_and_can_be_undone(app: Flask, backup: Path) -> None:
    settings: Settings = app.extensions["settings"]
    done = restore_live(db.engine, settings, backup, PASSPHRASE, PASSPHRASE, "Olga", clock.now())
    assert (done.phase, done.people, done.events) == ("done", 3, 1)
    assert people() == 3
    asked = select(AuditEntry.detail).where(AuditEntry.action == "backup.restore")
    assert db.session.scalars(asked).one()["asked_by"] == "Olga"
    db.session.close()
    saved = shelf.find_backup(settings, done.saved)
    again = restore_live(db.engine, settings, saved, PASSPHRASE, PASSPHRASE, "Olga", clock.now())
    assert (again.phase, again.people) == ("done", 5)
    assert people() == 5
    known = status(settings, clock.now())
    assert known == again
    assert [one.is_before for one in shelf.list_backups(settings)].count(True) == 2


def test_what_fails_leaves_all_as_it_was(app: Flask, backup: Path) -> None:
    settings: Settings = app.extensions["settings"]
    done = restore_live(
        db.engine, settings, backup, "bukan yang itu", PASSPHRASE, "Olga", clock.now()
    )
    assert (done.phase, people()) == ("failed", 5)
    assert "keliru" in done.message
    content = backup.read_bytes()
    backup.write_bytes(content[:-100])
    done = restore_live(db.engine, settings, backup, PASSPHRASE, PASSPHRASE, "", clock.now())
    assert (done.phase, people()) == ("failed", 5)
    assert not is_restoring(settings.instance_dir)


def test_who_works_is_waited_for_but_not_for_ever(app: Flask, backup: Path) -> None:
    settings: Settings = app.extensions["settings"]
    gate = Gate(settings, lambda: None)
    with gate.inside():
        done = restore_live(
            db.engine, settings, backup, PASSPHRASE, PASSPHRASE, "", clock.now(), patience=0.3
        )
    assert (done.phase, done.message, people()) == ("failed", live.BUSY, 5)
    with announced(settings), pytest.raises(Conflict):
        restore_live(db.engine, settings, backup, PASSPHRASE, PASSPHRASE, "", clock.now())


def test_everybody_else_is_told_to_wait(app: Flask, client: OutsideClient) -> None:
    settings: Settings = app.extensions["settings"]
    with announced(settings):
        page = client.get("/masuk")
        assert page.status_code == 503
        assert "Cadangan sedang dipulihkan" in page.text
        assert "keadaan sekarang" in page.text
        assert page.headers["Refresh"] == "3; url=/masuk"
        assert client.post("/masuk").headers["Refresh"] == "3; url=/"
        told = client.post("/api/v1/scans", json={})
        assert (told.status_code, told.get_json()["code"]) == (503, "restoring")
        with client.get("/static/public.css") as sheet:
            assert sheet.status_code == 200
    assert client.get("/masuk").status_code == 200


def test_a_process_forgets_the_former_database_once(settings: Settings) -> None:
    forgotten: list[int] = []
    gate = Gate(settings, lambda: forgotten.append(1))
    assert gate.enter()
    gate.leave()
    with announced(settings):
        assert not gate.enter()
    for _ in range(2):
        assert gate.enter()
        assert gate.enter()
        gate.leave()
        gate.leave()
    assert forgotten == [1]


def test_one_that_was_killed_says_so(settings: Settings) -> None:
    now = clock.now()
    with announced(settings):
        assert status(settings, now + timedelta(minutes=5)).phase == "saving"  # type: ignore[union-attr]
    lost = status(settings, now + timedelta(minutes=5))
    assert lost is not None
    assert (lost.phase, lost.message) == ("failed", live.LOST)
    assert status(settings, now + timedelta(days=9)) is None


def test_the_page_asks_for_the_name_and_shows_what_came_of_it(
    app: Flask, client: OutsideClient, backup: Path
) -> None:
    settings: Settings = app.extensions["settings"]
    threads: list[Thread] = []

    def restorer(_: Settings, name: str, said: str, present: str, by: str, now: object) -> None:
        def work() -> None:
            with app.app_context():
                path = shelf.find_backup(settings, name)
                restore_live(db.engine, settings, path, said, present, by, clock.now(), WAIT_S)
                db.engine.dispose()

        threads.append(Thread(target=work))
        threads[0].start()

    app.extensions["restorer"] = restorer
    sign_in_as(client, proven=True)
    plan = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "kept": "2", "with_key": "y"}
    client.submit(HOME, plan)
    db.session.close()
    address = f"{HOME}berkas/{backup.name}/pulihkan"
    look = client.submit(f"{HOME}berkas/{backup.name}/isi", {"passphrase": ""})
    assert "-2" in look.text
    for typed in ("", "sapa-pilar"):
        refused = client.submit(address, {"typed": typed})
        assert (refused.status_code, "Ketik nama cadangan ini" in refused.text) == (422, True)
    wrong = client.submit(address, {"typed": backup.stem, "passphrase": "bukan yang itu"})
    assert wrong.status_code == 422
    assert not threads
    assert client.submit(address, {"typed": backup.stem}).location == f"{HOME}pemulihan"
    threads[0].join(WAIT_S)
    page = client.get(f"{HOME}pemulihan")
    assert "Pemulihan selesai" in page.text
    assert "Peserta" not in page.text
    assert people() == 3
    assert client.get(HOME).status_code == 302  # everybody signs in again
    with transaction() as session:
        session.execute(select(1))
    db.session.close()


def test_a_job_the_backup_knows_nothing_of_is_left_alone(app: Flask) -> None:
    runner().run(JobId(uuid7()))
