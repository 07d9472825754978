"""Let work in while nothing is being restored, and nobody while something is.

Whoever works (a request, a job) holds a shared lock; a restore announces itself in a file, waits until the
lock is its own, and lets everybody in again. Costs a stat for each request; the kernel frees the locks of
processes that died. A process that was let in after a restore first drops its connections: they lead to a
database that is no more.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any
from weakref import finalize

from flask import Flask

from checkin.settings import Settings

STATUS, LOCK, WORKING = "restore.json", "restore.lock", "working.lock"
Start = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], Start], Iterable[bytes]]


class Gate:
    """One process's way in; `renew` drops what it knows of the database before."""

    def __init__(self, settings: Settings, renew: Callable[[], None]) -> None:
        self._folder = settings.instance_dir
        self._renew = renew
        self._seen = self._stamp()
        self._mutex = Lock()
        self._active = 0
        self._lock, self._owner = -1, 0

    def enter(self) -> bool:
        """Begin to work; False, and nothing begun, while a restore is under way."""
        seen = self._stamp()
        if seen != self._seen and is_restoring(self._folder):
            return False
        with self._mutex:
            if self._active == 0 and not self._take():
                return False
            self._active += 1
            if seen != self._seen:
                self._renew()
                self._seen = seen
        return True

    def leave(self) -> None:
        """Have done."""
        with self._mutex:
            self._active -= 1
            if self._active == 0:
                fcntl.flock(self._lock, fcntl.LOCK_UN)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Work for as long as the block takes; wait where something is being restored."""
        while not self.enter():
            sleep(0.5)
        try:
            yield
        finally:
            self.leave()

    def _take(self) -> bool:
        if self._owner != os.getpid():  # an inherited lock is its parent's
            how = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
            self._lock = os.open(self._folder / WORKING, how, 0o600)
            self._owner = os.getpid()
            finalize(self, os.close, self._lock)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _stamp(self) -> tuple[int, int]:
        try:
            found = os.stat(self._folder / STATUS)
        except OSError:
            return (0, 0)
        return found.st_mtime_ns, found.st_ino


def is_restoring(folder: Path) -> bool:
    """Say whether somebody holds the lock of a restore."""
    try:
        file = (folder / LOCK).open("a")
    except OSError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def register_gate(app: Flask, gate: Gate, busy: Wsgi) -> None:
    """Let requests through the gate; `busy` answers those that find it shut. Files are always given."""
    wrapped: Wsgi = app.wsgi_app

    def through(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith("/static/"):
            return wrapped(environ, start)
        if not gate.enter():
            return busy(environ, start)
        try:
            return wrapped(environ, start)  # sent after this: what is in memory or in files
        finally:
            gate.leave()

    app.wsgi_app = through  # type: ignore[method-assign,assignment]
