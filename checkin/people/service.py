"""Use cases of the register: keep the list of pillar types."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict
from checkin.people.models import PillarType
from checkin.people.queries import get_pillar_type
from checkin.text import mark


def save_pillar_type(
    session: Session,
    actor: Actor,
    code: str | None,
    values: dict[str, Any],
    now: datetime,
) -> None:
    """Add a pillar type (`code` None) or change the one of this code, which itself never changes.

    Raises `Conflict` where a new code is taken.
    """
    require(actor, Permission.REFERENCE_WRITE)
    if code is None:
        if session.get(PillarType, values["code"]):
            raise Conflict(mark("Kode ini sudah dipakai."), code="pillar_code_taken")
        session.add(PillarType(**values))
    else:
        pillar = get_pillar_type(session, code)
        for name in values.keys() - {"code"}:
            setattr(pillar, name, values[name])
    record(session, actor, "pillar_type.save", subject=code or values["code"], now=now)
