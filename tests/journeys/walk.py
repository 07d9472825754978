"""An installation in which every page has something to show, and the address of each page in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import select
from werkzeug.routing import Rule

from checkin import clock
from checkin.accounts import links, sign_ins
from checkin.accounts.models import User
from checkin.actor import EventRole, Role, System
from checkin.app import create_app
from checkin.badges.models import PersonalLink
from checkin.db import db, transaction
from checkin.devices.service import offer_pairing
from checkin.editions.models import Edition
from checkin.events.models import Checkpoint, Event, Gate
from checkin.ids import uuid7
from checkin.jobs.models import Job
from checkin.members.service import Seat
from checkin.members.service import invite as invite_member
from checkin.office.queries import Official
from checkin.office.service import save_official
from checkin.office.texts import BY_NAME
from checkin.privacy.models import Incident, PrivacyRequest
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.settings import Settings
from checkin.signup.models import Signup
from checkin.upkeep.shelf import list_backups
from tests.journeys.conftest import EMAIL, PASSWORD, Server, environment
from tests.journeys.test_main_job import ROSTER

CODE = "bojonegoro-2023"
EMPTY = "kosong-2026"
OPEN = "dibuka-2026"
BACKUP = "sapa-pilar_20261121-120000.spbackup"
MESSY = ROSTER.with_name("01_kab_mojokerto.xlsx")

# Pages that are looked at without anybody signed in, too, and those of an event that has nothing yet.
GUEST = (
    "/masuk",
    "/p/tidak-ada-tautan-ini",
    "/v/",
    "/tidak-ada",
    f"/daftar/{OPEN}/",
    f"/daftar/{EMPTY}/",
)
BARE = ("peserta/", "perangkat/", "anggota/", "tanda-peserta/", "daftar-hadir", "", "pendaftaran/")

# What stands in an address, by the name of the argument or, where a page means another, by its endpoint.
Arguments = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Installation:
    """A running server and the arguments of its pages."""

    server: Server
    app: Flask
    arguments: Arguments

    def pages(self) -> list[tuple[str, str]]:
        """Return endpoint and address of every route that can be opened; those without a value fail."""
        found, lacking = [], []
        for rule in sorted(self.app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
            if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
                continue
            if rule.rule.startswith("/api/"):
                continue
            try:
                found.append((rule.endpoint, self.address(rule)))
            except KeyError as error:
                lacking.append(f"{rule.endpoint} needs {error}")
        assert not lacking, f"tests/journeys/walk.py has no value for: {'; '.join(lacking)}"
        return found

    def address(self, rule: Rule) -> str:
        """Return the address of this route here."""
        known = self.arguments["*"] | self.arguments.get(rule.endpoint, {})
        values = {name: known[name] for name in rule.arguments - set(rule.defaults or ())}
        with self.app.test_request_context():
            built = rule.build(values | dict(rule.defaults or {}), append_unknown=False)
        assert built, rule
        return str(built[1])


def is_page(headers: Mapping[str, str], text: Callable[[], str]) -> bool:
    """Say whether a reply is a whole page: neither a file nor a part that a page loads."""
    return "text/html" in headers.get("content-type", "") and "<!doctype html>" in text()[:600]


def furnish(server: Server, page: Page) -> Installation:
    """Fill an empty installation, in part by `page`, a browser that is signed in by this."""
    passphrase = server.instance / "sandi.txt"
    passphrase.write_text("dua belas huruf lebih\n")
    for command in (
        ("demo", "--people", "60", "--arrived", "0.6"),
        ("event", "create", "--code", EMPTY, "--name", "Kegiatan tanpa peserta", "--bakorwil",
         "malang", "--venue", "Balai Kota", "--starts", "2026-12-01T08:00+07:00",
         "--ends", "2026-12-01T12:00+07:00"),
        ("event", "create", "--code", OPEN, "--name", "Kegiatan yang dibuka", "--bakorwil",
         "bojonegoro", "--venue", "Balai Kota", "--starts", "2026-12-02T08:00+07:00",
         "--ends", "2026-12-02T12:00+07:00"),
        ("backup", "create", "--passphrase", PASSWORD, "--out",
         str(server.instance / "backups" / BACKUP)),
        ("attendance", "print", CODE, "--out", str(server.instance / "daftar.pdf")),
        ("backup", "create", "--passphrase-file", str(passphrase)),
    ):  # fmt: skip
        made = server.checkin(*command)
        assert made.returncode == 0, made.stderr
    server.checkin("roster", "import", CODE, str(MESSY))  # 1: rows for review
    app = create_app(Settings.from_environ(environment(server.instance, server.url)))
    with app.app_context():
        arguments = _make(app, page.context, server.url)
        _by_hand(server.url, page)
        _gather(arguments)
        arguments["*"]["file"] = list_backups(app.extensions["settings"])[0].name
    return Installation(server, app, arguments)


def _make(app: Flask, browser: BrowserContext, url: str) -> Arguments:
    """Make what only the services can, and sign the browser in with a second factor."""
    now = clock.now()
    with transaction() as session:
        event = session.scalars(select(Event).where(Event.code == CODE)).one()
        olga = session.scalars(select(User).where(User.email == EMAIL)).one()
        here = select(Gate).join(Checkpoint).where(Checkpoint.event_id == event.id)
        gate = session.scalars(here).all()[0]
        secret = sign_ins.begin(
            session, olga.id, origin="127.0.0.1", agent="Firefox", now=now, proven=True
        )
        offer = offer_pairing(session, System(), gate, now)
        seat = Seat(role=EventRole.COORDINATOR, regency_code="35.22")
        _, member = invite_member(session, System(), event, "Cora", seat, now)
        _, officer = links.invite(session, System(), "Carl", Role.ORGANIZER, now)
        official = save_official(session, System(), Official(title="Kepala", name="Siti"), now)
        jobs = [_job(olga, state) for state in ("done", "running", "failed")]
        session.add_all(jobs)
        session.flush()
        arguments: Arguments = {
            "*": {
                "code": CODE,
                "pairing_id": offer.id,
                "user_id": olga.id,
                "point": "kedatangan",
                "official_id": official,
            },
            "jobs.show": {"job_id": jobs[1].id},
            "jobs.state": {"job_id": jobs[1].id},
            "jobs.result": {"job_id": jobs[0].id},
            "members.accept": {"secret": member},
            "links.accept": {"secret": officer},
        }
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    value = signer.dumps({"_user_id": secret, "_fresh": True})
    browser.add_cookies([{"name": "session", "value": value, "url": url}])
    return arguments


def _job(owner: User, state: str) -> Job:
    ended = None if state == "running" else clock.now()
    return Job(
        id=uuid7(),
        kind="badges.print",
        title="Tanda peserta",
        params={},
        state=state,
        done=40,
        total=60,
        message="Berkas ini rusak." if state == "failed" else None,
        file_name="tanda-peserta.pdf" if state == "done" else None,
        created_by=owner.id,
        created_at=clock.now(),
        finished_at=ended,
    )


def _by_hand(url: str, page: Page) -> None:
    """Do what leaves its traces only by way of the pages: a file to preview, a sign-up to approve."""
    event = f"{url}/kegiatan/{CODE}"
    page.goto(f"{event}/peserta/unggah")
    page.set_input_files("input[type=file]", MESSY)
    page.click("main form button.btn-primary")
    page.wait_for_load_state()
    page.goto(f"{url}/kegiatan/{OPEN}/pendaftaran/pengaturan")
    page.check("#enabled")
    page.click("main button.btn-primary >> nth=0")
    page.goto(f"{url}/daftar/{OPEN}/")
    page.fill("#name", "Sri Rahayu")
    page.select_option("#pillar", index=1)
    page.select_option("#regency", "35.22")
    page.select_option("#district", "35.22.01")
    page.fill("#phone", "0812 3456 7890")
    page.check("#notice")
    page.click("main button.btn-primary")
    page.goto(f"{event}/undangan/")  # makes everybody's link


def _private(registration: Registration) -> tuple[PrivacyRequest, Incident]:
    """Return a request of this person and a lost phone."""
    now = clock.now()
    due = now + timedelta(hours=72)
    request = PrivacyRequest(
        number=1,
        kind="correction",
        channel="letter",
        person_id=registration.person_id,
        registration_id=registration.id,
        asked='{"words": "Nama saya salah."}',
        received_at=now,
        due_at=due,
        entered_by="Olga",
    )
    incident = Incident(
        number=1,
        cause="phone",
        facts={"subject": "HP-01", "title": "HP-01", "kind": "gate", "waiting": 0},
        event_id=registration.event_id,
        from_at=now,
        known_at=now,
        due_at=due,
        counted_at=now,
        created_at=now,
        created_by="Olga",
    )
    return request, incident


def _gather(arguments: Arguments) -> None:
    """Find in the database what the addresses need."""
    session = db.session
    registration = session.scalars(select(Registration).order_by(Registration.number)).all()[0]
    with transaction() as fresh:
        request, incident = _private(registration)
        fresh.add_all((request, incident))
    everywhere = arguments["*"]
    edition = session.scalars(select(Edition)).all()[-1]
    everywhere |= {
        "edition_id": edition.id,
        "seal": edition.seal,
        "number": registration.number,
        "registration_id": registration.id,
        "request_id": request.id,
        "incident_id": incident.id,
        "cause": "phone",
        "file": BACKUP,
        "entry_id": uuid7(),
        "import_id": session.scalars(select(RosterImport.id)).all()[-1],
        "row_id": session.scalars(
            select(ImportRow.id).where(ImportRow.outcome == "review", ImportRow.decision.is_(None))
        ).all()[0],
        "key": session.scalars(select(Signup.key)).all()[0],
        "secret": session.scalars(select(PersonalLink.token)).all()[0],
        "region": "bojonegoro",
        "regency": "35.22",
        "district": "35.22.01",
        "form": "csv",
        "kind": "pdf",
        "message": next(iter(BY_NAME)),
        "to": "running",
    }
    for name in ("form", "thanks", "proof", "privacy"):
        arguments[f"signup.{name}"] = {"code": OPEN}
    arguments["signup_console.index"] = {"code": OPEN}
    arguments["people.edit"] = {"code": "PKH"}
    arguments["invitations.download"] = {"kind": "csv"}
