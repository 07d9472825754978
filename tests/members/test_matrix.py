"""What a coordinator may open is opened for real, in an event of two regencies: the other one never shows.

Who may open what at all is `tests/web/test_matrix.py`'s.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import Invitation, Membership
from checkin.actor import EVENT_ROLE_GRANTS, EventRole, Permission, Role
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.people.models import Person
from checkin.roster.models import Registration, Substitution
from checkin.signup.models import Signup, SignupSettings
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in
from tests.web.routes import IMPORTERS, LISTERS, ROUTES, calls, path_of

OWN, OTHER = "35.22", "35.23"  # Kabupaten Bojonegoro, Kabupaten Tuban
# What a coordinator may open: each of these keeps to one regency, as the tests below prove.
COORDINATORS = {endpoint for endpoint, group in ROUTES.items() if group in (IMPORTERS, LISTERS)}


@dataclass(frozen=True)
class Scene:
    """Event `a` with people of two regencies, and event `b`."""

    a: UUID
    b: UUID
    own: int
    other: int
    other_signup: UUID


@pytest.fixture
def scene(app: Flask) -> Scene:
    with transaction() as session:
        a = make_event(session, "pertama", regency_codes=(OWN, OTHER))
        b = make_event(session, "kedua")
        own = make_registration(session, a, "Siti Aminah", regency_code=OWN, district_code=None)
        other = make_registration(
            session, a, "Budi Santoso", regency_code=OTHER, district_code=None, pillar_code="TAGANA"
        )
        waiting = [
            make_registration(
                session, a, name, regency_code=code, district_code=None, status="waiting"
            )
            for name, code in (("Dewi Lestari", OWN), ("Joko Wibowo", OTHER))
        ]
        ensure_badges(session, a, NOW)
        session.add(SignupSettings(event_id=a.id, enabled=True))
        forms = [_form(a.id, one, other.number) for one in waiting]
        session.add_all(forms)
        session.flush()
        return Scene(a.id, b.id, own.number, other.number, forms[1].id)


def _form(event_id: UUID, registration: Registration, resembles: int) -> Signup:
    return Signup(
        event_id=event_id,
        registration_id=registration.id,
        key=uuid4().hex,
        device="x",
        name="Joko Wibowo" if registration.regency_code == OTHER else "Dewi Lestari",
        phone="081234567890",
        pillar_code="PKH",
        regency_code=registration.regency_code,
        state="waiting",
        resembles=resembles,
        submitted_at=NOW,
        notice="1",
        notice_read_at=NOW,
    )


@pytest.fixture
def cora(client: OutsideClient, scene: Scene) -> OutsideClient:
    """Return the browser of the coordinator of Kabupaten Bojonegoro."""
    with transaction() as session:
        user_id = make_user(session, Role.MEMBER, "cora@example.id").id
        session.add(
            Membership(
                user_id=user_id,
                event_id=scene.a,
                role="coordinator",
                regency_code=OWN,
                created_at=NOW,
            )
        )
    sign_in(client, user_id, proven=True)
    return client


def text_of(reply: Any) -> str:
    """Return what a page says, or a workbook once it is unpacked."""
    if not reply.data.startswith(b"PK"):
        return str(reply.get_data(as_text=True)) if reply.mimetype.startswith("text/") else ""
    with ZipFile(BytesIO(reply.data)) as book:
        return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())


def gives_away(page: str, scene: Scene) -> list[str]:
    """Return what a page says of the other regency."""
    signs = ("Tuban", OTHER, "Budi", "Santoso", "Joko", "kabupaten/kota lain")
    found = [sign for sign in signs if sign in page]
    if re.search(rf"/peserta/{scene.other}\b", page):
        found.append("number")
    return found


QUESTIONS = (
    "",
    "?q=Budi",
    "?q=2",
    f"?wilayah={OTHER}",
    "?pilar=TAGANA",
    "?hal=2",
    f"?wilayah={OTHER}&q=a",
)


def test_a_coordinator_sees_no_trace_of_another_regency(
    app: Flask, cora: OutsideClient, scene: Scene
) -> None:
    for rule, method in calls(app):
        if rule.endpoint not in COORDINATORS or method != "GET":
            continue
        for question in QUESTIONS:
            address = path_of(rule, "pertama", scene.own) + question
            said_back = r'value="Budi"|name="next" value="[^"]*"'
            page = re.sub(said_back, "", text_of(cora.get(address)))
            assert gives_away(page, scene) == [], address
    assert "Siti Aminah" in cora.get("/kegiatan/pertama/peserta/").text
    assert "Dewi Lestari" in cora.get("/kegiatan/pertama/pendaftaran/").text
    assert gives_away(cora.get("/kegiatan/").text, scene) == []


def test_a_coordinator_cannot_tell_the_people_of_others_from_nobody(
    cora: OutsideClient, scene: Scene
) -> None:
    base = "/kegiatan/pertama/peserta/"
    other, nobody = cora.get(f"{base}{scene.other}"), cora.get(f"{base}99")
    assert other.status_code == nobody.status_code == 404

    def plain(page: str, number: int) -> str:
        text = re.sub(r"<[^>]+>|[0-9a-f]{8}", "", page)
        return re.sub(rf"\b{number}\b", "N", text)

    assert plain(other.text, scene.other) == plain(nobody.text, 99)
    form = "/kegiatan/pertama/pendaftaran/"
    for signup in (scene.other_signup, uuid4()):
        assert cora.submit(f"{form}{signup}", {"keputusan": "setuju"}).status_code == 404


HEADER = "No,Nama,NIK,Jenis Pilar,Kabupaten,Kecamatan,No HP\n"


def upload(browser: OutsideClient, *rows: str) -> Any:
    content = (HEADER + "".join(f"{row}\n" for row in rows)).encode()
    sent = browser.submit("/kegiatan/pertama/peserta/unggah", {"file": (BytesIO(content), "p.csv")})
    assert sent.status_code == 302, sent.text
    return sent.location


def test_a_file_tells_a_coordinator_nothing_of_who_is_registered_elsewhere(
    cora: OutsideClient, scene: Scene, session: Session
) -> None:
    taken = session.scalar(
        select(Person.nik)
        .join(Registration, Registration.person_id == Person.id)
        .where(
            Registration.id.in_(select(Registration.id).where(Registration.number == scene.other))
        )
    )
    address = upload(
        cora,
        "1,Rina Wulandari,3522014708850002,PKH,Bojonegoro,Ngraho,081234500001",
        f"2,Agus Setiawan,{taken},PKH,Bojonegoro,Ngraho,081234500002",
        "3,Santoso Budi,,TAGANA,Bojonegoro,Ngraho,081234500003",
    )
    trail = [address, f"{address}?kelompok=review", f"{address}?kelompok=duplicate"]
    pages = [cora.get(page).text for page in trail]
    cora.submit(f"{address}/terapkan")
    pages += [cora.get(page).text for page in (address, "/kegiatan/pertama/peserta/unggah")]
    first = cora.get("/kegiatan/pertama/peserta/tinjau")
    queue = {first.location} if first.location else set()
    seen: set[str] = set()
    while queue:
        page = queue.pop()
        seen.add(page)
        pages.append(cora.get(page).text)
        queue |= set(re.findall(r'href="(/[^"]*/tinjau/[0-9a-f-]{36})"', pages[-1])) - seen
    for page in pages:
        own = page.replace("Santoso Budi", "").replace("SANTOSO BUDI", "")
        assert gives_away(own, scene) == []
    session.rollback()
    mine = session.scalars(
        select(Person.name)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.regency_code == OWN, Registration.source == "import")
    ).all()
    assert "Rina Wulandari" in mine
    assert "Agus Setiawan" not in mine


def test_the_sheet_of_doubtful_rows_holds_the_own_ones_only(
    app: Flask, cora: OutsideClient, scene: Scene
) -> None:
    olga = OutsideClient(app, app.response_class)
    with transaction() as session:
        sign_in(olga, make_user(session, Role.ADMIN, "olga2@example.id").id, proven=True)
    for browser, row in (
        (olga, "1,Tono Prasetyo,3523,PKH,Tuban,Tuban,081234500001"),
        (cora, "1,Rina Wulandari,3522,PKH,Bojonegoro,Ngraho,081234500002"),
    ):
        browser.submit(f"{upload(browser, row)}/terapkan")
    sheets = {}
    for name, browser in (("olga", olga), ("cora", cora)):
        reply = browser.get("/kegiatan/pertama/peserta/tinjau/berkas")
        assert reply.status_code == 200, name
        rows = [
            cell
            for sheet in CalamineWorkbook.from_filelike(BytesIO(reply.data)).sheet_names
            for row in CalamineWorkbook.from_filelike(BytesIO(reply.data))
            .get_sheet_by_name(sheet)
            .to_python()
            for cell in row
        ]
        sheets[name] = " ".join(map(str, rows))
    assert "Tono Prasetyo" in sheets["olga"]
    assert "Rina Wulandari" in sheets["cora"]
    assert "Tono" not in sheets["cora"]
    assert gives_away(sheets["cora"], scene) == []


def test_an_upload_of_others_is_not_there_for_a_coordinator(
    app: Flask, cora: OutsideClient, scene: Scene
) -> None:
    olga = OutsideClient(app, app.response_class)
    with transaction() as session:
        sign_in(olga, make_user(session, Role.ADMIN, "olga2@example.id").id)
    address = upload(olga, "1,Tono Prasetyo,3523014708850002,PKH,Tuban,Tuban,081234500001")
    assert cora.get(address).status_code == 404
    for act in ("terapkan", "buang", "batalkan", "kolom", "tidak-ada-lagi"):
        assert cora.submit(f"{address}/{act}").status_code == 404, act
    assert "p.csv" not in cora.get("/kegiatan/pertama/peserta/unggah").text
    assert olga.submit(f"{address}/terapkan").status_code == 302


def test_the_counts_of_a_coordinator_are_of_the_own_people(
    cora: OutsideClient, scene: Scene
) -> None:
    page = cora.get("/kegiatan/pertama/peserta/").text
    said = re.findall(r"<strong>(\d+)</strong> orang terdaftar", page)
    assert said in (["1"], ["2"])  # of four: Siti, and Dewi who waits
    assert "Tagana" not in re.sub(r"<option.*?</option>", "", page)


def test_every_link_a_member_is_shown_opens(
    app: Flask, client: OutsideClient, scene: Scene, session: Session
) -> None:
    for role in EventRole:
        regency = OWN if role is EventRole.COORDINATOR else None
        with transaction() as fresh:
            user_id = make_user(fresh, Role.MEMBER, f"{role.value}@example.id").id
            fresh.add(
                Membership(
                    user_id=user_id,
                    event_id=scene.a,
                    role=role.value,
                    regency_code=regency,
                    created_at=NOW,
                )
            )
        browser = OutsideClient(app, app.response_class)
        sign_in(browser, user_id)
        shown = browser.get("/kegiatan/").text
        start = re.search(r'href="(/kegiatan/pertama/[^"]*)"', shown)
        assert start, role
        for link in set(re.findall(r'href="(/[^"#]*)"', shown + browser.get(start[1]).text)):
            if not link.startswith("/static"):
                assert browser.get(link).status_code in (200, 302), (role, link)


def test_what_belongs_to_another_event_is_not_found_under_the_own_address(
    app: Flask, cora: OutsideClient, scene: Scene, session: Session
) -> None:
    olga, otto = (OutsideClient(app, app.response_class) for _ in range(2))
    with transaction() as fresh:
        sign_in(olga, make_user(fresh, Role.ADMIN, "olga2@example.id").id)
        otto_id = make_user(fresh, Role.MEMBER, "otto@example.id").id
        seat = Membership(user_id=otto_id, event_id=scene.b, role="organizer", created_at=NOW)
        fresh.add(seat)
    sign_in(otto, otto_id, proven=True)
    file = upload(olga, "1,Tono Prasetyo,3523014708850002,PKH,Tuban,Tuban,081234500001")
    successor = {"name": "Bambang Sutrisno", "reason": "Sakit", "approver": "Olga"}
    olga.submit(f"/kegiatan/pertama/peserta/{scene.own}/pengganti", successor)
    olga.submit("/kegiatan/pertama/anggota/", {"name": "Rita", "role": "reader"})
    session.rollback()
    member = session.scalars(select(Membership.user_id).where(Membership.event_id == scene.a)).one()
    made = session.scalars(select(Substitution.id)).one()
    invitation = session.scalars(select(Invitation.id)).one()
    assert otto.get("/kegiatan/kedua/anggota/").status_code == 200
    for path in (
        file.replace("pertama", "kedua") + "/terapkan",
        f"/kegiatan/kedua/peserta/pengganti/{made}/urungkan",
        f"/kegiatan/kedua/pendaftaran/{scene.other_signup}",
        f"/kegiatan/kedua/anggota/{member}/hapus",
        f"/kegiatan/kedua/anggota/undangan/{invitation}/tarik",
        f"/kegiatan/kedua/peserta/{scene.own}/data-pribadi",
    ):
        assert otto.submit(path).status_code == 404, path
    assert otto.get(f"/kegiatan/kedua/peserta/{scene.own}").status_code == 404
    for path in (
        "peserta/",
        "anggota/",
        "pendaftaran/",
        "pengaturan",
        "perangkat/",
        "daftar-hadir",
    ):
        assert otto.get(f"/kegiatan/pertama/{path}").status_code == 404, path
    assert "pertama" not in otto.get("/kegiatan/").text


def test_use_cases_ask_for_permissions_at_their_event() -> None:
    """A question without the event would shut out who belongs to that event only."""
    of_events = frozenset().union(*EVENT_ROLE_GRANTS.values()) - {Permission.EVENT_WRITE}
    of_the_office = {p.name for p in Permission if p not in of_events} | {"AUDIT_READ"}
    asked = re.compile(r"\brequire\(actor, Permission\.(\w+)\)")
    package = Path(__file__).parents[2] / "checkin"
    found = {
        (path.relative_to(package).as_posix(), permission)
        for path in package.rglob("*.py")
        if path.parent.name != "privacy"  # what is held of a person is of all events
        for permission in asked.findall(path.read_text(encoding="utf-8"))
        if permission not in of_the_office
    }
    assert found == set()
