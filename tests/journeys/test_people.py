"""The table of people in a browser: find by keyboard, filter, change many, follow the work, take it back."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, sign_in

pytestmark = pytest.mark.journey

EVENT = "/kegiatan/bojonegoro-2023"
PEOPLE = 800  # so many that without those who are Tagana already it is a job


def test_many_are_changed_and_taken_back(server: Server, desk: Page) -> None:
    made = server.checkin(
        "demo", "--event", "bojonegoro", "--people", str(PEOPLE), "--arrived", "0"
    )
    assert made.returncode == 0, made.stderr
    sign_in(desk, server)
    desk.goto(f"{server.url}{EVENT}/peserta/")
    expect(desk.get_by_text(f"{PEOPLE} orang terdaftar")).to_be_visible()
    search_by_keyboard(desk)
    regency = filter_by_place(desk)
    few = move_to_a_district(desk, regency)
    assert few > 1
    change_everybodys_pillar(desk, server)
    choose_a_stretch(desk)


def search_by_keyboard(desk: Page) -> None:
    """The slash key leads to the search; the table answers in place, also where nothing fits."""
    desk.keyboard.press("/")
    desk.keyboard.type("zzzqqq")
    expect(desk.get_by_text("Tidak ada yang cocok")).to_be_visible()
    desk.locator("#cari").fill("")
    expect(desk.locator(".people-table tbody tr")).to_have_count(25)


def filter_by_place(desk: Page) -> str:
    """Another regency brings its districts at once; one of them narrows the table."""
    desk.locator("summary", has_text="Saring").click()
    expect(desk.locator("select[name=keadaan] option").nth(1)).to_contain_text("(")
    places = desk.locator("select[name=wilayah]")
    for index in (1, 2):
        code = str(desk.locator("select[name=wilayah] option").nth(index).get_attribute("value"))
        places.select_option(code)
        district = desk.locator(f"select[name=kecamatan] option[value^='{code}.']").first
        expect(district).to_be_attached()
        others = f"select[name=kecamatan] option:not([value=''], [value^='{code}.'])"
        expect(desk.locator(others)).to_have_count(0)
    desk.locator("select[name=kecamatan]").select_option(index=1)
    desk.wait_for_url(lambda url: "kecamatan=" in url)
    desk.locator("select[name=kecamatan]").select_option("")
    desk.wait_for_url(lambda url: "kecamatan=" not in url)
    return code


def move_to_a_district(desk: Page, regency: str) -> int:
    """Those of one page go to another district, and back."""
    desk.get_by_label("Pilih halaman ini").check()
    rows = desk.locator(".people-table tbody tr").count()
    expect(desk.locator(".people-chosen")).to_have_text(f"{rows} dipilih")
    desk.locator("select[name=tindakan]").select_option("kecamatan")
    desk.get_by_role("button", name="Lanjut").click()
    desk.locator("#menjadi").select_option(index=3)
    desk.get_by_role("button", name="Ya, ").click()
    expect(desk.get_by_role("heading", name="Kecamatan")).to_contain_text("diubah")
    desk.get_by_role("button", name="Urungkan").click()
    expect(desk.get_by_text("kembali seperti semula")).to_be_visible()
    return rows


def change_everybodys_pillar(desk: Page, server: Server) -> None:
    """So many are a job: it is left, found again, and leads to its undo."""
    desk.goto(f"{server.url}{EVENT}/peserta/")
    desk.get_by_label(f"Semua {PEOPLE} orang yang cocok").check()
    expect(desk.locator(".people-chosen")).to_have_text(f"{PEOPLE} dipilih")
    desk.locator("select[name=tindakan]").select_option("jenis-pilar")
    desk.get_by_role("button", name="Lanjut").click()
    desk.locator("#menjadi").select_option("TAGANA")
    desk.get_by_role("button", name="Ya, ").click()
    desk.wait_for_url("**/pekerjaan/**")
    desk.goto(f"{server.url}/pekerjaan/?kegiatan=bojonegoro-2023")
    desk.get_by_role("link", name="Lihat hasilnya").click()
    expect(desk.get_by_role("heading", name="Jenis pilar")).to_contain_text("diubah")
    desk.get_by_role("link", name="Lihat peserta").click()
    expect(desk.get_by_label("Jumlah peserta")).to_contain_text(f"Tagana {PEOPLE}")
    desk.go_back()
    desk.get_by_role("button", name="Urungkan").click()
    expect(desk.get_by_text("kembali seperti semula")).to_be_visible()
    expect(desk.get_by_label("Jumlah peserta")).not_to_contain_text(f"Tagana {PEOPLE}")


def choose_a_stretch(desk: Page) -> None:
    """The shift key ticks all between two."""
    boxes = desk.locator("input[name=n]")
    boxes.nth(0).check()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(desk.locator(".people-chosen")).to_have_text("5 dipilih")
