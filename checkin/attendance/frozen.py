"""Freeze a list as bytes and thaw it again; the same list gives the same bytes. Pure.

The bytes are canonical JSON. Beside it stands the data as CSV: that is the file attached to the PDF, so
that anybody with the paper's hash and any SHA-256 tool can tell whether the data are the printed ones.
"""

import base64
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from checkin.attendance.choices import Grouping, Kind, Scope
from checkin.attendance.counts import BoardCounts, Count, Side
from checkin.attendance.lists import AttendanceList, Heading, Record, Signer, sections
from checkin.editions.changes import Rows
from checkin.formats import moment

VERSION = 1
UNTOLD = ("",)
NAME = "Nama"
PERSONAL = {"phone": "No. HP", "nik": "NIK", "position": "Jabatan/unsur"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def freeze(made: AttendanceList) -> bytes:
    """Return the list as canonical JSON; why it is provisional is said on paper but is no content."""
    data = {
        "version": VERSION,
        "scope": asdict(made.scope) | {"columns": made.scope.shown},
        "heading": _heading(made.heading),
        "pillars": [asdict(side) for side in made.counts.pillars],
        "regencies": [asdict(side) for side in made.counts.regencies],
        "fields": NAMES,
        "cells": sorted(
            [pillar, regency, count.invited, count.present]
            for (pillar, regency), count in made.counts.cells.items()
        ),
        "people": [_person(record) for record in made.records],
        "provisional": bool(made.provisional),
    }
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    ).encode()


def thaw(content: bytes, provisional: tuple[str, ...] = ()) -> AttendanceList:
    """Return the list that was frozen."""
    data = json.loads(content)
    scope = data["scope"]
    return AttendanceList(
        scope=Scope(
            **scope
            | {
                "kind": Kind(scope["kind"]),
                "group": Grouping(scope["group"]),
                "columns": tuple(scope["columns"]),
            }
        ),
        heading=_thawed_heading(data["heading"]),
        counts=BoardCounts(
            pillars=tuple(Side(**side) for side in data["pillars"]),
            regencies=tuple(Side(**side) for side in data["regencies"]),
            cells={(p, r): Count(invited, present) for p, r, invited, present in data["cells"]},
        ),
        records=tuple(_thawed_person(data["fields"], values) for values in data["people"]),
        provisional=provisional or (UNTOLD if data["provisional"] else ()),
    )


def data_csv(made: AttendanceList) -> bytes:
    """Return the people of the list as CSV in printed order (UTF-8, comma, local time)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    rows = list(_rows(made))
    writer.writerow(_titles(made))
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return ("\ufeff" + output.getvalue()).encode()


def sha256(content: bytes) -> str:
    """Return the hash in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def comparable(made: AttendanceList) -> Rows:
    """Return people by number and what stands around them as rows of text, for telling what changed."""
    titles = _titles(made)[2:]
    people = {row[1]: dict(zip(titles, row[2:], strict=True)) for row in _rows(made)}
    head, zone = made.heading, made.heading.timezone
    around = {
        NAME: "(seluruh daftar)",
        "Kegiatan": head.event,
        "Tempat": head.venue,
        "Waktu": f"{moment(head.starts_at, zone)} s.d. {moment(head.ends_at, zone)}",
        "Penanda tangan": ", ".join(signer.name for signer in head.signers if signer.name),
        "Keadaan": "sementara" if made.provisional else "final",
    }
    return {"–": around, **people}


def safe(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _titles(made: AttendanceList) -> list[str]:
    more = [PERSONAL[key] for key in PERSONAL if key in made.scope.shown]
    base = ["No", "No. peserta", NAME, "Jenis pilar", "Kab/Kota", "Kecamatan"]
    return [*base, "Hadir", "Waktu hadir", "Pintu", "Susulan", *more]


def _rows(made: AttendanceList) -> Iterator[list[str]]:
    zone = ZoneInfo(made.heading.timezone)
    pillars = {side.code: side.label for side in made.counts.pillars}
    regencies = {side.code: side.label for side in made.counts.regencies}
    timed = made.scope.kind != Kind.BLANK
    for section in sections(made):
        for position, record in enumerate(section.records, start=1):
            arrived = record.arrived_at if timed else None
            yield [
                str(position),
                str(record.number),
                record.name,
                pillars[record.pillar],
                regencies[record.regency],
                record.district,
                ("ya" if arrived else "tidak") if timed else "",
                arrived.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if arrived else "",
                record.gate if timed else "",
                "ya" if record.source == "walk_in" else "tidak",
                *(getattr(record, key) for key in PERSONAL if key in made.scope.shown),
            ]


def _heading(heading: Heading) -> dict[str, Any]:
    data = asdict(heading)
    logo = heading.logo
    return data | {
        "logo": base64.b64encode(logo).decode() if logo else None,
        "starts_at": heading.starts_at.isoformat(),
        "ends_at": heading.ends_at.isoformat(),
    }


def _thawed_heading(data: dict[str, Any]) -> Heading:
    signers = (Signer(**signer | {"title": tuple(signer["title"])}) for signer in data["signers"])
    return Heading(
        **data
        | {
            "logo": base64.b64decode(data["logo"]) if data["logo"] else None,
            "starts_at": datetime.fromisoformat(data["starts_at"]),
            "ends_at": datetime.fromisoformat(data["ends_at"]),
            "signers": tuple(signers),
        }
    )


NAMES = tuple(field.name for field in fields(Record))


def _person(record: Record) -> list[Any]:
    values = [getattr(record, name) for name in NAMES]
    return [value.isoformat() if isinstance(value, datetime) else value for value in values]


def _thawed_person(names: list[str], values: list[Any]) -> Record:
    data = dict(zip(names, values, strict=True))
    at = data["arrived_at"]
    return Record(**data | {"arrived_at": datetime.fromisoformat(at) if at else None})
