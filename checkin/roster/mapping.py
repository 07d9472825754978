"""What a person says of the columns of a form, and how a form is known again. Pure.

A form is its titles in their order: capitals, spaces and signs make no other form. What is said of a
column goes before what its title means.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checkin.roster.headers import LABELS, Field, Header, is_unneeded
from checkin.roster.pillars import words
from checkin.roster.rows import SheetContext

IGNORED = ""
PROBLEM = "MASALAH"  # the first column that an error sheet adds
OFFERED = tuple(field for field in LABELS if field is not Field.CODE)
NUMBERS = frozenset({Field.NIK, Field.NIP, Field.ACCOUNT, Field.PHONE})

Said = Mapping[str, str]  # column (as text, for JSON) -> field, or IGNORED


@dataclass(frozen=True, kw_only=True)
class Column:
    """One titled column as the preview shows it."""

    number: int
    title: str
    field: Field | None
    samples: tuple[str, ...]
    unneeded: bool


def own_titles(titles: Sequence[str]) -> Sequence[str]:
    """Return the office's own titles, without those that an error sheet adds."""
    return titles[: titles.index(PROBLEM)] if PROBLEM in titles else titles


def fingerprint(titles: Sequence[str]) -> str:
    """Return what equal forms have in common."""
    titles = own_titles(titles)
    while titles and not titles[-1]:
        titles = titles[:-1]
    return hashlib.sha256("\n".join(words(title) for title in titles).encode()).hexdigest()[:32]


def remap(header: Header, said: Said) -> Header:
    """Return the header read as a person said; a field that moved leaves its old column."""
    wanted = {int(column): field for column, field in said.items()}
    columns = {f: n for f, n in header.columns.items() if n not in wanted}
    for column, name in wanted.items():
        if name and column < len(header.titles):
            columns[Field(name)] = column
    return Header(columns, header.titles, header.depth)


def clean(said: Mapping[str, str]) -> dict[str, str]:
    """Return what may be kept of a form's answer: known fields, each for one column."""
    kept: dict[str, str] = {}
    for column, name in said.items():
        if column.isascii() and column.isdigit() and len(column) < 5:
            known = name in OFFERED and name not in kept.values()
            kept[column] = name if known else IGNORED
    return kept


def columns_of(sheet: SheetContext) -> tuple[Column, ...]:
    """Return the titled columns of a sheet with samples; none of columns that nobody needs."""
    if sheet.header is None:
        return ()
    by_column = {n: field for field, n in sheet.header.columns.items()}
    found = []
    for n, title in enumerate(sheet.header.titles):
        if not title or by_column.get(n) is Field.CODE:
            continue
        meaning = by_column.get(n)
        unneeded = meaning is None and is_unneeded(title)
        samples = () if unneeded else tuple(sheet.samples.get(n, ()))
        found.append(
            Column(
                number=n, title=title, field=meaning, unneeded=unneeded,
                samples=tuple(hide(text) for text in samples),
            )
        )  # fmt: skip
    return tuple(found)


def hide(sample: str) -> str:
    """Hide the middle of what may be somebody's number."""
    digits = sum(c.isdigit() for c in sample)
    if digits < 9:
        return sample
    return sample[:4] + "•" * (len(sample) - 6) + sample[-2:]
