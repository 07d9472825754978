"""The phones' logs, the end of the day, the cases to look at, a log file handed in."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.attendance.standing import unsettled
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.control import service
from checkin.control.cases import Case, Kind
from checkin.control.conflicts import find_cases
from checkin.control.logs import PhoneLog, debts, read_logs
from checkin.db import transaction
from checkin.errors import Conflict, Invalid
from checkin.events.closing import find_closing, reopen_day
from checkin.events.queries import get_checkpoint, get_event
from checkin.roster.models import Registration
from checkin.scans.models import Arrival, Scan
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.personas import sign_in_as
from tests.scans.phones import Phone

EVENT = "bojonegoro-2023"


@pytest.fixture
def codes(session: Session) -> list[str]:
    """Return the codes of three registered people."""
    with transaction() as fresh:
        now = clock.now()
        event = make_event(fresh, starts_at=now, ends_at=now + timedelta(hours=5))
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


def logs(session: Session) -> list[PhoneLog]:
    session.rollback()
    return read_logs(session, get_event(session, EVENT), clock.now())


def cases(session: Session) -> list[Case]:
    session.rollback()
    return find_cases(session, get_event(session, EVENT))


def test_a_phone_that_skipped_numbers_owes_them_until_they_come(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    first, late, last = (phone.scan(code) for code in codes)
    phone.send(first, last)
    (log,) = logs(session)
    assert (log.held, log.missing, log.is_empty) == (2, "2", False)
    assert debts([log]) == ["HP-01: 2"]
    phone.send(late)
    (log,) = logs(session)
    assert (log.held, log.missing, log.is_empty, debts([log])) == (3, "", True, [])
    assert [(s.operator, s.scans) for s in log.shifts] == [("Wati", 3)]


def test_what_a_heartbeat_tells_of_unsent_scans_counts(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    body = {"sent_at": phone.now().isoformat(), "scans": []}
    state = {"waiting": 4, "next_seq": 5}
    client.post("/api/v1/scans", json=body | {"state": state}, headers=phone.headers)
    (log,) = logs(session)
    assert (log.waiting, log.missing) == (4, "1–4")


def test_closing_takes_a_reason_while_a_phone_owes_and_makes_lists_final(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client)
    phone.scan(codes[0])  # never sent
    phone.send(phone.scan(codes[1]))
    session.rollback()
    event = get_event(session, EVENT)
    checkpoint = get_checkpoint(session, event)
    now = clock.now()
    assert "kegiatan belum ditutup" in unsettled(session, event, checkpoint)
    with pytest.raises(Invalid):
        service.close_day(session, System(), event, " ", now)
    service.close_day(session, System(), event, "HP hilang", now)
    closing = find_closing(session, event)
    assert closing is not None
    assert (closing.reason, closing.missing) == ("HP hilang", ["HP-01: 1"])
    assert unsettled(session, event, checkpoint) == ()
    with pytest.raises(Conflict):
        service.close_day(session, System(), event, "lagi", now)
    reopen_day(session, System(), event, "satu HP datang terlambat", now)
    assert find_closing(session, event) is None
    assert unsettled(session, event, checkpoint) != ()


def test_one_badge_at_two_gates_is_a_case_in_whatever_order_it_arrives(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    one, two = Phone(client), Phone(client, gate="pintu-2")
    later = two.scan(codes[0], ago=10)
    earlier = one.scan(codes[0], ago=60)
    two.send(later)
    one.send(earlier)
    (case,) = cases(session)
    assert (case.kind, case.name, case.number) == (Kind.TWICE, "Siti Aminah", 1)
    assert [seen.gate for seen in case.sightings] == ["Pintu 1", "Pintu 2"]
    assert session.scalars(select(Arrival)).one().scan_id == session.scalar(
        select(Scan.id).where(Scan.device_id.is_not(None)).order_by(Scan.corrected_at)
    )


def test_each_kind_of_case_is_found_and_can_be_resolved(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    gate, fast = Phone(client), Phone(client, fast=3600)
    chief = Phone(client, kind=DeviceKind.SUPERVISOR)
    with transaction() as fresh:
        fresh.scalars(select(Badge).where(Badge.code == codes[0])).one().revoked_at = clock.now()
    gate.send(gate.scan(codes[0]))  # admitted though revoked since
    gate.send(gate.scan(codes[1], verdict="not_entitled"))  # turned away
    gate.send(gate.scan(codes[1], checkpoint="makan-malam"))
    chief.send(chief.scan(codes[2], verdict="closed", override="tamu"))
    fast.send(fast.scan("SP0000000000000000"))
    found = {case.kind for case in cases(session)}
    expected = {Kind.REVOKED, Kind.TURNED_AWAY, Kind.DEVICE, Kind.OVERRIDE, Kind.CLOCK}
    assert expected <= found
    subject = next(c.subject for c in cases(session) if c.kind is Kind.REVOKED)
    with transaction() as fresh:
        event = get_event(fresh, EVENT)
        service.resolve(fresh, System(), event, subject, "orangnya benar", clock.now())
    last = cases(session)[-1]
    assert (last.kind, last.resolution, last.resolved_by) == (
        Kind.REVOKED,
        "orangnya benar",
        "sistem",
    )


def log_of(phone: Phone, session: Session, **over: Any) -> bytes:
    payload = json.dumps(
        {
            "device_id": phone.paired["device_id"],
            "label": phone.paired["label"],
            "event": EVENT,
            "sent_at": phone.now().isoformat(),
            "walk_ins": [],
            "scans": [],
            "undos": [],
        }
        | over
    )
    secret = sha256(phone.paired["token"].encode()).hexdigest()
    signature = hmac.new(secret.encode(), payload.encode(), "sha256").hexdigest()
    return json.dumps(
        {"format": "sapa-pilar-log/1", "payload": payload, "signature": signature}
    ).encode()


def test_a_log_file_is_filed_once_and_only_with_its_signature(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phone = Phone(client, kind=DeviceKind.DESK)
    sent = phone.scan(codes[0])
    phone.send(sent)
    wrong = phone.scan(codes[1])
    guest = {
        "id": str(uuid4()),
        "name": "Susilo",
        "pillar": "TAGANA",
        "regency": "35.22",
        "registered_at": phone.now().isoformat(),
    }
    content = log_of(
        phone,
        session,
        walk_ins=[guest],
        scans=[sent, wrong, phone.scan(codes[2]), {"id": "broken"}],
        undos=[{"id": wrong["id"], "reason": "salah orang", "undone_at": wrong["scanned_at"]}],
    )
    sign_in_as(client)
    for expected in ("3 pindaian, 2 di antaranya baru", "3 pindaian, 0 di antaranya baru"):
        page = hand_in(client, content)
        assert expected in page
    assert session.scalar(select(Registration.number).order_by(Registration.number.desc())) == 4
    standing = session.scalars(select(Arrival).where(Arrival.arrived_at.is_not(None))).all()
    assert len(standing) == 2
    forged = content.replace(b"broken", b"brokem")
    for bad in (forged, b"", b"{}", b"[1]", b"\xff\xfe"):
        assert "bukan catatan HP" in hand_in(client, bad)


def hand_in(client: OutsideClient, content: bytes) -> str:
    reply = client.submit(
        f"/kegiatan/{EVENT}/kendali/catatan",
        {"log": (BytesIO(content), "catatan.json")},
    )
    assert reply.status_code == 302
    return client.get(reply.location).text


def test_pages_show_and_close(client: OutsideClient, session: Session, codes: list[str]) -> None:
    one, two = Phone(client), Phone(client, gate="pintu-2")
    one.send(one.scan(codes[0]))
    two.send(two.scan(codes[0]))
    sign_in_as(client)
    page = client.get(f"/kegiatan/{EVENT}/kendali/periksa").text
    assert "Masuk lebih dari sekali" in page
    assert "Siti Aminah" in page
    sheet = client.get(f"/kegiatan/{EVENT}/kendali/periksa.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows[1:]] == ["Siti Aminah", "Siti Aminah"]
    closed = client.submit(f"/kegiatan/{EVENT}/langkah/closed")
    assert "Ditutup" in client.get(closed.location).text
