"""Commands of attendance."""

from pathlib import Path

import click

from checkin import clock
from checkin.actor import System
from checkin.attendance import service
from checkin.attendance.export import write_export
from checkin.attendance.jobs import make_list
from checkin.attendance.lists import Kind, Paper
from checkin.db import transaction
from checkin.documents.files import write_whole
from checkin.events.queries import get_event


@click.group()
def attendance() -> None:
    """Daftar hadir."""


@attendance.command("print")
@click.argument("event")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas PDF.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.ALL.value,
    show_default=True,
    help="Kosong untuk ditandatangani, yang hadir, yang tidak hadir, semua.",
)
@click.option("--pillar", default=None, help="Kode jenis pilar, misalnya PKH.")
@click.option("--regency", default=None, help="Kode kabupaten/kota, misalnya 35.16.")
@click.option(
    "--paper",
    type=click.Choice([paper.value for paper in Paper]),
    default=Paper.F4.value,
    show_default=True,
)
def print_(
    event: str, out: Path, kind: str, pillar: str | None, regency: str | None, paper: str
) -> None:
    """Cetak daftar hadir kegiatan EVENT ke berkas PDF."""
    choice = service.ListChoice(kind=Kind(kind), pillar=pillar, regency=regency, paper=Paper(paper))
    result = make_list(System(), event, choice, clock.now())
    write_whole(out, result.content)
    click.echo(f"Daftar hadir ditulis ke {out}.")


@attendance.command("export")
@click.argument("event")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas XLSX.")
def export(event: str, out: Path) -> None:
    """Tulis rekap dan daftar kehadiran kegiatan EVENT ke berkas Excel."""
    with transaction() as session:
        made = service.gather_export(session, System(), get_event(session, event), clock.now())
    write_whole(out, write_export(made.heading, made.counts, made.records, made.as_of))
    click.echo(f"Kehadiran ditulis ke {out}.")
