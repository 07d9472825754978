"""What each class of phone may call, held to a table; and the calls only some may make."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import DeviceKind
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.devices.models import Device
from checkin.scans.models import Arrival, Scan
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone

GATE, DESK, SUPERVISOR = DeviceKind

WALK_IN = {"name": "Susilo", "pillar": "TAGANA", "regency": "35.22"}
ALLOWED = {
    ("GET", "/api/v1/changes?after=0"): {GATE, DESK, SUPERVISOR},
    ("POST", "/api/v1/scans"): {GATE, DESK, SUPERVISOR},
    ("POST", "/api/v1/scans/{scan}/undo"): {GATE, DESK, SUPERVISOR},
    ("POST", "/api/v1/walk-ins"): {DESK, SUPERVISOR},
    ("POST", "/api/v1/post"): {SUPERVISOR},
}


@pytest.fixture
def code(session: Session) -> str:
    """Return the badge code of one registered person."""
    with transaction() as fresh:
        event = make_event(fresh)
        make_registration(fresh, event, "Siti Aminah")
        ensure_badges(fresh, event, clock.now())
        return fresh.scalars(select(Badge.code)).one()


def body_of(path: str, phone: Phone) -> dict[str, object]:
    now = phone.now().isoformat()
    return {
        "/api/v1/scans": {"sent_at": now, "scans": []},
        "/api/v1/scans/{scan}/undo": {"reason": "salah orang"},
        "/api/v1/walk-ins": {"id": str(uuid4()), "registered_at": now, **WALK_IN},
        "/api/v1/post": {"checkpoint": "kedatangan", "gate": "pintu-2"},
    }[path]


def call(client: FlaskClient, phone: Phone, method: str, path: str, scan: str) -> int:
    if method == "GET":
        return client.get(path, headers=phone.headers).status_code
    address = path.format(scan=scan)
    return client.post(address, json=body_of(path, phone), headers=phone.headers).status_code


@pytest.mark.parametrize("kind", DeviceKind)
def test_each_class_may_make_exactly_its_calls(
    client: OutsideClient, session: Session, code: str, kind: DeviceKind
) -> None:
    phone = Phone(client, kind=kind)
    scan = phone.send(phone.scan(code))[0]["id"]
    may = {row for row in ALLOWED if call(client, phone, *row, scan) < 400}
    assert may == {row for row, kinds in ALLOWED.items() if kind in kinds}


def test_the_table_holds_every_call_of_the_api(client: OutsideClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()["paths"]
    calls = {path.replace("{scan_id}", "{scan}") for path in described}
    assert calls == {path.partition("?")[0] for _, path in ALLOWED} | {"/api/v1/pairings"}


def test_a_gate_learns_no_name_and_a_desk_only_what_tells_namesakes_apart(
    client: OutsideClient, code: str
) -> None:
    gate, desk = Phone(client), Phone(client, kind=DESK)
    assert (gate.paired["kind"], desk.paired["kind"]) == ("gate", "desk")
    sealed, told = gate.changes(), desk.changes()
    assert "Siti" not in str(sealed)
    assert set(sealed["registrations"]) == {"number", "hash", "sealed", "active"}
    assert set(told["registrations"]) == {
        *("number", "hash", "active"),
        *("name", "pillar", "regency", "district"),
    }
    assert all(code not in str(feed) for feed in (sealed, told))


def test_a_supervisors_word_lets_in_and_is_kept(
    client: OutsideClient, session: Session, code: str
) -> None:
    over = {"verdict": "not_entitled", "override": "tamu Kepala Dinas"}
    gate, chief = Phone(client), Phone(client, kind=SUPERVISOR)
    refused = gate.send(gate.scan(code, **over))[0]
    assert (refused["status"], refused["conflict"]) == ("refused", "stale_roster")
    admitted = chief.send(chief.scan(code, **over))[0]
    assert (admitted["status"], admitted["conflict"]) == ("accepted", "override")
    kept = {scan.conflict: scan.override for scan in session.scalars(select(Scan))}
    assert kept["override"] == "tamu Kepala Dinas"
    assert session.scalars(select(Arrival)).one().device_id is not None


def test_a_supervisor_moves_to_another_gate(
    client: OutsideClient, session: Session, code: str
) -> None:
    phone = Phone(client, kind=SUPERVISOR)
    assert "pintu-2" in [post["gate"] for post in phone.changes()["posts"]]
    reply = client.post(
        "/api/v1/post", json={"checkpoint": "kedatangan", "gate": "pintu-2"}, headers=phone.headers
    )
    assert reply.get_json()["gate"] == {"code": "pintu-2", "name": "Pintu 2"}
    assert phone.changes()["gate"]["code"] == "pintu-2"
    gone = client.post(
        "/api/v1/post", json={"checkpoint": "kedatangan", "gate": "pintu-99"}, headers=phone.headers
    )
    assert gone.status_code == 404


def test_a_revoked_phone_hands_over_scans_and_undos_and_learns_nothing(
    client: OutsideClient, session: Session, code: str
) -> None:
    phone = Phone(client)
    first = phone.send(phone.scan(code))[0]
    with transaction() as fresh:
        fresh.scalars(select(Device)).one().revoked_at = clock.now()
    assert phone.send(phone.scan(code))[0]["verdict"] == "duplicate"
    assert phone.undo(first["id"]).status_code == 200
    reply = client.get("/api/v1/changes?after=0", headers=phone.headers)
    assert (reply.status_code, reply.get_json()["code"]) == (401, "device_revoked")


def test_a_heartbeat_tells_how_the_phone_is(
    client: OutsideClient, session: Session, code: str
) -> None:
    phone = Phone(client)
    state = {
        "waiting": 3,
        "next_seq": 12,
        "battery": 41,
        "roster_at": phone.now().isoformat(),
        "version": "abc",
    }
    body = {"sent_at": phone.now().isoformat(), "scans": [], "state": state}
    assert client.post("/api/v1/scans", json=body, headers=phone.headers).status_code == 200
    device = session.scalars(select(Device)).one()
    assert (device.waiting, device.next_seq, device.battery, device.version) == (3, 12, 41, "abc")
    endless = {"battery": 9, "roster_at": "9861-11-28T12:03:35Z"}
    for nonsense in ({"battery": 900}, "awake", [1], endless):
        phone.send(phone.scan(code))
        sent = "0028-11-20T10:35:06Z" if nonsense is endless else phone.now().isoformat()
        told = {"sent_at": sent, "scans": [], "state": nonsense}
        assert client.post("/api/v1/scans", json=told, headers=phone.headers).status_code == 200
