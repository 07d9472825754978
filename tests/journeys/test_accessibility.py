"""Every page there is, under axe: small and light, wide and dark; and none wider than a small phone.

A new page is found by its route. Where its address needs an argument that `walk.py` does not know, the
test says so.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import ROOT, serve
from tests.journeys.walk import BARE, CODE, EMPTY, GUEST, Installation, furnish, is_page

pytestmark = pytest.mark.journey

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SMALL = {"width": 360, "height": 740}
WIDE = {"width": 1440, "height": 900}
LOOKS = (("light", SMALL), ("dark", WIDE))
AUDIT = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return found.violations.map((v) =>
    `${v.id}: ${v.help}: ` + v.nodes.slice(0, 4).map((n) => n.target.join(" ") + " " +
      (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join(" | "));
}"""
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


def look(page: Page, address: str) -> list[str]:
    """Return what axe finds on the page in each look, and whether it scrolls sideways."""
    complaints = []
    for theme, size in LOOKS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        complaints += [f"{address} {theme}: {said}" for said in page.evaluate(AUDIT, RULES)]
        if size is SMALL and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{address}: wider than a small phone")
    return complaints


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
