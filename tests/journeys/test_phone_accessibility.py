"""The phone's one page in each of its states, under axe and a ruler: 360 px, by day and in the dark."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route
from sqlalchemy import select

from checkin import clock
from checkin.actor import DeviceKind
from checkin.db import transaction
from checkin.devices.models import Device
from checkin.events.models import Event, Rehearsal
from tests.journeys.axe import PHONE_LOOKS, SMALL, TOUCH, look
from tests.journeys.camera import draw_badge, make_film
from tests.journeys.conftest import phone_with_camera
from tests.journeys.test_scanner import (
    NAMES,
    Hall,
    _type_like_a_scanner,
    await_sent,
    await_verdict,
    hall,
    pair,
)

pytestmark = pytest.mark.journey
__all__ = ["hall"]  # the fixture

# A verdict goes by itself: what the page looked like is kept, to be looked at in peace.
KEEP = """
  window.kept = {};
  const keep = () => setTimeout(() => {
    const { verdict } = document.body.dataset;
    if (verdict) window.kept[verdict] = document.documentElement.outerHTML;
  });
  new MutationObserver(keep).observe(document, { subtree: true, attributeFilter: ["data-verdict"] });
"""


class Watch:
    """A phone, and what was found on it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page = context.pages[0] if context.pages else context.new_page()
        self.page.add_init_script(KEEP)
        self.found: list[str] = []
        self.seen: list[str] = []

    def look(self, state: str, page: Page | None = None) -> None:
        """Look at what is shown now."""
        self.seen.append(state)
        self.found += look(page or self.page, state, PHONE_LOOKS, TOUCH)

    def look_at_kept(self, url: str) -> None:
        """Look at every verdict that was shown, without the app's script."""
        kept: dict[str, str] = self.page.evaluate("window.kept")
        other = self.context.new_page()
        for verdict, text in kept.items():
            shown = text.replace('type="module"', 'type="text/plain"')
            other.route("**/kept", partial(_show, shown))
            other.goto(f"{url}/kept")
            self.look(verdict, other)
            other.unroute("**/kept")
        other.close()


def _show(text: str, route: Route) -> None:
    route.fulfill(body=text, content_type="text/html")


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watch]:
    """Yield a small phone without a camera."""
    context = browser.new_context(viewport=SMALL, reduced_motion="reduce", locale="id-ID")  # type: ignore[arg-type]
    yield Watch(context)
    context.close()


def ready(page: Page) -> None:
    """Wait until the phone has its roster."""
    page.wait_for_selector("body[data-ready=offline]", state="attached", timeout=60_000)


def test_pairing_and_the_end_of_duty(hall: Hall, phone: Watch) -> None:
    page = phone.page
    page.goto(f"{hall.server.url}/scan/")
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    phone.look("pairing, no code")
    page.fill("#pair-code", "SALAH")
    page.click("#pair-go")
    page.wait_for_selector("#pair .error:not(:empty)")
    phone.look("pairing, wrong code")
    page.goto("about:blank")
    page.goto(hall.pairing())
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    phone.look("pairing, offered")
    page.fill("#pair-name", "Rini")
    page.click("#pair-go")
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    ready(page)
    with hall.app.app_context(), transaction() as session:
        session.scalars(select(Device)).one().revoked_at = clock.now()
    page.click("#open-menu")
    page.click("#menu-sync")
    page.wait_for_selector("body[data-state=ended]", state="attached", timeout=60_000)
    phone.look("ended")
    assert phone.found == []


def test_the_camera_and_its_verdicts(hall: Hall, playwright: Playwright, tmp_path: Path) -> None:
    film = make_film(tmp_path / "gate.mjpeg", [draw_badge(hall.codes[0])])
    context = phone_with_camera(playwright, tmp_path / "phone", film)
    phone = Watch(context)
    pair(phone.page, hall.pairing())
    phone.page.wait_for_function("() => 'ok' in window.kept", timeout=120_000)
    phone.look_at_kept(hall.server.url)
    phone.look("camera")
    context.close()
    assert "ok" in phone.seen
    assert phone.found == []


def test_a_supervisors_sheets_and_refusals(hall: Hall, phone: Watch) -> None:
    page = phone.page
    pair(page, hall.pairing(kind=DeviceKind.SUPERVISOR))
    ready(page)
    phone.look("no camera")
    for code, verdict in (
        (hall.codes[0], "ok"),
        (hall.codes[0], "duplicate"),
        (hall.spares[0], "unknown"),
        (hall.replaced, "revoked"),
    ):
        _type_like_a_scanner(page, code)
        await_verdict(page, verdict)
    page.click("#verdict-also")
    phone.look("override")
    page.click("#override-form .primary")
    page.wait_for_selector("#override-error:not(:empty)")
    phone.look("override, no reason")
    page.click("#override [data-close]")
    for name in ("type", "search", "walkin", "history", "menu"):
        page.click(f"#open-{name}")
        phone.look(name)
        fill = {"type": "#type-code", "search": "#search-text", "walkin": "#walkin-name"}.get(name)
        if fill:
            page.fill(fill, "nur" if name != "type" else "SPX")
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)
            phone.look(f"{name}, filled in")
        if name == "search":
            page.fill(fill or "", "tidak ada yang bernama begini")
            page.wait_for_timeout(400)
            phone.look("search, nobody")
            page.fill(fill or "", NAMES[1])
            page.click("#search-found .pick >> nth=0")
            phone.look("person")
            page.click("#person [data-close]")
        elif name == "walkin":
            page.click("#walkin-form .primary")
            page.wait_for_timeout(400)
            phone.look("walkin, errors")
        elif name == "menu":
            page.click("#menu-leave")
            phone.look("leave?")
            page.click("#sure [data-close]")
        for _ in range(3):
            if page.locator("dialog[open]").count():
                page.keyboard.press("Escape")
    await_sent(page)
    phone.look_at_kept(hall.server.url)
    assert {"ok", "duplicate", "unknown", "revoked"} <= set(phone.seen)
    assert phone.found == []


def test_rehearsal_without_a_network(hall: Hall, phone: Watch) -> None:
    page = phone.page
    with hall.app.app_context(), transaction() as session:
        event = session.scalars(select(Event)).one()
        session.add(Rehearsal(event_id=event.id, began_at=clock.now(), began_by="Olga"))
    pair(page, hall.pairing(kind=DeviceKind.DESK))
    ready(page)
    page.wait_for_selector("#practice:not([hidden])")
    phone.look("rehearsal")
    phone.context.set_offline(True)
    _type_like_a_scanner(page, hall.codes[1])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    phone.look("offline")
    page.click("#open-history")
    phone.look("offline, history")
    assert phone.found == []
