"""The rows that wait as a workbook in the office's own layout, to be corrected and sent back.

The office's columns in its order, then what is wrong and what to do, then a code by which the row is
known again, and what a title or section said where no column does. Columns that the system does not need
are there, but empty: their cells were never kept. Every cell is written as text, so nothing in it is ever
a formula, and a NIK keeps its digits.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checkin.ids import ImportId
from checkin.roster.advice import ADVICE
from checkin.roster.headers import LABELS, Field
from checkin.roster.issues import Issue, Severity
from checkin.roster.mapping import PROBLEM, own_titles
from checkin.roster.models import ImportRow
from checkin.roster.waiting import draft_of, row_code
from checkin.roster.written import wrong_fields

ADVISED, CODE = "SARAN", "KODE BARIS"
_ALWAYS = {
    Field.PILLAR: "pillar",
    Field.REGENCY: "regency_code",
    Field.DISTRICT: "district_code",
}
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST = 40

Layouts = Mapping[ImportId, Mapping[str, Any]]


def make_error_sheet(
    rows: Sequence[ImportRow],
    layouts: Layouts,
    names: Mapping[str, str],
    say: Callable[[str], str],
) -> bytes:
    """Return the workbook.

    `layouts` are titles and fields of each file's sheets, `names` those of codes; `say` translates.
    """
    groups: dict[tuple[ImportId, str], list[ImportRow]] = {}
    for row in rows:
        groups.setdefault((row.import_id, row.sheet), []).append(row)
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    looks = _looks(book)
    taken: set[str] = set()
    for (import_id, name), members in groups.items():
        layout = layouts.get(import_id, {}).get(name) or _plain()
        _write(book.add_worksheet(_sheet_name(name, taken)), members, layout, looks, names, say)
    book.close()
    return content.getvalue()


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    text = {"num_format": "@", "valign": "top", "border": 1, "border_color": "#D5DAE1"}
    return {
        "head": book.add_format(
            text | {"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "valign": "vcenter"}
        ),
        "cell": book.add_format(text),
        "wrong": book.add_format(text | {"bg_color": "#FFD9D4"}),
        "said": book.add_format(text | {"text_wrap": True, "font_color": "#9C1C0E"}),
        "quiet": book.add_format(text | {"font_color": "#7A8594"}),
    }


def _write(
    sheet: Worksheet,
    rows: Iterable[ImportRow],
    layout: Mapping[str, Any],
    looks: Mapping[str, Format],
    names: Mapping[str, str],
    say: Callable[[str], str],
) -> None:
    titles = own_titles(layout["titles"])
    added = [field for field in _ALWAYS if field not in layout["fields"]]
    by_column = {n: Field(name) for name, n in layout["fields"].items()}
    width = len(titles)
    heads = [*titles, PROBLEM, ADVISED, CODE, *(LABELS[field].upper() for field in added)]
    for n, title in enumerate(heads):
        sheet.write_string(0, n, title, looks["head"])
    widths = [len(title) for title in titles]
    for at, row in enumerate(rows, 1):
        wrong = wrong_fields(row.issues)
        cells = json.loads(row.payload or "{}").get("cells", [])
        for n in range(width):
            text = cells[n] if n < len(cells) else ""
            look = looks["wrong" if by_column.get(n) in wrong else "cell"]
            sheet.write_string(at, n, text, look)
            widths[n] = max(widths[n], len(text))
        grave = [i for i in map(Issue, row.issues) if i.severity is not Severity.INFO]
        said = "\n".join(say(issue.sentence) for issue in grave)
        advised = "\n".join(dict.fromkeys(say(ADVICE[i]) for i in grave if i in ADVICE))
        sheet.write_string(at, width, said, looks["said"])
        sheet.write_string(at, width + 1, advised, looks["said"])
        sheet.write_string(at, width + 2, row_code(row.id), looks["quiet"])
        draft = draft_of(row)
        for n, field in enumerate(added, width + 3):
            code = getattr(draft, _ALWAYS[field]) or ""
            sheet.write_string(at, n, names.get(code, code), looks["cell"])
    for n, longest in enumerate(widths):
        sheet.set_column(n, n, min(max(longest + 2, 6), _WIDEST))
    sheet.set_column(width, width + 1, 42)
    sheet.set_column(width + 2, width + 2 + len(added), 18)
    sheet.freeze_panes(1, 0)


def _plain() -> dict[str, Any]:
    fields = [Field.NAME, Field.NIK, Field.PILLAR, Field.REGENCY, Field.DISTRICT, Field.PHONE]
    return {
        "titles": [LABELS[field].upper() for field in fields],
        "fields": {field.value: n for n, field in enumerate(fields)},
    }


def _sheet_name(name: str, taken: set[str]) -> str:
    base = name.translate(_FORBIDDEN).strip()[:28] or "Daftar"
    found, count = base, 1
    while found.casefold() in taken:
        count += 1
        found = f"{base[:25]} {count}"
    taken.add(found.casefold())
    return found
