"""A gate phone in Chromium with 20,000 people: what its first visit weighs, how long from the text of a
badge to the verdict on screen, and from an offline reload until it can scan; as it is and on a CPU six
times slower (Chromium's own throttle, which slows the page and not its workers).
"""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.journeys.conftest import CHROMIUM, SWITCHES

CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SLOW = 6
RELOADS = 5
# When the gate can scan, in milliseconds since the navigation.
NOTE_READY = """
  new MutationObserver(() => {
    if (document.body?.dataset.state === "scanning") window.readyAt ??= performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
"""
# A scanner types each code; resolves to milliseconds from its Enter to the frame that shows the verdict.
SCAN = """async (codes) => {
  const type = (key) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const times = [];
  for (const code of codes) {
    for (const key of code) type(key);
    times.push(await new Promise((done) => {
      const began = performance.now();
      const watch = new MutationObserver(() => {
        if (!document.body.dataset.verdict) return;
        watch.disconnect();
        requestAnimationFrame(() => done([performance.now() - began, document.body.dataset.verdict]));
      });
      watch.observe(document.body, { attributes: true, attributeFilter: ["data-verdict"] });
      type("Enter");
    }));
    await new Promise((done) => setTimeout(done, 300));
  }
  return times;
}"""


def measure_screen(folder: Path, address: str, codes: Sequence[str]) -> dict[str, Any]:
    """Pair a phone at `address` and scan `codes` on it, half of them slowly; seconds and bytes."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=CHROMIUM,
            viewport={"width": 360, "height": 740},
            permissions=["camera"],
            args=[*SWITCHES, *CAMERA],
            locale="id-ID",
        )
        page = context.pages[0]
        page.add_init_script(NOTE_READY)
        session = context.new_cdp_session(page)
        weight = _weigh(session)
        _pair(page, address)
        half = len(codes) // 2
        speeds = [
            _at_speed(context, page, session, rate, share)
            for rate, share in ((1, codes[:half]), (SLOW, codes[half:]))
        ]
        context.close()
    return {"weight": weight, "speeds": speeds}


def _weigh(session: CDPSession) -> dict[str, int]:
    """Count what the page asks for over the wire from now on; its worker fetches the decoder itself."""
    weight = {"shell_bytes": 0, "api_bytes": 0}
    kinds: dict[str, str] = {}

    def begun(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = "api" if "/api/" in event["response"]["url"] else "shell"

    def ended(event: dict[str, Any]) -> None:
        if kind := kinds.get(event["requestId"]):
            weight[f"{kind}_bytes"] += int(event["encodedDataLength"])

    session.on("Network.responseReceived", begun)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    return weight


def _pair(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("body[data-state=pairing]", state="attached")
    page.fill("#pair-name", "Rini")
    page.click("#pair-go")
    page.wait_for_selector("body[data-state=scanning][data-ready=offline]", state="attached")


def _at_speed(
    context: BrowserContext, page: Page, session: CDPSession, rate: int, codes: Sequence[str]
) -> dict[str, Any]:
    session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    seen = page.evaluate(SCAN, list(codes))
    wrong = [verdict for _, verdict in seen if verdict != "ok"]
    if wrong:
        raise RuntimeError(f"verdicts that were not ok: {wrong}")
    times = sorted(took for took, _ in seen)
    context.set_offline(True)
    reloads = [_reload(page) for _ in range(RELOADS)]
    context.set_offline(False)
    return {
        "slower": rate,
        "scans": len(times),
        "verdict_p50_ms": round(statistics.median(times), 1),
        "verdict_p95_ms": round(times[len(times) * 95 // 100], 1),
        "reload_s": round(statistics.median(reloads), 2),
        "reload_worst_s": round(max(reloads), 2),
    }


def _reload(page: Page) -> float:
    page.reload()
    page.wait_for_selector("body[data-state=scanning]", state="attached")
    return float(page.evaluate("window.readyAt")) / 1000
