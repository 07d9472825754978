"""Lost replies, storms, shuffles, lying clocks: whatever happens on the way, the end is the same."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.control.cases import Kind
from checkin.control.conflicts import find_cases
from checkin.db import transaction
from checkin.devices.queries import Station
from checkin.devices.service import offer_pairing, pair, recognise
from checkin.events.queries import get_checkpoint, get_event, get_gate
from checkin.roster.models import Registration
from checkin.scans.decide import Direction, Verdict
from checkin.scans.models import Arrival, Scan
from checkin.scans.reports import ReportedScan
from checkin.scans.service import record_scans
from tests.conftest import OutsideClient
from tests.factories import make_event, make_registration
from tests.scans.phones import Phone

EVENT = "bojonegoro-2023"
NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
SPACE = UUID(int=7)


@pytest.fixture
def codes(session: Session) -> list[str]:
    """Return the codes of three registered people."""
    with transaction() as fresh:
        now = clock.now()
        event = make_event(fresh, starts_at=now, ends_at=now + timedelta(hours=5))
        for name in ("Siti Aminah", "Zulkifli", "Nur 'Aini"):
            make_registration(fresh, event, name)
        ensure_badges(fresh, event, now)
        return list(
            fresh.scalars(
                select(Badge.code)
                .join(Registration, Registration.id == Badge.registration_id)
                .order_by(Registration.number)
            )
        )


def rows(session: Session) -> list[tuple[str, str, str | None]]:
    session.rollback()
    found = session.execute(
        select(Scan.device_verdict, Scan.status, Scan.conflict).order_by(Scan.seq)
    )
    return [tuple(row) for row in found]


def present(session: Session) -> list[int]:
    session.rollback()
    return list(
        session.scalars(
            select(Registration.number)
            .join(Arrival, Arrival.registration_id == Registration.id)
            .where(Arrival.arrived_at.is_not(None))
            .order_by(Registration.number)
        )
    )


@pytest.mark.parametrize(
    ("case", "device", "revoked", "status", "conflict", "inside"),
    [
        ("a both ok", "ok", False, "accepted", None, True),
        ("b both refuse", "revoked", True, "refused", None, False),
        ("c only the phone admits", "ok", True, "accepted", "revoked", True),
        ("d only the server would admit", "revoked", False, "refused", "stale_roster", False),
    ],
)
def test_a_lost_reply_leaves_one_row_that_tells_what_happened(
    client: OutsideClient,
    session: Session,
    codes: list[str],
    case: str,
    device: str,
    revoked: bool,
    status: str,
    conflict: str | None,
    inside: bool,
) -> None:
    if revoked:
        with transaction() as fresh:
            badge = fresh.scalars(select(Badge).where(Badge.code == codes[0])).one()
            badge.revoked_at = clock.now()
    phone = Phone(client)
    scan = phone.scan(codes[0], verdict=device)
    first, again = phone.send(scan), phone.send(scan)
    assert first == again
    assert rows(session) == [(device, status, conflict)]
    assert (present(session) == [1]) is inside
    event = get_event(session, EVENT)
    turned_away = [c for c in find_cases(session, event) if c.kind is Kind.TURNED_AWAY]
    assert bool(turned_away) is case.startswith("d")


def test_a_badge_at_eight_gates_in_the_dark_is_one_presence_and_one_case_of_eight(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    phones = [Phone(client, gate=f"pintu-{1 + n % 2}", fast=n * 700) for n in range(8)]
    scans = [phone.scan(codes[0], ago=80 - 10 * n) for n, phone in enumerate(phones)]
    together = list(zip(phones, scans, strict=True))
    random.Random(3).shuffle(together)
    for phone, scan in together:
        phone.send(scan)
    assert len(rows(session)) == 8
    assert present(session) == [1]
    arrival = session.scalars(select(Arrival)).one()
    assert str(arrival.scan_id) == scans[0]["id"]
    event = get_event(session, EVENT)
    (case,) = [c for c in find_cases(session, event) if c.kind is Kind.TWICE]
    assert len(case.sightings) == 8
    assert case.sightings[0].device == "HP-01"


def test_a_clock_47_minutes_fast_is_corrected_and_told(
    client: OutsideClient, session: Session, codes: list[str]
) -> None:
    right, fast = Phone(client), Phone(client, gate="pintu-2", fast=47 * 60)
    late, early = right.scan(codes[0], ago=20), fast.scan(codes[0], ago=60)
    right.send(late)
    fast.send(early)
    session.rollback()
    arrival = session.scalars(select(Arrival)).one()
    assert str(arrival.scan_id) == early["id"]
    assert arrival.arrived_at is not None
    assert abs(arrival.arrived_at - (clock.now() - timedelta(seconds=60))) < timedelta(seconds=10)
    event = get_event(session, EVENT)
    (case,) = [c for c in find_cases(session, event) if c.kind is Kind.CLOCK]
    assert (case.sightings[0].device, round(case.offset / 60)) == ("HP-02", 47)


@pytest.mark.parametrize(
    ("network", "counters", "same"),
    list(product(("online", "offline", "aborted"), (1, 2), (True, False))),
)
def test_both_counters_end_alike(
    client: OutsideClient,
    session: Session,
    codes: list[str],
    network: str,
    counters: int,
    same: bool,
) -> None:
    phones = [Phone(client, gate=f"pintu-{n + 1}", kind=DeviceKind.DESK) for n in range(counters)]
    made = []
    for place, phone in enumerate((phones[0], phones[-1])):
        scan = phone.scan(codes[0 if same else place], ago=20 - 10 * place)
        made.append((phone, scan))
        if network != "offline":
            phone.send(scan)  # "aborted": the reply never came, so it is sent again below
    if network != "online":
        for phone, scan in reversed(made):
            phone.send(scan)
    assert present(session) == ([1] if same else [1, 2])
    feeds = [phone.changes()["arrivals"] for phone in phones]
    assert all(feed == feeds[0] for feed in feeds)
    assert len(rows(session)) == 2


def stations_of(session: Session, policy: str) -> list[Station]:
    event = get_event(session, EVENT)
    checkpoint = get_checkpoint(session, event)
    checkpoint.policy = policy
    found = []
    for gate in ("pintu-1", "pintu-2", "pintu-3"):
        offer = offer_pairing(session, System(), get_gate(session, checkpoint, gate), NOON)
        token = pair(session, offer.code, "Wati", NOON).token
        session.flush()
        found.append(recognise(session, token))
    return found


# Who scans which badge, how many seconds before noon, in which direction, and the phone's own verdict.
events = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 2),
        st.integers(1, 5),
        st.sampled_from(Direction),
        st.sampled_from([Verdict.OK, Verdict.OK, Verdict.DUPLICATE]),
    ),
    min_size=1,
    max_size=8,
)


def scans_of(
    happened: Sequence[tuple[int, int, int, Direction, Verdict]], codes: list[str]
) -> list[tuple[int, ReportedScan]]:
    return [
        (
            phone,
            ReportedScan(
                id=uuid5(SPACE, str(place)),
                seq=place + 1,
                code=codes[badge],
                number=None,
                checkpoint="kedatangan",
                scanned_at=NOON - timedelta(seconds=ago),
                verdict=verdict,
                method="camera",
                operator=None,
                direction=direction,
            ),
        )
        for place, (phone, badge, ago, direction, verdict) in enumerate(happened)
    ]


def state_after(
    session: Session,
    stations: list[Station],
    sending: Sequence[Sequence[tuple[int, ReportedScan]]],
) -> object:
    """File the batches in this order and return the end state; all is rolled back again."""
    with session.begin_nested() as savepoint:
        for batch in sending:
            for place in sorted({phone for phone, _ in batch}):
                own = [scan for phone, scan in batch if phone == place]
                record_scans(session, stations[place], own, NOON, NOON)
        session.expire_all()
        arrivals = {
            a.registration_id: (a.scan_id, a.arrived_at, a.gate_id, a.device_id, a.inside)
            for a in session.scalars(select(Arrival))
            if a.arrived_at is not None or a.moved_at is not None
        }
        stored = {
            row.id: (row.status, row.corrected_at)
            for row in session.execute(select(Scan.id, Scan.status, Scan.corrected_at))
            if row.status == "accepted"
        }
        savepoint.rollback()
    session.expire_all()
    return arrivals, stored


@settings(
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(happened=events, policy=st.sampled_from(["once", "in_out", "once_per_day"]), data=st.data())
def test_any_order_and_repetition_of_batches_ends_in_one_state(
    session: Session,
    codes: list[str],
    happened: list[tuple[int, int, int, Direction, Verdict]],
    policy: str,
    data: st.DataObject,
) -> None:
    session.rollback()
    stations = stations_of(session, policy)
    scans = scans_of(happened, codes)
    plain = state_after(session, stations, [scans])
    shuffled = data.draw(st.permutations(scans + scans[: len(scans) // 2]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=3)))
    edges = [0, *cuts, len(shuffled)]
    batches = [shuffled[a:b] for a, b in pairwise(edges) if a < b]
    assert state_after(session, stations, batches) == plain
    session.rollback()
