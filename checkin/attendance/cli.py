"""Commands of attendance."""

from pathlib import Path

import click

from checkin import clock
from checkin.actor import System
from checkin.attendance import service
from checkin.attendance.choices import (
    MOST_HAND_ROWS,
    Form,
    Grouping,
    Kind,
    Orientation,
    Paper,
    Scope,
)
from checkin.attendance.columns import CHOICES
from checkin.attendance.downloads import people_of
from checkin.attendance.export import write_export, write_tables
from checkin.attendance.jobs import LIST, MINUTES, make_list
from checkin.attendance.tables import csv_of, scans_table
from checkin.db import transaction
from checkin.documents.files import write_whole
from checkin.events.queries import get_event

KINDS = click.Choice([kind.value for kind in Kind])
GROUPS = click.Choice([group.value for group in Grouping])
PAPERS = click.Choice([paper.value for paper in Paper])
ORIENTATIONS = click.Choice([orientation.value for orientation in Orientation])


@click.group()
def attendance() -> None:
    """Daftar hadir."""


@attendance.command("print")
@click.argument("event")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas PDF.")
@click.option(
    "--kind",
    type=KINDS,
    default=Kind.ALL.value,
    show_default=True,
    help="Kosong untuk ditandatangani, yang hadir, yang tidak hadir, susulan, semua.",
)
@click.option("--group", type=GROUPS, default=Grouping.PILLAR.value, show_default=True)
@click.option("--pillar", default=None, help="Kode jenis pilar, misalnya PKH.")
@click.option("--regency", default=None, help="Kode kabupaten/kota, misalnya 35.16.")
@click.option("--gate", default=None, help="Kode pintu, misalnya pintu-2: hanya yang lewat sana.")
@click.option("--checkpoint", default=None, help="Kode titik absensi; bawaan: yang pertama.")
@click.option("--columns", default="", help=f"Kolom, dipisah koma: {', '.join(CHOICES)}.")
@click.option("--paper", type=PAPERS, default=Paper.F4.value, show_default=True)
@click.option(
    "--orientation", type=ORIENTATIONS, default=Orientation.PORTRAIT.value, show_default=True
)
@click.option(
    "--blank-rows",
    type=click.IntRange(0, MOST_HAND_ROWS),
    default=None,
    help="Baris kosong di akhir bagian; bawaan: 5 pada daftar kosong.",
)
@click.option("--tagged", is_flag=True, help="PDF/UA bertanda untuk pembaca layar; lebih lambat.")
@click.option("--minutes", is_flag=True, help="Berita acara penghitungan, bukan daftarnya.")
def print_(
    event: str,
    out: Path,
    kind: str,
    group: str,
    pillar: str | None,
    regency: str | None,
    gate: str | None,
    checkpoint: str | None,
    columns: str,
    paper: str,
    orientation: str,
    blank_rows: int | None,
    tagged: bool,
    minutes: bool,
) -> None:
    """Cetak daftar hadir kegiatan EVENT ke berkas PDF."""
    scope = Scope(
        kind=Kind(kind),
        group=Grouping(group),
        pillar=pillar,
        regency=regency,
        gate=gate,
        checkpoint=checkpoint,
        columns=tuple(part.strip() for part in columns.split(",") if part.strip()),
    )
    form = Form(paper=Paper(paper), orientation=Orientation(orientation), hand_rows=blank_rows)
    what = MINUTES if minutes else LIST
    result = make_list(System(), event, scope, form, clock.now(), what, tagged=tagged)
    write_whole(out, result.content)
    click.echo(f"{'Berita acara' if minutes else 'Daftar hadir'} ditulis ke {out}.")


@attendance.command("export")
@click.argument("event")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas XLSX atau CSV.")
@click.option("--scans", is_flag=True, help="Semua pindaian, bukan daftar kehadiran.")
@click.option("--reveal", is_flag=True, help="Dengan NIK dan rekening lengkap; dicatat.")
def export(event: str, out: Path, scans: bool, reveal: bool) -> None:
    """Tulis rekap dan daftar kehadiran kegiatan EVENT ke berkas Excel, atau ke CSV."""
    with transaction() as session:
        found = get_event(session, event)
        now = clock.now()
        made = service.gather_export(session, System(), found, now, reveal=reveal)
        log = service.gather_scans(session, System(), found, now) if scans else []
        if not scans:
            service.note_export(session, System(), found, made)
    zone = made.heading.timezone
    table = scans_table(log, made.counts, zone) if scans else people_of(made)
    if out.suffix.lower() == ".csv":
        content = csv_of(table)
    elif scans:
        content = write_tables(f"Pindaian {made.heading.event}", made.heading.office, [table])
    else:
        content = write_export(made.heading, made.counts, [table], made.as_of)
    write_whole(out, content)
    click.echo(f"{'Pindaian' if scans else 'Kehadiran'} ditulis ke {out}.")
