"""Use cases of attendance on paper: compose a list, take an edition of it, gather the export."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from checkin.accounts.service import record
from checkin.actor import Actor, Permission, require
from checkin.attendance import evidence, frozen, queries, standing
from checkin.attendance.choices import Form, Kind, Scope
from checkin.attendance.counts import BoardCounts, Count
from checkin.attendance.headings import heading
from checkin.attendance.lists import AttendanceList, Heading, Record, Secret, shown
from checkin.attendance.paper import title_of
from checkin.attendance.scanlog import ScanRow
from checkin.editions import service as editions
from checkin.editions.changes import differences
from checkin.editions.models import Edition, Series
from checkin.editions.service import Draft
from checkin.errors import Invalid, NotFound
from checkin.events.models import Event
from checkin.events.queries import get_checkpoint, get_gate
from checkin.people.queries import get_pillar_type
from checkin.regions.queries import get_regency
from checkin.text import mark


@dataclass(frozen=True, kw_only=True)
class Export:
    """Everything the spreadsheet says."""

    heading: Heading
    counts: BoardCounts
    records: list[Record]
    as_of: datetime
    secrets: Mapping[int, Secret] = field(default_factory=dict)


def compose_list(
    session: Session, actor: Actor, event: Event, scope: Scope, now: datetime
) -> AttendanceList:
    """Return the attendance list as it stands.

    Raises `NotFound` for a pillar type, regency or gate that is not there and where nobody is listed,
    `Invalid` for a list of one gate that asks for people who came through none, `Forbidden` for phone
    numbers where the asker may not see them.
    """
    require(actor, Permission.ATTENDANCE_PRINT, event.id)
    if "phone" in scope.shown:
        require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
    if scope.pillar:
        get_pillar_type(session, scope.pillar)
    if scope.regency:
        get_regency(session, scope.regency)
    checkpoint = get_checkpoint(session, event, scope.checkpoint)
    top = heading(session, event)
    records: Iterable[Record] = queries.list_records(
        session, event, checkpoint.id, with_nik="nik" in scope.shown
    )
    if scope.gate:
        gate = get_gate(session, checkpoint, scope.gate).name
        top = replace(top, gate=gate)
        records = _through(records, gate, scope.kind)
    records = [
        entry
        for entry in records
        if scope.pillar in (None, entry.pillar) and scope.regency in (None, entry.regency)
    ]
    if scope.kind == Kind.WALK_IN:
        records = shown(records, scope.kind)
    counts = queries.counts_of(session, event, checkpoint.id, records)
    counts = counts.only(scope.pillar, scope.regency)
    if not counts.total.invited:
        raise NotFound(mark("Tidak ada peserta pada pilihan ini."), code="nobody_invited")
    if scope.kind == Kind.BLANK:
        counts, records = _blank(counts, records)
        reasons: tuple[str, ...] = ()
    else:
        reasons = standing.unsettled(session, event, checkpoint)
    return AttendanceList(
        scope=scope,
        heading=top,
        counts=counts,
        records=shown(records, scope.kind),
        provisional=reasons,
    )


def note_phones(
    session: Session, actor: Actor, event: Event, scope: Scope, now: datetime, people: int
) -> None:
    """Write down that a list with phone numbers is seen; a preview shows some of them."""
    if "phone" in scope.shown:
        record(session, actor, "phone.reveal", now=now, event_id=event.id, people=people)


def take_edition(
    session: Session, actor: Actor, event: Event, scope: Scope, form: Form, now: datetime
) -> tuple[Edition, Series, bool]:
    """Freeze the list as it stands; the newest edition again where nothing changed since."""
    made = compose_list(session, actor, event, scope, now)
    draft = Draft(
        key=key_of(scope),
        title=title_of(made),
        content=frozen.freeze(made),
        sha256=frozen.sha256(frozen.data_csv(made)),
        totals=_totals(made) | {"form": asdict(form), "reasons": made.provisional},
        provisional=bool(made.provisional),
    )
    note_phones(session, actor, event, scope, now, len(made.records))

    def count_changes(before: bytes) -> int:
        old = frozen.comparable(frozen.thaw(before))
        return len(differences(old, frozen.comparable(made), frozen.NAME))

    return editions.take_edition(session, actor, event, draft, count_changes, now)


def key_of(scope: Scope) -> str:
    """Return what tells one list from another; columns are how it is shown, but data as well."""
    parts = (
        scope.checkpoint,
        scope.kind,
        scope.group,
        scope.pillar,
        scope.regency,
        scope.gate,
        "+".join(sorted(scope.shown)),
    )
    return "|".join(part or "" for part in parts)


def gather_export(
    session: Session, actor: Actor, event: Event, now: datetime, *, reveal: bool = False
) -> Export:
    """Return counts and people of the event's first checkpoint as they stand.

    `reveal` adds NIK and bank account in full; that takes its own permission and is written down.
    """
    require(actor, Permission.ATTENDANCE_PRINT, event.id)
    checkpoint = get_checkpoint(session, event)
    records = queries.list_records(session, event, checkpoint.id)
    secrets: dict[int, Secret] = {}
    if reveal:
        require(actor, Permission.PERSONAL_DATA_REVEAL, event.id)
        secrets = evidence.list_secrets(session, event)
        record(
            session, actor, "personal_data.export", now=now, event_id=event.id, people=len(records)
        )
    return Export(
        heading=heading(session, event),
        counts=queries.counts_of(session, event, checkpoint.id, records),
        records=records,
        as_of=now,
        secrets=secrets,
    )


def note_export(session: Session, actor: Actor, event: Event, made: Export) -> None:
    """Write down that the figures went out as they stood."""
    record(
        session,
        actor,
        "attendance.export",
        now=made.as_of,
        event_id=event.id,
        subject=event.code,
        people=len(made.records),
    )


def _through(records: Iterable[Record], gate: str, kind: Kind) -> list[Record]:
    if kind in (Kind.BLANK, Kind.ABSENT):
        raise Invalid(
            mark("Daftar satu pintu hanya memuat yang sudah hadir; pilih isi daftar yang lain."),
            code="gate_of_absent",
        )
    return [entry for entry in records if entry.arrived_at and entry.gate == gate]


def _blank(counts: BoardCounts, records: Iterable[Record]) -> tuple[BoardCounts, list[Record]]:
    """What happens at the gates changes nothing about a list that is signed by hand."""
    cells = {key: Count(count.invited) for key, count in counts.cells.items()}
    return (
        replace(counts, cells=cells),
        [replace(entry, arrived_at=None, gate="") for entry in records],
    )


def _totals(made: AttendanceList) -> dict[str, object]:
    total = made.counts.total
    return {
        "kind": made.scope.kind.value,
        "listed": len(made.records),
        "invited": total.invited,
        "present": total.present,
        "absent": total.absent,
        "pillars": [
            [side.label, count.invited, count.present]
            for side in made.counts.pillars
            if (count := made.counts.by_pillar[side.code]).invited
        ],
    }


def gather_scans(session: Session, actor: Actor, event: Event, now: datetime) -> list[ScanRow]:
    """Return every scan of the event, refused and taken-back ones too, as they came; that is written down."""
    require(actor, Permission.ATTENDANCE_PRINT, event.id)
    scans = evidence.list_scans(session, event)
    record(session, actor, "attendance.scan_log", now=now, event_id=event.id, scans=len(scans))
    return scans
