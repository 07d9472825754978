"""Turn a list and its edition's mark into the document that the press prints. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from checkin.attendance.choices import Form, Grouping, Kind
from checkin.attendance.columns import MARGIN_LEFT, MARGIN_RIGHT, Column
from checkin.attendance.lists import AttendanceList
from checkin.attendance.paging import lay_out
from checkin.attendance.recap import FIGURES, REGENCY_WIDTH, press_line, recap_tables, remark
from checkin.documents.press import Document, Picture
from checkin.editions.changes import Change
from checkin.editions.marks import Mark

TITLES = {
    Kind.BLANK: ("DAFTAR HADIR", ""),
    Kind.PRESENT: ("DAFTAR HADIR", "Peserta yang hadir"),
    Kind.ABSENT: ("DAFTAR PESERTA TIDAK HADIR", ""),
    Kind.WALK_IN: ("DAFTAR HADIR", "Peserta susulan"),
    Kind.ALL: ("DAFTAR HADIR", "Seluruh peserta yang diundang"),
}
KIND_TITLES = {Kind.BLANK: "kosong"}
GROUP_TITLES = {
    Grouping.REGENCY: "menurut kab/kota",
    Grouping.PILLAR_REGENCY: "menurut jenis pilar dan kab/kota",
}
KIND_NAMES = {
    Kind.BLANK: "kosong",
    Kind.PRESENT: "hadir",
    Kind.ABSENT: "tidak-hadir",
    Kind.WALK_IN: "susulan",
    Kind.ALL: "semua",
}


def document(
    made: AttendanceList,
    form: Form,
    mark: Mark,
    changes: Sequence[Change] = (),
    first: int | None = None,
) -> Document:
    """Return the list as a document for the press; `first` keeps only so many sheets, for a look.

    Raises `Invalid` where the columns do not fit the sheet.
    """
    title, note = TITLES[made.scope.kind]
    width, height = form.size
    laid, pages = lay_out(made, form)
    if first is not None:
        pages = tuple(replace(page, sheets=page.sheets[:first]) for page in pages[:1])
    room = width - MARGIN_LEFT - MARGIN_RIGHT
    images: dict[str, Picture] = {"qr": mark.qr} if mark.qr else {}
    if made.heading.logo:
        images["logo"] = made.heading.logo
    return Document(
        template="attendance/list.html",
        title=f"{title.capitalize()} {made.heading.event}",
        images=images,
        pages=sum(len(section.sheets) for section in pages) + 1,
        parts=(
            {
                "head": made.heading,
                "title": title,
                "note": note,
                "provisional": made.provisional,
                "width": width,
                "height": height,
                "columns": laid,
                "heads": _heads(laid),
                "pages": pages,
                "recap": ()
                if first is not None
                else recap_tables(made.counts, blank=made.scope.kind == Kind.BLANK, room=room),
                "recap_width": REGENCY_WIDTH,
                "figures": FIGURES,
                "remark": remark(made),
                "press_line": press_line(made.counts),
                "mark": mark,
                "changes": changes,
            },
        ),
    )


def title_of(made: AttendanceList) -> str:
    """Return what the list is called among the others: kind and what it is narrowed to."""
    title, note = TITLES[made.scope.kind]
    parts = [title.capitalize(), note.lower() if note else KIND_TITLES.get(made.scope.kind, "")]
    counts, scope = made.counts, made.scope
    parts += [side.label for side in counts.pillars if side.code == scope.pillar]
    parts += [side.label for side in counts.regencies if side.code == scope.regency]
    parts += [made.heading.gate, GROUP_TITLES.get(scope.group, "")]
    return ", ".join(part for part in parts if part)


def file_name(made: AttendanceList, code: str, edition: int = 0, *, minutes: bool = False) -> str:
    """Return what the PDF is called on disk: event, what it is narrowed to, kind, edition."""
    scope = made.scope
    narrowed = (part.lower() for part in (scope.pillar, scope.regency, scope.gate) if part)
    what = "berita-acara" if minutes else "daftar-hadir"
    parts = (what, code, *narrowed, KIND_NAMES[scope.kind], f"edisi-{edition}" if edition else "")
    return "_".join(part for part in parts if part) + ".pdf"


def _heads(laid: tuple[Column, ...]) -> tuple[tuple[str, int], ...]:
    """Return the header cells; the two halves of the signature share one."""
    return tuple(
        (column.heading, 2 if column.key == "left" else 1)
        for column in laid
        if column.key != "right"
    )
