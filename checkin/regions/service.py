"""Use cases of the reference data of regions."""

from datetime import datetime

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import NotFound
from checkin.regions.models import Bakorwil, Regency
from checkin.text import mark


def move_regency(
    session: Session,
    actor: Actor,
    *,
    regency_code: str,
    bakorwil_code: str,
    now: datetime,
) -> None:
    """Give a regency to another Bakorwil; events keep the regencies they were given."""
    require(actor, Permission.REFERENCE_WRITE)
    regency = session.get(Regency, regency_code)
    bakorwil = session.get(Bakorwil, bakorwil_code)
    if regency is None or bakorwil is None:
        raise NotFound(mark("Pilih kabupaten/kota dan Bakorwil."), code="region_unknown")
    regency.bakorwil_code = bakorwil.code
    record(
        session,
        actor,
        "region.move",
        subject=f"{regency.code} {bakorwil.code}",
        now=now,
    )
