"""Use cases of printing badges: prepare a batch, a run of spares or one reprint; note that it was made."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, User, require
from checkin.badges import queries
from checkin.badges.layout import Badge as PrintedBadge
from checkin.badges.layout import BadgeSheet
from checkin.badges.models import Badge, BadgePrint
from checkin.badges.queries import Choice
from checkin.badges.service import ensure_badges, issue_spares
from checkin.badges.sheets import DEFAULT_LAYOUT, find_layout
from checkin.badges.state import digest
from checkin.errors import Invalid, NotFound
from checkin.events.models import Event
from checkin.events.stages import Change, allows
from checkin.ids import UserId
from checkin.people.queries import get_pillar_type
from checkin.regions.queries import get_regency
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be printed: a choice of badges, or `spares` new ones without a name.

    `reason` makes it a reprint: why a badge that is on paper is printed again.
    """

    layout: str = DEFAULT_LAYOUT
    choice: Choice = field(default_factory=Choice)
    separators: bool = False
    spares: int = 0
    reason: str = ""

    @property
    def kind(self) -> str:
        """What the history of prints calls it."""
        return "spare" if self.spares else "reprint" if self.reason else "batch"


def prepare(
    session: Session, actor: Actor, event: Event, order: Order, now: datetime
) -> BadgeSheet:
    """Issue what lacks a code and return the ordered badges, laid out for the press.

    Raises `Invalid` for a layout, `NotFound` for a pillar type or regency that is not there and for a
    choice that nobody falls under.
    """
    require(actor, Permission.BADGES_PRINT, event.id)
    layout = find_layout(order.layout)
    if order.spares:
        made = [
            spare.spare_number or 0
            for spare in issue_spares(session, actor, event, order.spares, now)
        ]
        return queries.spare_sheet(session, event, layout, made[0], made[-1])
    if order.choice.pillar:
        get_pillar_type(session, order.choice.pillar)
    if order.choice.regency:
        get_regency(session, order.choice.regency)
    if allows(event.stage, Change.BADGES):
        ensure_badges(session, event, now)
    sheet = queries.badge_sheet(session, event, layout, order.choice, bundled=order.separators)
    if not sheet.badges:
        raise _nothing(order.choice)
    return sheet


def prepare_spares(
    session: Session, actor: Actor, event: Event, layout_code: str, first: int, last: int
) -> BadgeSheet:
    """Return the spares of these numbers that nobody has yet; raises `NotFound` where there is none."""
    require(actor, Permission.BADGES_PRINT, event.id)
    sheet = queries.spare_sheet(session, event, find_layout(layout_code), first, last)
    if not sheet.badges:
        raise NotFound(
            mark("Tidak ada cadangan yang belum dipakai pada nomor itu."), code="no_spares"
        )
    return sheet


def check_reason(reason: str) -> str:
    """Return the reason for printing or replacing one badge again; raises `Invalid` without one."""
    text = " ".join(reason.split())[:200]
    if len(text) < 3:
        raise Invalid(mark("Tulis alasannya."), code="reason_missing")
    return text


def note_printed(
    session: Session, actor: Actor, event: Event, order: Order, sheet: BadgeSheet, now: datetime
) -> BadgePrint:
    """Mark the badges of a finished print as printed, and keep the print in the event's history."""
    ids = queries.badge_ids(session, event, [badge.code for badge in sheet.badges])
    made = _keep(session, actor, event, order, len(ids), now)
    session.execute(
        update(Badge),
        [
            {
                "id": ids[badge.code],
                "printed_at": now,
                "printed_as": _says(badge),
                "print_id": made.id,
            }
            for badge in sheet.badges
            if badge.code in ids
        ],
    )
    record(
        session,
        actor,
        f"badges.print.{made.kind}" if made.kind != "batch" else "badges.print",
        now=now,
        event_id=event.id,
        subject=f"{event.code}: {len(ids)}",
        print=made.number,
        number=order.choice.number,
        reason=order.reason,
    )
    return made


def _keep(
    session: Session, actor: Actor, event: Event, order: Order, badges: int, now: datetime
) -> BadgePrint:
    session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    last = session.scalar(
        select(func.max(BadgePrint.number)).where(BadgePrint.event_id == event.id)
    )
    made = BadgePrint(
        event_id=event.id,
        number=(last or 0) + 1,
        kind=order.kind,
        layout=order.layout,
        pillar_code=order.choice.pillar,
        regency_code=order.choice.regency,
        badges=badges,
        reason=order.reason,
        made_at=now,
        made_by=UserId(actor.id) if isinstance(actor, User) else None,
        made_by_name=getattr(actor, "name", ""),
    )
    session.add(made)
    session.flush()
    return made


def _says(badge: PrintedBadge) -> str | None:
    """A spare says nothing of anybody, so that whoever gets it has it on paper."""
    if not badge.name:
        return None
    return digest(badge.name, badge.pillar, badge.regency, badge.number)


def _nothing(choice: Choice) -> NotFound:
    if choice.number is not None:
        return NotFound(
            mark("Peserta nomor %(number)s tidak ada pada kegiatan ini."),
            code="registration_unknown",
            number=choice.number,
        )
    return NotFound(
        mark("Tidak ada tanda peserta untuk dicetak pada pilihan ini."), code="no_badges"
    )
