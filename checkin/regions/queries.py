"""What pages and importers ask of the reference data."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.errors import NotFound
from checkin.regions.models import Bakorwil, District, Regency
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class BakorwilPage:
    """One coordinating region with its regencies and the number of their districts."""

    code: str
    name: str
    regencies: tuple[tuple[str, str], ...]
    districts: int


def list_bakorwil(session: Session) -> list[Bakorwil]:
    """Return the Bakorwil in their official order."""
    return list(session.scalars(select(Bakorwil).order_by(Bakorwil.position)))


def find_bakorwil(session: Session, text: str) -> Bakorwil:
    """Return the Bakorwil of this code or name (`bojonegoro`, `Bakorwil II Bojonegoro`); else `NotFound`."""
    wanted = text.strip().lower()
    for bakorwil in list_bakorwil(session):
        if wanted in (bakorwil.code, bakorwil.name.lower()):
            return bakorwil
    raise NotFound(mark("Bakorwil %(name)s tidak dikenal."), code="bakorwil_unknown", name=text)


def list_regencies(session: Session, bakorwil_code: str | None = None) -> list[Regency]:
    """Return all regencies by code, or those of one Bakorwil."""
    query = select(Regency).order_by(Regency.code)
    if bakorwil_code:
        query = query.where(Regency.bakorwil_code == bakorwil_code)
    return list(session.scalars(query))


def list_districts(session: Session, regency_code: str | None = None) -> list[District]:
    """Return all districts by code, or those of one regency."""
    query = select(District).order_by(District.code)
    if regency_code:
        query = query.where(District.regency_code == regency_code)
    return list(session.scalars(query))


def bakorwil_pages(session: Session) -> list[BakorwilPage]:
    """Return every Bakorwil with its regencies, for the reference page."""
    districts = dict(
        session.execute(
            select(District.regency_code, func.count()).group_by(District.regency_code)
        ).all()
    )
    regencies = list_regencies(session)
    return [
        BakorwilPage(
            code=region.code,
            name=region.name,
            regencies=tuple((r.code, r.name) for r in regencies if r.bakorwil_code == region.code),
            districts=sum(
                districts.get(r.code, 0) for r in regencies if r.bakorwil_code == region.code
            ),
        )
        for region in list_bakorwil(session)
    ]


def retired_regencies(session: Session) -> list[Regency]:
    """Return the regencies that belong to no Bakorwil any more."""
    query = select(Regency).where(Regency.bakorwil_code.is_(None))
    return list(session.scalars(query.order_by(Regency.code)))


def get_regency(session: Session, code: str) -> Regency:
    """Return the regency of this code; raise `NotFound`."""
    regency = session.get(Regency, code)
    if regency is None:
        raise NotFound(
            mark("Kabupaten/kota %(regency)s tidak dikenal."), code="regency_unknown", regency=code
        )
    return regency


def get_bakorwil(session: Session, code: str) -> Bakorwil:
    """Return the Bakorwil of this code; raise `NotFound`."""
    region = session.get(Bakorwil, code)
    if region is None:
        raise NotFound(mark("Bakorwil %(name)s tidak dikenal."), code="bakorwil_unknown", name=code)
    return region


def find_district(session: Session, code: str) -> District:
    """Return the district of this code; raise `NotFound`."""
    district = session.get(District, code)
    if district is None:
        raise NotFound(
            mark("Kecamatan %(district)s tidak dikenal."), code="district_unknown", district=code
        )
    return district
