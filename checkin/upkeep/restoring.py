"""Put a backup back: beside what is there, checked and brought up to date, and only then in its place.

Until the last step nothing of the present instance is touched; the last step is one rename.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from checkin import schema
from checkin.accounts.models import SignIn
from checkin.accounts.service import record
from checkin.actor import System
from checkin.crypto import Keys
from checkin.db import configure
from checkin.errors import Conflict, Invalid, Unavailable
from checkin.jobs.models import Job
from checkin.mail.outbox import give_up_unsent
from checkin.office.service import settings_row
from checkin.settings import Settings, decode_keys
from checkin.text import mark
from checkin.upkeep import manifest as manifests
from checkin.upkeep.archive import Progress, read_archive
from checkin.upkeep.manifest import Facts, Manifest
from checkin.upkeep.places import place_of
from checkin.upkeep.rekey import opens, rekey
from checkin.upkeep.serving import alone

STOPPED = mark("Terputus oleh pemulihan dari cadangan; mulai lagi bila masih perlu.")


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore did; `kept` says where the former database is, `certificate` where one was laid."""

    manifest: Manifest
    facts: Facts
    kept: str
    certificate: Path | None = None


def restore_backup(
    engine: Engine,
    settings: Settings,
    path: Path,
    passphrase: str,
    now: datetime,
    progress: Progress,
    *,
    replace: bool = False,
) -> Restored:
    """Put the backup at `path` in the place of the present database.

    Raises `Conflict` where something runs on the instance, or where it is not empty and `replace` is not
    said; `Invalid` for a file that is damaged, of another kind of database, or of a later release.
    """
    with alone(settings):
        return put_back(engine, settings, path, passphrase, now, progress, replace=replace)


def put_back(
    engine: Engine,
    settings: Settings,
    path: Path,
    passphrase: str,
    now: datetime,
    progress: Progress,
    *,
    replace: bool,
    served: bool = False,
    by: str = "",
) -> Restored:
    """Do as `restore_backup` for a caller who made sure that nobody works; `by` asked for it.

    `served`: processes that wait have the present database open, so its content is replaced, not its file,
    and no copy stays beside it.
    """
    place = place_of(engine)
    present = place.facts()
    if not (present.is_empty or replace):
        raise Conflict(
            mark(
                "Di sini sudah ada %(events)d kegiatan dan %(people)d orang; tambahkan --replace untuk "
                "menggantinya. Yang lama disimpan di sebelahnya."
            ),
            code="instance_not_empty",
            events=len(present.events),
            people=present.people,
        )
    with TemporaryDirectory(dir=place.near(settings), prefix=".pemulihan-") as name:
        folder = Path(name)
        manifest = read_archive(path, passphrase, progress, folder)
        check_fits(manifest, engine.dialect.name)
        with place.built(folder / manifests.DATABASES[manifest.dialect]) as fresh:
            bring_up_to_date(fresh, manifest, settings, folder, now, path.name, by)
            facts = place.facts_of(fresh)
            if served:
                kept = place.overwrite(fresh, now)
            else:
                kept = place.swap(fresh, now, keep=not present.is_empty)
        return Restored(
            manifest=manifest,
            facts=facts,
            kept=kept,
            certificate=_lay_certificate(settings, folder / manifests.CERTIFICATE),
        )


def check_fits(manifest: Manifest, dialect: str) -> None:
    """Raise `Invalid` for a backup that cannot be put into a database of this dialect and release."""
    if manifest.dialect != dialect:
        raise Invalid(
            mark(
                "Cadangan ini dari %(theirs)s, sedangkan di sini %(ours)s; atur CHECKIN_DATABASE_URL."
            ),
            code="backup_dialect",
            theirs=manifest.dialect,
            ours=dialect,
        )
    if not schema.knows(manifest.schema):
        raise Invalid(
            mark(
                "Cadangan ini dibuat versi yang lebih baru (%(theirs)s); mutakhirkan aplikasi dahulu."
            ),
            code="backup_newer",
            theirs=manifest.schema,
        )


def bring_up_to_date(
    fresh: Engine,
    manifest: Manifest,
    settings: Settings,
    folder: Path,
    now: datetime,
    name: str,
    by: str = "",
) -> None:
    """Bring an unpacked database to the present schema and under the present key; end what was under way.

    Raises `Unavailable` where no key here opens it, `Invalid` where the database itself is damaged.
    """
    configure(fresh)
    with fresh.begin() as connection:
        schema.upgrade(connection)
    new = Keys.of(settings.data_key)
    with fresh.begin() as connection:
        old = _keys(manifest, settings, folder / manifests.DATA_KEY)
        if not any(opens(connection, keys) for keys in (new, *old)):
            raise Unavailable(
                mark(
                    "Kunci data cadangan ini (sidik %(print)s) tidak ada di dalamnya maupun di sini; pasang "
                    "CHECKIN_DATA_KEY yang dipakai saat cadangan dibuat."
                ),
                code="backup_key",
                print=manifest.data_key_print,
            )
        rekey(connection, old, new, now, lambda done, total: None)
    with Session(fresh) as session, session.begin():
        row = settings_row(session, now)
        row.data_key_print, row.data_key_since = new.fingerprint, row.data_key_since or now
        unfinished = Job.state.in_(("queued", "running"))
        session.execute(  # the very backup this is
            update(Job)
            .where(unfinished, Job.kind == manifests.JOB)
            .values(state="done", finished_at=now)
        )
        session.execute(
            update(Job).where(unfinished).values(state="failed", message=STOPPED, finished_at=now)
        )
        give_up_unsent(session)
        session.execute(update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now))
        record(
            session,
            System(),
            "backup.restore",
            now=now,
            subject=name[:200],
            made_at=manifest.created_at.isoformat(),
            asked_by=by,
        )
    _check_whole(fresh)


def _check_whole(fresh: Engine) -> None:
    if fresh.dialect.name == "sqlite":
        with fresh.connect() as connection:
            said = connection.execute(text("PRAGMA integrity_check")).scalar()
            loose = connection.execute(text("PRAGMA foreign_key_check")).first()
        if said != "ok" or loose:
            raise Invalid(
                mark("Basis data di dalam cadangan ini rusak; pakai cadangan lain."),
                code="backup_database",
            )


def _keys(manifest: Manifest, settings: Settings, kept: Path) -> tuple[Keys, ...]:
    """Return the keys the backup may be under besides the present one."""
    known = list(settings.older_data_keys)
    if manifest.has_key:
        known += decode_keys(kept.read_text(encoding="ascii"))
    return tuple(map(Keys.of, known))


def _lay_certificate(settings: Settings, found: Path) -> Path | None:
    """Lay the certificate of the backup where the settings look for one; never over another."""
    wanted = settings.signing_certificate or settings.instance_dir / "signing.p12"
    if not found.is_file() or wanted.exists():
        return None
    wanted.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted.touch(mode=0o600)
    wanted.write_bytes(found.read_bytes())
    return wanted
