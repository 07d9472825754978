"""The cases as a table for a spreadsheet, a row for each scan."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from checkin.attendance.tables import Table
from checkin.control.cases import Case
from checkin.control.words import KINDS

COLUMNS = (
    ("Perkara", 26),
    ("No. peserta", 11),
    ("Nama", 36),
    ("Waktu", 20),
    ("Titik absensi", 18),
    ("Pintu", 16),
    ("HP", 8),
    ("Petugas", 18),
    ("Keterangan", 30),
    ("Hasil pemeriksaan", 40),
    ("Oleh", 20),
)


def cases_table(cases: Sequence[Case], timezone: str) -> Table:
    """Return the cases with times of the event's zone."""
    zone = ZoneInfo(timezone)
    rows = [
        (
            KINDS[case.kind][0],
            case.number,
            case.name,
            seen.at.astimezone(zone).replace(tzinfo=None),
            seen.checkpoint,
            seen.gate,
            seen.device,
            seen.operator,
            seen.note or (f"meleset {case.offset} detik" if case.offset else ""),
            case.resolution,
            case.resolved_by,
        )
        for case in cases
        for seen in case.sightings
    ]
    return Table("Perlu diperiksa", COLUMNS, rows)
