"""The tables of attendance as spreadsheets and text files know them: titles, widths, typed rows. Pure.

One table, two tellings: `export` writes it as XLSX with real types, `csv_of` as text. Both keep a name
that begins with `=` from ever being a formula.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from checkin.attendance.counts import BoardCounts
from checkin.attendance.frozen import safe
from checkin.attendance.lists import Record, Secret
from checkin.attendance.scanlog import ScanRow

Cell = str | int | datetime | None
PEOPLE = (
    ("No. peserta", 11),
    ("Nama", 36),
    ("Jenis pilar", 20),
    ("Kab/Kota", 24),
    ("Kecamatan", 22),
    ("Hadir", 8),
    ("Waktu hadir", 17),
    ("Pintu", 14),
    ("Susulan", 9),
)
SECRETS = (("NIK", 19), ("Bank", 16), ("No. rekening", 20))
SCANS = (
    ("Waktu pindai", 17),
    ("Diterima server", 17),
    ("Titik absensi", 16),
    ("Pintu", 14),
    ("HP", 8),
    ("Petugas", 16),
    ("Cara", 9),
    ("No. peserta", 11),
    ("Nama", 36),
    ("Jenis pilar", 18),
    ("Kab/Kota", 24),
    ("Putusan HP", 14),
    ("Putusan server", 14),
    ("Status", 11),
    ("Catatan", 16),
    ("Kode asing", 22),
    ("Dibatalkan", 17),
    ("Alasan pembatalan", 30),
)


@dataclass(frozen=True)
class Table:
    """A sheet: its name, its columns with their widths, its rows; times are local to the event."""

    name: str
    columns: Sequence[tuple[str, int]]
    rows: Sequence[tuple[Cell, ...]]


def people_table(
    records: Sequence[Record],
    counts: BoardCounts,
    timezone: str,
    secrets: Mapping[int, Secret] | None = None,
) -> Table:
    """Return everybody with what the day made of them; with `secrets` also NIK and account."""
    zone = ZoneInfo(timezone)
    pillars = {pillar.code: pillar.label for pillar in counts.pillars}
    regencies = {regency.code: regency.label for regency in counts.regencies}

    def row(record: Record) -> tuple[Cell, ...]:
        cells: tuple[Cell, ...] = (
            record.number,
            record.name,
            pillars[record.pillar],
            regencies[record.regency],
            record.district,
            "ya" if record.arrived_at else "tidak",
            _local(record.arrived_at, zone),
            record.gate if record.arrived_at else None,
            "ya" if record.source == "walk_in" else "tidak",
        )
        if not secrets:
            return cells
        found = secrets.get(record.number, Secret("", "", ""))
        return (*cells, found.nik, found.bank, found.account)

    columns = (*PEOPLE, *(SECRETS if secrets else ()))
    return Table("Daftar", columns, [row(record) for record in records])


def scans_table(scans: Sequence[ScanRow], counts: BoardCounts, timezone: str) -> Table:
    """Return the log of every scan."""
    zone = ZoneInfo(timezone)
    pillars = {pillar.code: pillar.label for pillar in counts.pillars}
    regencies = {regency.code: regency.label for regency in counts.regencies}
    rows = [
        (
            _local(scan.scanned_at, zone),
            _local(scan.received_at, zone),
            scan.checkpoint,
            scan.gate,
            scan.device,
            scan.operator,
            scan.method,
            scan.number,
            scan.name,
            pillars.get(scan.pillar, scan.pillar),
            regencies.get(scan.regency, scan.regency),
            scan.device_verdict,
            scan.verdict,
            scan.status,
            scan.conflict,
            scan.code,
            _local(scan.undone_at, zone),
            scan.undo_reason,
        )
        for scan in scans
    ]
    return Table("Pindaian", SCANS, rows)


def csv_of(table: Table) -> bytes:
    """Return the table as CSV that a spreadsheet opens rightly (UTF-8 with its mark, CRLF)."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow([name for name, _ in table.columns])
    writer.writerows(_texts(row) for row in table.rows)
    return ("\ufeff" + output.getvalue()).encode()


def _texts(row: tuple[Cell, ...]) -> Iterator[str]:
    for cell in row:
        match cell:
            case None:
                yield ""
            case datetime():
                yield cell.strftime("%Y-%m-%d %H:%M:%S")
            case int():
                yield str(cell)
            case str():
                yield safe(cell)


def _local(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    return instant.astimezone(zone).replace(tzinfo=None, microsecond=0) if instant else None
