"""Commands of badges."""

from pathlib import Path

import click

from checkin import clock
from checkin.actor import System
from checkin.badges.jobs import make_print, note_print
from checkin.badges.printing import Order
from checkin.badges.queries import Choice
from checkin.badges.service import MOST_SPARES
from checkin.badges.sheets import DEFAULT_LAYOUT, LAYOUTS
from checkin.documents.files import write_whole

_out = click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas PDF.")
_layout = click.option(
    "--layout", default=DEFAULT_LAYOUT, show_default=True, help=f"Salah satu: {', '.join(LAYOUTS)}."
)


@click.group()
def badges() -> None:
    """Tanda peserta."""


@badges.command("print")
@click.argument("event")
@_out
@_layout
@click.option("--pillar", default=None, help="Kode jenis pilar, misalnya PKH.")
@click.option("--regency", default=None, help="Kode kabupaten/kota, misalnya 35.16.")
@click.option(
    "--only",
    type=click.Choice(["new"]),
    default=None,
    help="new: hanya yang belum dicetak atau berubah sejak dicetak.",
)
@click.option(
    "--separators",
    is_flag=True,
    help="Lembar pemisah di depan tiap kabupaten/kota dan jenis pilar.",
)
def print_(
    event: str,
    out: Path,
    layout: str,
    pillar: str | None,
    regency: str | None,
    only: str | None,
    separators: bool,
) -> None:
    """Cetak tanda peserta kegiatan EVENT ke berkas PDF."""
    choice = Choice(pillar=pillar, regency=regency, unprinted=only == "new")
    _write(event, out, Order(layout=layout, choice=choice, separators=separators))
    click.echo(f"Tanda peserta ditulis ke {out}.")


@badges.command("spare")
@click.argument("event")
@click.option("--count", required=True, type=click.IntRange(1, MOST_SPARES), help="Berapa lembar.")
@_out
@_layout
def spare(event: str, count: int, out: Path, layout: str) -> None:
    """Buat tanda peserta cadangan tanpa nama untuk kegiatan EVENT."""
    _write(event, out, Order(layout=layout, spares=count))
    click.echo(f"{count} tanda peserta cadangan ditulis ke {out}.")


def _write(event: str, out: Path, order: Order) -> None:
    now = clock.now()
    made = make_print(System(), event, order, now)
    write_whole(out, made.result.content)
    note_print(System(), event, made, now)
