"""What is due of data that belong to nobody on a roster: forms turned down, sessions, work done, papers."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from checkin.accounts.models import Attempts, Invitation, RecoveryCode, SignIn
from checkin.events.models import Event
from checkin.jobs.models import Job
from checkin.people.models import Person
from checkin.privacy import sweeps, wiping
from checkin.privacy.models import Incident, PrivacyRequest
from checkin.privacy.sweeps import Rows, Sweep, delete_from, is_over, nowhere
from checkin.roster.models import Registration
from checkin.signup.models import Signup

TURNED_DOWN = ("rejected", "waiting", "double")


def _signups(cutoff: datetime) -> Any:
    return (
        select(Signup.id, Event.code)
        .join(Event, Event.id == Signup.event_id)
        .where(*is_over(cutoff), Signup.submitted_at < cutoff, Signup.state.in_(TURNED_DOWN))
    )


def _turn_away(session: Session, ids: Rows, now: datetime) -> None:
    """Delete forms; who came by one alone and is on no roster is nobody any more."""
    other = aliased(Registration)
    elsewhere = exists().where(
        other.person_id == Registration.person_id,
        or_(other.id != Registration.id, Registration.status == "active"),
    )
    theirs = (
        select(Registration.person_id)
        .join(Signup, Signup.registration_id == Registration.id)
        .where(Signup.id.in_(ids), Registration.source == "signup", ~elsewhere)
    )
    strangers = session.scalars(theirs).all()
    session.execute(delete(Signup).where(Signup.id.in_(ids)))
    wiping.anonymise(session, strangers, now)
    session.execute(
        update(Registration)
        .where(Registration.person_id.in_(strangers))
        .values(status="cancelled", cancel_reason="purged", seq=None)
    )


def _ended(model: Any, *moments: Any) -> sweeps.Due:
    """Name rows of which one of these moments lies before."""

    def due(cutoff: datetime) -> Any:
        return select(model.id, nowhere()).where(or_(*(moment < cutoff for moment in moments)))

    return due


def _attempts(cutoff: datetime) -> Any:
    return select(Attempts.key, nowhere()).where(Attempts.since < cutoff)


def _forget_attempts(session: Session, keys: Any, _now: datetime) -> None:
    session.execute(delete(Attempts).where(Attempts.key.in_(keys)))


def _codes(cutoff: datetime) -> Any:
    return select(RecoveryCode.code_hash, nowhere()).where(RecoveryCode.used_at < cutoff)


def _forget_codes(session: Session, keys: Any, _now: datetime) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.code_hash.in_(keys)))


def _requests(cutoff: datetime) -> Any:
    return select(PrivacyRequest.id, nowhere()).where(
        PrivacyRequest.answered_at < cutoff,
        or_(
            PrivacyRequest.asked.is_not(None),
            PrivacyRequest.wanted.is_not(None),
            PrivacyRequest.answer.is_not(None),
        ),
    )


def _forget_requests(session: Session, ids: Rows, _now: datetime) -> None:
    session.execute(
        update(PrivacyRequest)
        .where(PrivacyRequest.id.in_(ids))
        .values(asked=None, wanted=None, answer=None, identity="")
    )


def _incidents(cutoff: datetime) -> Any:
    return select(Incident.id, nowhere()).where(
        Incident.closed_at < cutoff,
        or_(Incident.story.is_not(None), Incident.measures.is_not(None)),
    )


def _forget_incidents(session: Session, ids: Rows, _now: datetime) -> None:
    session.execute(
        update(Incident).where(Incident.id.in_(ids)).values(story=None, measures=None, affected=[])
    )


def _unnamed(cutoff: datetime) -> Any:
    """Name people on no roster at all, as an undone upload leaves them."""
    on_one = exists().where(Registration.person_id == Person.id)
    return select(Person.id, nowhere()).where(
        ~on_one, Person.erased_at.is_(None), Person.updated_at < cutoff
    )


OFFICE_SWEEPS: tuple[Sweep, ...] = (
    Sweep("signups", _signups, _turn_away),
    Sweep("drafts", _unnamed, wiping.anonymise),
    Sweep("jobs", _ended(Job, Job.finished_at), delete_from(Job)),
    Sweep("sign_ins", _ended(SignIn, SignIn.ended_at, SignIn.last_seen_at), delete_from(SignIn)),
    Sweep("sign_ins", _ended(Invitation, Invitation.expires_at), delete_from(Invitation)),
    Sweep("sign_ins", _attempts, _forget_attempts),
    Sweep("sign_ins", _codes, _forget_codes),
    Sweep("requests", _requests, _forget_requests),
    Sweep("incidents", _incidents, _forget_incidents),
)
ALL: tuple[Sweep, ...] = (*sweeps.SWEEPS, *OFFICE_SWEEPS)
