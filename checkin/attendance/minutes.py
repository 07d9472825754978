"""The minutes of the count (berita acara): one page, from the same edition as the list. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names

from checkin.attendance.choices import Form, Kind
from checkin.attendance.columns import MARGIN_LEFT, MARGIN_RIGHT
from checkin.attendance.lists import AttendanceList
from checkin.attendance.recap import FIGURES, press_line, remark
from checkin.documents.press import Document, Picture
from checkin.editions.marks import Mark
from checkin.errors import Invalid
from checkin.formats import number, share
from checkin.text import mark as marked


def document(made: AttendanceList, form: Form, mark: Mark) -> Document:
    """Return the minutes for the press; raises `Invalid` for a blank list, which counted nobody."""
    if made.scope.kind == Kind.BLANK:
        raise Invalid(
            marked("Daftar kosong belum menghitung siapa pun; pilih daftar dengan jam hadir."),
            code="minutes_of_blank",
        )
    heading, counts = made.heading, made.counts
    width, height = form.size
    images: dict[str, Picture] = {"qr": mark.qr} if mark.qr else {}
    if heading.logo:
        images["logo"] = heading.logo
    rows = [
        (side.label, _figures(count.invited, count.present))
        for side in counts.pillars
        if (count := counts.by_pillar[side.code]).invited
    ]
    return Document(
        template="attendance/minutes.html",
        title=f"Berita acara penghitungan kehadiran {heading.event}",
        images=images,
        parts=(
            {
                "head": heading,
                "width": width,
                "height": height,
                "mark": mark,
                "provisional": made.provisional,
                "day": day_in_words(mark.taken_at or heading.starts_at, heading.timezone),
                "figures": FIGURES,
                "rows": rows,
                "total": _figures(counts.total.invited, counts.total.present),
                "present_words": in_words(counts.total.present),
                "present": number(counts.total.present),
                "remark": remark(made),
                "press_line": press_line(counts),
                "scope": _narrowed(made),
                "figure_width": (width - MARGIN_LEFT - MARGIN_RIGHT - 60) / len(FIGURES),
            },
        ),
    )


def day_in_words(instant: datetime, timezone: str) -> str:
    """Return the day as minutes say it: `Senin tanggal dua puluh bulan November tahun ...`."""
    local = instant.astimezone(ZoneInfo(timezone))
    day = get_day_names("wide", locale="id")[local.weekday()]
    month = get_month_names("wide", locale="id")[local.month]
    return (
        f"{day} tanggal {in_words(local.day)} bulan {month} tahun {in_words(local.year)} "
        f"({local:%d-%m-%Y})"
    )


def in_words(value: int) -> str:
    """Return a whole number in Indonesian words."""
    from num2words import num2words  # with all its languages

    words: str = num2words(value, lang="id")
    return words


def _figures(invited: int, present: int) -> tuple[str, ...]:
    absent = number(invited - present)
    return (number(invited), number(present), absent, share(present, invited))


def _narrowed(made: AttendanceList) -> str:
    scope, counts = made.scope, made.counts
    parts = [side.label for side in counts.pillars if side.code == scope.pillar]
    parts += [side.label for side in counts.regencies if side.code == scope.regency]
    parts += [made.heading.gate] if made.heading.gate else []
    parts += ["peserta susulan"] if scope.kind == Kind.WALK_IN else []
    return ", ".join(parts)
