"""Make the README's pictures from a running demo in a real browser: `script/screenshots`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, Playwright, sync_playwright
from sqlalchemy import select

from checkin.app import create_app
from checkin.badges.models import Badge
from checkin.db import db
from checkin.roster.models import Registration
from checkin.scans.models import Arrival
from checkin.settings import Settings
from tests.journeys.camera import draw_badge, make_film
from tests.journeys.conftest import (
    CHROMIUM,
    ROOT,
    SWITCHES,
    Server,
    environment,
    phone_with_camera,
    serve,
    sign_in,
)
from tests.journeys.test_main_job import ROSTER

IMAGES = ROOT / "docs/images"
EVENT = "/kegiatan/bojonegoro-2023"


def main() -> None:
    """Write every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        with serve(folder) as server:
            made = server.checkin("demo", "--arrived", "0.7")
            assert made.returncode == 0, made.stderr
            with laptop(playwright) as page:
                sign_in(page, server)
                console_pictures(page, server)
                phone_pictures(page, server, playwright, folder)
            paper_pictures(server, folder)


@contextmanager
def laptop(playwright: Playwright) -> Iterator[Page]:
    """Open the organizer's browser."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
    yield context.new_page()
    browser.close()


def console_pictures(page: Page, server: Server) -> None:
    """Take the organizer's pages: what is ready, board, people, new event, preview, pairing."""
    page.goto(f"{server.url}{EVENT}/ringkasan")
    take(page, "overview")
    page.goto(f"{server.url}{EVENT}/")
    take(page, "board")
    page.goto(f"{server.url}{EVENT}/layar")
    take(page, "wall")
    page.goto(f"{server.url}{EVENT}/peserta/")
    take(page, "people")
    page.goto(f"{server.url}/kegiatan/baru")
    page.fill("#name", "Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro")
    page.fill("#venue", "GOR Utama Bojonegoro")
    page.fill("#code", "contoh-2026")
    page.select_option("#bakorwil", "bojonegoro")
    take(page, "event")
    page.click("main form button.btn-primary")
    page.goto(f"{server.url}/kegiatan/contoh-2026/peserta/unggah")
    page.set_input_files("input[type=file]", ROSTER.with_name("01_kab_mojokerto.xlsx"))
    page.click("main form button.btn-primary")
    page.wait_for_load_state()
    take(page, "preview")
    page.goto(f"{server.url}{EVENT}/perangkat/")
    page.locator("button", has_text="Tampilkan QR").first.click()
    page.wait_for_selector("[data-pairing-address]")
    take(page, "pairing")


def phone_pictures(page: Page, server: Server, playwright: Playwright, folder: Path) -> None:
    """Take the phone's screens: a badge for the first time, and one that is in already."""
    address = page.get_attribute("[data-pairing-address]", "data-pairing-address") or ""
    absent, present = codes(server)
    film = make_film(folder / "film.mjpeg", [draw_badge(absent), draw_badge(present)], held=2.0)
    phone = phone_with_camera(playwright, folder / "profile", film)
    screen = phone.pages[0]
    screen.goto(address)
    screen.locator("input:visible").first.fill("Wati")
    screen.locator("button:visible", has_text="Mulai bertugas").click()
    for verdict, name in (("ok", "phone-ok"), ("duplicate", "phone-duplicate")):
        screen.wait_for_function("v => document.body.dataset.verdict === v", arg=verdict)
        screen.wait_for_timeout(350)
        screen.screenshot(path=IMAGES / f"{name}.png")
    phone.close()


def codes(server: Server) -> tuple[str, str]:
    """Return the codes of one person who is not there yet and of one who is."""
    app = create_app(Settings.from_environ(environment(server.instance, server.url)))
    with app.app_context():
        badges = (
            select(Badge.code)
            .join(Registration, Registration.id == Badge.registration_id)
            .outerjoin(Arrival, Arrival.registration_id == Registration.id)
        )
        absent = db.session.scalars(badges.where(Arrival.arrived_at.is_(None))).first()
        present = db.session.scalars(badges.where(Arrival.arrived_at.is_not(None))).first()
        return absent or "", present or ""


def paper_pictures(server: Server, folder: Path) -> None:
    """Take pages of the printed documents."""
    badges, listed = folder / "badges.pdf", folder / "list.pdf"
    event = "bojonegoro-2023"
    options = ("--pillar", "TKSK", "--out", str(badges))
    assert server.checkin("badges", "print", event, *options).returncode == 0
    assert server.checkin("attendance", "print", event, "--out", str(listed)).returncode == 0
    draw(badges, 0, "badges")
    draw(listed, 0, "list")
    draw(listed, -1, "recap")


def draw(pdf: Path, number: int, name: str) -> None:
    """Save one page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[number % len(document)].render(scale=80 / 72).to_pil()
    page.convert("P", colors=64).save(IMAGES / f"{name}.png", optimize=True)


def take(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
