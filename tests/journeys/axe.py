"""What axe and a ruler say of the page that a browser shows."""

from typing import Any

from playwright.sync_api import Page

from tests.journeys.conftest import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SMALL = {"width": 360, "height": 740}
WIDE = {"width": 1440, "height": 900}
LOOKS = (("light", SMALL), ("dark", WIDE))
PHONE_LOOKS = (("light", SMALL), ("dark", SMALL))
TOUCH = 44  # CSS pixels: what a thumb hits
AUDIT = """async (tags) => {
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: tags }, resultTypes: ["violations"],
  });
  return found.violations.map((v) =>
    `${v.id}: ${v.help}: ` + v.nodes.slice(0, 4).map((n) => n.target.join(" ") + " " +
      (n.any[0] ?? n.all[0] ?? n.none[0])?.message).join(" | "));
}"""
# A link within a sentence may be as high as its line (WCAG 2.5.8); a box may be as large as its label.
MEASURE = """(least) => {
  const top = document.querySelector("dialog[open]") ?? document;
  const held = "button, input, select, textarea, summary, a[href], [role=button]";
  const free = ".skip, p a, li p a, [type=hidden]";
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(free);
  const box = (one) => {
    const ticked = one.matches("[type=checkbox], [type=radio]");
    const whole = ticked ? (one.closest("label") ?? one.labels?.[0] ?? one) : one;
    const { width, height } = whole.getBoundingClientRect();
    return [one, Math.round(width), Math.round(height)];
  };
  return [...top.querySelectorAll(held)].filter(seen).map(box)
    .filter(([, width, height]) => width > 1 && (width < least || height < least))
    .map(([one, width, height]) => {
      const said = (one.textContent || one.ariaLabel || one.name || "").trim().slice(0, 30);
      return `${width}x${height} ${one.tagName.toLowerCase()}#${one.id} ${said}`;
    });
}"""


def look(page: Page, address: str, looks: Any = LOOKS, touch: int = 0) -> list[str]:
    """Return what axe finds on the page in each look, whether it scrolls sideways, and small targets."""
    complaints = []
    for theme, size in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size(size)
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        complaints += [f"{address} {theme}: {said}" for said in page.evaluate(AUDIT, RULES)]
        if size is SMALL and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            complaints.append(f"{address}: wider than a small phone")
        if size is SMALL and touch:
            small = page.evaluate(MEASURE, touch)
            complaints += [f"{address}: small for a thumb: {one}" for one in small]
    return list(dict.fromkeys(complaints))
