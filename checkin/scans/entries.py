"""What phones hand over, read one by one: a scan that cannot be read never blocks the others."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.actor import Actor
from checkin.badges.models import Badge
from checkin.badges.service import bind_spare, ensure_badges
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.roster.walk_in import WalkIn, register_walk_in
from checkin.scans.bodies import (
    ArrivalInfo,
    IncomingScan,
    ScanResult,
    StateInfo,
    WalkInReply,
    WalkInRequest,
)
from checkin.scans.reports import FiledScan, PhoneState, ReportedScan

_entry = TypeAdapter(IncomingScan)


def read_entry(entry: Any) -> ReportedScan | ScanResult:
    """Return the scan, or why it cannot be read."""
    try:
        scan = _entry.validate_python(entry)
        if scan.code is None and scan.hash is None and scan.number is None:
            raise ValueError("code, hash or number")
    except ValueError as error:
        own_id = entry.get("id") if isinstance(entry, dict) else None
        where = "code"
        if isinstance(error, ValidationError):
            where = ".".join(map(str, error.errors(include_url=False)[0]["loc"])) or "-"
        return ScanResult(
            id=own_id if isinstance(own_id, str) else None,
            status="invalid",
            detail=_("Pindaian ini tidak terbaca: %(where)s.", where=where),
        )
    return ReportedScan(**scan.__dict__)


def result_of(filed: FiledScan) -> ScanResult:
    """Return what a phone is told of a filed scan."""
    arrival = filed.arrival
    return ScanResult(
        id=str(filed.id),
        status=filed.status,  # type: ignore[arg-type]
        verdict=filed.verdict,
        conflict=filed.conflict,
        arrival=ArrivalInfo(at=arrival.at, gate=arrival.gate, device=arrival.device)
        if arrival
        else None,
    )


def read_state(told: Any) -> PhoneState | None:
    """Return what a phone tells of itself; what cannot be read is left, it must not hold up scans."""
    try:
        return PhoneState(**StateInfo.model_validate(told).model_dump()) if told else None
    except ValidationError:
        return None


def welcome(
    session: Session, actor: Actor, event: Event, body: WalkInRequest, now: datetime
) -> WalkInReply:
    """Register a person at the desk with a spare badge or a new one; repeating the id changes nothing.

    Raises as `register_walk_in` and `bind_spare`.
    """
    person = WalkIn(
        name=body.name,
        pillar_code=body.pillar,
        regency_code=body.regency,
        district_code=body.district,
        phone=body.phone,
    )
    made = register_walk_in(session, actor, event, person, now, body.id)
    session.flush()
    if body.spare:
        bind_spare(session, event, body.spare, made, now)
    ensure_badges(session, event, now)
    code_hash = session.scalars(
        select(Badge.code_hash).where(Badge.registration_id == made.id, Badge.revoked_at.is_(None))
    ).one()
    return WalkInReply(
        number=made.number,
        hash=code_hash,
        name=session.get_one(Person, made.person_id).name,
        pillar=made.pillar_code,
        regency=made.regency_code,
        district=made.district_code,
    )
