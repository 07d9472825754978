"""Commands of badges."""

from pathlib import Path

import click

from checkin import clock
from checkin.actor import System
from checkin.badges.jobs import make_print, note_print
from checkin.badges.queries import Choice
from checkin.badges.sheets import DEFAULT_LAYOUT, LAYOUTS
from checkin.documents.files import write_whole


@click.group()
def badges() -> None:
    """Tanda peserta."""


@badges.command("print")
@click.argument("event")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas PDF.")
@click.option(
    "--layout", default=DEFAULT_LAYOUT, show_default=True, help=f"Salah satu: {', '.join(LAYOUTS)}."
)
@click.option("--pillar", default=None, help="Kode jenis pilar, misalnya PKH.")
@click.option("--regency", default=None, help="Kode kabupaten/kota, misalnya 35.16.")
def print_(event: str, out: Path, layout: str, pillar: str | None, regency: str | None) -> None:
    """Cetak tanda peserta kegiatan EVENT ke berkas PDF."""
    choice = Choice(pillar=pillar, regency=regency)
    now = clock.now()
    made = make_print(System(), event, choice, layout, now)
    write_whole(out, made.result.content)
    note_print(System(), event, made, now)
    click.echo(f"Tanda peserta ditulis ke {out}.")
