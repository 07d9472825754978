"""Use cases of scans: file what phones read, take one back.

The server never refuses a scan that happened, it classifies it: a person whom a phone let in is inside.
An arrival is the earliest accepted scan of a registration at a checkpoint by corrected time, so batches
may come in any order, twice, or long after, and end in the same state. Concurrent batches meet at the
row locks of the registrations (taken in the order of their ids) and at the primary key of scans.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, bindparam, case, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from checkin import actor as who
from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.badges.codes import Valid, parse_code
from checkin.devices.models import Device, label_of
from checkin.devices.queries import Station
from checkin.errors import Conflict, Forbidden, NotFound
from checkin.ids import DeviceId, RegistrationId, ScanId, UserId
from checkin.scans import queries
from checkin.scans.decide import (
    CheckpointRules,
    Decision,
    Miss,
    Policy,
    PreviousArrival,
    Verdict,
    decide,
)
from checkin.scans.models import Arrival, Scan, ScanUndo
from checkin.scans.queries import KnownArrival, Target
from checkin.scans.settle import Settlement, Status, is_earlier, settle
from checkin.text import mark

UNDO_WINDOW = timedelta(seconds=60)
CLOCK_TOLERANCE = timedelta(seconds=10)  # smaller differences are the network's, not the clock's
MAX_CODE = 64

_scans, _arrivals, _devices = (cast(Table, model.__table__) for model in (Scan, Arrival, Device))


@dataclass(frozen=True, kw_only=True)
class ReportedScan:
    """One scan as a phone reports it; `code` was read or typed, or `number` was found by name."""

    id: UUID
    seq: int
    code: str | None
    number: int | None
    checkpoint: str
    scanned_at: datetime
    verdict: Verdict
    method: str
    operator: str | None


@dataclass(frozen=True, kw_only=True)
class FiledScan:
    """What became of a scan: both verdicts settled, and the arrival that counts."""

    id: UUID
    status: str
    verdict: str
    conflict: str | None = None
    arrival: PreviousArrival | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """The answers to a batch in its order, and the highest number the server now holds of the phone."""

    filed: list[FiledScan]
    stored_through: int


def record_scans(
    session: Session,
    station: Station,
    scans: Sequence[ReportedScan],
    sent_at: datetime,
    now: datetime,
) -> Report:
    """File a batch of one phone's scans; a scan already known is answered as it was, once for ever.

    `sent_at` is the phone's clock when it sent the batch and tells its offset.
    """
    require(station.actor, Permission.SCANS_RECORD)
    offset = now - sent_at
    known = queries.known_scans(session.connection(), [scan.id for scan in scans])
    fresh = [scan for scan in scans if scan.id not in known]
    desk = _Desk(session, station, offset, now)
    desk.look_up(fresh)
    filed = {scan.id: desk.file(scan) for scan in fresh}
    desk.write()
    repeated = desk.answer(known.values())
    answers = filed | repeated
    return Report(
        filed=[answers[scan.id] for scan in scans],
        stored_through=_note_contact(session, station, scans, offset, now),
    )


class _Desk:
    """The state of filing one batch: what was looked up, what will be written."""

    def __init__(
        self, session: Session, station: Station, offset: timedelta, now: datetime
    ) -> None:
        self.session = session
        self.connection = session.connection()
        self.station = station
        self.offset = offset if abs(offset) > CLOCK_TOLERANCE else timedelta()
        self.now = now
        self.home = Post(
            station.checkpoint_id,
            CheckpointRules(
                policy=Policy(station.policy),
                zone=ZoneInfo(station.timezone),
                opens_at=station.opens_at,
                closes_at=station.closes_at,
            ),
        )
        self.posts = {station.checkpoint_code: self.home}
        self.targets: dict[str | int, Target | Miss] = {}
        self.arrivals: dict[tuple[UUID, UUID], KnownArrival] = {}
        self.rows: list[dict[str, object]] = []
        self.changed: dict[tuple[UUID, UUID], KnownArrival] = {}

    def look_up(self, scans: Sequence[ReportedScan]) -> None:
        """Lock the registrations these scans may admit and read their arrivals."""
        if any(scan.checkpoint not in self.posts for scan in scans):
            self._look_up_posts()
        codes = {scan.code: parse_code(scan.code) for scan in scans if scan.code is not None}
        valid = {text: parsed.code for text, parsed in codes.items() if isinstance(parsed, Valid)}
        numbers = [s.number for s in scans if s.code is None and s.number is not None]
        event_id = self.station.event_id
        by_code = queries.lock_by_code(self.connection, event_id, set(valid.values()))
        by_number = queries.lock_by_number(self.connection, event_id, numbers)
        for text in codes:
            read = valid.get(text)
            self.targets[text] = by_code.get(read, Miss.UNKNOWN) if read else Miss.FOREIGN
        for number in numbers:
            self.targets[number] = by_number.get(number, Miss.UNKNOWN)
        found = [t.registration_id for t in self.targets.values() if isinstance(t, Target)]
        self.arrivals = queries.arrivals_of(self.connection, found)

    def file(self, scan: ReportedScan) -> FiledScan:
        """Decide one scan on what the server knows, settle it, and note what to write."""
        post = self.posts.get(scan.checkpoint, self.home)
        target = self.targets[_key_of(scan)]
        found = target if isinstance(target, Target) else None
        at = min(scan.scanned_at + self.offset, self.now)
        arrival = self.arrivals.get((post.id, found.registration_id)) if found else None
        was_earlier = arrival and is_earlier(arrival.at, arrival.scan_id, at, scan.id)
        earlier = arrival if was_earlier else None
        decision = decide(
            target.snapshot if isinstance(target, Target) else target,
            post.rules,
            earlier.seen if earlier else None,
            at,
        )
        settlement = settle(scan.verdict, decision.verdict)
        if settlement.status is Status.ACCEPTED and found and not earlier:
            arrival = self._arrive(post, found, scan, at)
        self.rows.append(self._row(scan, post, found, at, decision, settlement))
        return FiledScan(
            id=scan.id,
            status=settlement.status.value,
            verdict=decision.verdict.value,
            conflict=settlement.conflict.value if settlement.conflict else None,
            arrival=arrival.seen if arrival else None,
        )

    def answer(self, known: Collection[Row[Any]]) -> dict[UUID, FiledScan]:
        """Answer scans that were filed before."""
        registrations = [row.registration_id for row in known if row.registration_id]
        arrivals = queries.arrivals_of(self.connection, registrations)
        answers = {}
        for row in known:
            arrival = arrivals.get((row.checkpoint_id, row.registration_id))
            answers[row.id] = FiledScan(
                id=row.id,
                status=row.status,
                verdict=row.verdict,
                conflict=row.conflict,
                arrival=arrival.seen if arrival else None,
            )
        return answers

    def write(self) -> None:
        """Insert the scans and move the arrivals; an id that came twice at once is inserted once."""
        insert = sqlite_insert if self.connection.dialect.name == "sqlite" else postgresql_insert
        if self.rows:
            self.connection.execute(insert(_scans).on_conflict_do_nothing(), self.rows)
        if self.changed:
            upsert = insert(_arrivals)
            moved = ("scan_id", "arrived_at", "gate_id", "device_id", "seq")
            self.connection.execute(
                upsert.on_conflict_do_update(
                    index_elements=["checkpoint_id", "registration_id"],
                    set_={name: upsert.excluded[name] for name in moved},
                ),
                [_arrival_row(key, arrival) for key, arrival in self.changed.items()],
            )

    def _look_up_posts(self) -> None:
        """Read the event's other checkpoints: this phone was moved while scans waited in it."""
        zone = ZoneInfo(self.station.timezone)
        for code, checkpoint in queries.find_checkpoints(
            self.session, self.station.event_id
        ).items():
            rules = CheckpointRules(
                policy=Policy(checkpoint.policy),
                zone=zone,
                opens_at=checkpoint.opens_at,
                closes_at=checkpoint.closes_at,
            )
            self.posts[code] = Post(checkpoint.id, rules)

    def _arrive(
        self, post: "Post", target: Target, scan: ReportedScan, at: datetime
    ) -> KnownArrival:
        arrival = KnownArrival(
            scan_id=scan.id,
            at=at,
            gate_id=self.station.gate_id,
            gate=self.station.gate,
            device_id=self.station.id,
            device=label_of(self.station.number),
        )
        key = (post.id, target.registration_id)
        self.arrivals[key] = self.changed[key] = arrival
        return arrival

    def _row(
        self,
        scan: ReportedScan,
        post: "Post",
        found: Target | None,
        at: datetime,
        decision: Decision,
        settlement: Settlement,
    ) -> dict[str, object]:
        return {
            "id": scan.id,
            "event_id": self.station.event_id,
            "checkpoint_id": post.id,
            "gate_id": self.station.gate_id,
            "device_id": self.station.id,
            "seq": scan.seq,
            "code": scan.code[:MAX_CODE] if scan.code else None,
            "badge_id": found.badge_id if found else None,
            "registration_id": found.registration_id if found else None,
            "scanned_at": scan.scanned_at,
            "corrected_at": at,
            "received_at": self.now,
            "device_verdict": scan.verdict.value,
            "verdict": decision.verdict.value,
            "status": settlement.status.value,
            "conflict": settlement.conflict.value if settlement.conflict else None,
            "method": scan.method,
            "operator": scan.operator,
        }


@dataclass(frozen=True, slots=True)
class Post:
    """A checkpoint and its rules.

    Whoever is on the roster is entitled: a person from outside the invited regencies whom the office
    registered all the same (people of Surabaya came to Madiun) is let in.
    """

    id: UUID
    rules: CheckpointRules


def _arrival_row(key: tuple[UUID, UUID], arrival: KnownArrival) -> dict[str, object]:
    checkpoint_id, registration_id = key
    return {
        "checkpoint_id": checkpoint_id,
        "registration_id": registration_id,
        "scan_id": arrival.scan_id,
        "arrived_at": arrival.at,
        "gate_id": arrival.gate_id,
        "device_id": arrival.device_id,
        "seq": None,
    }


def undo_scan(session: Session, actor: Actor, scan_id: UUID, reason: str, now: datetime) -> None:
    """Take a scan back; the person counts by the next earliest accepted scan, or not at all.

    A device may undo its own for 60 seconds, an organizer any. Raises `NotFound`, `Forbidden`,
    `Conflict`. Undoing twice changes nothing.
    """
    scan = session.get(Scan, ScanId(scan_id))
    if scan is None:
        raise NotFound(mark("Pindaian ini belum sampai di server."), code="scan_unknown")
    _may_undo(actor, scan, now)
    if session.get(ScanUndo, scan.id):
        return
    session.add(
        ScanUndo(
            scan_id=scan.id,
            at=now,
            device_id=DeviceId(actor.id) if isinstance(actor, who.Device) else None,
            user_id=UserId(actor.id) if isinstance(actor, who.User) else None,
            reason=reason.strip()[:200],
        )
    )
    record(session, actor, "scan.undo", now=now, event_id=scan.event_id, subject=str(scan.id))
    if scan.registration_id is not None:
        session.flush()
        _recount(session, scan, scan.registration_id)


def _may_undo(actor: Actor, scan: Scan, now: datetime) -> None:
    if not isinstance(actor, who.Device):
        require(actor, Permission.SCANS_UNDO)
        return
    if scan.device_id != actor.id:
        raise Forbidden(mark("Pindaian ini milik HP lain."), code="scan_of_another")
    if now - scan.corrected_at > UNDO_WINDOW:
        raise Conflict(
            mark("Sudah lewat 60 detik; minta panitia membatalkannya."), code="undo_too_late"
        )


def _recount(session: Session, scan: Scan, registration_id: RegistrationId) -> None:
    """Let the earliest accepted scan that still stands be the arrival."""
    queries.lock_registration(session, registration_id)
    best = queries.earliest_standing(session, scan.checkpoint_id, registration_id)
    session.execute(
        update(Arrival)
        .where(
            Arrival.checkpoint_id == scan.checkpoint_id,
            Arrival.registration_id == registration_id,
        )
        .values(
            scan_id=best.id if best else None,
            arrived_at=best.corrected_at if best else None,
            gate_id=best.gate_id if best else None,
            device_id=best.device_id if best else None,
            seq=None,
        )
    )


_contact = (
    update(_devices)
    .where(_devices.c.id == bindparam("device_id"))
    .values(
        last_seen_at=bindparam("now"),
        clock_offset_ms=bindparam("offset"),
        stored_through=case(
            (
                _devices.c.stored_through > bindparam("seq"),
                _devices.c.stored_through,
            ),
            else_=bindparam("seq"),
        ),
    )
)


def _note_contact(
    session: Session,
    station: Station,
    scans: Sequence[ReportedScan],
    offset: timedelta,
    now: datetime,
) -> int:
    highest = max([station.stored_through, *(scan.seq for scan in scans)])
    session.connection().execute(
        _contact,
        {
            "device_id": station.id,
            "now": now,
            "offset": round(offset / timedelta(milliseconds=1)),
            "seq": highest,
        },
    )
    return highest


def _key_of(scan: ReportedScan) -> str | int:
    return scan.code if scan.code is not None else scan.number or 0
