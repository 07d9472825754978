"""Codes are issued once, replaced on demand, and printing is noted."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checkin.actor import Role, System, User
from checkin.badges import listing, printing, queries, service
from checkin.badges.codes import Valid, code_hash, parse_code
from checkin.badges.models import Badge
from checkin.badges.printing import Order
from checkin.badges.queries import Choice
from checkin.badges.sheets import LAYOUTS
from checkin.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from checkin.events.models import Event
from checkin.ids import uuid7
from tests.factories import NOW, make_event, make_registration


def print_all(session: Session, event: object, choice: Choice | None = None) -> list[str]:
    """Prepare a print and return the names on it."""
    sheet = printing.prepare(session, System(), event, Order(choice=choice or Choice()), NOW)
    return [badge.name for badge in sheet.badges]


def test_each_active_registration_gets_one_badge(session: Session) -> None:
    event = make_event(session)
    for name in ("Siti", "Budi"):
        make_registration(session, event, name)
    make_registration(session, event, "Batal", status="cancelled")
    assert service.ensure_badges(session, event, NOW) == 2
    assert service.ensure_badges(session, event, NOW) == 0
    for badge in session.scalars(select(Badge)):
        assert parse_code(badge.code) == Valid(badge.code)
        assert badge.code_hash == code_hash(event.salt, badge.code)


def test_badges_come_by_regency_pillar_and_name(session: Session) -> None:
    event = make_event(session)
    for name, pillar, regency in (
        ("zaenal", "PKH", "35.16"),
        ("Ani", "PKH", "35.16"),
        ("Citra", "TAGANA", "35.16"),
        ("Dewi", "PKH", "35.76"),
    ):
        make_registration(session, event, name, pillar_code=pillar, regency_code=regency)
    assert print_all(session, event) == ["Ani", "zaenal", "Citra", "Dewi"]
    assert print_all(session, event, Choice(pillar="TAGANA")) == ["Citra"]
    assert print_all(session, event, Choice(regency="35.76")) == ["Dewi"]
    assert print_all(session, event, Choice(number=2)) == ["Ani"]


def test_badges_come_as_in_a_register_titles_apart(session: Session) -> None:
    event = make_event(session)
    for name in ("Yanti", "Joko", "Hj. Eka", "Ika"):
        make_registration(session, event, name)
    assert print_all(session, event) == ["Hj. Eka", "Ika", "Joko", "Yanti"]


def test_a_finished_print_is_noted(session: Session) -> None:
    event = make_event(session)
    make_registration(session, event, "Siti")
    sheet = printing.prepare(session, System(), event, Order(), NOW)
    (before,) = listing.print_counts(session, event)
    printing.note_printed(session, System(), event, Order(), sheet, NOW)
    (after,) = listing.print_counts(session, event)
    assert (before.waiting, after.waiting, after.printed) == (1, 0, 1)
    with pytest.raises(NotFound, match="Tidak ada tanda peserta"):
        print_all(session, event, Choice(unprinted=True))


def test_replacing_revokes_the_old_badge_and_tells_the_phones(session: Session) -> None:
    event = make_event(session)
    registration = make_registration(session, event, "Siti")
    service.ensure_badges(session, event, NOW)
    old = session.scalars(select(Badge)).one()
    registration.seq = 5
    new = service.replace_badge(session, System(), event, registration.number, NOW)
    session.refresh(old)
    session.refresh(registration)
    assert old.revoked_at == NOW
    assert new.code != old.code
    assert new.printed_at is None
    assert registration.seq is None
    assert print_all(session, event) == ["Siti"]
    assert session.scalar(select(func.count()).select_from(Badge)) == 2


def test_refusals_are_clear(session: Session) -> None:
    event = make_event(session)
    make_registration(session, event, "Siti")
    with pytest.raises(NotFound, match="Jenis pilar NIX"):
        print_all(session, event, Choice(pillar="NIX"))
    with pytest.raises(NotFound, match=r"99\.99"):
        print_all(session, event, Choice(regency="99.99"))
    with pytest.raises(Invalid, match="Tata letak a3"):
        printing.prepare(session, System(), event, Order(layout="a3"), NOW)
    with pytest.raises(NotFound, match="nomor 77"):
        service.replace_badge(session, System(), event, 77, NOW)
    viewer = User(id=uuid7(), name="Vera", role=Role.VIEWER)
    with pytest.raises(Forbidden):
        printing.prepare(session, viewer, event, Order(), NOW)
    with pytest.raises(Forbidden):
        service.replace_badge(session, viewer, event, 1, NOW)


def test_a_preview_needs_no_badge(session: Session) -> None:
    event = make_event(session)
    make_registration(session, event, "Siti")
    layout = LAYOUTS["a4-10"]
    sheet = queries.badge_sheet(session, event, layout, Choice(number=1), issued_only=False)
    assert [badge.code for badge in sheet.badges] == [queries.SPECIMEN]
    assert replace(sheet.badges[0], code="").name == "Siti"


def make_spare(session: Session, event: Event) -> Badge:
    """Issue one spare badge."""
    return service.issue_spares(session, System(), event, 1, NOW)[0]


def test_spares_are_numbered_on_and_name_nobody(session: Session) -> None:
    event = make_event(session)
    first = service.issue_spares(session, System(), event, 3, NOW)
    second = service.issue_spares(session, System(), event, 2, NOW)
    assert [badge.spare_number for badge in first + second] == [1, 2, 3, 4, 5]
    assert all(badge.registration_id is None for badge in first + second)
    for count in (0, 2001):
        with pytest.raises(Invalid, match="antara 1 dan 2000"):
            service.issue_spares(session, System(), event, count, NOW)


def test_a_spare_becomes_the_badge_of_a_person(session: Session) -> None:
    event = make_event(session)
    registration = make_registration(session, event, "Siti")
    registration.seq = 5
    service.ensure_badges(session, event, NOW)
    old = session.scalars(select(Badge)).one()
    spare = make_spare(session, event)
    typed = spare.code.lower().replace("0", "o")
    assert (
        service.bind_spare(session, event, f" {typed[:9]}-{typed[9:]}", registration, NOW) is spare
    )
    session.refresh(old)
    assert (spare.registration_id, spare.bound_at, spare.spare_number) == (registration.id, NOW, 1)
    assert old.revoked_at == NOW
    assert registration.seq is None
    assert service.bind_spare(session, event, spare.code, registration, NOW) is spare
    assert service.ensure_badges(session, event, NOW) == 0


def test_a_spare_is_given_once(session: Session) -> None:
    event = make_event(session)
    other = make_event(session, "malang-2023")
    siti, budi = (make_registration(session, event, name) for name in ("Siti", "Budi"))
    spare, gone = make_spare(session, event), make_spare(session, event)
    gone.revoked_at = NOW
    service.bind_spare(session, event, spare.code, siti, NOW)
    service.ensure_badges(session, event, NOW)
    own = session.scalars(select(Badge).where(Badge.registration_id == budi.id)).one()
    for code, where, refusal in (
        (spare.code, event, Conflict),
        (gone.code, event, Gone),
        (own.code, event, NotFound),
        (spare.code, other, NotFound),
        (queries.SPECIMEN, event, NotFound),
        ("https://example.org", event, Invalid),
    ):
        with pytest.raises(refusal):
            service.bind_spare(session, where, code, budi, NOW)
    assert own.revoked_at is None
