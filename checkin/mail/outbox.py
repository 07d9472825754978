"""The outbox: put letters in, take one out to send, write down what became of it.

A letter is claimed in a transaction of its own before it is handed to the server, and settled in another
after: whoever dies between the two leaves it on its way, and it is given up rather than sent twice.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from checkin.ids import EventId, LetterId, RegistrationId, uuid7
from checkin.mail.letters import message_id_of
from checkin.mail.models import Letter
from checkin.mail.plan import STUCK, Fault, State, after_failure
from checkin.text import mark

UNSURE = mark("Pengiriman terputus di tengah jalan; mungkin sudah sampai. Kirim ulang bila perlu.")
OPEN = (State.WAITING.value, State.FAILED.value)


def put(
    session: Session,
    event_id: EventId,
    kind: str,
    registrations: Iterable[RegistrationId],
    sender: str,
    now: datetime,
) -> int:
    """Put in a letter of this kind for each that never had one; return how many."""
    known = set(
        session.scalars(
            select(Letter.registration_id).where(Letter.event_id == event_id, Letter.kind == kind)
        )
    )
    fresh = [one for one in registrations if one not in known]
    for one in fresh:
        letter_id = LetterId(uuid7())
        session.add(
            Letter(
                id=letter_id,
                event_id=event_id,
                registration_id=one,
                kind=kind,
                state=State.WAITING.value,
                next_try_at=now,
                message_id=message_id_of(str(letter_id), sender),
                created_at=now,
            )
        )
    session.flush()
    return len(fresh)


def again(
    session: Session,
    event_id: EventId,
    kind: str,
    now: datetime,
    registration_id: RegistrationId | None = None,
) -> int:
    """Let letters go out once more: one person's, whatever became of it, or all that were given up."""
    which = (
        (Letter.registration_id == registration_id, Letter.state != State.SENDING.value)
        if registration_id
        else (Letter.state.in_((State.GIVEN_UP.value, State.FAILED.value)),)
    )
    done = session.execute(
        update(Letter)
        .where(Letter.event_id == event_id, Letter.kind == kind, *which)
        .values(state=State.WAITING.value, attempts=0, next_try_at=now, reason="")
    )
    return int(getattr(done, "rowcount", 0))


def stop(session: Session, event_id: EventId, kind: str) -> int:
    """Take the letters of a kind that did not go out yet out again; return how many."""
    rows = session.scalars(
        select(Letter).where(
            Letter.event_id == event_id, Letter.kind == kind, Letter.state.in_(OPEN)
        )
    ).all()
    for row in rows:
        session.delete(row)
    return len(rows)


def claim(session: Session, now: datetime) -> Letter | None:
    """Return the letter that is due first, now on its way; None where none is."""
    stuck = Letter.state == State.SENDING.value
    session.execute(
        update(Letter)
        .where(stuck, Letter.next_try_at < now - STUCK)
        .values(state=State.GIVEN_UP.value, reason=UNSURE, sealed=None)
    )
    letter = session.scalar(
        select(Letter)
        .where(Letter.state.in_(OPEN), Letter.next_try_at <= now)
        .order_by(Letter.next_try_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if letter is not None:
        letter.state, letter.next_try_at = State.SENDING.value, now
        letter.attempts += 1
        session.flush()
    return letter


def give_up_unsent(session: Session) -> None:
    """Send none of what still waits by itself: after a restore, it may have gone out since the backup."""
    unsent = (State.WAITING, State.SENDING, State.FAILED)
    session.execute(
        update(Letter)
        .where(Letter.state.in_([state.value for state in unsent]))
        .values(state=State.GIVEN_UP.value, reason=UNSURE, sealed=None)
    )


def settle_sent(session: Session, letter_id: LetterId, now: datetime) -> None:
    """Write down that the server took the letter."""
    letter = session.get_one(Letter, letter_id)
    letter.state, letter.sent_at, letter.reason = State.SENT.value, now, ""
    letter.sealed = None


def settle_failed(
    session: Session, letter_id: LetterId, reason: str, now: datetime, why: Fault
) -> None:
    """Write down why the letter did not go, and when it is tried again."""
    letter = session.get_one(Letter, letter_id)
    state, letter.attempts, letter.next_try_at = after_failure(letter.attempts, why, now)
    letter.state, letter.reason = state.value, reason[:300]
    if state is State.GIVEN_UP:
        letter.sealed = None


def counts(session: Session, event_id: EventId, kind: str) -> dict[State, int]:
    """Return how many letters of a kind are how far."""
    rows = session.execute(
        select(Letter.state, func.count())
        .where(Letter.event_id == event_id, Letter.kind == kind)
        .group_by(Letter.state)
    )
    found = {State(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in State}


def count_due(session: Session, now: datetime) -> int:
    """Return how many letters could go out now."""
    due = Letter.state.in_(OPEN) & (Letter.next_try_at <= now)
    return session.scalar(select(func.count()).select_from(Letter).where(due)) or 0


def is_due(session: Session, now: datetime) -> bool:
    """Say whether any letter could go out now."""
    lost = (Letter.state == State.SENDING.value) & (Letter.next_try_at < now - STUCK)
    due = Letter.state.in_(OPEN) & (Letter.next_try_at <= now)
    return session.scalar(select(Letter.id).where(or_(due, lost)).limit(1)) is not None
