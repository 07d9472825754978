"""What belongs to one event is out of reach from another's, whatever an address or a form names.

An organizer of event `kedua` knows every id of event `pertama` and tries each of them in every route and form
of the own event. Nothing of `pertama` may change, and nobody of it may show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Uuid, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from checkin.accounts.models import Membership, User
from checkin.accounts.service import as_actor
from checkin.actor import DeviceKind, Role, System
from checkin.badges.service import ensure_badges
from checkin.db import Base, transaction
from checkin.devices import service as devices
from checkin.events.queries import get_checkpoint, get_gate
from checkin.jobs.models import Job
from checkin.jobs.service import create_job
from checkin.scans.models import Scan
from checkin.signup.models import SignupSettings
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in
from tests.web.routes import EVERYBODY, ROUTES, calls, path_of

NOBODY = "Zubaidah Kertanegara"  # of the first event only
HEADER = "No,Nama,NIK,Jenis Pilar,Kabupaten/Kota,Kecamatan,No HP\n"
# What changes with every request, or is the second event's own.
MOVING = {"audit_entries", "audit_head", "attempts", "refusals", "jobs", "sign_ins"}


@dataclass(frozen=True)
class Two:
    """Both events, everything that has an id in the first, and who organizes the second."""

    first: UUID
    second: UUID
    ids: tuple[UUID, ...]
    token: str


@pytest.fixture
def olga(app: Flask) -> OutsideClient:
    client = OutsideClient(app, app.response_class)
    with transaction() as session:
        sign_in(client, make_user(session, Role.ADMIN).id, proven=True)
    return client


@pytest.fixture
def otto(client: OutsideClient, two: Two) -> OutsideClient:
    with transaction() as session:
        otto_id = make_user(session, Role.MEMBER, "otto@example.id").id
        seat = Membership(user_id=otto_id, event_id=two.second, role="organizer", created_at=NOW)
        session.add(seat)
    sign_in(client, otto_id, proven=True)
    return client


@pytest.fixture
def two(olga: OutsideClient, session: Session) -> Two:
    """Fill the first event with one of everything that has an address."""
    with transaction() as fresh:
        second = make_event(fresh, "kedua")
        other = get_gate(fresh, get_checkpoint(fresh, second))
        own = devices.offer_pairing(fresh, System(), other, NOW, DeviceKind.SUPERVISOR)
        second_token = devices.pair(fresh, own.code, "Wati", NOW).token
        fresh.flush()
        known = ids_of(fresh)
        first = make_event(fresh, "pertama")
        for name in (NOBODY, f"{NOBODY} Muda"):
            make_registration(fresh, first, name)
        ensure_badges(fresh, first, NOW)
        fresh.add(SignupSettings(event_id=first.id, enabled=True))
        gate = get_gate(fresh, get_checkpoint(fresh, first))
        offer = devices.offer_pairing(fresh, System(), gate, NOW, DeviceKind.SUPERVISOR)
        token = devices.pair(fresh, offer.code, "Wati", NOW).token
        pair = first.id, second.id
    base = "/kegiatan/pertama"
    row = f"1,{NOBODY} Baru,35220147,PKH,Bojonegoro,Ngraho,081234500002\n"
    sent = {"file": (BytesIO((HEADER + row).encode()), "p.csv")}
    olga.submit(f"{olga.submit(f'{base}/peserta/unggah', sent).location}/terapkan")
    olga.submit(f"{base}/anggota/", {"name": "Rita", "role": "reader"})
    successor = {"name": f"{NOBODY} Tua", "reason": "Sakit", "approver": "Olga"}
    olga.submit(f"{base}/peserta/1/pengganti", successor)
    olga.submit(f"{base}/daftar-hadir", {"kind": "all", "group": "pillar", "paper": "f4"})
    scanned(olga, token)
    session.rollback()
    new = {name: ids - known[name] for name, ids in ids_of(session).items()}
    one_of_each = sorted({max(ids, key=str) for ids in new.values() if ids}, key=str)
    return Two(first=pair[0], second=pair[1], ids=tuple(one_of_each), token=second_token)


def scanned(browser: OutsideClient, token: str) -> None:
    entry = {
        "id": str(uuid4()), "seq": 1, "code": "SP0000000000000000ZZ", "checkpoint": "masuk",
        "scanned_at": NOW.isoformat(), "verdict": "unknown", "method": "camera",
    }  # fmt: skip
    head = {"Authorization": f"Bearer {token}"}
    browser.post("/api/v1/scans", json={"sent_at": NOW.isoformat(), "scans": [entry]}, headers=head)


def rows_of(session: Session, event_id: UUID) -> Iterator[tuple[str, Any]]:
    """Yield every row of the database that is not the second event's, nor moves with each request."""
    for table in Base.metadata.sorted_tables:
        asked = select(table)
        if "event_id" in table.columns:
            asked = asked.where(table.c.event_id == event_id)
        if table.name not in MOVING:
            yield from ((table.name, row) for row in session.execute(asked))


def ids_of(session: Session) -> dict[str, set[UUID]]:
    """Return the keys of all there is, by table."""
    found: dict[str, set[UUID]] = {}
    for table in Base.metadata.sorted_tables:
        keys = [column for column in table.primary_key if isinstance(column.type, Uuid)]
        if keys:
            rows = session.execute(select(*keys)).all()
            found[table.name] = {key for row in rows for key in row}
    return found


def state_of(session: Session, event_id: UUID) -> dict[str, list[str]]:
    """Return what the first event is, to be compared."""
    session.rollback()
    kept: dict[str, list[str]] = {}
    for name, row in rows_of(session, event_id):
        kept.setdefault(name, []).append(repr(tuple(row)))
    return {name: sorted(rows) for name, rows in kept.items() if name not in SHARED}


SHARED = {"memberships", "users", "regions", "worker_beats"}


def filled(rule: Rule, thing: UUID) -> str:
    """Return an address of the second event that names a thing of the first."""
    path = path_of(rule, "kedua", number=1)
    for name, converter in rule._converters.items():
        if type(converter).__name__ == "UUIDConverter":
            built = rule.build(
                {n: thing if n == name else v for n, v in parsed(rule).items()},
                append_unknown=False,
            )
            assert built
            path = built[1]
    return path


def parsed(rule: Rule) -> dict[str, Any]:
    values: dict[str, Any] = {"code": "kedua"}
    for name, converter in rule._converters.items():
        if name != "code":
            kind = type(converter).__name__
            values[name] = {"IntegerConverter": 1, "UUIDConverter": uuid4()}.get(
                kind, min(getattr(converter, "items", ()) or ("x",))
            )
    return values | dict(rule.defaults or {})


def test_no_id_of_another_event_opens_anything_under_the_own_address(
    otto: OutsideClient, two: Two, session: Session
) -> None:
    before = state_of(session, two.first)
    rules = [
        (rule, method)
        for rule, method in calls(otto.application)
        if rule.rule.startswith("/kegiatan/<") and "uuid:" in rule.rule
    ]
    assert len(rules) > 20
    assert len(two.ids) >= 12
    wrong = []
    for rule, method in rules:
        unknown = uuid4()
        nothing = otto.get(filled(rule, unknown)).data.replace(f"{unknown}".encode(), b"")
        for thing in two.ids:
            path = filled(rule, thing)
            reply = otto.get(path) if method == "GET" else otto.submit(path, {"reason": "x"})
            if reply.status_code == 200 and reply.data.replace(f"{thing}".encode(), b"") == nothing:
                continue  # the same as for an id that was never given
            if reply.status_code < 300 or NOBODY.encode() in reply.data:
                wrong.append(f"{method} {path}: {reply.status_code}")
    assert wrong == []
    assert state_of(session, two.first) == before


def test_no_form_of_the_own_event_takes_an_id_of_another(
    otto: OutsideClient, two: Two, session: Session
) -> None:
    """Every form field that ever carries an id, filled with each id of the first event."""
    before = state_of(session, two.first)
    fields = (
        "gate",
        "checkpoint",
        "subject",
        "device",
        "import",
        "id",
        "entry",
        "batch",
        "pintu",
        "titik",
    )
    rules = [
        rule
        for rule, method in calls(otto.application)
        if method == "POST"
        and rule.rule.startswith("/kegiatan/<code>/")
        and "<" not in rule.rule[17:]
    ]
    for rule in rules:
        for thing in two.ids:
            data = dict.fromkeys(fields, str(thing)) | {"subject": f"scan:{thing}", "note": "x"}
            reply = otto.submit(path_of(rule, "kedua"), data)
            assert NOBODY.encode() not in reply.data, rule
            assert reply.status_code < 500, rule
    assert state_of(session, two.first) == before


def test_a_phone_of_another_event_reaches_nothing_of_the_first(
    client: OutsideClient, two: Two, session: Session
) -> None:
    before = state_of(session, two.first)
    head = {"Authorization": f"Bearer {two.token}"}
    for scan in session.scalars(select(Scan.id)):
        reply = client.post(f"/api/v1/scans/{scan}/undo", json={"reason": "x"}, headers=head)
        assert reply.status_code in (403, 404)
    reply = client.get("/api/v1/changes?after=0", headers=head)
    assert reply.get_json()["registrations"]["number"] == []
    assert NOBODY not in reply.text
    moved = {"checkpoint": "masuk", "gate": str(two.ids[0])}
    assert client.post("/api/v1/station", json=moved, headers=head).status_code in (404, 405, 422)
    assert state_of(session, two.first) == before


def test_work_of_others_and_its_files_are_not_there(
    otto: OutsideClient, olga: OutsideClient, two: Two, session: Session
) -> None:
    with transaction() as fresh:
        user = fresh.scalars(select(User).where(User.email == "olga@example.id")).one()
        create_job(fresh, as_actor(fresh, user), "audit.verify", NOBODY, {}, NOW)
    jobs = session.scalars(select(Job.id)).all()
    for job in jobs:
        for what in ("", "/keadaan", "/berkas"):
            assert otto.get(f"/pekerjaan/{job}{what}").status_code in (403, 404)
            hx = otto.get(f"/pekerjaan/{job}{what}", headers={"HX-Request": "true"})
            assert hx.status_code in (403, 404)
    assert NOBODY not in otto.get("/pekerjaan/").text


def test_parts_of_pages_and_other_methods_are_as_shut_as_the_pages(
    client: OutsideClient, two: Two
) -> None:
    hx = {"HX-Request": "true"}
    for rule, method in calls(client.application):
        if rule.rule.startswith("/api/") or ROUTES.get(rule.endpoint, EVERYBODY) == EVERYBODY:
            continue
        path = path_of(rule, "pertama")
        if method == "GET":
            part = client.get(path, headers=hx)
            assert (part.data, part.headers["HX-Redirect"][:6]) == (b"", "/masuk"), rule
            assert client.head(path).status_code in (302, 401), rule
        assert client.options(path).status_code in (302, 401), rule
        for odd in ("PUT", "DELETE", "PATCH", "TRACE"):
            assert client.open(path, method=odd).status_code in (302, 400, 401, 405), (odd, rule)
