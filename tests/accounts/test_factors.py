"""The second factor on a database: once per code, throttled, recovered, reset."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts import attempts, factors, service, sign_ins
from checkin.accounts.models import AuditEntry, RecoveryCode, SecondFactor, SignIn, User
from checkin.accounts.standing import Terms
from checkin.actor import Role, System
from checkin.actor import User as SignedIn
from checkin.db import transaction
from checkin.errors import Conflict, FactorNeeded, NotFound, Throttled
from tests.factories import NOW, make_user

TERMS = Terms(idle=timedelta(hours=12), longest=timedelta(days=7), factor_required=True)
LATER = timedelta(seconds=60)


@pytest.fixture
def olga(session: Session) -> SignedIn:
    """Return Olga in a browser that gave no factor yet."""
    with transaction() as fresh:
        user = make_user(fresh)
        secret = sign_ins.begin(fresh, user.id, origin="10.0.0.1", agent="", now=NOW)
    present = sign_ins.find(session, secret, NOW, TERMS)
    assert present
    return present.actor


def turn_on(olga: SignedIn) -> tuple[str, list[str]]:
    """Set the factor up; return its secret and the recovery codes."""
    with transaction() as fresh:
        secret = factors.begin(fresh, olga, NOW)
        codes = factors.confirm(fresh, olga, code(secret, NOW), NOW)
    assert codes
    return secret, codes


def code(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)


def give(olga: SignedIn, text: str, now: datetime) -> str | None:
    with transaction() as fresh:
        return factors.prove(fresh, olga, text, now)


def proven_at(session: Session) -> datetime | None:
    session.rollback()
    return session.scalars(select(SignIn.second_factor_at)).one()


def test_a_factor_is_in_force_after_its_first_code(olga: SignedIn, session: Session) -> None:
    with transaction() as fresh:
        secret = factors.begin(fresh, olga, NOW)
        assert factors.begin(fresh, olga, NOW) == secret  # the page may be loaded again
        assert factors.confirm(fresh, olga, "000000", NOW) is None
    assert not factors.has_factor(session, olga.id)
    assert give(olga, code(secret, NOW), NOW) is None  # not before it is confirmed
    _secret, codes = turn_on(olga)
    assert factors.has_factor(session, olga.id)
    assert factors.codes_left(session, olga.id) == len(codes) == 10
    assert proven_at(session) == NOW
    with pytest.raises(Conflict), transaction() as fresh:
        factors.begin(fresh, olga, NOW)


def test_secret_and_codes_are_not_readable_in_the_database(
    olga: SignedIn, session: Session
) -> None:
    secret, codes = turn_on(olga)
    raw = session.connection().exec_driver_sql("SELECT secret FROM second_factors").scalar_one()
    assert secret.encode() not in bytes(raw)
    kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(kept) & set(codes)


def test_a_code_works_once_even_in_its_own_thirty_seconds(olga: SignedIn, session: Session) -> None:
    secret, _codes = turn_on(olga)
    assert give(olga, code(secret, NOW), NOW) is None  # it was the first one
    now = NOW + LATER
    assert give(olga, code(secret, now), now) == "totp"
    assert give(olga, code(secret, now), now) is None
    assert give(olga, code(secret, now - timedelta(seconds=30)), now) is None  # an older step
    assert proven_at(session) == now


def test_a_recovery_code_works_once(olga: SignedIn, session: Session) -> None:
    _secret, codes = turn_on(olga)
    assert give(olga, codes[0].lower().replace("-", " "), NOW + LATER) == "recovery"
    assert give(olga, codes[0], NOW + LATER) is None
    assert factors.codes_left(session, olga.id) == 9


def test_new_recovery_codes_end_the_old_ones(olga: SignedIn, session: Session) -> None:
    secret, codes = turn_on(olga)
    now = NOW + LATER
    with transaction() as fresh:
        assert factors.renew_codes(fresh, olga, "123456", now) is None
        renewed = factors.renew_codes(fresh, olga, code(secret, now), now)
    assert renewed
    assert give(olga, codes[1], now) is None
    assert give(olga, renewed[1], now) == "recovery"


def test_guessing_is_stopped_for_right_codes_too_until_the_window_is_over(
    olga: SignedIn, session: Session
) -> None:
    secret, codes = turn_on(olga)
    now = NOW + LATER
    for _ in range(attempts.CODES):
        assert give(olga, "000000", now) is None
    for text in (code(secret, now), codes[0], "000000"):
        with pytest.raises(Throttled):
            give(olga, text, now)
    later = now + attempts.WINDOW
    assert give(olga, code(secret, later), later) == "totp"


def test_a_factor_is_taken_away_by_a_code_and_its_proof_with_it(
    olga: SignedIn, session: Session
) -> None:
    secret, _codes = turn_on(olga)
    now = NOW + LATER
    with transaction() as fresh:
        assert not factors.remove(fresh, olga, "123456", now)
        assert factors.remove(fresh, olga, code(secret, now), now)
    assert session.scalars(select(SecondFactor)).all() == []
    assert session.scalars(select(RecoveryCode)).all() == []
    assert proven_at(session) is None


def test_an_administrator_resets_a_lost_factor_and_it_is_written_down(
    olga: SignedIn, session: Session
) -> None:
    turn_on(olga)
    vera = SignedIn(id=olga.id, name="Vera", role=Role.ADMIN, proven=False)
    with pytest.raises(FactorNeeded), transaction() as fresh:
        factors.reset(fresh, vera, olga.id, NOW)
    with transaction() as fresh:
        factors.reset(fresh, System(), olga.id, NOW)
    session.rollback()
    assert session.scalars(select(SignIn.ended_at)).one() == NOW
    assert session.scalars(
        select(AuditEntry.subject).where(AuditEntry.action == "factor.reset")
    ).all() == ["olga@example.id"]
    with pytest.raises(NotFound), transaction() as fresh:
        factors.reset(fresh, System(), olga.id, NOW)


def test_what_a_user_may_do_is_the_same_in_the_worker(olga: SignedIn, session: Session) -> None:
    """A job was asked for in a session that was proven where that was needed."""
    user = session.get_one(User, olga.id)
    assert not olga.proven
    assert service.as_actor(session, user).proven
