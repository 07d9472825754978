"""The phone at the gate, in a real browser with a fake camera, against a real server."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright
from sqlalchemy import select

from checkin import clock
from checkin.actor import System
from checkin.app import create_app
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import db, transaction
from checkin.devices import service as devices
from checkin.devices.models import Device
from checkin.events.models import Event, Gate
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.settings import Settings
from tests.factories import make_event, make_registration
from tests.journeys.camera import draw_badge, draw_foreign, make_film
from tests.journeys.conftest import Server, environment, phone_with_camera, watch

pytestmark = pytest.mark.journey

NAMES = ("Siti Nur Aini, S.Sos.", "Moch. Khoirul Ma'ruf", "Soegeng Djoko Santoso")
# Runs before the page's own scripts, so that no verdict is missed.
RECORD = """
  window.shown = [];
  const note = () => {
    const verdict = document.body?.dataset.verdict;
    if (verdict) window.shown.push([verdict, document.getElementById("verdict-name").textContent]);
  };
  new MutationObserver(note).observe(document, { subtree: true, attributeFilter: ["data-verdict"] });
"""


@dataclass
class Hall:
    """A server with an event, its badges, and a way to look into its database."""

    server: Server
    app: Flask
    codes: list[str]
    replaced: str

    def pairing(self, gate: int = 0) -> str:
        """Return a fresh pairing address for the gate at this place."""
        with self.app.app_context(), transaction() as session:
            found = session.scalars(select(Gate).order_by(Gate.position)).all()[gate]
            offer = devices.offer_pairing(session, System(), found, clock.now())
            return f"{self.server.url}/scan/#pair={offer.code}"

    def scans(self) -> list[tuple[str, str, str | None, str | None]]:
        """Return (method, verdict, name of the operator, conflict) of all scans by number."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Scan.method, Scan.verdict, Scan.operator, Scan.conflict).order_by(Scan.seq)
            )
            return [tuple(row) for row in rows]  # type: ignore[misc]

    def arrived(self) -> set[int]:
        """Return the numbers of the people who are in."""
        with self.app.app_context():
            return set(
                db.session.scalars(
                    select(Registration.number)
                    .join(Arrival, Arrival.registration_id == Registration.id)
                    .where(Arrival.arrived_at.is_not(None))
                )
            )


@pytest.fixture
def hall(server: Server) -> Iterator[Hall]:
    """Yield the Bojonegoro event of today with three people, the third with a second badge."""
    settings = Settings.from_environ(environment(server.instance, server.url))
    app = create_app(settings)
    now = clock.now()
    with app.app_context():
        with transaction() as session:
            event = make_event(session, starts_at=now, ends_at=now.replace(year=now.year + 1))
            for name in NAMES:
                make_registration(session, event, name)
            ensure_badges(session, event, now)
            session.flush()
            old = session.scalars(_badges(event)).all()[-1]
            old.revoked_at, replaced = now, old.code
            session.flush()
            ensure_badges(session, event, now)
            session.flush()
            codes = [b.code for b in session.scalars(_badges(event)) if b.revoked_at is None]
        db.session.close()
    yield Hall(server, app, codes, replaced)
    with app.app_context():
        db.engine.dispose()


def _badges(event: Event):  # type: ignore[no-untyped-def]
    return (
        select(Badge)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Badge.event_id == event.id)
        .order_by(Registration.number)
    )


def pair(page: Page, address: str, name: str = "Rini") -> None:
    """Open a pairing address and start duty under `name`."""
    page.goto(address)
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    assert "pair=" not in page.url
    page.fill("#pair-name", name)
    page.click("#pair-go")
    page.wait_for_selector("body[data-state=scanning]", state="attached")


def pick(page: Page, text: str) -> None:
    """Search a name and check the first one in."""
    page.click("#open-search")
    page.fill("#search-text", text)
    page.click("#search-found .pick >> nth=0")


def await_verdict(page: Page, verdict: str) -> None:
    """Wait for a verdict on screen."""
    page.wait_for_selector(f"body[data-verdict={verdict}]", state="attached", timeout=20_000)


def await_sent(page: Page) -> None:
    """Wait until nothing waits to be sent."""
    page.wait_for_selector('body[data-unsent="0"]', state="attached", timeout=30_000)


def test_badges_held_up_are_let_in_without_a_touch(
    hall: Hall, playwright: Playwright, tmp_path: Path
) -> None:
    first, second, _ = hall.codes
    film = make_film(
        tmp_path / "gate.mjpeg",
        [
            draw_badge(first),
            draw_foreign("https://example.org/menu?table=7"),
            draw_badge(second),
            draw_badge(hall.replaced),
        ],
    )
    context = phone_with_camera(playwright, tmp_path / "phone", film)
    page = context.pages[0]
    complaints = watch(page)
    page.add_init_script(RECORD)
    pair(page, hall.pairing())
    wanted = {
        ("ok", NAMES[0]),
        ("ok", NAMES[1]),
        ("revoked", NAMES[2]),
        ("duplicate", NAMES[0]),
    }
    shown: list[tuple[str, str]] = []
    for _ in range(300):
        shown = [tuple(one) for one in page.evaluate("window.shown")]
        if wanted <= set(shown):
            break
        page.wait_for_timeout(100)
    assert wanted <= set(shown)
    assert shown.count(("ok", NAMES[0])) == 1
    assert "foreign" not in {verdict for verdict, _ in shown}
    await_sent(page)
    context.close()
    assert hall.arrived() == {1, 2}
    assert {(m, who, c) for m, _, who, c in hall.scans()} == {("camera", "Rini", None)}
    assert complaints == []


def test_another_gate_says_when_and_where_somebody_came_in(hall: Hall, browser: Browser) -> None:
    first, second = (browser.new_context(viewport={"width": 360, "height": 740}) for _ in "12")
    one, other = first.new_page(), second.new_page()
    pair(one, hall.pairing(0))
    pick(one, "siti nur")
    await_verdict(one, "ok")
    await_sent(one)
    pair(other, hall.pairing(1))
    other.click("#open-type")
    code = hall.codes[0]
    other.fill("#type-code", f"{code[:9]}{'X' if code[9] != 'X' else 'Y'}{code[10:]}")
    other.keyboard.press("Enter")
    assert "salah atau tertukar" in other.inner_text("#type-error")
    other.fill("#type-code", f"{code[:6]} {code[6:10]}-{code[10:].lower()}")
    other.keyboard.press("Enter")
    await_verdict(other, "duplicate")
    assert "Pintu 1 · HP-01" in other.inner_text("#verdict-when")
    assert other.inner_text("#verdict-name") == NAMES[0]
    other.click("#verdict-go")
    other.wait_for_selector("body:not([data-verdict])", state="attached")
    await_sent(other)
    for context in (first, second):
        context.close()
    assert [(m, v) for m, v, _, _ in hall.scans()] == [("search", "ok"), ("typed", "duplicate")]


def test_in_airplane_mode_everything_goes_on_and_nothing_is_lost(
    hall: Hall, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing())
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    pick(page, "muhammad khoirul")
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-history")
    page.click("#history-rows button >> nth=0")
    page.wait_for_selector("#history-rows .gone")
    page.click("#history [data-close]")
    assert page.get_attribute("body", "data-unsent") == "3"
    assert hall.scans() == []
    context.set_offline(False)
    await_sent(page)
    context.close()
    assert [(m, v) for m, v, _, _ in hall.scans()] == [("search", "ok"), ("scanner", "ok")]
    assert hall.arrived() == {2}
    with hall.app.app_context():
        assert len(db.session.scalars(select(ScanUndo)).all()) == 1


def test_a_phone_taken_off_duty_forgets_the_people(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing())
    with hall.app.app_context(), transaction() as session:
        device = session.scalars(select(Device)).one()
        device.revoked_at = clock.now()
    page.click("#open-menu")
    page.click("#menu-sync")
    page.wait_for_selector("body[data-state=ended]", state="attached")
    for _ in range(50):
        kept = json.dumps(page.evaluate(_READ_ALL))
        if "Siti" not in kept:
            break
        time.sleep(0.1)
    assert "Siti" not in kept
    context.close()


def test_an_old_pairing_code_gets_one_clear_sentence(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    address = hall.pairing()
    pair(page, address)
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    page.click("#pair-go")
    page.wait_for_selector("#pair-error:not(:empty)")
    assert "sudah dipakai" in page.inner_text("#pair-error")
    page.click("#pair-cancel")
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    context.close()


_READ_ALL = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("sapa-pilar");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("single").objectStore("single").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
})"""


def _type_like_a_scanner(page: Page, code: str) -> None:
    page.evaluate(
        """code => {
          for (const key of [...code, "Enter"]) {
            document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          }
        }""",
        code,
    )
