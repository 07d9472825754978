"""Make a demo event the way an organizer would: create it, import a spreadsheet, let people arrive."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.accounts.service import add_user, find_by_email
from checkin.actor import Actor, Role
from checkin.badges.service import ensure_badges
from checkin.demo.arrivals import arrive
from checkin.demo.events import DemoEvent
from checkin.demo.people import District, invent, share_out
from checkin.demo.rosters import roster_file
from checkin.events.models import Event
from checkin.events.service import EventDraft, create_event
from checkin.events.stages import Stage
from checkin.regions.queries import list_districts, list_regencies
from checkin.roster.reading import Upload
from checkin.roster.service import apply_import, preview_import

EMAIL = "demo@sapapilar.example"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What the demo made; `password` is None where the demo organizer was there before."""

    event: Event
    people: int
    arrived: int
    email: str
    password: str | None


def make_demo(
    session: Session,
    actor: Actor,
    demo: DemoEvent,
    *,
    people: int | None,
    arrived: float,
    now: datetime,
) -> Made:
    """Make the event with `people` invented pillars (None: as many as came), a share of them arrived.

    Raises `Conflict` where the event exists already.
    """
    districts = _districts(session, demo.draft)
    draft = EventDraft(
        **vars(demo.draft)
        | {"regency_codes": tuple(dict.fromkeys(d.regency_code for d in districts))}
    )
    event = create_event(session, actor, draft, now, Stage.RUNNING if arrived > 0 else Stage.OPEN)
    invented = list(invent(share_out(demo.pillars, people), districts))
    upload = Upload(file_name=f"peserta-{event.code}.xlsx", content=roster_file(invented))
    kept = preview_import(session, actor, event, upload, now)
    apply_import(session, actor, event, kept, now)
    ensure_badges(session, event, now)
    came = arrive(session, event, arrived) if arrived > 0 else 0
    email, password = _organizer(session, actor, now)
    return Made(event=event, people=len(invented), arrived=came, email=email, password=password)


def _districts(session: Session, draft: EventDraft) -> list[District]:
    """Return the districts of the event's Bakorwil."""
    return [
        District(district.code, district.name, regency.code, regency.name)
        for regency in list_regencies(session, draft.bakorwil_code)
        for district in list_districts(session, regency.code)
    ]


def _organizer(session: Session, actor: Actor, now: datetime) -> tuple[str, str | None]:
    """Return the demo organizer, with a new random password where there was none yet."""
    if find_by_email(session, EMAIL):
        return EMAIL, None
    password = secrets.token_urlsafe(9)
    add_user(
        session,
        actor,
        email=EMAIL,
        name="Olga Demo",
        password=password,
        role=Role.ADMIN,
        now=now,
    )
    return EMAIL, password
