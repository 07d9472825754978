"""Every route and every call of phones against everybody who could ask, as `routes.py` says.

The walk asks the very guard that runs before each view; calls of phones are made for real, with tokens.
"""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, g
from werkzeug.routing import Rule

from checkin.actor import (
    DEVICE_GRANTS,
    EVENT_ROLE_GRANTS,
    GUARDED,
    ROLE_GRANTS,
    DeviceKind,
    EventRole,
    Membership,
    Permission,
    Role,
    System,
    User,
    can,
)
from checkin.db import transaction
from checkin.devices import service as devices
from checkin.errors import FactorNeeded, Forbidden, NotFound, Unauthorized
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint, get_gate
from checkin.ids import uuid7
from checkin.web.access import guard, is_declared
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration
from tests.web import routes
from tests.web.routes import (
    EVERYBODY,
    PHONES,
    ROUTES,
    SIGNED_IN,
    WITH_FACTOR,
    Asker,
    calls,
    path_of,
)

OWN, OTHER = "35.22", "35.23"
MEMBERS = {
    Asker.EVENT_ORGANIZER: (EventRole.ORGANIZER, None),
    Asker.COORDINATOR: (EventRole.COORDINATOR, OWN),
    Asker.OTHER_COORDINATOR: (EventRole.COORDINATOR, OTHER),
    Asker.SUPERVISOR: (EventRole.SUPERVISOR, None),
    Asker.READER: (EventRole.READER, None),
}
OFFICERS = {
    Asker.ADMIN: Role.ADMIN,
    Asker.ORGANIZER: Role.ORGANIZER,
    Asker.VIEWER: Role.VIEWER,
}
KINDS = {
    Asker.GATE_PHONE: DeviceKind.GATE,
    Asker.DESK_PHONE: DeviceKind.DESK,
    Asker.SUPERVISOR_PHONE: DeviceKind.SUPERVISOR,
}
BODY = {"sent_at": NOW.isoformat(), "scans": []}
DOC = Path(__file__).parents[2] / "docs" / "roles.md"


@pytest.fixture
def events(app: Flask) -> tuple[UUID, UUID]:
    """Make two events; return their ids."""
    with transaction() as session:
        return (
            make_event(session, "pertama", regency_codes=(OWN, OTHER)).id,
            make_event(session, "kedua").id,
        )


def user(asker: Asker, events: tuple[UUID, UUID], *, proven: bool = True) -> User:
    """Return the asker, a member of the first event, the stranger one of the second."""
    if asker in OFFICERS:
        return User(id=uuid7(), name="Olga", role=OFFICERS[asker], proven=proven)
    role, regency = MEMBERS.get(asker, (EventRole.ORGANIZER, None))
    seat = Membership(event_id=events[asker is Asker.STRANGER], role=role, regency_code=regency)
    return User(id=uuid7(), name="Olga", role=Role.MEMBER, memberships=(seat,), proven=proven)


def let_in(app: Flask, asker: User | None, rule: Rule, method: str) -> str:
    """Say what the guard answers."""
    with app.test_request_context(path_of(rule, "pertama"), method=method):
        if asker:
            g.actor = asker
        try:
            guard()
        except FactorNeeded:
            return "factor"
        except Forbidden:
            return "forbidden"
        except NotFound:
            return "unknown"
        except Unauthorized:
            return "sign in"
    return "in"


def is_call(rule: Rule) -> bool:
    """Say whether phones make this call."""
    return rule.rule.startswith("/api/") and rule.endpoint != "openapi"


def test_the_table_names_every_route(app: Flask) -> None:
    """A route that nobody decided about is refused here, before anybody finds it."""
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    groups = {name: group for name, group in vars(routes).items() if isinstance(group, frozenset)}
    missing = sorted(there - set(ROUTES))
    said = "\n".join(f'    "{endpoint}": ...,' for endpoint in missing)
    assert not missing, (
        "Decide who may open these, and add to ROUTES in tests/web/routes.py "
        f"(one of {', '.join(sorted(groups))}):\n{said}"
    )
    gone = sorted((set(ROUTES) | WITH_FACTOR) - there)
    assert not gone, f"Take these out of tests/web/routes.py: {gone}"


def test_every_route_declares_its_access(app: Flask) -> None:
    assert [r for r in app.url_map.iter_rules() if not is_declared(app, r.endpoint)] == []


@pytest.mark.parametrize("asker", [Asker.ANYBODY, *sorted(SIGNED_IN)])
def test_every_page_lets_in_exactly_whom_the_table_names(
    app: Flask, events: tuple[UUID, UUID], asker: Asker
) -> None:
    who = None if asker is Asker.ANYBODY else user(asker, events)
    wrong = []
    for rule, method in calls(app):
        if is_call(rule):
            continue
        allowed = asker in ROUTES.get(rule.endpoint, ())
        refused = "sign in" if who is None else "forbidden"
        if asker is Asker.STRANGER and "<code>" in rule.rule:
            refused = "unknown"
        expected = "in" if allowed else refused
        said = let_in(app, who, rule, method)
        if said != expected:
            wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {said}, not {expected}")
    assert wrong == [], "\n".join([f"{asker}:", *wrong])


@pytest.mark.parametrize("asker", [a for a in sorted(SIGNED_IN) if a is not Asker.STRANGER])
def test_without_the_second_factor_what_shows_identifiers_stays_shut(
    app: Flask, events: tuple[UUID, UUID], asker: Asker
) -> None:
    who = user(asker, events, proven=False)
    wrong = []
    for rule, method in calls(app):
        if is_call(rule) or asker not in ROUTES.get(rule.endpoint, ()):
            continue
        expected = "factor" if rule.endpoint in WITH_FACTOR else "in"
        said = let_in(app, who, rule, method)
        if said != expected:
            wrong.append(f"{method} {rule.rule} ({rule.endpoint}): {said}, not {expected}")
    assert wrong == [], "\n".join([f"{asker}:", *wrong])


@pytest.mark.parametrize("asker", sorted(MEMBERS))
def test_an_event_of_others_is_not_there_for_a_member(
    app: Flask, events: tuple[UUID, UUID], asker: Asker
) -> None:
    who = user(asker, (events[1], events[0]))
    for code in ("pertama", "tidak-ada"):
        answers = {
            (rule.endpoint, let_in(app, who, rule, method))
            for rule, method in calls(app)
            if rule.rule.startswith("/kegiatan/<")
        }
        assert [endpoint for endpoint, said in answers if said != "unknown"] == [], code


def test_nobody_gets_in_without_signing_in(
    client: OutsideClient, events: tuple[UUID, UUID]
) -> None:
    for rule, method in calls(client.application):
        if is_call(rule) or ROUTES.get(rule.endpoint, EVERYBODY) == EVERYBODY:
            continue
        path = path_of(rule, "pertama")
        reply = client.get(path) if method == "GET" else client.submit(path)
        assert reply.status_code == 302, rule
        assert "/masuk" in reply.location, rule


@pytest.fixture
def tokens(app: Flask, events: tuple[UUID, UUID]) -> dict[Asker, str]:
    """Pair a phone of each kind with the first event."""
    made = {}
    with transaction() as session:
        event = session.get_one(Event, events[0])
        make_registration(session, event, regency_code=OWN, district_code=None)
        gate = get_gate(session, get_checkpoint(session, event))
        for asker, kind in KINDS.items():
            offer = devices.offer_pairing(session, System(), gate, NOW, kind)
            made[asker] = devices.pair(session, offer.code, "Wati", NOW).token
    return made


def test_calls_of_phones_are_open_to_their_kinds_only(
    client: OutsideClient, tokens: dict[Asker, str], events: tuple[UUID, UUID]
) -> None:
    wrong = []
    rules = [(rule, method) for rule, method in calls(client.application) if is_call(rule)]
    assert len(rules) >= 6
    for rule, method in rules:
        for asker in (Asker.ANYBODY, *PHONES):
            token = tokens.get(asker, "")
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            path = path_of(rule, "pertama")
            reply = client.open(path, method=method, headers=headers, json={})
            shut = 401 if asker is Asker.ANYBODY else 403
            allowed = asker in ROUTES.get(rule.endpoint, EVERYBODY)
            if (reply.status_code in (401, 403)) == allowed or (
                not allowed and reply.status_code != shut
            ):
                wrong.append(f"{asker}: {method} {rule.rule}: {reply.status_code}")
    assert wrong == [], "\n".join(wrong)


def test_a_sign_in_opens_no_call_of_phones_and_a_token_no_page(
    app: Flask, client: OutsideClient, tokens: dict[Asker, str], events: tuple[UUID, UUID]
) -> None:
    for rule, method in calls(app):
        path = path_of(rule, "pertama")
        if is_call(rule) and ROUTES.get(rule.endpoint, EVERYBODY) != EVERYBODY:
            headers = {"Authorization": "Bearer nobody"}
            reply = client.open(path, method=method, headers=headers, json=BODY)
            assert reply.status_code == 401, rule
        elif method == "GET" and ROUTES.get(rule.endpoint, EVERYBODY) != EVERYBODY:
            headers = {"Authorization": f"Bearer {tokens[Asker.SUPERVISOR_PHONE]}"}
            assert client.get(path, headers=headers).status_code == 302, rule


def test_the_factor_only_ever_takes_away(events: tuple[UUID, UUID]) -> None:
    """Whatever is not guarded is held with and without it."""
    admin = user(Asker.ADMIN, events)
    shut = replace(admin, proven=False)
    held = {p for p in Permission if can(admin, p)}
    assert held - {p for p in Permission if can(shut, p)} == GUARDED & held


def table() -> str:
    """Return the permissions by role as docs/roles.md prints them."""
    columns = [
        *((f"office {role.value}", ROLE_GRANTS[role]) for role in Role if role is not Role.MEMBER),
        *((f"event {role.value}", EVENT_ROLE_GRANTS[role]) for role in EventRole),
        *((f"{kind.value} phone", DEVICE_GRANTS[kind]) for kind in DeviceKind),
    ]
    lines = [
        "| permission | " + " | ".join(name for name, _ in columns) + " |",
        "| --- |" + " :-: |" * len(columns),
    ]
    for permission in sorted(Permission):
        name = f"`{permission.value}`" + (" (2)" if permission in GUARDED else "")
        signs = (_sign(title, permission in grants) for title, grants in columns)
        lines.append(f"| {name} | " + " | ".join(signs) + " |")
    return "\n".join(lines)


def _sign(title: str, holds: bool) -> str:
    if not holds:
        return " "
    return "own" if title.endswith("coordinator") else "x"


def test_the_documented_table_of_permissions_is_the_true_one() -> None:
    written = DOC.read_text(encoding="utf-8")
    found = "\n".join(re.findall(r"^\|.*\|$", written, re.MULTILINE))
    assert table() in found, f"Put this table into docs/roles.md:\n{table()}"
