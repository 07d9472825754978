"""Who serves an instance holds a shared lock on it; what changes all of it at once needs the lock alone.

The kernel lets go of the lock with the process that held it, however that ended.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from checkin.errors import Conflict, Unavailable
from checkin.settings import Settings
from checkin.text import mark

NAME = "serving.lock"
_held: list[IO[str]] = []


def hold(settings: Settings) -> None:
    """Hold the instance, with others, for as long as this process lives.

    Raises `Unavailable` while a restore or a change of keys is at work.
    """
    file = _open(settings.instance_dir)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise Unavailable(
            mark("Pemulihan atau penggantian kunci sedang berjalan; tunggu sampai selesai."),
            code="instance_busy",
        ) from error
    _held.append(file)


def let_go() -> None:
    """Hold nothing any more."""
    while _held:
        _held.pop().close()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the instance alone; raise `Conflict` while a server or worker runs on it."""
    with _open(settings.instance_dir) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Conflict(
                mark("Aplikasi masih berjalan; hentikan server dan pekerjanya dahulu."),
                code="instance_served",
            ) from error
        yield


def _open(instance: Path) -> IO[str]:
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (instance / NAME).open("a")
