"""Commands of messages and certificates."""

from pathlib import Path

import click

from checkin import clock
from checkin.actor import System
from checkin.db import transaction
from checkin.documents.files import write_whole
from checkin.errors import NotFound
from checkin.events.queries import get_event
from checkin.personal import export, service
from checkin.personal.console import line
from checkin.personal.jobs import make_certificates
from checkin.personal.views import address_of
from checkin.text import mark

_out = click.option("--out", required=True, type=click.Path(path_type=Path), help="Berkas tujuan.")
_regency = click.option("--regency", default=None, help="Kode kabupaten/kota, misalnya 35.16.")
_pillar = click.option("--pillar", default=None, help="Kode jenis pilar, misalnya PKH.")


@click.group()
def invitations() -> None:
    """Tautan pribadi dan pesan WhatsApp."""


@invitations.command("export")
@click.argument("event")
@_out
@_regency
def export_(event: str, out: Path, regency: str | None) -> None:
    """Tulis daftar tautan kegiatan EVENT ke berkas .xlsx atau .csv."""
    with transaction() as session:
        found = service.prepare_invitations(
            session, System(), get_event(session, event), address_of, clock.now(), regency
        )
    if not found:
        raise NotFound(mark("Belum ada peserta pada pilihan ini."), code="nobody")
    lines = [line(one) for one in found]
    as_csv = out.suffix.lower() == ".csv"
    write_whole(out, export.comma_separated(lines) if as_csv else export.workbook(lines))
    click.echo(f"{len(lines)} tautan ditulis ke {out}.")


@click.group()
def certificates() -> None:
    """Piagam kehadiran."""


@certificates.command("print")
@click.argument("event")
@_out
@_pillar
@_regency
@click.option("--number", default=None, type=click.IntRange(1), help="Hanya nomor peserta ini.")
def print_(
    event: str, out: Path, pillar: str | None, regency: str | None, number: int | None
) -> None:
    """Cetak piagam bagi yang hadir pada kegiatan EVENT ke berkas PDF."""
    chosen = {"event": event, "pillar": pillar, "regency": regency, "number": number}
    write_whole(out, make_certificates(System(), chosen, clock.now()).content)
    click.echo(f"Piagam ditulis ke {out}.")
