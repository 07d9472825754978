"""What pages ask of pillar types."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.errors import NotFound
from checkin.people.models import PillarType
from checkin.text import mark


def list_pillar_types(session: Session, *, active_only: bool = False) -> list[PillarType]:
    """Return the pillar types in the office's order."""
    query = select(PillarType).order_by(PillarType.position, PillarType.code)
    if active_only:
        query = query.where(PillarType.active)
    return list(session.scalars(query))


def get_pillar_type(session: Session, code: str) -> PillarType:
    """Return the pillar type of this code; raise `NotFound`."""
    pillar = session.get(PillarType, code)
    if pillar is None:
        raise NotFound(
            mark("Jenis pilar %(pillar)s tidak dikenal."),
            code="pillar_unknown",
            pillar=code,
        )
    return pillar
