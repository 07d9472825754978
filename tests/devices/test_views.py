"""The console's page of phones."""

import re

from sqlalchemy.orm import Session

from checkin.actor import Role
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import make_event
from tests.personas import sign_in_as

PAGE = "/kegiatan/bojonegoro-2023/perangkat/"


def pairing_code(page: str) -> str:
    found = re.search(r"#pair=([0-9A-Z]{10})", page)
    assert found
    return found[1]


def test_a_pairing_is_offered_taken_up_seen_and_revoked(
    client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_event(fresh)
    sign_in_as(client, Role.ORGANIZER)
    assert "Belum ada HP" in client.get(PAGE).text
    offered = client.submit(f"{PAGE}pasang", {"checkpoint": "kedatangan", "gate": "pintu-2"}).text
    assert "<svg" in offered
    waiting = re.search(rf"{PAGE}pasang/[0-9a-f-]+", offered)
    assert waiting
    assert "Menunggu HP" in client.get(waiting[0]).text
    body = {"code": pairing_code(offered), "name": "Wati"}
    token = client.post("/api/v1/pairings", json=body).get_json()["token"]
    assert "HP-01 terpasang atas nama Wati." in client.get(waiting[0]).text
    listed = client.get(PAGE).text
    assert "HP-01" in listed
    revoke = re.search(rf"{PAGE}[0-9a-f-]+/cabut", listed)
    assert revoke
    client.submit(revoke[0])
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/changes", headers=headers).status_code == 401


def test_a_viewer_cannot_offer_pairings(client: OutsideClient, session: Session) -> None:
    with transaction() as fresh:
        make_event(fresh)
    sign_in_as(client, Role.VIEWER)
    assert client.submit(f"{PAGE}pasang", {"gate": "pintu-1"}).status_code == 403
