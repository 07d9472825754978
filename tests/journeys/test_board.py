"""The board and the wall in a browser: the figure rises by itself, a lost line is said."""

import json
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, text

from checkin import clock
from tests.journeys.conftest import Server, sign_in

pytestmark = pytest.mark.journey
CODE = "bojonegoro-2023"


def scan(server: Server) -> None:
    """Let a phone send the first scan of a badge."""
    offer = json.loads(
        server.checkin("device", "pair", CODE, "--checkpoint", "kedatangan", "--json").stdout
    )
    token = post(server, "pairings", {"code": offer["code"], "name": "HP"})["token"]
    engine = create_engine(f"sqlite:///{server.instance / 'checkin.db'}")
    with engine.connect() as connection:
        badge = connection.scalar(text("SELECT code FROM badges WHERE revoked_at IS NULL LIMIT 1"))
    engine.dispose()
    now = clock.now().isoformat(timespec="milliseconds")
    entry = {"id": str(uuid4()), "seq": 1, "code": badge, "checkpoint": "kedatangan"}
    entry |= {"scanned_at": now, "verdict": "ok", "method": "camera"}
    reply = post(server, "scans", {"sent_at": now, "scans": [entry]}, str(token))
    assert [result["status"] for result in reply["results"]] == ["accepted"]


def post(server: Server, call: str, body: object, token: str = "") -> dict[str, list[dict]]:  # type: ignore[type-arg]
    """Post JSON to the device API."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = Request(f"{server.url}/api/v1/{call}", json.dumps(body).encode(), headers)
    with urlopen(request) as reply:
        found: dict[str, list[dict]] = json.loads(reply.read())  # type: ignore[type-arg]
    return found


def test_the_board_and_the_wall_follow_the_gates(server: Server, browser: Browser) -> None:
    context = browser.new_context(locale="id-ID")  # whose console may complain of the lost line
    office = context.new_page()
    sign_in(office, server)
    made = server.checkin("demo", "--event", "bojonegoro", "--people", "40", "--arrived", "0")
    assert made.returncode == 0, made.stderr
    office.goto(f"{server.url}/kegiatan/{CODE}/")
    present = office.locator("[data-total=present]")
    expect(present).to_have_text("0")
    wall = context.new_page()
    wall.goto(f"{server.url}/kegiatan/{CODE}/layar")
    expect(wall.locator(".wall-present strong")).to_have_text("0")
    loads: list[str] = []
    office.on("framenavigated", lambda frame: loads.append(frame.url))
    wall.on("framenavigated", lambda frame: loads.append(frame.url))

    scan(server)
    expect(wall.locator(".wall-present strong")).to_have_text("1")
    office.bring_to_front()
    expect(present).to_have_text("1")
    assert loads == []

    context.set_offline(True)
    expect(office.locator("#board-lost")).to_contain_text("Sambungan terputus sejak")
    expect(office.locator("#board-as-of")).to_have_text("")
    context.set_offline(False)
    expect(office.locator("#board-as-of")).to_contain_text("Keadaan pukul")
    expect(office.locator("#board-lost")).to_have_text("")
    context.close()
