"""What the readiness page of an event asks of the care of the whole instance."""

from datetime import datetime

from sqlalchemy.orm import Session

from checkin.office.queries import backup_plan
from checkin.planning.facts import Backup, Https
from checkin.settings import Settings
from checkin.upkeep import service, shelf, tls


def standing(session: Session, settings: Settings, now: datetime) -> tuple[Backup, Https | None]:
    """Return how backups stand, and the https certificate as it was last seen."""
    ours = [one for one in shelf.list_backups(settings) if not one.is_upload]
    trials = sorted((one.trial for one in ours if one.trial), key=lambda trial: trial.at)
    latest = service.latest_job(session, service.KIND)
    plan = backup_plan(session)
    return (
        Backup(
            at=ours[0].created_at if ours else None,
            tried_at=trials[-1].at if trials else None,
            is_sound=trials[-1].is_good if trials else True,
            is_nightly=plan.nightly and plan.passphrase is not None,
            has_failed=latest is not None and latest.state == "failed",
        ),
        tls.known(settings),
    )
