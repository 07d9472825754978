"""A row for review as the office wrote it; numbers hidden but for what is wrong with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checkin.roster.headers import LABELS, Field
from checkin.roster.issues import Issue
from checkin.roster.models import ImportRow

WRONG: Mapping[str, frozenset[Field]] = {
    "NIK": frozenset({Field.NIK}),
    "NAME": frozenset({Field.NAME}),
    "PILLAR": frozenset({Field.PILLAR, Field.POSITION}),
    "REGENCY": frozenset({Field.REGENCY}),
    "DISTRICT": frozenset({Field.DISTRICT}),
    "PHONE": frozenset({Field.PHONE}),
    "ACCOUNT": frozenset({Field.ACCOUNT}),
    "BANK": frozenset({Field.BANK}),
    "DUPLICATE": frozenset({Field.NIK, Field.NAME}),
    "COLUMNS": frozenset({Field.NIK, Field.NIP}),
}
_HIDDEN = frozenset({Field.NIK, Field.NIP, Field.ACCOUNT})


@dataclass(frozen=True, kw_only=True)
class Written:
    """One cell under its title; `wrong` where an issue points at it."""

    title: str
    text: str
    wrong: bool


def wrong_fields(issues: list[str]) -> frozenset[Field]:
    """Return the columns that grave issues point at."""
    found: set[Field] = set()
    for code in issues:
        if Issue(code).severity != "info":
            found |= WRONG.get(code.split("_")[0], frozenset())
    return frozenset(found)


def as_written(row: ImportRow, layout: Mapping[str, Any]) -> list[Written]:
    """Return the cells of a row that were kept."""
    sheet = layout.get(row.sheet, {"titles": [], "fields": {}})
    cells = json.loads(row.payload or "{}").get("cells", [])
    wrong = wrong_fields(row.issues)
    found = []
    for name, column in sheet["fields"].items():
        field = Field(name)
        if (
            column >= len(cells)
            or field in (Field.CODE, Field.NO)
            or not (cells[column] or field in wrong)
        ):
            continue
        title = sheet["titles"][column] or LABELS[field]
        text = hide(cells[column]) if field in _HIDDEN else cells[column]
        found.append(Written(title=title, text=text, wrong=field in wrong))
    return found


def hide(text: str) -> str:
    """Hide the digits in the middle; letters and signs stay, they may be what is wrong."""
    last = len(text) - 2
    return "".join("•" if c.isdigit() and 4 <= n < last else c for n, c in enumerate(text))
