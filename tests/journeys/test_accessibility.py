"""Every page there is, under axe: small and light, wide and dark; and none wider than a small phone.

A new page is found by its route. Where its address needs an argument that `walk.py` does not know, the
test says so.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from checkin.db import db
from checkin.jobs.models import Job
from tests.journeys import markup
from tests.journeys.axe import AXE, SMALL, WIDE, look
from tests.journeys.conftest import serve
from tests.journeys.walk import BARE, CODE, EMPTY, GUEST, OPEN, Installation, furnish, is_page

pytestmark = pytest.mark.journey

# Pages that are one for their readers: an edition and the present one.
SAME = ({"privacy_notice.show", "privacy_notice.edition"}, {"editions.enter", "editions.verify"})
# Answers that are rightly a refusal here; their page is looked at all the same.
REFUSED = {
    "none",
    "badge_files.free_spares",  # none are free
    "desk.substitute",  # the person is there already
    "directory.done",  # nothing was done to several at once
    "jobs.result",  # the file is gone
    "office.logo",  # there is none
    "second_factor.renew_codes",  # no factor is set up
    "second_factor.switch_off",
}


@pytest.fixture(scope="module")
def furnished(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[tuple[Installation, BrowserContext]]:
    """Yield a full installation and a browser that is signed in there."""
    with serve(tmp_path_factory.mktemp("axe")) as server:
        context = browser.new_context(viewport=SMALL, reduced_motion="reduce", locale="id-ID")
        context.add_init_script(path=AXE)
        yield furnish(server, context.new_page()), context
        context.close()


def test_axe_finds_nothing_on_any_page(furnished: tuple[Installation, BrowserContext]) -> None:
    installation, context = furnished
    url = installation.server.url
    page = context.pages[0]
    pages = installation.pages()
    pages += [("bare", f"/kegiatan/{EMPTY}/{name}") for name in BARE] + [("none", "/tidak-ada")]
    complaints: list[str] = []
    for endpoint, address in pages:
        reply = context.request.get(url + address)
        if reply.status >= (500 if endpoint in REFUSED else 400):
            complaints.append(f"{address}: status {reply.status}")
        if is_page(reply.headers, reply.text):
            page.goto(url + address)
            complaints += look(page, address)
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("name", ["perangkat/", "anggota/"])
def test_axe_finds_nothing_in_an_open_question(
    furnished: tuple[Installation, BrowserContext], name: str
) -> None:
    installation, context = furnished
    page = context.pages[0]
    page.goto(f"{installation.server.url}/kegiatan/{CODE}/{name}")
    page.locator("details.ask > summary").first.press("Enter")
    page.wait_for_selector("dialog[open]")
    assert look(page, f"{name}, asked") == []


@pytest.mark.parametrize(
    "address",
    [
        "/kegiatan/baru",
        "/jenis-pilar/baru",
        f"/kegiatan/{CODE}/peserta/susulan",
        f"/daftar/{OPEN}/",
    ],
)
def test_axe_finds_nothing_in_a_form_sent_empty(
    furnished: tuple[Installation, BrowserContext], address: str
) -> None:
    installation, context = furnished
    page = context.pages[0]
    page.goto(installation.server.url + address)
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_selector(".is-invalid[aria-invalid=true], .field-error", state="attached")
    assert look(page, f"{address}, sent empty") == []


def test_axe_finds_nothing_on_work_in_each_state(
    furnished: tuple[Installation, BrowserContext],
) -> None:
    installation, context = furnished
    page = context.pages[0]
    with installation.app.app_context():
        jobs = db.session.execute(select(Job.id, Job.state)).all()
    looked = {}
    for job, state in jobs:
        if state not in looked:
            page.goto(f"{installation.server.url}/pekerjaan/{job}")
            looked[state] = look(page, f"work, {state}")
    assert {"done", "running", "failed"} <= set(looked)
    assert [said for found in looked.values() for said in found] == []


def test_the_markup_of_every_page(furnished: tuple[Installation, BrowserContext]) -> None:
    """Identifiers, headings, language and titles, as a parser sees them."""
    installation, context = furnished
    url = installation.server.url
    complaints: list[str] = []
    titles: dict[str, set[str]] = {}
    pages = installation.pages() + [("bare", f"/kegiatan/{EMPTY}/{name}") for name in BARE]
    for endpoint, address in pages:
        reply = context.request.get(url + address)
        if not is_page(reply.headers, reply.text):
            continue
        parsed = markup.Page(reply.text())
        if endpoint == "scanner.shell":  # its screens are shown one at a time, each with a heading
            parsed.faults = [fault for fault in parsed.faults if not fault.endswith(" h1")]
        complaints += [f"{address}: {fault}" for fault in parsed.faults]
        complaints += [f"{address}: lang {parsed.lang}"] if parsed.lang != "id" else []
        if reply.status == 200 and endpoint != "bare" and reply.url == url + address:
            titles.setdefault(parsed.title, set()).add(endpoint)
    for title, endpoints in titles.items():
        if len(endpoints) > 1 and endpoints not in SAME:
            complaints.append(f"{title!r} is the title of {', '.join(sorted(endpoints))}")
    assert not complaints, "\n".join(complaints)


def test_pages_speak_the_readers_language(
    furnished: tuple[Installation, BrowserContext], browser: Browser
) -> None:
    installation, _ = furnished
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{installation.server.url}/v/")
    page.click(".language [lang=en]")
    page.wait_for_selector("html[lang=en]")
    for address in GUEST:
        reply = context.request.get(installation.server.url + address)
        assert markup.Page(reply.text()).lang == "en", address
    context.close()


def test_axe_finds_nothing_where_nobody_signed_in(
    furnished: tuple[Installation, BrowserContext], browser: Browser
) -> None:
    installation, _ = furnished
    context = browser.new_context(viewport=SMALL, reduced_motion="reduce", locale="id-ID")
    context.add_init_script(path=AXE)
    page = context.new_page()
    complaints: list[str] = []
    for address in GUEST:
        page.goto(installation.server.url + address)
        complaints += look(page, f"guest {address}")
    context.close()
    assert not complaints, "\n".join(complaints)


def test_the_keyboard_goes_everywhere(furnished: tuple[Installation, BrowserContext]) -> None:
    installation, context = furnished
    page = context.pages[0]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{installation.server.url}/kegiatan/{CODE}/peserta/")
    page.keyboard.press("Tab")
    assert focused(page) == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.locator("details.menu summary").last.press("Enter")
    page.wait_for_selector("details.menu[open]")
    page.keyboard.press("Tab")
    assert focused(page) == "menu-item"
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_question_takes_the_focus_and_gives_it_back(
    furnished: tuple[Installation, BrowserContext],
) -> None:
    installation, context = furnished
    page = context.pages[0]
    page.goto(f"{installation.server.url}/kegiatan/{CODE}/perangkat/")
    page.locator("details.ask summary").first.press("Enter")
    assert page.locator("dialog[open] form").count() == 1
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("details.ask .ask-body").first.is_hidden()


def test_the_chosen_theme_stays(furnished: tuple[Installation, BrowserContext]) -> None:
    installation, context = furnished
    page = context.pages[0]
    page.emulate_media(color_scheme="light")
    page.goto(f"{installation.server.url}/kegiatan/")
    assert theme(page) == "light"
    page.locator("details.menu summary").last.press("Enter")
    page.click("[data-theme=dark]")
    page.goto(f"{installation.server.url}/pekerjaan/")
    assert theme(page) == "dark"
    page.evaluate("localStorage.removeItem('theme')")
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert theme(page) == "dark"


def theme(page: Page) -> Any:
    """Return the look that the page has now."""
    return page.evaluate("document.documentElement.dataset.bsTheme")


def focused(page: Page) -> Any:
    """Return the class of what holds the focus."""
    return page.evaluate("document.activeElement.className")
