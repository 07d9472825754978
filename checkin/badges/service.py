"""Use cases of badges: issue codes, prepare a print, note that it was made, replace a badge."""

import secrets
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges import queries
from checkin.badges.codes import RANDOM_BYTES, code_hash, make_code
from checkin.badges.layout import BadgeSheet
from checkin.badges.models import Badge
from checkin.badges.sheets import find_layout
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.ids import uuid7
from checkin.people.queries import get_pillar_type
from checkin.regions.queries import get_regency
from checkin.roster.models import Registration
from checkin.text import mark


def ensure_badges(session: Session, event: Event, now: datetime) -> int:
    """Issue a badge to every active registration without one in force; return how many."""
    has_badge = (
        select(Badge.id)
        .where(Badge.registration_id == Registration.id, Badge.revoked_at.is_(None))
        .exists()
    )
    lacking = session.scalars(
        select(Registration.id)
        .where(Registration.event_id == event.id, Registration.status == "active", ~has_badge)
        .order_by(Registration.number)
    ).all()
    rows = []
    for registration_id in lacking:
        code = make_code(secrets.token_bytes(RANDOM_BYTES))
        rows.append(
            {
                "id": uuid7(),
                "event_id": event.id,
                "registration_id": registration_id,
                "code": code,
                "code_hash": code_hash(event.salt, code),
                "issued_at": now,
            }
        )
    if rows:
        session.execute(insert(Badge), rows)
    return len(rows)


def prepare_print(
    session: Session,
    actor: Actor,
    event: Event,
    choice: queries.Choice,
    layout_code: str,
    now: datetime,
) -> BadgeSheet:
    """Issue what lacks a code and return the chosen badges, laid out for the press.

    Raises `Invalid` for a layout, `NotFound` for a pillar type or regency that is not there and for a
    choice that nobody falls under.
    """
    require(actor, Permission.BADGES_PRINT)
    layout = find_layout(layout_code)
    if choice.pillar:
        get_pillar_type(session, choice.pillar)
    if choice.regency:
        get_regency(session, choice.regency)
    ensure_badges(session, event, now)
    sheet = queries.badge_sheet(session, event, layout, choice)
    if not sheet.badges:
        raise NotFound(
            mark("Tidak ada tanda peserta untuk dicetak pada pilihan ini."), code="no_badges"
        )
    return sheet


def note_printed(
    session: Session, actor: Actor, event: Event, sheet: BadgeSheet, now: datetime
) -> None:
    """Mark the badges of a finished print as printed."""
    ids = queries.badge_ids(session, event, [badge.code for badge in sheet.badges])
    session.execute(
        update(Badge),
        [{"id": badge_id, "printed_at": now} for badge_id in ids],
    )
    record(
        session,
        actor,
        "badges.print",
        now=now,
        event_id=event.id,
        subject=f"{event.code}: {len(ids)}",
    )


def replace_badge(
    session: Session, actor: Actor, event: Event, number: int, now: datetime
) -> Badge:
    """Revoke the badge of registration `number` and issue a new one; phones learn of both.

    Raises `NotFound` where the event has no active registration of this number.
    """
    require(actor, Permission.BADGES_PRINT)
    registration = session.scalar(
        select(Registration).where(
            Registration.event_id == event.id,
            Registration.number == number,
            Registration.status == "active",
        )
    )
    if registration is None:
        raise NotFound(
            mark("Peserta nomor %(number)s tidak ada pada kegiatan ini."),
            code="registration_unknown",
            number=number,
        )
    session.execute(
        update(Badge)
        .where(Badge.registration_id == registration.id, Badge.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    code = make_code(secrets.token_bytes(RANDOM_BYTES))
    badge = Badge(
        event_id=event.id,
        registration_id=registration.id,
        code=code,
        code_hash=code_hash(event.salt, code),
        issued_at=now,
    )
    session.add(badge)
    registration.seq = None
    record(session, actor, "badges.replace", now=now, event_id=event.id, subject=str(number))
    session.flush()
    return badge
