"""Restore a backup while the application runs, for an office without a terminal.

Runs in a process of its own. Everybody else is shut out at the gate and told to wait; the present state is
backed up and read back first; then the backup takes its place. What fails at any point before that leaves
all as it was, and opens the gate again.
"""

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine

import checkin
from checkin.documents.files import write_whole
from checkin.errors import CheckinError, Conflict, Unavailable
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep.archive import read_archive
from checkin.upkeep.gate import LOCK, STATUS, WORKING, is_restoring
from checkin.upkeep.making import make_backup
from checkin.upkeep.manifest import Facts
from checkin.upkeep.restoring import put_back
from checkin.upkeep.shelf import path_for

PATIENCE = 60.0  # seconds until what is under way must be done
STARTING = timedelta(seconds=30)
SHOWN = timedelta(days=7)
BEFORE = "sebelum-pulih"
PHASES = {
    "waiting": mark("Menunggu pekerjaan yang sedang berjalan selesai"),
    "saving": mark("Mencadangkan dan memeriksa keadaan sekarang"),
    "restoring": mark("Memulihkan cadangan"),
    "done": mark("Pemulihan selesai"),
    "failed": mark("Pemulihan tidak jadi"),
}
LOST = mark("Pemulihan terputus sebelum selesai; keadaan semula tetap dipakai.")
BUSY = mark("Masih ada pekerjaan panjang yang berjalan; tunggu sampai selesai, lalu ulangi.")


Restorer = Callable[[Settings, str, str, str, str, datetime], None]


@dataclass(frozen=True, kw_only=True)
class Status:
    """How far a restore is, or what became of the last one; `saved` names the backup of the state before."""

    phase: str
    name: str
    by: str
    at: datetime
    share: int = 0
    saved: str = ""
    message: str = ""
    events: int = 0
    people: int = 0
    scans: int = 0

    @property
    def is_over(self) -> bool:
        """Whether the gate is open again."""
        return self.phase in ("done", "failed")


def start(
    settings: Settings, name: str, passphrase: str, present: str, by: str, now: datetime
) -> None:
    """Begin the restore of a backup on the shelf in a process of its own; the page tells how far it is."""
    _tell(settings, Status(phase="waiting", name=name, by=by, at=now))
    ours = "from checkin.app import main; main()"
    process = subprocess.Popen(  # noqa: S603 - no shell, arguments of our own
        [sys.executable, "-c", ours, "backup", "restore-live", name, "--by", by],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=Path(checkin.__file__).parent.parent,
    )
    assert process.stdin is not None
    with process.stdin as told:
        told.write(json.dumps({"passphrase": passphrase, "present": present}).encode())
    Thread(target=process.wait, daemon=True).start()


def status(settings: Settings, now: datetime) -> Status | None:
    """Return how the restore stands, or how the last one of these days ended."""
    found = _read(settings)
    if found is None or now - found.at > SHOWN:
        return None
    begun = now - found.at < STARTING or is_restoring(settings.instance_dir)
    if not found.is_over and not begun:
        return replace(found, phase="failed", message=LOST)
    return found


def restore_live(
    engine: Engine,
    settings: Settings,
    path: Path,
    passphrase: str,
    present: str,
    by: str,
    now: datetime,
    patience: float = PATIENCE,
) -> Status:
    """Put the backup in the place of the present database while others wait; return what became of it.

    `present` seals the backup of the present state. Raises `Conflict` while another restore is under way.
    """
    told = Status(phase="waiting", name=path.name, by=by, at=now)
    with _announced(settings, told):
        try:
            with _alone(settings, patience):
                told = _replace(engine, settings, path, passphrase, present, told)
        except CheckinError as error:
            told = replace(told, phase="failed", message=str(error))
        except Exception:
            _tell(settings, replace(told, phase="failed", message=LOST))
            raise
        _tell(settings, told)
    return told


def _replace(
    engine: Engine, settings: Settings, path: Path, passphrase: str, present: str, told: Status
) -> Status:
    """Save what is there, check that it can be read, restore."""

    def tell(phase: str, share: int) -> None:
        _tell(settings, replace(told, phase=phase, share=share))

    tell("saving", 0)
    saved = make_backup(
        engine,
        settings,
        present,
        told.at,
        lambda done, total: tell("saving", 40 * done // max(total, 1)),
        target=path_for(settings, told.at, prefix=BEFORE),
    )
    read_archive(saved.path, present, lambda done, total: None)
    tell("restoring", 50)
    done = put_back(
        engine,
        settings,
        path,
        passphrase,
        told.at,
        lambda done, total: tell("restoring", 50 + 30 * done // max(total, 1)),
        replace=True,
        served=True,
        by=told.by,
    )
    return _done(told, saved.path.name, done.facts)


def _done(told: Status, saved: str, facts: Facts) -> Status:
    return replace(
        told,
        phase="done",
        share=100,
        saved=saved,
        events=len(facts.events),
        people=facts.people,
        scans=facts.scans,
    )


@contextmanager
def _announced(settings: Settings, told: Status) -> Iterator[None]:
    """Hold the lock that shuts the gate, the announcement being read first."""
    with (settings.instance_dir / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                mark("Pemulihan lain sedang berjalan."), code="restore_running"
            ) from error
        _tell(settings, told)
        yield


@contextmanager
def _alone(settings: Settings, patience: float) -> Iterator[None]:
    """Wait until nobody works, and keep it so; raise `Unavailable` where somebody takes too long."""
    with (settings.instance_dir / WORKING).open("a") as working:
        until = monotonic() + patience
        while True:
            try:
                fcntl.flock(working, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if monotonic() > until:
                    raise Unavailable(BUSY, code="restore_waited") from error
                sleep(0.1)
        yield


def _tell(settings: Settings, told: Status) -> None:
    said: dict[str, Any] = asdict(told) | {"at": told.at.isoformat()}
    write_whole(settings.instance_dir / STATUS, json.dumps(said, indent=1).encode())


def _read(settings: Settings) -> Status | None:
    try:
        said = json.loads((settings.instance_dir / STATUS).read_text(encoding="utf-8"))
        return Status(**(said | {"at": datetime.fromisoformat(said["at"])}))
    except (OSError, ValueError, KeyError, TypeError):
        return None
