"""The backups that lie in the instance: their names, sizes and ages, which ones stay."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checkin.errors import CheckinError, NotFound
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import trial as trials
from checkin.upkeep.archive import read_label

SUFFIX = ".spbackup"
UNDO_KEPT = 2
_NAME = re.compile(r"(sapa-pilar|unggahan|sebelum-pulih)_\d{8}-\d{6}(-\d)?\.spbackup")


@dataclass(frozen=True, kw_only=True)
class Backup:
    """A backup as the list shows it, by what it says of itself without its passphrase."""

    name: str
    size: int
    created_at: datetime
    dialect: str
    has_key: bool
    is_upload: bool
    is_before: bool = False
    trial: trials.Trial | None = None

    @property
    def megabytes(self) -> str:
        """The size, as people say it."""
        return f"{self.size / 1_000_000:.1f}".replace(".", ",") + " MB"


def folder(settings: Settings) -> Path:
    """Return where backups lie."""
    return settings.instance_dir / "backups"


def path_for(settings: Settings, now: datetime, *, prefix: str = "sapa-pilar") -> Path:
    """Return a free place for a backup of this moment."""
    shelf = folder(settings)
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{prefix}_{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 10)))
    return next(
        path
        for name in names
        if not (path := shelf / f"{name}{SUFFIX}").exists() or name == names[-1]
    )


def list_backups(settings: Settings) -> list[Backup]:
    """Return the backups, newest first; files that are none are left out."""
    return sorted(_readable(folder(settings)), key=lambda one: one.created_at, reverse=True)


def find_backup(settings: Settings, name: str) -> Path:
    """Return where the backup of this name lies; raise `NotFound`."""
    path = folder(settings) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound(mark("Cadangan ini tidak ada lagi."), code="backup_unknown")
    return path


def forget_old(settings: Settings, kept: int) -> list[str]:
    """Delete all but the newest `kept` backups made here, and the newest of those before restores.

    Those brought from elsewhere stay.
    """
    ours = [one for one in list_backups(settings) if not (one.is_upload or one.is_before)]
    old = [backup.name for backup in ours[max(kept, 1) :]]
    undo = [one for one in list_backups(settings) if one.is_before]
    old += [backup.name for backup in undo[UNDO_KEPT:]]
    for name in old:
        remove(folder(settings) / name)
    return old


def remove(path: Path) -> None:
    """Delete a backup and what is known of its trials."""
    path.unlink(missing_ok=True)
    trials.forget(path)


def take_in(draft: Path, path: Path) -> None:
    """Put a file that came from outside on the shelf; raise `Invalid` where it is no backup at all."""
    read_label(draft)
    draft.chmod(0o600)
    draft.replace(path)


def _readable(shelf: Path) -> Iterator[Backup]:
    for path in shelf.glob(f"*{SUFFIX}") if shelf.is_dir() else ():
        if not _NAME.fullmatch(path.name):
            continue
        try:
            label = read_label(path)
            yield Backup(
                name=path.name,
                size=path.stat().st_size,
                created_at=datetime.fromisoformat(label["created_at"]).astimezone(UTC),
                dialect=str(label["dialect"]),
                has_key=bool(label["has_key"]),
                is_upload=path.name.startswith("unggahan_"),
                is_before=path.name.startswith("sebelum-pulih_"),
                trial=trials.known(path),
            )
        except (CheckinError, OSError, KeyError, TypeError, ValueError):
            continue
