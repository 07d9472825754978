"""Use cases of printing badges: prepare a print, note that it was made."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges import queries
from checkin.badges.layout import BadgeSheet
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.badges.sheets import find_layout
from checkin.errors import NotFound
from checkin.events.models import Event
from checkin.people.queries import get_pillar_type
from checkin.regions.queries import get_regency
from checkin.text import mark


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
