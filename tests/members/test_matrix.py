"""Every route against every role: who is let in, to which event, and what a coordinator gets to see.

The walk over the routes asks the very guard that runs before each view; what coordinators may open is then
opened for real, in an event of two regencies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask, g
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from checkin.accounts.models import Invitation, Membership
from checkin.actor import EventRole, Permission, Role, User
from checkin.actor import Membership as Seat
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.errors import Forbidden, NotFound, Unauthorized
from checkin.ids import uuid7
from checkin.people.models import Person
from checkin.roster.models import Registration, Substitution
from checkin.signup.models import Signup, SignupSettings
from checkin.web.access import guard
from tests.conftest import OutsideClient
from tests.factories import NOW, make_event, make_registration, make_user, sign_in

P = Permission
OWN, OTHER = "35.22", "35.23"  # Kabupaten Bojonegoro, Kabupaten Tuban
OFFICE = {Role.ADMIN, Role.ORGANIZER}
WHOLE = {*OFFICE, Role.VIEWER, EventRole.ORGANIZER, EventRole.READER}
RUN = {*OFFICE, EventRole.ORGANIZER}
GATES = {*RUN, EventRole.SUPERVISOR}
HOLDERS: dict[Permission, set[Role | EventRole]] = {
    P.EVENT_READ: {*WHOLE, EventRole.SUPERVISOR},
    P.EVENT_WRITE: RUN,
    P.ROSTER_READ: {*WHOLE, EventRole.SUPERVISOR, EventRole.COORDINATOR},
    P.ROSTER_IMPORT: {*RUN, EventRole.COORDINATOR},
    P.PERSONAL_DATA_REVEAL: RUN,
    P.BADGES_PRINT: RUN,
    P.DEVICES_MANAGE: GATES,
    P.ATTENDANCE_READ: {*WHOLE, EventRole.SUPERVISOR},
    P.ATTENDANCE_PRINT: WHOLE,
    P.SCANS_UNDO: GATES,
    P.WALK_IN_REGISTER: GATES,
    P.REFERENCE_WRITE: {Role.ADMIN},
    P.USERS_MANAGE: {Role.ADMIN},
    P.MEMBERS_MANAGE: RUN,
    P.SIGNUP_MANAGE: RUN,
    P.SIGNUP_APPROVE: {*RUN, EventRole.COORDINATOR},
    P.SUBSTITUTE: RUN,
}
ROLES: tuple[Role | EventRole, ...] = (*(r for r in Role if r is not Role.MEMBER), *EventRole)
# What a coordinator may open: each of these keeps to one regency, as the tests below prove.
COORDINATORS = {
    "roster.apply",
    "roster.cancel_missing",
    "roster.decide",
    "roster.discard",
    "roster.error_sheet",
    "roster.index",
    "roster.preview",
    "roster.progress",
    "roster.remap",
    "roster.review",
    "roster.review_row",
    "roster.show",
    "roster.take_back",
    "roster.upload",
    "signup_console.approve_all",
    "signup_console.decide",
    "signup_console.index",
}


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


def actor_of(role: Role | EventRole, event_id: UUID) -> User:
    if isinstance(role, Role):
        return User(id=uuid7(), name="Olga", role=role)
    regency = OWN if role is EventRole.COORDINATOR else None
    seat = Seat(event_id=event_id, role=role, regency_code=regency)
    return User(id=uuid7(), name="Olga", role=Role.MEMBER, memberships=(seat,))


def calls(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Yield every route of a page with each method it takes and the check it declares."""
    for rule in app.url_map.iter_rules():
        check = getattr(app.view_functions[rule.endpoint], "access", None)
        if isinstance(check, partial) and isinstance(check.args[0], Permission):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, check


def path_of(rule: Rule, code: str, number: int = 1) -> str:
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        kind = type(converter).__name__
        some: dict[str, Any] = {"UUIDConverter": uuid4(), "IntegerConverter": number}
        values[name] = min(getattr(converter, "items", ())) if kind == "AnyConverter" else "x"
        values[name] = some.get(kind, values[name])
    if "code" in values:
        values["code"] = code
    built = rule.build(values | dict(rule.defaults or {}), append_unknown=False)
    assert built
    return built[1]


def let_in(app: Flask, actor: User, path: str, method: str) -> str:
    with app.test_request_context(path, method=method):
        g.actor = actor
        try:
            guard()
        except Forbidden:
            return "forbidden"
        except (NotFound, Unauthorized):
            return "unknown"
        return "in"


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_exactly_those_who_hold_its_permission(
    app: Flask, scene: Scene, role: Role | EventRole
) -> None:
    actor = actor_of(role, scene.a)
    wrong = []
    for rule, method, check in calls(app):
        permission, limited = check.args
        holds = role in HOLDERS.get(permission, set())
        if role is EventRole.COORDINATOR:
            holds = holds and limited
        if isinstance(role, EventRole) and not rule.rule.startswith("/kegiatan/<"):
            holds = False  # what belongs to no event is the office's
        said = let_in(app, actor, path_of(rule, "pertama"), method)
        if (said == "in") != holds:
            wrong.append((method, rule.rule, permission, said))
    assert wrong == []


@pytest.mark.parametrize("role", list(EventRole))
def test_an_event_of_others_is_not_there_for_a_member(
    app: Flask, scene: Scene, role: EventRole
) -> None:
    actor = actor_of(role, scene.b)
    answers = {
        (rule.rule, let_in(app, actor, path_of(rule, "pertama"), method))
        for rule, method, _ in calls(app)
        if rule.rule.startswith("/kegiatan/<")
    }
    assert [rule for rule, said in answers if said != "unknown"] == []
    missing = {
        let_in(app, actor, path_of(rule, "tidak-ada"), method)
        for rule, method, _ in calls(app)
        if rule.rule.startswith("/kegiatan/<")
    }
    assert missing == {"unknown"}


def test_nobody_gets_in_without_signing_in(client: OutsideClient, scene: Scene) -> None:
    for rule, method, _ in calls(client.application):
        path = path_of(rule, "pertama")
        reply = client.get(path) if method == "GET" else client.submit(path)
        assert reply.status_code == 302, rule
        assert "/masuk" in reply.location, rule


def test_what_coordinators_may_open_is_on_the_list(app: Flask) -> None:
    promised = {rule.endpoint for rule, _, check in calls(app) if check.args[1]}
    assert promised == COORDINATORS


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
    sign_in(client, user_id)
    return client


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
    for rule, method, _ in calls(app):
        if rule.endpoint not in COORDINATORS or method != "GET":
            continue
        for question in QUESTIONS:
            address = path_of(rule, "pertama", scene.own) + question
            said_back = r'value="Budi"|name="next" value="[^"]*"'
            page = re.sub(said_back, "", cora.get(address).text)
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
    assert re.findall(r'class="stat-value">(\d+)<', page)[0] == "1"
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
    of_the_office = {"EVENT_WRITE", "REFERENCE_WRITE", "USERS_MANAGE"}
    asked = re.compile(r"\brequire\(actor, Permission\.(\w+)\)")
    package = Path(__file__).parents[2] / "checkin"
    found = {
        (path.relative_to(package).as_posix(), permission)
        for path in package.rglob("*.py")
        for permission in asked.findall(path.read_text(encoding="utf-8"))
        if permission not in of_the_office
    }
    assert found == set()
