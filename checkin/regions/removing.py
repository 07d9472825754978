"""Use cases that end reference data: what nothing refers to is deleted, the rest is retired.

A retired regency belongs to no Bakorwil: it is offered to no new event, while events and people keep it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.db import Base
from checkin.errors import Conflict
from checkin.regions.models import Bakorwil, District, Regency
from checkin.regions.queries import find_district, get_bakorwil, get_regency
from checkin.text import mark


def remove_bakorwil(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Delete a Bakorwil; raises `Conflict` while regencies or events belong to it."""
    require(actor, Permission.REFERENCE_WRITE)
    region = get_bakorwil(session, code)
    if uses(session, Bakorwil, code):
        raise Conflict(
            mark(
                "Masih ada kabupaten/kota atau kegiatan pada Bakorwil ini. Pindahkan dahulu "
                "kabupaten/kotanya; Bakorwil yang pernah dipakai kegiatan tetap disimpan."
            ),
            code="bakorwil_used",
        )
    _delete(session, actor, region, f"{code} {region.name}", now)


def remove_regency(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Delete a regency with its districts; raises `Conflict` while anybody or any event refers to one."""
    require(actor, Permission.REFERENCE_WRITE)
    regency = get_regency(session, code)
    districts = list(session.scalars(select(District).where(District.regency_code == code)))
    if uses(session, Regency, code, but=District) or any(
        uses(session, District, district.code) for district in districts
    ):
        raise Conflict(
            mark(
                "Kabupaten/kota ini sudah dipakai, jadi tidak dapat dihapus. Pilih “Tidak dipakai lagi” pada "
                "isian Bakorwil supaya tidak ditawarkan pada kegiatan baru."
            ),
            code="regency_used",
        )
    for district in districts:
        session.delete(district)
    session.flush()
    _delete(session, actor, regency, f"{code} {regency.name}", now)


def remove_district(session: Session, actor: Actor, code: str, now: datetime) -> None:
    """Delete a district; raises `Conflict` while somebody lives there."""
    require(actor, Permission.REFERENCE_WRITE)
    district = find_district(session, code)
    if uses(session, District, code):
        raise Conflict(
            mark("Kecamatan ini sudah dipakai peserta, jadi tidak dapat dihapus."),
            code="district_used",
        )
    _delete(session, actor, district, f"{code} {district.name}", now)


def uses(session: Session, model: type[Base], code: str, *, but: type[Base] | None = None) -> int:
    """Return how many rows of any table refer to this code; knows no feature, only the schema."""
    target = model.__table__
    count = 0
    for table in Base.metadata.sorted_tables:
        if but is not None and table is but.__table__:
            continue
        count += sum(
            session.scalar(select(func.count()).select_from(table).where(column == code)) or 0
            for column in _columns_to(table, target)
        )
    return count


def _columns_to(table: Table, target: Any) -> list[Any]:
    return [key.parent for key in table.foreign_keys if key.column.table is target]


def _delete(session: Session, actor: Actor, row: Base, subject: str, now: datetime) -> None:
    session.delete(row)
    session.flush()
    record(session, actor, "region.remove", subject=subject, now=now)
