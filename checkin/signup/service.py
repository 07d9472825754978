"""Use cases of the office: open the link of an event, approve or reject who came by it."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, limit, require
from checkin.badges.links import ensure_links
from checkin.badges.service import ensure_badges
from checkin.errors import Conflict, Invalid, NotFound
from checkin.events.lifecycle import open_draft
from checkin.events.models import Event
from checkin.events.stages import Change, allows, require_stage
from checkin.ids import SignupId, UserId
from checkin.people.models import Person
from checkin.roster.contacts import read_phone
from checkin.roster.models import Registration
from checkin.roster.walk_in import lock_event
from checkin.signup.models import Signup, SignupSettings
from checkin.signup.opening import Opening, Rules, opening
from checkin.text import mark

MAX_REASON = 200
_TAKEN = ("waiting", "approved")


def settings_of(session: Session, event: Event) -> SignupSettings:
    """Return what the event opens; nothing, where nobody ever opened it."""
    found = session.get(SignupSettings, event.id)
    return found or SignupSettings(
        event_id=event.id,
        enabled=False,
        hourly=300,
        asks_nik=False,
        needs_approval=True,
        pillar_codes=[],
        regency_codes=[],
        contact="",
    )


def save_settings(
    session: Session, actor: Actor, event: Event, values: dict[str, object], now: datetime
) -> None:
    """Change what the event opens; `values` are the columns of `SignupSettings`."""
    require(actor, Permission.SIGNUP_MANAGE, event.id)
    require_stage(event.stage, Change.DETAILS)
    settings = settings_of(session, event)
    for name, value in values.items():
        setattr(settings, name, value)
    session.add(settings)
    if settings.enabled:
        open_draft(session, actor, event, now)
    record(
        session,
        actor,
        "signup.settings",
        event_id=event.id,
        subject=event.code,
        now=now,
        enabled=settings.enabled,
    )


def how_open(session: Session, event: Event, settings: SignupSettings, now: datetime) -> Opening:
    """Say whether the link takes forms now: never before the event opens nor after it closed."""
    if not allows(event.stage, Change.SIGNUP):
        return Opening.OFF
    taken = count(session, Signup.event_id == event.id, Signup.state.in_(_TAKEN))
    return opening(rules_of(settings), taken, now)


def decide(
    session: Session,
    actor: Actor,
    event: Event,
    signup_id: SignupId,
    *,
    approve: bool,
    reason: str,
    now: datetime,
) -> Signup:
    """Approve or reject one form that waits; a rejection needs its reason.

    Raises `NotFound` for a form of nobody the asker is responsible for, `Conflict` once it is decided.
    """
    lock_event(session, event)
    signup = session.get(Signup, signup_id, with_for_update=True)
    known = signup is not None and signup.event_id == event.id
    limited = limit(actor, Permission.SIGNUP_APPROVE, event.id)
    if signup is None or not known or (limited and signup.regency_code != limited):
        raise NotFound(mark("Pendaftaran ini tidak ditemukan."), code="signup_unknown")
    require(actor, Permission.SIGNUP_APPROVE, event.id, regency=signup.regency_code)
    require_stage(event.stage, Change.ROSTER)
    if not _is_open(session, signup):
        raise Conflict(mark("Pendaftaran ini sudah diputuskan."), code="signup_decided")
    if not approve and not reason.strip():
        raise Invalid(mark("Tulis alasan penolakan."), code="reason")
    _settle(session, actor, event, signup, approve, now)
    signup.reason = reason.strip()[:MAX_REASON] or None
    signup.decided_at, signup.decided_by_name = now, getattr(actor, "name", "")
    signup.decided_by = UserId(actor.id) if isinstance(actor, who.User) else None
    return signup


def _is_open(session: Session, signup: Signup) -> bool:
    """Say whether somebody has to decide; a person whom an office's file named since is on the roster."""
    if signup.decided_at is not None or signup.state not in ("waiting", "double"):
        return False
    registration = session.get_one(Registration, signup.registration_id)
    return signup.state == "double" or registration.status == "waiting"


def _settle(
    session: Session, actor: Actor, event: Event, signup: Signup, approve: bool, now: datetime
) -> None:
    registration = session.get_one(Registration, signup.registration_id)
    if signup.state == "waiting":
        registration.status, registration.seq = ("active" if approve else "cancelled"), None
        registration.cancel_reason = None if approve else "rejected"
        signup.state = "approved" if approve else "rejected"
        session.flush()
        if approve:
            _fill_in(session.get_one(Person, registration.person_id), signup)
            ensure_badges(session, event, now)
            ensure_links(session, [registration.id], now)
    record(
        session,
        actor,
        "signup.approve" if approve else "signup.reject",
        event_id=event.id,
        subject=f"#{registration.number}",
        now=now,
        double=signup.state == "double",
    )


def _fill_in(person: Person, signup: Signup) -> None:
    """Take over what reaches somebody known of whom the register lacks it; it never writes over."""
    person.email = person.email or signup.email
    if not person.phone:
        person.phone, person.phone_raw = read_phone(signup.phone).e164, signup.phone or None


def rules_of(settings: SignupSettings) -> Rules:
    """Return the settings as the pure core reads them."""
    return Rules(
        enabled=settings.enabled,
        opens_at=settings.opens_at,
        closes_at=settings.closes_at,
        quota=settings.quota,
        hourly=settings.hourly,
    )


def count(session: Session, *where: ColumnElement[bool]) -> int:
    """Return how many forms there are."""
    query = select(func.count()).select_from(Signup).where(*where)
    return session.scalar(query) or 0
