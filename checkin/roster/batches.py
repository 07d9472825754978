"""Writes the plan of one file: people, changes with what they replaced, and a line for every row.

Called inside the transaction of a use case. `undo` reads these lines backwards.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from checkin.events.models import Event
from checkin.ids import uuid7
from checkin.roster import waiting
from checkin.roster.cells import text_of
from checkin.roster.headers import Field
from checkin.roster.models import ImportRow, Registration, RosterImport
from checkin.roster.outcome import Outcome, PlannedRow
from checkin.roster.reading import Reading
from checkin.roster.register import change, register
from checkin.roster.rows import RosterRow
from checkin.roster.versions import find_previous, missing_people

_BATCH = 2000
SEAT = (
    "pillar_code",
    "regency_code",
    "district_code",
    "position_title",
    "status",
    "cancel_reason",
    "import_id",
)


def write(
    session: Session, event: Event, kept: RosterImport, reading: Reading, now: datetime
) -> None:
    """Carry out the plan of a reading; raises `IntegrityError` as `register`."""
    plan = reading.plan
    kept.previous_id = find_previous(session, event, kept, plan)
    absent = missing_people(session, kept.previous_id, plan, kept.only_regency)
    befores = {id(row): json.dumps(what) for row in plan.rows if (what := _before(session, row))}
    ids = register(
        session,
        event,
        [(row.judged.draft, row.known) for row in plan.added],
        source="import",
        now=now,
        import_id=kept.id,
    )
    by_row = {id(row): ids[place] for place, row in enumerate(plan.added)}
    for row in plan.rows:
        if row.changes and row.known:
            values = {c.field: c.new for c in row.changes}
            change(session, row.known.person_id, row.known.registration_id, values, now)
    sources = {(s.name, r.number): r for s in reading.sheets for r in s.rows}
    lines = _Lines(session, event, kept, sources, befores, by_row)
    lines.write(plan.rows, now)
    kept.layout = {
        sheet.name: {"titles": list(sheet.header.titles), "fields": _fields(sheet.header.columns)}
        for sheet in reading.sheets
        if sheet.rows and sheet.header
    }
    kept.counts = counts(reading) | {
        "missing": len(absent),
        "missing_numbers": [person.number for person in absent],
    }


def counts(reading: Reading) -> dict[str, Any]:
    """Return how many rows become what."""
    plan = reading.plan
    return {
        "added": len(plan.added),
        "flagged": sum(row.outcome is Outcome.ACCEPT_FLAGGED for row in plan.rows),
        "changed": len(plan.changed),
        "unchanged": len(plan.unchanged),
        "repeated": len(plan.repeated),
        "duplicate": len(plan.duplicate),
        "review": len(plan.review),
        "refused": len(plan.refused),
    }


def _before(session: Session, row: PlannedRow) -> dict[str, Any]:
    """Return what the row replaces, for `undo` to restore."""
    found: dict[str, Any] = {}
    if row.known and row.changes:
        found["person_id"] = str(row.known.person_id)
        found["fields"] = {c.field: c.old for c in row.changes}
        found["wrote"] = {c.field: c.new for c in row.changes}
    if row.adds and row.known and row.known.registration_id:
        found["seat"] = seat_of(session, row.known.registration_id)
    return found


def seat_of(session: Session, registration_id: UUID) -> dict[str, Any]:
    """Return what a registration says besides its person and number."""
    columns = [getattr(Registration, name) for name in SEAT]
    values = session.execute(select(*columns).where(Registration.id == registration_id)).one()
    return {n: str(v) if isinstance(v, UUID) else v for n, v in zip(SEAT, values, strict=True)}


class _Lines:
    """Writes a line for every row, and closes the waiting rows that the file answers."""

    def __init__(
        self,
        session: Session,
        event: Event,
        kept: RosterImport,
        sources: Mapping[tuple[str, int], RosterRow],
        befores: Mapping[int, str],
        registered: Mapping[int, UUID],
    ) -> None:
        self.session, self.event, self.kept = session, event, kept
        self.sources, self.befores, self.registered = sources, befores, registered

    def write(self, rows: tuple[PlannedRow, ...], now: datetime) -> None:
        prints = {
            id(row): waiting.print_of(row, self._cell(row, Field.NIK))
            for row in rows
            if row.outcome is Outcome.REVIEW
        }
        known = waiting.settled_before(self.session, self.event, prints.values()) if prints else {}
        codes = {id(row): code for row in rows if (code := self._cell(row, Field.CODE))}
        answered = waiting.answer(
            waiting.waiting_rows(self.session, self.event, self.kept.only_regency),
            rows,
            prints=prints.values(),
            codes=codes,
            previous=self.kept.previous_id,
        )
        for line, decision in answered:
            line.decision, line.answered_by, line.decided_at = decision, self.kept.id, now
        self.session.flush()
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            lines = [self._line(row, prints.get(id(row)), known, now) for row in some]
            self.session.execute(insert(ImportRow), lines)

    def _line(
        self,
        row: PlannedRow,
        print_: waiting.Print | None,
        known: Mapping[waiting.Print, str],
        now: datetime,
    ) -> dict[str, object]:
        waits = row.outcome is Outcome.REVIEW
        repeated = waits and print_ in known
        here = row.known.registration_id if row.known else None
        return {
            "id": uuid7(),
            "import_id": self.kept.id,
            "sheet": row.judged.sheet[:120],
            "row": row.judged.row,
            "outcome": row.outcome.value,
            "issues": [issue.value for issue in row.issues],
            "registration_id": self.registered.get(id(row)) or here,
            "payload": waiting.payload(row, self._cells(row)) if waits else None,
            "before": self.befores.get(id(row)),
            "imprint": print_.imprint if print_ else None,
            "fingerprint": print_.fingerprint if print_ else None,
            "decision": waiting.Decision.REPEATED.value if repeated else None,
            "reason": (known[print_] or None) if repeated and print_ else None,
            "decided_at": now if repeated else None,
        }

    def _cell(self, row: PlannedRow, field: Field) -> str:
        source = self.sources.get((row.judged.sheet, row.judged.row))
        return source.text(field) if source else ""

    def _cells(self, row: PlannedRow) -> list[str]:
        """Return the cells as they were written, by column; empty where nobody needs the column."""
        source = self.sources.get((row.judged.sheet, row.judged.row))
        header = source.context.header if source else None
        if source is None or header is None:
            return []
        cells = [""] * len(header.titles)
        for field, value in source.cells.items():
            column = header.columns.get(field)
            if column is not None and column < len(cells) and field is not Field.CODE:
                cells[column] = text_of(value)
        return cells


def cancel(
    session: Session, kept: RosterImport, registration_ids: list[UUID], now: datetime
) -> None:
    """Cancel registrations because a newer list no longer names them."""
    lines = []
    for registration_id in registration_ids:
        seat = seat_of(session, registration_id)
        lines.append(
            {
                "id": uuid7(),
                "import_id": kept.id,
                "sheet": "",
                "row": 0,
                "outcome": "missing",
                "issues": [],
                "registration_id": registration_id,
                "before": json.dumps({"seat": seat}),
                "decided_at": now,
            }
        )
    if lines:
        session.execute(insert(ImportRow), lines)
    session.execute(
        update(Registration)
        .where(Registration.id.in_(registration_ids))
        .values(status="cancelled", cancel_reason="missing", seq=None)
    )


def _fields(columns: Mapping[Field, int]) -> dict[str, int]:
    return {field.value: n for field, n in columns.items()}
