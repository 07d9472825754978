"""The whole job as its people do it: from an empty house to a printed attendance list."""

import re
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.journeys.camera import make_film, paper
from tests.journeys.conftest import Server, phone_with_camera, sign_in, watch

pytestmark = pytest.mark.journey

ROSTER = Path(__file__).parents[1] / "roster/samples/peserta_bojonegoro_bersih.xlsx"
EVENT = "/kegiatan/bojonegoro-2023"


def test_from_an_empty_house_to_the_signed_list(
    server: Server, desk: Page, playwright: Playwright, tmp_path: Path
) -> None:
    sign_in(desk, server)
    create_event(desk)
    import_roster(desk)
    badges = print_from(desk, f"{server.url}{EVENT}/tanda-peserta", tmp_path / "badges.pdf")
    names = scan_printed_badges(server, desk, playwright, badges, tmp_path)
    assert names
    desk.goto(f"{server.url}{EVENT}/")
    expect(desk.locator("[data-total=present]")).to_have_text(str(len(names)))
    listed = print_list(desk, f"{server.url}{EVENT}/daftar-hadir", tmp_path / "list.pdf")
    text = " ".join(text_of(listed).split())
    assert "DAFTAR HADIR" in text
    assert "1.657 pilar sosial: 1.173 PKH, 331 Tagana, 153 TKSK" in text
    assert all(name in text for name in names)


def create_event(desk: Page) -> None:
    desk.click("text=Kegiatan baru")
    desk.fill("#name", "Sapa Pilar Kesejahteraan Sosial Bakorwil Bojonegoro")
    desk.fill("#venue", "GOR Utama Bojonegoro")
    desk.fill("#code", "bojonegoro-2023")
    desk.fill("#starts_at", "2023-11-20T08:00")
    desk.fill("#ends_at", "2023-11-20T13:00")
    desk.select_option("#bakorwil", "bojonegoro")
    expect(desk.locator("[name=regencies]:checked")).to_have_count(8)
    desk.fill("#signatory_place", "Bojonegoro")
    desk.fill("#signatory_name", "Dra. Restu Contohwati, M.Si.")
    desk.click("main form button.btn-primary")
    expect(desk.get_by_text("Kegiatan dibuat.")).to_be_visible()


def import_roster(desk: Page) -> None:
    desk.locator("main a", has_text="Unggah daftar peserta").first.click()
    desk.set_input_files("input[type=file]", ROSTER)
    desk.click("main form button.btn-primary")
    expect(desk.get_by_text(re.compile(r"1\.657 orang")).first).to_be_visible(timeout=20_000)
    desk.click("main button.btn-primary.btn-lg")
    expect(desk.get_by_text(re.compile(r"1\.657")).first).to_be_visible(timeout=20_000)


def print_from(desk: Page, page: str, target: Path) -> Path:
    """Press print on a page, wait for the job, save its file."""
    desk.goto(page)
    desk.locator("main form[method=post] button.btn-primary", has_text="Cetak").first.click()
    expect(desk.locator("[data-state=done]")).to_be_visible(timeout=90_000)
    address = desk.locator("[data-state=done] a").get_attribute("href")
    reply = desk.request.get(desk.url.split("/pekerjaan")[0] + (address or ""))
    target.write_bytes(reply.body())
    return target


def print_list(desk: Page, page: str, target: Path) -> Path:
    """Press print on the page of lists, which leads straight to the edition's PDF; save it."""
    desk.goto(page)
    with desk.expect_response(lambda reply: "/daftar.pdf" in reply.url, timeout=60_000) as found:
        desk.locator("main form button.btn-primary", has_text="Cetak").first.click()
    target.write_bytes(desk.request.get(found.value.url).body())
    return target


def scan_printed_badges(
    server: Server, desk: Page, playwright: Playwright, badges: Path, tmp_path: Path
) -> list[str]:
    """Pair a phone by the console, hold two printed badges before its camera, return their names."""
    desk.goto(f"{server.url}{EVENT}/perangkat/")
    desk.locator("button", has_text="Tampilkan QR").first.click()
    address = desk.get_attribute("[data-pairing-address]", "data-pairing-address")
    film = make_film(tmp_path / "badges.mjpeg", [paper(b, 420) for b in printed(badges, 2)])
    phone = phone_with_camera(playwright, tmp_path / "profile", film)
    try:
        page = phone.pages[0]
        complaints = watch(page)
        page.goto(address or "")
        page.locator("input:visible").first.fill("Wati")
        page.locator("button:visible", has_text="Mulai bertugas").click()
        seen: list[str] = []
        for _ in range(200):
            if page.evaluate("document.body.dataset.verdict") == "ok":
                name = page.locator("#verdict-name").inner_text()
                if name and name not in seen:
                    seen.append(name)
            if len(seen) == 2:
                break
            page.wait_for_timeout(100)
        expect(desk.get_by_text("terpasang atas nama Wati")).to_be_visible(timeout=10_000)
        page.wait_for_selector('body[data-unsent="0"]', state="attached")
        assert complaints == []
    finally:
        phone.close()
    assert len(seen) == 2
    return seen


def printed(badges: Path, count: int) -> list[Image.Image]:
    """Cut the first badges out of the printed sheet (ten on an A4, two in a row)."""
    page = pypdfium2.PdfDocument(badges)[0].render(scale=200 / 72).to_pil()
    width, height = page.width // 2, page.height // 5
    return [
        page.crop((width * (i % 2), height * (i // 2), width * (i % 2 + 1), height * (i // 2 + 1)))
        for i in range(count)
    ]


def text_of(pdf: Path) -> str:
    """Return the text of all pages."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
