"""How people get on the list without an office's file: by themselves, and in somebody's place."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Server, prove, sign_in, watch

pytestmark = pytest.mark.journey

EVENT = "/kegiatan/bojonegoro-2023"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Yield the phone of somebody outside, whom nobody signed in."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    complaints = watch(page)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def event(server: Server, desk: Page) -> Page:
    """Return the organizer's laptop, signed in, with an event of nobody yet."""
    made = server.checkin(
        "event", "create", "--code", "bojonegoro-2023", "--name", "Sapa Pilar Bojonegoro",
        "--bakorwil", "bojonegoro", "--venue", "GOR Utama Bojonegoro",
        "--starts", "2023-11-20T08:00+07:00", "--ends", "2023-11-20T13:00+07:00",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    sign_in(desk, server)
    return desk


def test_a_person_registers_is_approved_and_is_replaced_by_mistake(
    server: Server, event: Page, phone: Page
) -> None:
    open_registration(server, event)
    phone.goto(f"{server.url}/daftar/bojonegoro-2023/")
    register(phone)
    expect(phone.locator("main")).to_contain_text("Panitia memeriksanya lebih dahulu")
    approve(server, event)
    phone.reload()
    expect(phone).to_have_url(re.compile(r"/p/[\w-]+$"))
    expect(phone.locator("main img").first).to_be_visible()
    expect(phone.locator("main")).to_contain_text("Sri Rahayu")
    replace(server, event)
    undo(server, event)
    event.goto(f"{server.url}{EVENT}/peserta/1")
    expect(event.locator("main")).to_contain_text("Gantikan dengan orang lain")
    expect(event.locator("main")).to_contain_text("Diurungkan")


def test_an_invited_coordinator_sees_the_own_regency(
    server: Server, event: Page, phone: Page
) -> None:
    for name, regency in (("Siti Aminah", "35.22"), ("Budi Santoso", "35.23")):
        walk_in(server, event, name, regency)
    prove(event, server)  # who hands out the right to see identifiers
    event.goto(f"{server.url}{EVENT}/anggota/")
    event.fill("#name", "Cora Wijaya")
    event.select_option("#role", "coordinator")
    event.select_option("#regency", "35.22")
    event.click("text=Buat tautan")
    phone.goto(event.input_value("#address"))
    phone.fill("#email", "cora@example.id")
    phone.fill("#password", "sapa pilar jatim")
    phone.fill("#again", "sapa pilar jatim")
    phone.click("text=Buat akun")
    phone.click(".event-card")
    expect(phone.locator("main")).to_contain_text("Siti Aminah")
    expect(phone.locator("main")).not_to_contain_text("Budi Santoso")
    expect(phone.locator("body")).not_to_contain_text("Tuban")


def open_registration(server: Server, desk: Page) -> None:
    desk.goto(f"{server.url}{EVENT}/pendaftaran/")
    desk.click("main >> text=Atur")
    desk.check("#enabled")
    desk.click("main >> text=Simpan")
    expect(desk.locator("main")).to_contain_text("Dibuka")
    assert desk.input_value("#address").endswith("/daftar/bojonegoro-2023/")


def register(phone: Page) -> None:
    phone.fill("#name", "Sri Rahayu")
    phone.select_option("#pillar", "PKH")
    phone.select_option("#regency", "35.22")
    phone.select_option("#district", "35.22.01")
    phone.fill("#phone", "0812 3456 7890")
    phone.check("#notice")
    phone.click("main button.btn-primary")


def approve(server: Server, desk: Page) -> None:
    desk.goto(f"{server.url}{EVENT}/pendaftaran/")
    expect(desk.locator("main")).to_contain_text("Sri Rahayu")
    desk.locator("button[value=setuju]").click()
    expect(desk.locator("main")).to_contain_text("Sri Rahayu disetujui.")


def replace(server: Server, desk: Page) -> None:
    desk.goto(f"{server.url}{EVENT}/peserta/1")
    desk.click("text=Gantikan dengan orang lain")
    desk.fill("#name", "Bambang Sutrisno")
    desk.fill("#reason", "Sakit")
    desk.fill("#approver", "Kepala Bidang Pemberdayaan Sosial")
    desk.click("main button.btn-primary")
    expect(desk.locator("main")).to_contain_text("Nomor 1 digantikan nomor 2.")
    desk.goto(f"{server.url}{EVENT}/peserta/")
    expect(desk.locator("main")).to_contain_text("Digantikan nomor 2")
    for number in (1, 2):
        desk.goto(f"{server.url}{EVENT}/peserta/{number}")
        expect(desk.locator("main")).to_contain_text("Kepala Bidang Pemberdayaan Sosial")


def undo(server: Server, desk: Page) -> None:
    desk.click("main >> text=Urungkan")
    expect(desk.locator("main")).to_contain_text("Penggantian diurungkan; nomor 1 aktif kembali.")


def walk_in(server: Server, desk: Page, name: str, regency: str) -> None:
    desk.goto(f"{server.url}{EVENT}/peserta/susulan")
    desk.fill("#name", name)
    desk.select_option("#pillar", "PKH")
    desk.select_option("#regency", regency)
    desk.click("main button.btn-primary")
    expect(desk.locator("main")).to_contain_text("Terdaftar dengan nomor")
