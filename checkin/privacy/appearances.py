"""Where somebody appears in what is sealed: frozen lists and rows of files."""

import json
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, undefer

from checkin.editions.models import Edition, Series
from checkin.editions.queries import label_of
from checkin.events.models import Event
from checkin.people.models import Person
from checkin.privacy.wiping import NOBODY
from checkin.roster.models import ImportRow, RosterImport
from checkin.roster.waiting import draft_of


def listed_in(
    session: Session, event_id: UUID, number: int
) -> Iterator[tuple[Edition, Series, Any]]:
    """Yield the editions that list this number, each with its line as a mapping."""
    query = (
        select(Edition, Series)
        .join(Series, Series.id == Edition.series_id)
        .where(Edition.event_id == event_id)
        .order_by(Edition.created_at)
        .options(undefer(Edition.content))
        .execution_options(yield_per=5)
    )
    for edition, series in session.execute(query):
        data = json.loads(edition.content)
        place = data["fields"].index("number")
        line = next((person for person in data["people"] if person[place] == number), None)
        if line is not None:
            yield edition, series, dict(zip(data["fields"], line, strict=True))


def editions_of(session: Session, event: Event, number: int) -> list[dict[str, Any]]:
    """Return the printed lists that name the number, and what each says of it."""
    return [
        {
            "Daftar": label_of(series.number, event.code),
            "Edisi": edition.number,
            "Judul": series.title,
            "Dibuat": edition.created_at.isoformat(),
            "Tertulis": {name: value for name, value in line.items() if value},
        }
        for edition, series, line in listed_in(session, event.id, number)
    ]


def redact_line(session: Session, edition: Edition, number: int, *, keeps_name: bool) -> None:
    """Take one person's contacts out of a frozen list; all that names them where nothing has to stay."""
    data = json.loads(edition.content)
    fields: list[str] = data["fields"]
    for person in data["people"]:
        if person[fields.index("number")] != number:
            continue
        for name in ("phone", "nik") if keeps_name else ("phone", "nik", "position", "district"):
            if name in fields:
                person[fields.index(name)] = ""
        if not keeps_name:
            person[fields.index("name")] = NOBODY
    edition.content = json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
    edition.redacted = ",".join(sorted({*filter(None, edition.redacted.split(",")), "some"}))
    session.flush()


def find_rows(session: Session, person: Person, seats: Collection[UUID]) -> list[ImportRow]:
    """Return the rows of files about the person: those that led to a registration, and those like it.

    A row that waits or was turned down names nobody by id; its NIK, or its name with its phone, does.
    """
    sealed = and_(ImportRow.registration_id.is_(None), ImportRow.payload.is_not(None))
    rows = session.scalars(
        select(ImportRow).where(or_(ImportRow.registration_id.in_(seats), sealed))
    )
    return [row for row in rows if row.registration_id or _is_about(row, person)]


def rows_of(session: Session, person: Person, seats: Collection[UUID]) -> list[dict[str, Any]]:
    """Return what files said of the person."""
    found = []
    for row in find_rows(session, person, seats):
        source = session.get_one(RosterImport, row.import_id)
        said = json.loads(row.payload) if row.payload else {}
        before = json.loads(row.before) if row.before else {}
        found.append(
            {
                "Berkas": source.file_name,
                "Diunggah": source.created_at.isoformat(),
                "Lembar": row.sheet,
                "Baris": row.row,
                "Hasil": row.outcome,
                "Keputusan": row.decision,
                "Isi": said.get("draft", said),
                "Sel": said.get("cells", []) if isinstance(said, dict) else [],
                "Nilai sebelumnya": before.get("fields", {}),
            }
        )
    return found


def _is_about(row: ImportRow, person: Person) -> bool:
    draft = draft_of(row)
    if draft.nik and person.nik:
        return draft.nik == person.nik
    same_phone = bool(draft.phone) and draft.phone == person.phone
    return same_phone and draft.name.casefold() == person.name.casefold()
