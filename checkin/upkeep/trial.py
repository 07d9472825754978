"""Put a backup back somewhere else, count what came of it, and throw it away: the proof that it would work.

What came of it lies beside the backup, not in the database: it is known of the file, also after a restore.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from checkin.audit import service as audit
from checkin.documents.files import write_whole
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import manifest as manifests
from checkin.upkeep.archive import Progress, read_archive
from checkin.upkeep.manifest import Facts
from checkin.upkeep.places import place_of
from checkin.upkeep.restoring import bring_up_to_date, check_fits

TAIL = ".uji.json"
DIFFERS = mark("Isinya setelah dipulihkan berbeda dari yang dicatat saat cadangan dibuat.")
BROKEN = mark("Rantai catatan audit di dalamnya putus.")


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a trial found; without a `problem` the backup can be put back."""

    at: datetime
    problem: str = ""
    events: int = 0
    people: int = 0
    registrations: int = 0
    scans: int = 0
    users: int = 0
    audit_entries: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it would work."""
        return not self.problem


def try_backup(
    engine: Engine,
    settings: Settings,
    path: Path,
    passphrase: str,
    now: datetime,
    progress: Progress,
) -> Trial:
    """Restore the backup beside the present database, read all of it, and remove it again.

    Everything a restore does but its last step: unpacked, brought to the present schema, every encrypted row
    opened, the audit chain walked. Raises as `restore_backup` for a backup that cannot be read at all.
    """
    place = place_of(engine)
    with TemporaryDirectory(dir=place.near(settings), prefix=".uji-") as name:
        folder = Path(name)
        manifest = read_archive(path, passphrase, lambda done, total: progress(done, 100), folder)
        check_fits(manifest, engine.dialect.name)
        with place.built(folder / manifests.DATABASES[manifest.dialect]) as fresh:
            progress(60, 100)
            bring_up_to_date(fresh, manifest, settings, folder, now, path.name)
            progress(80, 100)
            facts = place.facts_of(fresh)
            with Session(fresh) as session:
                verdict = audit.check(session)
            fresh.dispose()
    progress(100, 100)
    problem = "" if _same(facts, manifest.facts) else DIFFERS
    return _trial(facts, verdict.entries, now, BROKEN if verdict.kind else problem)


def note(path: Path, trial: Trial) -> None:
    """Keep beside the backup what a trial found."""
    said = asdict(trial) | {"at": trial.at.isoformat()}
    write_whole(_beside(path), json.dumps(said, indent=1).encode())


def known(path: Path) -> Trial | None:
    """Return what the last trial of this backup found; None where nobody tried."""
    try:
        said = json.loads(_beside(path).read_text(encoding="utf-8"))
        return Trial(**(said | {"at": datetime.fromisoformat(said["at"])}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(path: Path) -> None:
    """Forget the trials of a backup that goes."""
    _beside(path).unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.with_name(path.name + TAIL)


def _same(found: Facts, said: Facts) -> bool:
    return replace(found, events=()) == replace(said, events=()) and len(found.events) == len(
        said.events
    )


def _trial(facts: Facts, entries: int, now: datetime, problem: str) -> Trial:
    return Trial(
        at=now,
        problem=problem,
        events=len(facts.events),
        people=facts.people,
        registrations=facts.registrations,
        scans=facts.scans,
        users=facts.users,
        audit_entries=entries,
    )
