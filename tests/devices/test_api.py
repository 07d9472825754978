"""Pairing through the API: a code works once and for fifteen minutes."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import System
from checkin.db import transaction
from checkin.devices import service
from checkin.devices.models import Device
from checkin.events.queries import get_checkpoint, get_gate
from tests.factories import make_event


def offer(minutes_ago: int = 0) -> str:
    with transaction() as session:
        event = make_event(session)
        gate = get_gate(session, get_checkpoint(session, event))
        now = clock.now() - timedelta(minutes=minutes_ago)
        return service.offer_pairing(session, System(), gate, now).code


def pair(client: FlaskClient, code: str, name: str = "Wati") -> tuple[int, dict[str, object]]:
    reply = client.post("/api/v1/pairings", json={"code": code, "name": name})
    return reply.status_code, reply.get_json()


def test_a_phone_pairs_once_and_learns_event_checkpoint_and_gate(
    client: FlaskClient, session: Session
) -> None:
    code = offer()
    status, body = pair(client, f" {code[:5].lower()}-{code[5:]}")
    assert status == 201
    assert body["label"] == "HP-01"
    assert body["event"]["code"] == "bojonegoro-2023"  # type: ignore[index]
    assert body["gate"] == {"code": "pintu-1", "name": "Pintu 1"}
    assert body["token"] not in repr(session.scalars(select(Device.token_hash)).all())
    status, body = pair(client, code)
    assert (status, body["code"]) == (410, "pairing_used")


def test_old_unknown_and_nameless_pairings_are_refused_in_one_sentence(
    client: FlaskClient, session: Session
) -> None:
    code = offer(minutes_ago=16)
    assert pair(client, code)[1]["code"] == "pairing_expired"
    assert pair(client, "0000000000")[1]["code"] == "pairing_unknown"
    status, body = pair(client, code, name=" ")
    assert (status, body["code"]) == (422, "body_invalid")
    assert session.scalars(select(Device)).all() == []


def test_a_call_without_token_or_with_a_revoked_one_must_pair_again(
    client: FlaskClient, session: Session
) -> None:
    code = offer()
    token = pair(client, code)[1]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/changes", headers=headers).status_code == 200
    assert client.get("/api/v1/changes").get_json()["code"] == "device_unknown"
    with transaction() as fresh:
        device = fresh.scalars(select(Device)).one()
        device.revoked_at = clock.now()
    reply = client.get("/api/v1/changes", headers=headers)
    assert (reply.status_code, reply.get_json()["code"]) == (401, "device_revoked")
    assert reply.content_type == "application/problem+json"
