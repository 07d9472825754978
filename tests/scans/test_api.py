"""The scan calls over HTTP: filing, repeats, order, clocks, undo, the feed."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import DeviceKind
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.db import transaction
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Scan
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone


@pytest.fixture
def codes(session: Session) -> list[str]:
    """Return the codes of three registered people."""
    with transaction() as fresh:
        event = make_event(fresh)
        for name in ("Siti Aminah", "Zulkifli", "Nur 'Aini"):
            make_registration(fresh, event, name)
        ensure_badges(fresh, event, clock.now())
        return list(
            fresh.scalars(
                select(Badge.code)
                .join(Registration, Registration.id == Badge.registration_id)
                .order_by(Registration.number)
            )
        )


def arrivals(session: Session) -> list[Arrival]:
    session.rollback()
    return list(session.scalars(select(Arrival).where(Arrival.arrived_at.is_not(None))))


def test_a_scan_becomes_an_arrival_and_a_second_one_a_duplicate_naming_the_first(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    one, two = Phone(client), Phone(client, gate="pintu-2")
    first = one.send(one.scan(codes[0], ago=30))[0]
    assert (first["status"], first["verdict"]) == ("accepted", "ok")
    again = two.send(two.scan(codes[0], verdict="ok"))[0]
    assert (again["status"], again["verdict"], again["conflict"]) == (
        "accepted",
        "duplicate",
        "duplicate",
    )
    assert (again["arrival"]["gate"], again["arrival"]["device"]) == ("Pintu 1", "HP-01")
    assert [str(a.scan_id) for a in arrivals(session)] == [first["id"]]


def test_a_repeated_batch_changes_nothing(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    scans = [phone.scan(code) for code in codes]
    assert phone.send(*scans) == phone.send(*reversed(scans))[::-1]
    assert len(session.scalars(select(Scan)).all()) == 3


def test_the_earlier_scan_counts_whichever_comes_first(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    one, two = Phone(client), Phone(client, gate="pintu-2")
    late = one.scan(codes[0], ago=10)
    early = two.scan(codes[0], ago=90)
    one.send(late)
    two.send(early)
    assert [str(a.scan_id) for a in arrivals(session)] == [early["id"]]


def test_a_phone_whose_clock_is_fast_is_corrected(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    true, fast = Phone(client), Phone(client, gate="pintu-2", fast=47 * 60)
    second = true.scan(codes[0], ago=20)
    first = fast.scan(codes[0], ago=60)
    true.send(second)
    fast.send(first)
    (arrival,) = arrivals(session)
    assert str(arrival.scan_id) == first["id"]
    assert arrival.arrived_at is not None
    assert abs((clock.now() - arrival.arrived_at).total_seconds() - 60) < 5


def test_each_kind_of_unusable_code_has_its_own_verdict(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    with transaction() as fresh:
        other = make_event(fresh, code="malang-2023")
        make_registration(fresh, other, "Orang Malang")
        ensure_badges(fresh, other, clock.now())
        elsewhere = fresh.scalars(select(Badge.code).where(Badge.event_id == other.id)).one()
        revoked = fresh.scalars(select(Badge).where(Badge.code == codes[1])).one()
        revoked.revoked_at = clock.now()
    phone = Phone(client)
    read = ["https://example.id/x", "SP0000000000000000" + "00", elsewhere, codes[1]]
    results = phone.send(*(phone.scan(code, verdict="unknown") for code in read))
    assert [r["verdict"] for r in results] == ["foreign", "unknown", "wrong_event", "revoked"]
    assert {r["status"] for r in results} == {"refused"}
    assert len(session.scalars(select(Scan)).all()) == 4


def test_someone_admitted_offline_with_a_replaced_badge_is_inside_and_marked(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    with transaction() as fresh:
        fresh.scalars(select(Badge).where(Badge.code == codes[0])).one().revoked_at = clock.now()
    phone = Phone(client)
    (result,) = phone.send(phone.scan(codes[0], verdict="ok"))
    assert (result["status"], result["conflict"]) == ("accepted", "revoked")
    assert len(arrivals(session)) == 1


def test_times_that_cannot_be_and_foreign_signs_never_block_a_queue(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    results = phone.send(
        phone.scan(codes[0], scanned_at="0146-05-24T12:36:33Z"),
        phone.scan(codes[1], scanned_at="9999-12-31T23:59:59Z"),
        phone.scan("\x00menu\x00", verdict="foreign", operator="W\x00ati"),
    )
    assert [r["status"] for r in results] == ["accepted", "accepted", "refused"]
    body = {"sent_at": "0001-01-01T00:00:00Z", "scans": [phone.scan(codes[2])]}
    reply = client.post("/api/v1/scans", json=body, headers=phone.headers)
    assert reply.get_json()["results"][0]["status"] == "accepted"
    times = [a.arrived_at for a in arrivals(session)]
    assert len(times) == 3
    assert all(at and abs((clock.now() - at).total_seconds()) < 5 for at in times)


def test_one_id_is_one_scan_whoever_sends_it_again(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    first = phone.scan(codes[0])
    results = phone.send(first, first | {"code": codes[1]})
    assert {r["id"] for r in results} == {first["id"]}
    assert len(arrivals(session)) == len(session.scalars(select(Scan)).all()) == 1
    with transaction() as fresh:
        make_event(fresh, code="malang-2023")
    (answer,) = Phone(client, "malang-2023").send(first)
    assert answer["status"] == "invalid"
    assert "arrival" not in answer


def test_one_bad_entry_is_answered_alone_and_the_others_are_filed(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    bad: list[Any] = [{"id": "nonsense"}, 7, phone.scan(codes[0], scanned_at="yesterday")]
    results = phone.send(phone.scan(codes[0]), *bad)
    assert [r["status"] for r in results] == ["accepted", "invalid", "invalid", "invalid"]
    assert results[1]["id"] == "nonsense"


def test_a_person_found_by_name_is_recorded_by_number(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    (result,) = phone.send(phone.scan(number=2, method="search"))
    assert result["status"] == "accepted"
    assert len(arrivals(session)) == 1


def test_undo_gives_the_place_to_the_next_scan_and_then_to_none(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    one, two = Phone(client), Phone(client, gate="pintu-2")
    first, second = one.scan(codes[0], ago=20), two.scan(codes[0], ago=5)
    one.send(first)
    two.send(second)
    assert two.undo(first["id"]).status_code == 403
    assert one.undo(first["id"]).get_json() == {"id": first["id"], "status": "undone"}
    assert [str(a.scan_id) for a in arrivals(session)] == [second["id"]]
    assert two.undo(second["id"]).status_code == 200
    assert arrivals(session) == []
    assert one.undo(str(uuid4())).status_code == 404
    assert one.changes()["arrivals"]["at"] == [None]


def test_a_scan_older_than_a_minute_cannot_be_undone_by_the_phone(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    scan = phone.scan(codes[0], ago=90)
    phone.send(scan)
    reply = phone.undo(scan["id"])
    assert (reply.status_code, reply.get_json()["code"]) == (409, "undo_too_late")


def test_the_feed_gives_everything_once_and_then_only_what_changed(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client, kind=DeviceKind.DESK)
    whole = phone.changes()
    assert whole["registrations"]["name"] == ["Siti Aminah", "Zulkifli", "Nur 'Aini"]
    assert whole["labels"]["regencies"] == {"35.16": "Kabupaten Mojokerto"}
    assert codes[0] not in str(whole)
    phone.send(phone.scan(codes[1]))
    delta = phone.changes(whole["until"])
    assert delta["registrations"]["number"] == []
    assert (delta["arrivals"]["number"], delta["arrivals"]["gate"]) == ([2], ["Pintu 1"])
    assert phone.changes(delta["until"])["arrivals"]["number"] == []


def test_a_row_that_commits_late_is_not_missed(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    until = phone.changes()["until"]
    with transaction() as fresh:
        registration = fresh.scalars(select(Registration).where(Registration.number == 3)).one()
        registration.status, registration.seq = "cancelled", None
    delta = phone.changes(until)
    assert (delta["registrations"]["number"], delta["registrations"]["active"]) == ([3], [0])


def test_a_walk_in_gets_the_next_number_and_a_badge_once(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client, kind=DeviceKind.DESK)
    until = phone.changes()["until"]
    body = {
        "id": str(uuid4()),
        "name": "Susilo Hartono",
        "pillar": "TAGANA",
        "regency": "35.22",
        "phone": "0812 00 123456",
        "registered_at": phone.now().isoformat(),
        "operator": "Wati",
    }
    first = client.post("/api/v1/walk-ins", json=body, headers=phone.headers)
    assert (first.status_code, first.get_json()["number"]) == (201, 4)
    again = client.post("/api/v1/walk-ins", json=body, headers=phone.headers)
    assert again.get_json() == first.get_json()
    delta = phone.changes(until)["registrations"]
    assert (delta["name"], delta["hash"]) == (["Susilo Hartono"], [first.get_json()["hash"]])
    (result,) = phone.send(phone.scan(number=4, method="search"))
    assert result["status"] == "accepted"
    wrong = client.post(
        "/api/v1/walk-ins", json=body | {"id": str(uuid4()), "pillar": "XYZ"}, headers=phone.headers
    )
    assert wrong.status_code == 422
    assert wrong.content_type == "application/problem+json"


@pytest.mark.parametrize("after", ["-1", "x", "1e3", "9" * 30])
def test_a_nonsense_cursor_is_refused(
    client: OutsideClient, session: Session, codes: list[str], after: str
) -> None:
    phone = Phone(client)
    reply = client.get(f"/api/v1/changes?after={after}", headers=phone.headers)
    assert (reply.status_code, reply.get_json()["code"]) == (422, "after_invalid")


def test_the_api_describes_itself(client: OutsideClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert set(described["paths"]) == {
        "/api/v1/pairings",
        "/api/v1/changes",
        "/api/v1/scans",
        "/api/v1/scans/{scan_id}/undo",
        "/api/v1/post",
        "/api/v1/walk-ins",
    }
    assert described["paths"]["/api/v1/scans"]["post"]["requestBody"]


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z"]
)
def test_a_scan_at_the_end_of_the_calendar_takes_nobody_along(
    client: OutsideClient, session: Session, codes: list[str], at: str
) -> None:
    phone = Phone(client)
    results = phone.send(phone.scan(codes[0]), phone.scan(codes[1], scanned_at=at))
    assert [result["status"] for result in results] == ["accepted", "accepted"]


def test_half_a_character_takes_nobody_along(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    results = phone.send(phone.scan(codes[0]), phone.scan("\ud800"))
    assert [result["verdict"] for result in results] == ["ok", "foreign"]
