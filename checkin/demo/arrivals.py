"""Let a part of the demo's people arrive: by bus, at every gate, some badges read twice.

Goes the way real scans go: phones are paired, batches are filed by `scans.service`.
"""

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.actor import System
from checkin.badges.models import Badge
from checkin.badges.service import ensure_badges
from checkin.devices import service as devices
from checkin.devices.queries import Station
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint, get_gate, list_gates
from checkin.ids import uuid7
from checkin.roster.models import Registration
from checkin.scans.decide import Verdict
from checkin.scans.reports import ReportedScan
from checkin.scans.service import record_scans

VOLUNTEERS = ("Wati", "Slamet", "Ratna", "Yusuf", "Ninik", "Bagus", "Dewi", "Anwar")
BATCH = 100


def arrive(session: Session, event: Event, fraction: float, seed: int = 2023) -> int:
    """Let `fraction` (0 to 1) of the active people arrive before the event starts; return how many.

    One in fifty badges is read a second time at another gate.
    """
    rng = Random(seed)  # noqa: S311 - repeatable, not secret
    first = event.starts_at - timedelta(minutes=75)
    ensure_badges(session, event, first)
    stations = _pair_phones(session, event, first)
    coming = [row for row in _by_regency(session, event) if rng.random() < fraction]
    scans: dict[int, list[tuple[datetime, str, Verdict]]] = {i: [] for i in range(len(stations))}
    bus_of: dict[tuple[str, int], tuple[datetime, int]] = {}
    for index, (code, regency) in enumerate(coming):
        bus = bus_of.setdefault(
            (regency, index // 50),
            (first + timedelta(minutes=rng.uniform(0, 70)), rng.randrange(len(stations))),
        )
        at = bus[0] + timedelta(seconds=rng.uniform(0, 420))
        scans[bus[1]].append((at, code, Verdict.OK))
        if rng.random() < 0.02:
            other = (bus[1] + 1) % len(stations)
            again = at + timedelta(minutes=rng.uniform(1, 5))
            scans[other].append((again, code, Verdict.DUPLICATE))
    for index, station in enumerate(stations):
        _send(session, station, sorted(scans[index]), VOLUNTEERS[index % len(VOLUNTEERS)])
    return len(coming)


def _pair_phones(session: Session, event: Event, now: datetime) -> list[Station]:
    stations = []
    for index, choice in enumerate(list_gates(session, event)):
        checkpoint = get_checkpoint(session, event, choice.checkpoint_code)
        gate = get_gate(session, checkpoint, choice.code)
        offer = devices.offer_pairing(session, System(), gate, now)
        name = VOLUNTEERS[index % len(VOLUNTEERS)]
        paired = devices.pair(session, offer.code, name, now)
        session.flush()
        stations.append(devices.recognise(session, paired.token))
    return stations


def _by_regency(session: Session, event: Event) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Badge.code, Registration.regency_code)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Registration.event_id == event.id, Badge.revoked_at.is_(None))
        .order_by(Registration.regency_code, Registration.number)
    )
    return [(code, regency) for code, regency in rows]


def _send(
    session: Session, station: Station, scans: list[tuple[datetime, str, Verdict]], operator: str
) -> None:
    for start in range(0, len(scans), BATCH):
        batch = [
            ReportedScan(
                id=uuid7(),
                seq=start + offset + 1,
                code=code,
                number=None,
                checkpoint=station.checkpoint_code,
                scanned_at=at,
                verdict=verdict,
                method="camera",
                operator=operator,
            )
            for offset, (at, code, verdict) in enumerate(scans[start : start + BATCH])
        ]
        sent_at = batch[-1].scanned_at
        record_scans(session, station, batch, sent_at, sent_at)
