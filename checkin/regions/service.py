"""Use cases of the reference data of regions: what an office may change; the codes of Kemendagri stay."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.errors import Conflict, Invalid, NotFound
from checkin.regions.models import Bakorwil, District, Regency
from checkin.regions.queries import find_district, get_bakorwil, get_regency
from checkin.text import mark

REGENCY_CODE = re.compile(r"\d{2}\.\d{2}")
DISTRICT_CODE = re.compile(r"\d{2}\.\d{2}\.\d{2}")


@dataclass(frozen=True, kw_only=True)
class RegencyChange:
    """What the form of a regency says."""

    code: str
    name: str
    bakorwil_code: str  # empty: retired


def save_bakorwil(
    session: Session, actor: Actor, code: str, name: str, position: int, now: datetime
) -> None:
    """Name a Bakorwil and give it its place in the order; raises `Conflict` where the name is taken."""
    require(actor, Permission.REFERENCE_WRITE)
    region = get_bakorwil(session, code)
    same = select(Bakorwil.code).where(
        func.lower(Bakorwil.name) == name.lower(), Bakorwil.code != code
    )
    if session.scalar(same):
        raise Conflict(mark("Nama ini sudah dipakai Bakorwil lain."), code="bakorwil_taken")
    region.name, region.position = name, position
    record(session, actor, "region.bakorwil", subject=f"{code} {name}", now=now)


def add_bakorwil(session: Session, actor: Actor, name: str, position: int, now: datetime) -> str:
    """Add a Bakorwil and return its code; raises as `save_bakorwil`."""
    require(actor, Permission.REFERENCE_WRITE)
    words = re.findall(r"[a-z0-9]+", name.lower())
    base = "-".join(words[-1:])[:16] or "bakorwil"
    taken = set(session.scalars(select(Bakorwil.code)))
    code = next(c for n in range(1, 99) if (c := base if n == 1 else f"{base}-{n}") not in taken)
    session.add(Bakorwil(code=code, name=code, position=position))
    session.flush()
    save_bakorwil(session, actor, code, name, position, now)
    return code


def save_regency(
    session: Session, actor: Actor, change: RegencyChange, now: datetime, *, is_new: bool
) -> None:
    """Add a regency, or rename, move or retire one; events keep the regencies they were given."""
    require(actor, Permission.REFERENCE_WRITE)
    if change.bakorwil_code:
        get_bakorwil(session, change.bakorwil_code)
    if is_new:
        if not REGENCY_CODE.fullmatch(change.code):
            raise Invalid(
                mark("Kode kabupaten/kota ditulis seperti 35.16 (Kemendagri)."),
                code="regency_code",
            )
        if session.get(Regency, change.code):
            raise Conflict(mark("Kode ini sudah dipakai."), code="regency_taken")
        regency = Regency(code=change.code)
        session.add(regency)
    else:
        regency = get_regency(session, change.code)
    regency.name, regency.bakorwil_code = change.name, change.bakorwil_code or None
    session.flush()
    subject = f"{change.code} {change.name} ({change.bakorwil_code or '-'})"
    record(session, actor, "region.regency", subject=subject, now=now)


def save_district(
    session: Session, actor: Actor, code: str, name: str, now: datetime, *, regency: str | None
) -> None:
    """Rename a district, or (with its `regency`) add one."""
    require(actor, Permission.REFERENCE_WRITE)
    if regency is None:
        find_district(session, code).name = name
    else:
        get_regency(session, regency)
        if not DISTRICT_CODE.fullmatch(code) or not code.startswith(f"{regency}."):
            raise Invalid(
                mark("Kode kecamatan ditulis seperti %(regency)s.01."),
                code="district_code",
                regency=regency,
            )
        if session.get(District, code):
            raise Conflict(mark("Kode ini sudah dipakai."), code="district_taken")
        session.add(District(code=code, regency_code=regency, name=name))
    session.flush()
    record(session, actor, "region.district", subject=f"{code} {name}", now=now)


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
