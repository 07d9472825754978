"""What is refused at the door stands in the log, and a flood of it stays small."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.accounts import factors, jobs, links, refusals
from checkin.accounts.models import AuditEntry, Refusal, User
from checkin.actor import Role, System
from checkin.audit import service as audit
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import NOW, PASSWORD, make_event, make_user, sign_in

OLGA = "olga@example.id"


@pytest.fixture
def olga(app: Flask) -> Any:
    with transaction() as session:
        return make_user(session, Role.ADMIN, email=OLGA).id


def lines(session: Session) -> list[AuditEntry]:
    session.rollback()
    asked = select(AuditEntry).where(AuditEntry.action.like("refused.%")).order_by(AuditEntry.seq)
    return list(session.scalars(asked))


def note(subject: str, action: str = "refused.password", now: datetime = NOW) -> None:
    with transaction() as session:
        refusals.note(session, action, subject, now)


def knock(client: OutsideClient, email: str, password: str) -> int:
    status: int = client.submit("/masuk", {"email": email, "password": password}).status_code
    return status


def test_a_wrong_password_is_written_down_with_whom_and_from_where(
    client: OutsideClient, session: Session, olga: Any
) -> None:
    assert knock(client, "Olga@Example.id ", "salah sama sekali") == 422
    (line,) = lines(session)
    assert (line.action, line.actor_kind, line.actor_id) == ("refused.password", "stranger", None)
    assert (line.actor_name, line.subject) == ("Seseorang", OLGA)
    assert line.origin.startswith("127.0.0.1")
    assert "salah sama sekali" not in str(vars(line))


def test_an_address_that_is_nobodys_is_not_kept_but_known_again(
    client: OutsideClient, session: Session, olga: Any
) -> None:
    for typed in ("rahasia saya 123", "Rahasia saya 123", "lain@example.id"):
        assert knock(client, typed, "apa saja") == 422
    first, other = lines(session)
    assert first.action == "refused.address"
    assert first.subject == refusals.mark_of("rahasia saya 123") != other.subject
    kept = "".join(str(vars(row)) for row in [*lines(session), *session.scalars(select(Refusal))])
    assert "rahasia" not in kept.lower()
    assert "lain@" not in kept


def test_an_account_that_is_shut_or_locked_is_said_to_be(
    client: OutsideClient, session: Session, olga: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checkin.accounts.attempts.PASSWORDS", 2)
    with transaction() as writing:
        make_user(writing, Role.VIEWER, email="vera@example.id").active = False
    assert knock(client, "vera@example.id", PASSWORD) == 422
    assert [knock(client, OLGA, "salah sekali") for _ in range(4)] == [422, 422, 429, 429]
    told = [(line.action, line.subject) for line in lines(session)]
    assert told == [
        ("refused.inactive", "vera@example.id"), ("refused.password", OLGA), ("refused.locked", OLGA),
    ]  # fmt: skip


def test_wrong_codes_are_written_down_before_and_after_signing_in(
    client: OutsideClient, session: Session, olga: Any
) -> None:
    with transaction() as writing:
        writing.info.clear()
        user = writing.get_one(User, olga)
        from checkin.accounts.models import SecondFactor
        from checkin.accounts.totp import new_secret

        writing.add(
            SecondFactor(
                user_id=user.id, secret=new_secret(), created_at=NOW, confirmed_at=NOW, last_step=0
            )
        )
    assert knock(client, OLGA, PASSWORD) == 302
    assert client.submit("/masuk/kode", {"code": "000000"}).status_code == 422
    sign_in(client, olga)
    assert client.submit("/akun/verifikasi/kode", {"code": "tidak-ada"}).status_code == 422
    reply = client.submit(
        "/akun/kata-sandi", {"old": "salah sama sekali", "password": "x" * 12, "again": "x" * 12}
    )
    assert reply.status_code == 422
    before, code, password = lines(session)
    assert (before.action, before.subject, before.actor_kind) == ("refused.code", OLGA, "stranger")
    assert (code.action, code.actor_id) == ("refused.own_code", olga)
    assert (password.action, password.actor_id) == ("refused.own_password", olga)
    for _turn in range(factors.attempts.CODES):
        client.submit("/akun/verifikasi/kode", {"code": "tidak-ada"})
    assert lines(session)[-1].action == "refused.code_locked"


def test_links_that_stand_no_more_are_written_down(
    client: OutsideClient, session: Session, olga: Any
) -> None:
    now = clock.now()
    with transaction() as writing:
        made, used = links.invite(writing, System(), "Rina", Role.VIEWER, now)
        made.used_at = now
        _made, late = links.invite(writing, System(), "Budi", Role.VIEWER, now - timedelta(days=30))
    for secret, status in ((used, 410), (late, 410), ("tidak-ada", 404)):
        assert client.get(f"/undangan-kantor/{secret}").status_code == status
    assert client.get("/undangan/tidak-ada").status_code == 404
    told = [(line.action, line.subject) for line in lines(session)]
    assert told == [
        ("refused.link_used", "Rina"), ("refused.link_expired", "Budi"), ("refused.link_unknown", ""),
    ]  # fmt: skip
    assert "tidak-ada" not in str([vars(line) for line in lines(session)])


def test_a_flood_has_two_lines_an_hour(session: Session, olga: Any) -> None:
    for second in range(500):
        note(OLGA, now=NOW + timedelta(seconds=second))
    assert len(lines(session)) == 1
    assert [row.more for row in refusals.going_on(session, NOW + timedelta(minutes=9))] == [499]
    jobs.tell_refusals(NOW + timedelta(minutes=59))
    assert len(lines(session)) == 1
    jobs.tell_refusals(NOW + timedelta(hours=1))
    first, rest = lines(session)
    assert (rest.action, rest.subject, rest.detail["times"]) == (first.action, OLGA, 499)
    assert (rest.at, rest.detail["since"]) == (NOW + timedelta(seconds=499), NOW.isoformat())
    assert session.scalars(select(Refusal)).all() == []
    assert audit.check(session).kind is None


def test_a_flood_of_many_names_is_counted_as_one(session: Session, olga: Any) -> None:
    for number in range(300):
        note(refusals.mark_of(f"nobody-{number}"), "refused.address")
    told = lines(session)
    assert len(told) == refusals.MOST + 1
    assert (told[-1].subject, told[-1].detail) == ("", {"many": True})
    assert len(session.scalars(select(Refusal)).all()) == refusals.MOST + 1
    note(OLGA)
    assert lines(session)[-1].action == "refused.password"
    note(OLGA, now=NOW + timedelta(hours=2))
    assert [line.detail.get("times") for line in lines(session)][-2:] == [
        300 - refusals.MOST - 1,
        None,
    ]


def test_who_is_here_when_an_hour_ends_is_not_who_tried(
    client: OutsideClient, session: Session, olga: Any
) -> None:
    for _turn in range(3):
        note(OLGA)  # from nowhere, long ago
    with transaction() as writing:
        make_event(writing)
    knock(client, OLGA, "salah sama sekali")
    _first, rest, new = lines(session)
    assert (rest.origin, rest.detail["times"]) == ("", 2)
    assert new.origin.startswith("127.0.0.1")
