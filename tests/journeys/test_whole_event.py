"""An event from an empty house to the archive, in the browser, following only what the pages propose."""

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from checkin import clock
from checkin.demo.people import District, Invented, invent
from checkin.demo.rosters import roster_file
from tests.journeys.conftest import Server, sign_in

pytestmark = pytest.mark.journey

LOCAL = "%Y-%m-%dT%H:%M"
LAST = "Kota Batu"
SLOW = 60_000  # milliseconds a job may take on a busy machine


@dataclass
class Phone:
    """A phone that scans without a camera: what it reads is given to it."""

    server: Server
    token: str
    seq: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def pair(cls, server: Server, code: str, name: str) -> "Phone":
        """Take up a pairing, and the roster with it."""
        phone = cls(server, "")
        phone.token = phone.ask("/api/v1/pairings", {"code": code, "name": name})["token"]
        phone.ask("/api/v1/changes?after=0")
        phone.send(roster=True)
        return phone

    def read(self, codes: Sequence[str]) -> None:
        """Let these badges in; nothing is sent yet."""
        for code in codes:
            self.seq += 1
            self.kept.append(
                {
                    "id": str(uuid4()),
                    "seq": self.seq,
                    "code": code,
                    "checkpoint": "kedatangan",
                    "scanned_at": clock.now().isoformat(),
                    "verdict": "ok",
                    "method": "camera",
                    "operator": "Wati",
                }
            )

    def send(self, *, roster: bool = False) -> list[str]:
        """Send what is kept, in batches; return what the server made of each."""
        made: list[str] = []
        while True:
            batch, self.kept = self.kept[:200], self.kept[200:]
            state = {"next_seq": self.seq + 1, "waiting": len(batch) + len(self.kept)}
            state |= {"roster_at": clock.now().isoformat(), "battery": 80}
            body = {"sent_at": clock.now().isoformat(), "scans": batch, "state": state}
            made += [result["status"] for result in self.ask("/api/v1/scans", body)["results"]]
            if not self.kept:
                return made

    def ask(self, path: str, body: Any = None) -> Any:
        """Call the server as a phone does."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self.server.url + path, data, headers)) as reply:
            return json.load(reply)


def test_malang_is_planned_run_and_closed_by_following_the_pages(
    server: Server, desk: Page, tmp_path: Path
) -> None:
    sign_in(desk, server)
    plan(desk)
    bring_people(desk, server, tmp_path)
    prepare_badges(desk)
    phones = pair_phones(desk, server)
    codes = badge_codes(server)
    rehearse(desk, phones, codes)
    came = run(desk, phones, codes)
    close(desk, phones, came)
    finish(desk)
    copy(desk)


def plan(desk: Page) -> None:
    """Create the event; its first page says what comes next."""
    desk.locator("main a.btn-primary", has_text="Buat kegiatan").click()
    now = clock.now().astimezone(ZoneInfo("Asia/Jakarta"))
    desk.fill("#name", "Sapa Pilar Kesejahteraan Sosial Bakorwil Malang")
    desk.fill("#venue", "GOR Ken Arok, Malang")
    desk.fill("#code", "malang")
    desk.fill("#starts_at", (now + timedelta(hours=8)).strftime(LOCAL))
    desk.fill("#ends_at", (now + timedelta(hours=13)).strftime(LOCAL))
    desk.select_option("#bakorwil", "malang")
    desk.fill("#gates", "2")
    desk.fill("#signatory_place", "Malang")
    desk.fill("#signatory_name", "Dra. Restu Contohwati, M.Si.")
    desk.click("main form button.btn-primary")
    expect(desk.get_by_text("Kegiatan dibuat.")).to_be_visible()
    expect(desk.locator("[data-stage=draft]")).to_be_visible()
    expect(desk.locator("[data-check=roster]")).to_have_attribute("data-state", "missing")


def bring_people(desk: Page, server: Server, tmp_path: Path) -> None:
    """Upload two files, the second with a row that somebody has to decide."""
    homes = districts(server)
    most = tmp_path / "malang.xlsx"
    others = [home for home in homes if home.regency != LAST]
    most.write_bytes(roster_file(invent({"PKH": 150, "TAGANA": 60, "TKSK": 12}, others)))
    follow(desk, "upload")
    upload(desk, most)
    overview(desk)
    expect(desk.locator("[data-check=roster]")).to_contain_text(LAST)
    batu: list[Invented] = list(invent({"PKH": 9}, [h for h in homes if h.regency == LAST], seed=7))
    batu[0] = replace(batu[0], nik=batu[0].nik[:-1])
    last = tmp_path / "batu.xlsx"
    last.write_bytes(roster_file(batu))
    desk.locator("[data-check=roster] a").click()
    upload(desk, last)
    overview(desk)
    follow(desk, "review")
    desk.locator("button", has_text="Terima").first.click()
    overview(desk)
    expect(desk.locator("[data-check=roster]")).to_have_attribute("data-state", "ready")
    follow(desk, "open")
    desk.click("main form button.btn-primary")
    expect(desk.locator("[data-stage=open]")).to_be_visible()


def upload(desk: Page, file: Path) -> None:
    """Send a file and apply it."""
    desk.set_input_files("input[type=file]", file)
    desk.click("main form button.btn-primary")
    desk.locator("main button.btn-primary.btn-lg").click(timeout=SLOW)
    desk.wait_for_url(re.compile(r"/unggah/|/peserta"))
    desk.wait_for_load_state()


def prepare_badges(desk: Page) -> None:
    """Print all badges."""
    follow(desk, "print")
    page = desk.url
    with desk.expect_response(
        lambda reply: reply.request.method == "POST", timeout=SLOW
    ) as printed:
        desk.locator("main form[method=post] button.btn-primary", has_text="Cetak").first.click()
    assert printed.value.headers["content-type"] == "application/pdf"
    desk.goto(page)
    overview(desk)
    expect(desk.locator("[data-check=badges]")).to_have_attribute("data-state", "ready")


def pair_phones(desk: Page, server: Server) -> list[Phone]:
    """Pair a phone at both gates with the codes that the page shows."""
    follow(desk, "pair")
    phones = []
    for gate, name in enumerate(("Wati", "Budi")):
        desk.goto(f"{server.url}/kegiatan/malang/perangkat/")
        desk.locator("button", has_text="Tampilkan QR").nth(gate).click()
        shown = desk.locator("[data-pairing-address]").inner_text()
        phones.append(Phone.pair(server, re.sub(r"[^0-9A-Za-z]", "", shown), name))
    overview(desk)
    expect(desk.locator("[data-check=phones]").first).to_contain_text("2 HP terpasang, 2 siap")
    return phones


def rehearse(desk: Page, phones: list[Phone], codes: list[str]) -> None:
    """Practise with two badges, then wipe it."""
    follow(desk, "rehearse")
    desk.click("main form button.btn-primary")
    expect(desk.locator("[data-stage=rehearsal]")).to_be_visible()
    phones[0].read(codes[:2])
    assert phones[0].send() == ["accepted", "accepted"]
    overview(desk)
    follow(desk, "end_rehearsal")
    desk.click("main form button.btn-danger")
    expect(desk.locator("[data-stage=open]")).to_be_visible()
    expect(desk.locator("[data-check=rehearsal]")).to_have_attribute("data-state", "ready")


def run(desk: Page, phones: list[Phone], codes: list[str]) -> int:
    """Open the doors: most people arrive, one of them at both."""
    follow(desk, "start")
    desk.click("main form button.btn-primary")
    expect(desk.locator("[data-stage=running]")).to_be_visible()
    came = codes[: len(codes) * 3 // 4]
    phones[0].read(came[::2])
    phones[1].read([*came[1::2], came[0]])
    for phone in phones:
        assert set(phone.send()) <= {"accepted", "duplicate"}
    follow(desk, "watch")
    expect(desk.locator("[data-total=present]")).to_have_text(str(len(came)))
    return len(came)


def close(desk: Page, phones: list[Phone], came: int) -> None:
    """Walk through the end: the phones are empty, one case is looked at, the day is closed."""
    overview(desk)
    desk.locator("main a", has_text="Tutup kegiatan").click()
    expect(desk.locator("[data-wrap=phones]")).to_have_class(re.compile("done"))
    desk.locator("[data-wrap=cases] a").click()
    desk.locator("input[name=note]").first.fill("Masuk lewat dua pintu; orangnya sama.")
    desk.locator("main form button", has_text="Selesai").first.click()
    desk.locator("main a", has_text="Penutupan").click()
    expect(desk.locator("[data-wrap=cases]")).to_have_class(re.compile("done"))
    desk.locator("[data-wrap=close] button.btn-primary").click()
    expect(desk.locator("[data-stage=closed]")).to_be_visible()
    phones[1].read([])
    assert phones[1].send() == []  # a phone may still speak to a closed event
    assert came


def finish(desk: Page) -> None:
    """Print the final list, take the export, archive; nothing can be changed then."""
    desk.locator("[data-wrap=lists] a").click()
    with desk.expect_response(lambda reply: "/daftar.pdf" in reply.url, timeout=SLOW):
        desk.locator("main form button.btn-primary", has_text="Cetak").first.click()
    wrap_up(desk)
    expect(desk.locator("[data-wrap=lists]")).to_have_class(re.compile("done"))
    with desk.expect_download() as file:
        desk.locator("[data-wrap=export] a").click()
    assert file.value.suggested_filename.endswith(".xlsx")
    wrap_up(desk)
    expect(desk.locator("[data-wrap=export]")).to_have_class(re.compile("done"))
    desk.locator("[data-wrap=archive] a").click()
    desk.click("main form button.btn-primary")
    expect(desk.locator("[data-stage=archived]")).to_be_visible()
    overview(desk)
    expect(desk.get_by_text("Kegiatan ini sudah diarsipkan")).to_be_visible()


def copy(desk: Page) -> None:
    """Make next year's event of it, without its people."""
    desk.locator("main a", has_text="Salin menjadi kegiatan baru").click()
    desk.fill("#name", "Sapa Pilar Malang 2030")
    desk.fill("#day", "2030-06-17")
    desk.click("main form button.btn-primary")
    expect(desk.locator("[data-stage=draft]")).to_be_visible()
    expect(desk.locator("h1")).to_have_text("Sapa Pilar Malang 2030")
    expect(desk.locator("[data-check=gates]")).to_contain_text("2 pintu")
    expect(desk.locator("[data-move=upload]")).to_be_visible()


def follow(desk: Page, move: str) -> None:
    """Press the one button that the overview proposes."""
    if "/ringkasan" not in desk.url:
        overview(desk)
    desk.locator(f"[data-move={move}] a.btn-primary").click()


def overview(desk: Page) -> None:
    """Go to the event's first page by its tab."""
    desk.locator(".event-tabs a", has_text="Ringkasan").click()


def wrap_up(desk: Page) -> None:
    """Go to the walk through the end."""
    base = desk.url.split("/kegiatan/")[0]
    desk.goto(f"{base}/kegiatan/malang/penutupan")


def districts(server: Server) -> list[District]:
    """Return the districts of Bakorwil Malang."""
    rows = _ask(
        server,
        "SELECT d.code, d.name, r.code, r.name FROM districts d"
        " JOIN regencies r ON r.code = d.regency_code WHERE r.bakorwil_code = 'malang'",
    )
    return [District(*row) for row in rows]


def badge_codes(server: Server) -> list[str]:
    """Return what is printed on the badges."""
    return [row[0] for row in _ask(server, "SELECT code FROM badges ORDER BY id")]


def _ask(server: Server, query: str) -> list[tuple[str, ...]]:
    with sqlite3.connect(server.instance / "checkin.db") as database:
        rows = database.execute(query).fetchall()
    database.close()
    return rows
