"""Sign-ins: found by their secret, ended at once, seen from time to time."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts import attempts, sign_ins
from checkin.accounts.models import Attempts, SignIn, User
from checkin.accounts.standing import Terms
from checkin.db import transaction
from checkin.errors import Throttled
from tests.factories import NOW, make_user

TERMS = Terms(idle=timedelta(hours=12), longest=timedelta(days=7), factor_required=True)


@pytest.fixture
def user_id(session: Session) -> object:
    with transaction() as fresh:
        return make_user(fresh).id


def begin(user_id: object, **over: object) -> str:
    facts = {"origin": "10.0.0.1", "agent": "Firefox/125.0 (X11; Linux)", "now": NOW} | over
    with transaction() as fresh:
        return sign_ins.begin(fresh, user_id, **facts)  # type: ignore[arg-type]


def test_only_a_hash_of_the_secret_is_kept(user_id: object, session: Session) -> None:
    secret = begin(user_id)
    kept = session.scalars(select(SignIn)).one()
    assert secret not in (kept.secret_hash, str(kept.id))
    present = sign_ins.find(session, secret, NOW, TERMS)
    assert present
    assert (present.user_id, present.actor.proven) == (user_id, False)
    assert sign_ins.find(session, "another", NOW, TERMS) is None
    assert sign_ins.find(session, kept.secret_hash, NOW, TERMS) is None


def test_every_sign_in_has_a_secret_of_its_own(user_id: object, session: Session) -> None:
    assert begin(user_id) != begin(user_id)


def test_a_deactivated_user_is_out_at_once(user_id: object, session: Session) -> None:
    secret = begin(user_id)
    with transaction() as fresh:
        fresh.get_one(User, user_id).active = False
    assert sign_ins.find(session, secret, NOW, TERMS) is None


def test_a_sign_in_that_ran_out_opens_nothing_and_is_not_listed(
    user_id: object, session: Session
) -> None:
    secret, later = begin(user_id), NOW + timedelta(days=1)
    assert sign_ins.find(session, secret, later, TERMS) is None
    assert sign_ins.list_open(session, user_id, later, TERMS) == []  # type: ignore[arg-type]
    assert len(sign_ins.list_open(session, user_id, NOW, TERMS)) == 1  # type: ignore[arg-type]


def test_others_are_ended_without_the_present_one(user_id: object, session: Session) -> None:
    here, there = begin(user_id), begin(user_id)
    present = sign_ins.find(session, here, NOW, TERMS)
    assert present
    with transaction() as fresh:
        assert sign_ins.end_all(fresh, present.user_id, NOW, but=present.sign_in_id) == 1
    assert sign_ins.find(session, here, NOW, TERMS)
    assert sign_ins.find(session, there, NOW, TERMS) is None


def test_nobody_ends_a_sign_in_of_another(user_id: object, session: Session) -> None:
    begin(user_id)
    with transaction() as fresh:
        other = make_user(fresh, email="carl@example.id").id
        theirs = fresh.scalars(select(SignIn.id)).one()
        assert not sign_ins.end(fresh, other, theirs, NOW)


def test_the_visit_is_due_after_five_minutes(user_id: object, session: Session) -> None:
    secret, later = begin(user_id), NOW + timedelta(minutes=6)
    present = sign_ins.find(session, secret, later, TERMS)
    assert present
    assert present.due
    with transaction() as fresh:
        sign_ins.note_visit(fresh, present.sign_in_id, later)
    again = sign_ins.find(session, secret, later, TERMS)
    assert again
    assert not again.due


def test_old_sign_ins_are_forgotten_at_the_next(user_id: object, session: Session) -> None:
    begin(user_id)
    begin(user_id, now=NOW + sign_ins.KEEP + timedelta(days=1))
    assert len(session.scalars(select(SignIn)).all()) == 1


def test_attempts_are_counted_in_windows(session: Session) -> None:
    key = attempts.key_of("password", "siapa@example.id")
    with transaction() as fresh:
        for _ in range(3):
            attempts.check(fresh, key, 3, NOW)
            attempts.count(fresh, key, NOW)
        with pytest.raises(Throttled) as refused:
            attempts.check(fresh, key, 3, NOW + timedelta(minutes=14))
        assert "2 menit" in str(refused.value)
        attempts.check(fresh, key, 3, NOW + attempts.WINDOW)
        attempts.count(fresh, key, NOW + attempts.WINDOW)
        assert fresh.get_one(Attempts, key).failures == 1
        attempts.forget(fresh, key)
    assert session.scalars(select(Attempts)).all() == []
