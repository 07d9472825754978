"""Use cases of the second factor: set it up, give a code, recovery codes, take it away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from checkin.accounts import attempts, sign_ins, totp
from checkin.accounts.models import RecoveryCode, SecondFactor, SignIn, User
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.actor import User as SignedIn
from checkin.errors import Conflict, NotFound
from checkin.ids import UserId
from checkin.text import mark


def begin(session: Session, actor: SignedIn, now: datetime) -> str:
    """Return the secret of a factor that waits for its first code; raise `Conflict` where one is in force."""
    row = _row(session, actor.id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict(mark("Verifikasi dua langkah sudah aktif."), code="factor_on")
    if row is None:
        row = SecondFactor(
            user_id=UserId(actor.id), secret=totp.new_secret(), created_at=now, last_step=0
        )
        session.add(row)
        session.flush()
    return row.secret


def confirm(session: Session, actor: SignedIn, code: str, now: datetime) -> list[str] | None:
    """Put the factor in force with its first code; return the recovery codes, None for a wrong code."""
    row = _row(session, actor.id)
    if row is None or row.confirmed_at is not None:
        raise Conflict(mark("Mulai pemasangan dari awal."), code="factor_not_begun")
    if not _takes(session, row, code, now):
        return None
    row.confirmed_at = now
    _note(session, actor, now)
    record(session, actor, "factor.set", now=now)
    return _renew(session, actor.id, now)


def give(session: Session, user_id: UUID, code: str, now: datetime) -> str | None:
    """Take a code by time or a recovery code; return which it was, None for a wrong one.

    Raises `Throttled` after too many wrong ones. A wrong one is counted in the running transaction.
    """
    key = attempts.key_of("code", str(user_id))
    attempts.check(session, key, attempts.CODES, now)
    row = _row(session, user_id)
    if row is None or row.confirmed_at is None:
        return None
    if totp.is_totp(code):
        return "totp" if _takes(session, row, code, now) else None
    return "recovery" if _spends(session, user_id, code, now) else None


def prove(session: Session, actor: SignedIn, code: str, now: datetime) -> str | None:
    """Give a code in a session that is open already; return as `give`."""
    kind = give(session, actor.id, code, now)
    if kind:
        _note(session, actor, now)
        record(session, actor, "factor.give", now=now, kind=kind)
    return kind


def renew_codes(session: Session, actor: SignedIn, code: str, now: datetime) -> list[str] | None:
    """Return ten new recovery codes for a right code; the old ones end."""
    if give(session, actor.id, code, now) is None:
        return None
    _note(session, actor, now)
    record(session, actor, "factor.renew_codes", now=now)
    return _renew(session, actor.id, now)


def remove(session: Session, actor: SignedIn, code: str, now: datetime) -> bool:
    """Take the own factor away for a right code; the password was asked before."""
    if give(session, actor.id, code, now) is None:
        return False
    _forget(session, actor.id)
    record(session, actor, "factor.remove", now=now)
    return True


def reset(session: Session, actor: Actor, user_id: UUID, now: datetime) -> None:
    """Take away the factor of somebody who lost it, with every sign-in that it proved."""
    require(actor, Permission.USERS_MANAGE)
    user = session.get(User, user_id)
    row = _row(session, user_id)
    if user is None or row is None:
        raise NotFound(mark("Pengguna ini tidak memakai verifikasi dua langkah."), code="no_factor")
    _forget(session, user_id)
    sign_ins.end_all(session, user_id, now)
    record(session, actor, "factor.reset", subject=user.email, now=now)


def codes_left(session: Session, user_id: UUID) -> int:
    """Return how many recovery codes still work."""
    unused = select(func.count()).where(
        RecoveryCode.user_id == UserId(user_id), RecoveryCode.used_at.is_(None)
    )
    return session.scalar(unused) or 0


def has_factor(session: Session, user_id: UUID) -> bool:
    """Say whether a factor is in force."""
    row = session.get(SecondFactor, user_id)
    return row is not None and row.confirmed_at is not None


def _row(session: Session, user_id: UUID) -> SecondFactor | None:
    return session.get(SecondFactor, user_id, with_for_update=True)


def _takes(session: Session, row: SecondFactor, code: str, now: datetime) -> bool:
    """Take a code by time once; the row's lock keeps two from using the same."""
    key = attempts.key_of("code", str(row.user_id))
    attempts.check(session, key, attempts.CODES, now)
    step = totp.step_of(row.secret, code, now, row.last_step)
    if step is None:
        attempts.count(session, key, now)
        return False
    row.last_step = step
    attempts.forget(session, key)
    return True


def _spends(session: Session, user_id: UUID, code: str, now: datetime) -> bool:
    key = attempts.key_of("code", str(user_id))
    found = session.get(RecoveryCode, totp.recovery_hash(code, str(user_id)), with_for_update=True)
    if found is None or found.used_at is not None:
        attempts.count(session, key, now)
        return False
    found.used_at = now
    attempts.forget(session, key)
    return True


def _renew(session: Session, user_id: UUID, now: datetime) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == UserId(user_id)))
    made = totp.new_recovery_codes()
    session.add_all(
        RecoveryCode(
            code_hash=totp.recovery_hash(code, str(user_id)),
            user_id=UserId(user_id),
            created_at=now,
        )
        for code in made
    )
    session.flush()
    return made


def _forget(session: Session, user_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == UserId(user_id)))
    session.execute(delete(SecondFactor).where(SecondFactor.user_id == UserId(user_id)))
    unproven = update(SignIn).where(SignIn.user_id == UserId(user_id))
    session.execute(unproven.values(second_factor_at=None))


def _note(session: Session, actor: SignedIn, now: datetime) -> None:
    if actor.sign_in_id:
        sign_ins.note_factor(session, actor.sign_in_id, now)
