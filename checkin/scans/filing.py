"""File batches: look up and lock what they touch, decide and settle each scan, write all at once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Insert, Row, Table
from sqlalchemy.orm import Session

from checkin.actor import DEVICE_GRANTS, DeviceKind, Permission
from checkin.badges.codes import Valid, parse_code
from checkin.db import insert_of
from checkin.devices.models import label_of
from checkin.devices.queries import Station
from checkin.scans import passings, queries
from checkin.scans.clocks import corrected
from checkin.scans.decide import Decision, Direction, Miss, decide
from checkin.scans.models import Arrival, Scan
from checkin.scans.passings import Passing, arrival_row
from checkin.scans.posts import Post, post_of
from checkin.scans.queries import KnownArrival, Target
from checkin.scans.reports import FiledScan, ReportedScan
from checkin.scans.settle import Conflict, Settlement, Status, settle

MAX_CODE = 64

_scans, _arrivals = (cast(Table, model.__table__) for model in (Scan, Arrival))
MOVED = ("scan_id", "arrived_at", "gate_id", "device_id", "moved_at", "inside", "seq")


@cache
def _writes(dialect: str) -> tuple[Insert, Insert]:
    """Return the statements that add a scan and move an arrival; made once, which takes a millisecond."""
    insert = insert_of(dialect)
    upsert = insert(_arrivals)
    return insert(_scans).on_conflict_do_nothing(), upsert.on_conflict_do_update(
        index_elements=["checkpoint_id", "registration_id"],
        set_={name: upsert.excluded[name] for name in MOVED},
    )


class Filing:
    """The state of filing batches of one event: what was looked up, what will be written."""

    def __init__(self, session: Session, stations: Sequence[Station], now: datetime) -> None:
        self.session = session
        self.connection = session.connection()
        self.event_id = stations[0].event_id
        self.timezone = stations[0].timezone
        self.practised_until = stations[0].practised_until
        self.now = now
        self.posts = {
            station.checkpoint_code: post_of(station.checkpoint_id, station, station.timezone)
            for station in stations
        }
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
        by_code = queries.lock_by_code(self.connection, self.event_id, set(valid.values()))
        by_number = queries.lock_by_number(self.connection, self.event_id, numbers)
        for text in codes:
            read = valid.get(text)
            self.targets[text] = by_code.get(read, Miss.UNKNOWN) if read else Miss.FOREIGN
        for number in numbers:
            self.targets[number] = by_number.get(number, Miss.UNKNOWN)
        found = [t.registration_id for t in self.targets.values() if isinstance(t, Target)]
        self.arrivals = queries.arrivals_of(self.connection, found)

    def file(self, scan: ReportedScan, station: Station, offset: timedelta) -> FiledScan:
        """Decide one scan on what the server knows, settle it, and note what to write.

        `offset` is the server's clock minus that of the phone at `station`.
        """
        post = self.posts.get(scan.checkpoint) or self.posts[station.checkpoint_code]
        target = self.targets[_key_of(scan)]
        found = target if isinstance(target, Target) else None
        at = corrected(scan.scanned_at, offset, self.now)
        arrival = self.arrivals.get((post.id, found.registration_id)) if found else None
        way = scan.direction or Direction.IN
        decision = decide(
            target.snapshot if isinstance(target, Target) else target,
            post.rules,
            passings.before(post.rules.policy, arrival, scan.id, at, way),
            at,
            way,
        )
        settlement = self._settle(scan, station, decision)
        if self.practised_until and at < self.practised_until:
            settlement = Settlement(Status.REFUSED, Conflict.REHEARSAL)
        if settlement.status is Status.ACCEPTED and found:
            arrival = self._pass(post, found, scan, station, at)
        self.rows.append(self._row(scan, station, post, found, at, decision, settlement))
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
        arrivals, answers = queries.arrivals_of(self.connection, registrations), {}
        for row in known:
            if row.event_id != self.event_id:  # no phone of this event made that id
                answers[row.id] = FiledScan(id=row.id, status="invalid", verdict="unknown")
                continue
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
        add_scan, move_arrival = _writes(self.connection.dialect.name)
        if self.rows:
            self.connection.execute(add_scan, self.rows)
        if self.changed:
            arrivals = [arrival_row(key, arrival) for key, arrival in self.changed.items()]
            self.connection.execute(move_arrival, arrivals)

    def _look_up_posts(self) -> None:
        """Read the event's other checkpoints: a phone was moved while scans waited in it."""
        found = queries.find_checkpoints(self.session, self.event_id)
        for code, checkpoint in found.items():
            self.posts[code] = post_of(checkpoint.id, checkpoint, self.timezone)

    def _settle(self, scan: ReportedScan, station: Station, decision: Decision) -> Settlement:
        """Settle both verdicts; what a phone of this class should not send is filed all the same."""
        grants = DEVICE_GRANTS[DeviceKind(station.kind)]
        may_overrule = Permission.SCANS_OVERRIDE in grants
        settlement = settle(
            scan.verdict, decision.verdict, overruled=bool(scan.override) and may_overrule
        )
        if settlement.conflict is not None:
            return settlement
        knows_names = Permission.ROSTER_READ in grants
        if (scan.override and not may_overrule) or (scan.method == "search" and not knows_names):
            return replace(settlement, conflict=Conflict.DEVICE_CLASS)
        if scan.checkpoint not in self.posts:
            return replace(settlement, conflict=Conflict.CHECKPOINT)
        return settlement

    def _pass(
        self, post: Post, target: Target, scan: ReportedScan, station: Station, at: datetime
    ) -> KnownArrival:
        """Note that somebody passed; return the arrival as it stands from now on."""
        key = (post.id, target.registration_id)
        known = self.arrivals.get(key)
        passing = Passing(
            scan_id=scan.id,
            at=at,
            way=scan.direction or Direction.IN,
            gate_id=station.gate_id,
            gate=station.gate,
            device_id=station.id,
            device=label_of(station.number),
        )
        arrival = passings.after(post.rules.policy, known, passing)
        if arrival is not known:
            self.arrivals[key] = self.changed[key] = arrival
        return arrival

    def _row(
        self,
        scan: ReportedScan,
        station: Station,
        post: Post,
        found: Target | None,
        at: datetime,
        decision: Decision,
        settlement: Settlement,
    ) -> dict[str, object]:
        return {
            "id": scan.id,
            "event_id": self.event_id,
            "checkpoint_id": post.id,
            "gate_id": station.gate_id,
            "device_id": station.id,
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
            "direction": scan.direction.value if scan.direction else None,
            "override": scan.override,
        }


def _key_of(scan: ReportedScan) -> str | int:
    return scan.code if scan.code is not None else scan.number or 0
