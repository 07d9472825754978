"""Whether a printed list still says what is known now."""

from datetime import datetime

from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.attendance import frozen
from checkin.attendance.choices import Grouping, Kind, Scope
from checkin.attendance.service import compose_list
from checkin.editions.models import Edition
from checkin.errors import Invalid, NotFound
from checkin.events.models import Event


def scope_of(key: str) -> Scope | None:
    """Return which list a key names (`service.key_of`); None for one that names none."""
    try:
        checkpoint, kind, group, pillar, regency, gate, columns = key.split("|")
        return Scope(
            kind=Kind(kind),
            group=Grouping(group),
            pillar=pillar or None,
            regency=regency or None,
            gate=gate or None,
            checkpoint=checkpoint or None,
            columns=tuple(columns.split("+")) if columns else (),
        )
    except ValueError:
        return None


def is_unchanged(session: Session, event: Event, edition: Edition, key: str, now: datetime) -> bool:
    """Say whether the list printed today would hold the same data: the hash of each in CSV."""
    scope = scope_of(key)
    try:
        made = compose_list(session, System(), event, scope, now) if scope else None
    except (Invalid, NotFound):
        return False
    if made is None:
        return False
    return frozen.sha256(frozen.data_csv(made)) == edition.sha256
