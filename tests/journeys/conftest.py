"""A real server (gunicorn and worker) on a free port and a real browser, for whole stories."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pyotp
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), ""
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
EMAIL, PASSWORD = "olga@example.id", "sapa pilar jatim"
expect.set_options(timeout=30_000)  # how long to wait, not how long it should take


@dataclass
class Server:
    """A running installation of its own."""

    url: str
    instance: Path

    def checkin(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `checkin` command on this installation."""
        return subprocess.run(
            [sys.executable, "-c", "from checkin.app import main; main()", *arguments],
            cwd=ROOT,
            env=environment(self.instance, self.url),
            capture_output=True,
            text=True,
            check=False,
        )


def environment(instance: Path, url: str) -> dict[str, str]:
    """Return the environment of one installation, on SQLite whatever the machine is set to."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CHECKIN_")}
    return own | {"CHECKIN_INSTANCE_DIR": str(instance), "CHECKIN_PUBLIC_URL": url}


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Run a server with an empty database and one administrator in `folder`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(url=f"http://127.0.0.1:{port}", instance=folder / "instance")
    assert server.checkin("db", "upgrade").returncode == 0
    added = server.checkin(
        "user", "add", EMAIL, "--name", "Olga", "--role", "admin", "--password", PASSWORD
    )
    assert added.returncode == 0, added.stderr
    settings = environment(server.instance, server.url)
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app"]
    worker = [sys.executable, "-c", "from checkin.app import main; main()", "worker"]
    with (folder / "server.log").open("w") as log:
        running = [
            subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
            for command in (gunicorn, worker)
        ]
        try:
            _wait_for(server.url)
            yield server
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait(120)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Yield a server of this test's own."""
    with serve(tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Yield Playwright."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Yield Debian's Chromium, headless."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
    yield browser
    browser.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """Yield the organizer's laptop; a console error fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    page = context.new_page()
    complaints = watch(page)
    yield page
    context.close()
    assert complaints == []


def watch(page: Page) -> list[str]:
    """Collect what the page complains of on its console."""
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def phone_with_camera(playwright: Playwright, profile: Path, film: Path) -> BrowserContext:
    """Return a phone-sized browser whose camera plays `film`."""
    from tests.journeys.camera import chromium_arguments

    return playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        viewport={"width": 360, "height": 740},
        permissions=["camera"],
        args=[*SWITCHES, *chromium_arguments(film)],
        locale="id-ID",
    )


def kill_browser(profile: Path) -> None:
    """Kill the browser of this profile as a dead battery would."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes().split(b"\0")
            if f"--user-data-dir={profile}".encode() in command and b"--type" not in command:
                os.kill(int(process.name), signal.SIGKILL)


def sign_in(page: Page, server: Server) -> None:
    """Sign the organizer in."""
    page.goto(f"{server.url}/masuk")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url("**/kegiatan/**")


def prove(page: Page, server: Server) -> None:
    """Set up the organizer's second factor, as who opens something with identifiers is asked to."""
    page.goto(f"{server.url}/akun/verifikasi/pasang")
    secret = (page.locator("#kunci").text_content() or "").replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.fill("#password", PASSWORD)
    page.click("main form button.btn-primary")
    expect(page.locator(".recovery-codes li")).to_have_count(10)


def _wait_for(url: str) -> None:
    for _ in range(900):  # a minute and a half: the machine may be busy
        try:
            with urlopen(f"{url}/masuk") as reply:  # our own loopback address
                assert reply.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")
