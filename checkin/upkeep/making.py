"""Make a backup: copy the database, add what belongs to it, seal it all."""

import base64
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from checkin.crypto import Keys
from checkin.errors import Invalid
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import manifest as manifests
from checkin.upkeep.archive import Progress, write_archive
from checkin.upkeep.manifest import Manifest
from checkin.upkeep.shelf import path_for
from checkin.upkeep.snapshots import take_snapshot

SHORTEST = 12


@dataclass(frozen=True, kw_only=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest


def check_passphrase(passphrase: str) -> str:
    """Return a passphrase that may seal a backup; raise `Invalid` for one too short to."""
    if len(passphrase) < SHORTEST:
        raise Invalid(
            mark("Kata sandi cadangan sekurang-kurangnya %(n)d huruf."),
            code="backup_passphrase_short",
            n=SHORTEST,
        )
    return passphrase


def make_backup(
    engine: Engine,
    settings: Settings,
    passphrase: str,
    now: datetime,
    progress: Progress,
    *,
    with_key: bool = True,
    target: Path | None = None,
) -> Made:
    """Make a backup of the whole instance at `target`, or on the shelf; others may go on writing.

    Raises `Invalid` for a short passphrase, `Unavailable` where the disk is full or pg_dump is missing.
    """
    check_passphrase(passphrase)
    dialect = engine.dialect.name
    path = target or path_for(settings, now)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
        folder = Path(name)
        copy = folder / manifests.DATABASES[dialect]
        facts, schema = take_snapshot(
            engine, copy, lambda done, total: progress(50 * done // max(total, 1), 100)
        )
        made = Manifest(
            created_at=now,
            release=_release(),
            schema=schema,
            dialect=dialect,
            data_key_print=Keys.of(settings.data_key).fingerprint,
            facts=facts,
        )
        files = [(copy.name, copy)]
        if with_key:
            files += _keys(settings, folder)
        whole = write_archive(
            path,
            passphrase,
            made,
            files,
            lambda done, total: progress(50 + 50 * done // max(total, 1), 100),
        )
    return Made(path=path, manifest=whole)


def _keys(settings: Settings, folder: Path) -> list[tuple[str, Path]]:
    """Return the data key, and the certificate that lists are signed with where there is one."""
    key = folder / "data.key"
    key.touch(mode=0o600)
    key.write_bytes(base64.urlsafe_b64encode(settings.data_key))
    found = [(manifests.DATA_KEY, key)]
    certificate = settings.signing_certificate
    if certificate and certificate.is_file():
        found.append((manifests.CERTIFICATE, certificate))
    return found


def _release() -> str:
    try:
        return version("sapa-pilar-checkin")
    except PackageNotFoundError:
        return "?"
