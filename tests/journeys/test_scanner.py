"""The phone at the gate, in a real browser with a fake camera, against a real server."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Error, Page, Playwright
from sqlalchemy import select

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.app import create_app
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges, issue_spares
from checkin.db import db, transaction
from checkin.devices import service as devices
from checkin.devices.models import Device
from checkin.events.models import Event, Gate
from checkin.ids import DeviceId
from checkin.people.models import Person
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.settings import Settings
from tests.factories import make_event, make_registration
from tests.journeys.camera import draw_badge, draw_foreign, make_film
from tests.journeys.conftest import (
    Server,
    environment,
    kill_browser,
    phone_with_camera,
    watch,
)

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
    spares: list[str]

    def pairing(self, gate: int = 0, kind: DeviceKind = DeviceKind.GATE) -> str:
        """Return a fresh pairing address for a phone of this class at the gate at this place."""
        with self.app.app_context(), transaction() as session:
            found = session.scalars(select(Gate).order_by(Gate.position)).all()[gate]
            offer = devices.offer_pairing(session, System(), found, clock.now(), kind)
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
            spares = [b.code for b in issue_spares(session, System(), event, 2, now)]
        db.session.close()
    yield Hall(server, app, codes, replaced, spares)
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
    page.click("#person-go")


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
    pair(one, hall.pairing(0, DeviceKind.DESK))
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
    """A hundred scans, a name, a walk-in with a spare badge, an undo; then the network comes back."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing(kind=DeviceKind.DESK))
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    for n in range(100):
        _type_like_a_scanner(page, hall.codes[0])
        page.wait_for_selector(f'body[data-unsent="{n + 1}"]', state="attached")
    page.click("#verdict-go")
    pick(page, "muhammad khoirul")
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    _welcome(page, "Budi Santoso", hall.spares[0])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-history")
    page.click("#history-rows button >> nth=0")
    page.wait_for_selector("#history-rows .gone")
    page.click("#history [data-close]")
    _type_like_a_scanner(page, hall.spares[0])
    await_verdict(page, "ok")
    assert page.get_attribute("body", "data-unsent") == "105"
    assert hall.scans() == []
    context.set_offline(False)
    await_sent(page)
    context.close()
    told = [(method, verdict) for method, verdict, _, _ in hall.scans()]
    again = [("scanner", "duplicate")] * 99
    assert told == [
        *[("scanner", "ok"), *again, ("search", "ok")],
        *[("typed", "ok"), ("scanner", "ok")],
    ]
    assert hall.arrived() == {1, 2, 4}
    with hall.app.app_context():
        assert len(db.session.scalars(select(ScanUndo)).all()) == 1
        assert db.session.scalars(select(Scan.seq).order_by(Scan.seq)).all() == [*range(1, 104)]
        bound = db.session.scalars(select(Badge).where(Badge.code == hall.spares[0])).one()
        made = db.session.get_one(Registration, bound.registration_id)
        assert (made.number, made.source) == (4, "walk_in")


def test_a_phone_killed_right_after_green_has_the_scan(
    hall: Hall, playwright: Playwright, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "gate.mjpeg", [draw_badge(hall.codes[0])])
    context = phone_with_camera(playwright, tmp_path / "phone", film)
    page = context.pages[0]
    pair(page, hall.pairing())
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    await_verdict(page, "ok")
    context.set_offline(True)
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    _type_like_a_scanner(page, hall.codes[1])
    page.wait_for_selector("#verdict.go")
    await_verdict(page, "ok")
    kill_browser(tmp_path / "phone")
    with suppress(Error):
        context.close()
    again = phone_with_camera(playwright, tmp_path / "phone", film)
    page = again.pages[0]
    page.goto(f"{hall.server.url}/scan/")
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    await_sent(page)
    again.close()
    assert hall.arrived() == {1, 2}


def test_the_disk_of_a_gate_phone_names_nobody(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing())
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    _assert_nobody(page, hall)
    assert page.is_hidden("#open-search")
    assert page.is_hidden("#open-walkin")
    context.set_offline(True)
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    assert page.inner_text("#verdict-name") == NAMES[0]
    assert page.inner_text("#verdict-pillar") == "Pendamping PKH"
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-history")
    assert NAMES[0] in page.inner_text("#history-rows")
    _assert_nobody(page, hall)
    page.reload()
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    page.click("#open-history")
    assert "No. 1" in page.inner_text("#history-rows")
    context.close()


def test_a_desk_phone_holds_names_and_places_and_nothing_else(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing(kind=DeviceKind.DESK))
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    kept = json.dumps(page.evaluate(_READ_ALL))
    assert NAMES[1] in kept
    for secret in _secrets(hall):
        assert secret not in kept
    context.close()


def test_a_phone_taken_off_duty_hands_over_and_forgets_everything(
    hall: Hall, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing(kind=DeviceKind.DESK))
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    context.set_offline(True)
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    with hall.app.app_context(), transaction() as session:
        device = session.scalars(select(Device)).one()
        device.revoked_at = clock.now()
    context.set_offline(False)
    page.wait_for_selector("body[data-state=ended]", state="attached", timeout=30_000)
    await_sent(page)
    assert "sudah diserahkan" in page.inner_text("#ended-unsent")
    assert hall.arrived() == {1}
    for _ in range(50):
        if page.evaluate("async () => (await indexedDB.databases()).length") == 0:
            break
        time.sleep(0.1)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    context.close()


def test_a_refused_undo_is_told_and_the_scan_stands(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing())
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    await_sent(page)
    code = hall.pairing().partition("pair=")[2]
    address = f"{hall.server.url}/api/v1/pairings"
    other = page.request.post(address, data={"code": code, "name": "Wati"}).json()["device_id"]
    with hall.app.app_context(), transaction() as session:  # the server thinks it was another's
        session.scalars(select(Scan)).one().device_id = DeviceId(UUID(other))
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-history")
    page.click("#history-rows button >> nth=0")
    page.click("#history [data-close]")
    page.wait_for_selector("#notices:not([hidden])")
    page.click("#notices")
    assert "milik HP lain" in page.inner_text("#notice-rows")
    assert page.locator("#history-rows .gone").count() == 0
    page.click("#notice-rows button")
    page.click("#history [data-close]")
    assert page.is_hidden("#notices")
    context.close()


def test_a_supervisor_lets_in_with_a_reason_and_changes_the_gate(
    hall: Hall, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing(kind=DeviceKind.SUPERVISOR))
    _type_like_a_scanner(page, hall.replaced)
    await_verdict(page, "revoked")
    page.click("#verdict-also")
    page.click("#override-form .primary")
    assert page.inner_text("#override-error") != ""
    page.click("#override-choices button >> nth=0")
    page.click("#override-form .primary")
    await_verdict(page, "revoked")
    assert page.inner_text("#verdict-word") == "Diizinkan penyelia"
    await_sent(page)
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-menu")
    page.select_option("#menu-move", label="Pintu 2, Kedatangan")
    page.wait_for_selector("#post-gate:text-is('Pintu 2')")
    context.close()
    assert [(verdict, conflict) for _, verdict, _, conflict in hall.scans()] == [
        ("revoked", None),
        ("revoked", "override"),
    ]
    assert hall.arrived() == {3}


def test_a_shared_phone_keeps_each_operators_name(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    pair(page, hall.pairing(), "Rini")
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-menu")
    page.fill("#operator", "Bambang")
    page.click("#operator-form button")
    page.keyboard.press("Escape")
    _type_like_a_scanner(page, hall.codes[1])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    assert "1 oleh Bambang" in page.inner_text("#admitted-own")
    await_sent(page)
    context.close()
    assert [who for _, _, who, _ in hall.scans()] == ["Rini", "Bambang"]


def test_a_log_can_be_saved_as_a_signed_file(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, accept_downloads=True)
    page = context.new_page()
    with page.expect_response("**/api/v1/pairings") as paired:
        pair(page, hall.pairing())
    token = paired.value.json()["token"]
    page.wait_for_selector("body[data-ready=offline]", state="attached")
    context.set_offline(True)
    _type_like_a_scanner(page, hall.codes[0])
    await_verdict(page, "ok")
    page.wait_for_selector("body:not([data-verdict])", state="attached")
    page.click("#open-menu")
    with page.expect_download() as download:
        page.click("#menu-export")
    text = download.value.path().read_text(encoding="utf-8")
    context.close()
    file = json.loads(text)
    key = hashlib.sha256(token.encode()).hexdigest().encode()
    payload = file["payload"].encode()
    assert file["signature"] == hmac.new(key, payload, hashlib.sha256).hexdigest()
    (scan,) = json.loads(file["payload"])["scans"]
    assert (scan["verdict"], scan["seq"]) == ("ok", 1)
    for secret in _secrets(hall):
        assert secret not in text


def test_an_old_pairing_code_gets_one_clear_sentence(hall: Hall, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    address = hall.pairing()
    pair(page, address)
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    page.click("#pair-go")
    page.wait_for_selector("#pair-code-error:not(:empty)")
    assert "sudah dipakai" in page.inner_text("#pair-code-error")
    assert page.get_attribute("#pair-code", "aria-invalid") == "true"
    page.click("#pair-cancel")
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    context.close()


# Everything the phone keeps; typed arrays as the text they may hold.
_READ_ALL = """() => new Promise((resolve, reject) => {
  const plain = (_, value) => ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value;
  const request = indexedDB.open("sapa-pilar");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const names = [...request.result.objectStoreNames];
    const tx = request.result.transaction(names);
    const found = names.map((name) => tx.objectStore(name).getAll());
    tx.oncomplete = () => {
      request.result.close();
      resolve(JSON.stringify([found.map(({ result }) => result), { ...localStorage }], plain));
    };
  };
})"""


def _secrets(hall: Hall) -> list[str]:
    """Return what no phone may hold: badge codes and the NIK of everybody."""
    with hall.app.app_context():
        niks = [nik for nik in db.session.scalars(select(Person.nik)) if nik]
    return [*hall.codes, *hall.spares, hall.replaced, *niks]


def _assert_nobody(page: Page, hall: Hall) -> None:
    kept = page.evaluate(_READ_ALL)
    words = {word for name in NAMES for word in name.split() if len(word) > 4}
    for secret in (*_secrets(hall), *words):
        assert secret not in kept, secret


def _welcome(page: Page, name: str, spare: str) -> None:
    page.click("#open-walkin")
    page.fill("#walkin-name", name)
    page.select_option("#walkin-pillar", "PKH")
    page.select_option("#walkin-regency", "35.16")
    page.fill("#walkin-spare", spare.lower())
    page.click("#walkin-form .primary")


def _type_like_a_scanner(page: Page, code: str) -> None:
    page.evaluate(
        """code => {
          for (const key of [...code, "Enter"]) {
            document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          }
        }""",
        code,
    )
