"""What the pages of a preview show of one reading.

It is kept sealed with the upload, so that paging reads no file again. NIK and account are masked before
they are kept here.
"""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checkin.crypto import mask
from checkin.roster.changes import SENSITIVE
from checkin.roster.headers import Field
from checkin.roster.issues import Issue
from checkin.roster.mapping import Column, columns_of, fingerprint
from checkin.roster.outcome import Outcome, PlannedRow
from checkin.roster.reading import Reading
from checkin.roster.versions import Missing
from checkin.text import mark

GROUPS: Mapping[str, str] = {
    "review": mark("Perlu ditinjau"),
    "new": mark("Baru"),
    "flagged": mark("Baru, dengan catatan"),
    "changed": mark("Berubah"),
    "unchanged": mark("Tidak berubah"),
    "duplicate": mark("Ganda di berkas ini"),
    "missing": mark("Tidak ada lagi"),
    "refused": mark("Ditolak"),
}


@dataclass(frozen=True, kw_only=True)
class PreviewChange:
    """One field as it is and as it would be; personal numbers masked."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One row of the file, or somebody who is missing from it (row 0)."""

    group: str
    sheet: str
    row: int
    name: str
    nik: str
    pillar: str
    regency: str
    issues: tuple[Issue, ...]
    changes: tuple[PreviewChange, ...] = ()
    number: int | None = None
    twin: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewSheet:
    """One sheet, how many people stand on it, how its columns are read."""

    name: str
    hidden: bool
    people: int
    form: str
    remembered: bool
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Everything the pages show; `matrix` counts the added by (pillar, regency)."""

    rows: tuple[PreviewRow, ...]
    sheets: tuple[PreviewSheet, ...]
    issues: tuple[Issue, ...]
    matrix: Mapping[tuple[str, str], int]
    previous: str
    as_of: str

    def group(self, name: str, text: str = "") -> list[PreviewRow]:
        """Return the rows of one group, `` for all, narrowed to those that hold the text."""
        wanted = text.casefold()
        return [
            row
            for row in self.rows
            if (not name or row.group == name)
            and (not wanted or wanted in f"{row.name} {row.sheet} {row.row}".casefold())
        ]

    def counts(self) -> dict[str, int]:
        """Return how many rows each group holds."""
        found = dict.fromkeys(GROUPS, 0)
        for row in self.rows:
            found[row.group] += 1
        return found

    def forms(self) -> list[PreviewSheet]:
        """Return one sheet of each form, those with people first."""
        found: dict[str, PreviewSheet] = {}
        for sheet in self.sheets:
            if sheet.columns and (sheet.people or sheet.form not in found):
                found.setdefault(sheet.form, sheet)
        return list(found.values())


def seal(reading: Reading, missing: Sequence[Missing], previous: str, as_of: str) -> bytes:
    """Return the preview of a reading as bytes to keep."""
    kept = {
        "rows": [*map(_row, reading.plan.rows), *map(_absent, missing)],
        "sheets": list(_sheets(reading)),
        "issues": [issue.value for issue in reading.issues],
        "matrix": [[*key, count] for key, count in reading.plan.matrix().items()],
        "previous": previous,
        "as_of": as_of,
    }
    return zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 3)


def unseal(kept: bytes) -> Preview:
    """Return what was kept."""
    found = json.loads(zlib.decompress(kept))
    return Preview(
        rows=tuple(_read_row(*row) for row in found["rows"]),
        sheets=tuple(_read_sheet(**sheet) for sheet in found["sheets"]),
        issues=tuple(map(Issue, found["issues"])),
        matrix={(pillar, regency): count for pillar, regency, count in found["matrix"]},
        previous=found["previous"],
        as_of=found["as_of"],
    )


def group_of(row: PlannedRow) -> str:
    """Return the group a planned row is shown in."""
    match row.outcome:
        case Outcome.ACCEPT:
            return "new"
        case Outcome.ACCEPT_FLAGGED:
            return "flagged"
        case Outcome.REVIEW:
            return "review"
        case Outcome.REFUSED:
            return "refused"
        case Outcome.DUPLICATE:
            return "duplicate" if row.same_as else "changed" if row.changes else "unchanged"


def _row(row: PlannedRow) -> list[Any]:
    draft = row.judged.draft
    changes = [
        [c.field, mask(c.old) if c.field in SENSITIVE else c.old or "",
         mask(c.new) if c.field in SENSITIVE else c.new]
        for c in (row.changes if not row.adds else ())
    ]  # fmt: skip
    twin = f"{row.same_as.sheet}: {row.same_as.row}" if row.same_as else ""
    number = row.known.number if row.known else None
    return [
        group_of(row), row.judged.sheet, row.judged.row, draft.name, mask(draft.nik),
        draft.pillar or "", draft.regency_code or "", [i.value for i in row.issues],
        changes, number, twin,
    ]  # fmt: skip


def _absent(person: Missing) -> list[Any]:
    return [
        "missing", "", 0, person.name, person.nik, person.pillar, person.regency_code,
        [], [], person.number, "",
    ]  # fmt: skip


def _read_row(*kept: Any) -> PreviewRow:
    group, sheet, row, name, nik, pillar, regency, issues, changes, number, twin = kept
    return PreviewRow(
        group=group,
        sheet=sheet,
        row=row,
        name=name,
        nik=nik,
        pillar=pillar,
        regency=regency,
        issues=tuple(map(Issue, issues)),
        changes=tuple(PreviewChange(field=f, old=old, new=new) for f, old, new in changes),
        number=number,
        twin=twin,
    )


def _sheets(reading: Reading) -> Iterator[dict[str, Any]]:
    for sheet in reading.sheets:
        form = fingerprint(sheet.header.titles) if sheet.header else ""
        yield {
            "name": sheet.name,
            "hidden": sheet.hidden,
            "people": len(sheet.rows),
            "form": form,
            "remembered": form in reading.remembered,
            "columns": [
                [c.number, c.title, c.field, c.samples, c.unneeded] for c in columns_of(sheet)
            ],
        }


def _read_sheet(columns: Sequence[Sequence[Any]], **rest: Any) -> PreviewSheet:
    return PreviewSheet(
        columns=tuple(
            Column(
                number=number,
                title=title,
                field=Field(field) if field else None,
                samples=tuple(samples),
                unneeded=unneeded,
            )
            for number, title, field, samples, unneeded in columns
        ),
        **rest,
    )
