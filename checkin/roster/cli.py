"""Commands of the roster: import a file, search a name."""

import json
import sys
from pathlib import Path

import click

from checkin import clock, formats
from checkin.accounts.service import record
from checkin.actor import System
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.events.queries import event_regencies, get_event
from checkin.roster import queries, service, uploads
from checkin.roster.issues import Severity
from checkin.roster.limits import MAX_FILE_BYTES
from checkin.roster.reading import Reading, Upload, read_upload
from checkin.roster.report import as_json, refused
from checkin.text import mark

SHOWN = 20


@click.group()
def roster() -> None:
    """Daftar peserta."""


@roster.command("import")
@click.argument("event")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--regency",
    default=None,
    help="Kode kabupaten/kota bila berkas tidak menyebutnya, misalnya 35.16.",
)
@click.option("--dry-run", is_flag=True, help="Periksa saja; tidak ada yang disimpan.")
@click.option(
    "--json", "as_json_", is_flag=True, help="Keluaran JSON, satu entri untuk setiap baris."
)
@click.option("--reveal", is_flag=True, help="NIK dan nomor rekening ditulis lengkap dalam JSON.")
def import_(
    event: str, file: Path, regency: str | None, dry_run: bool, as_json_: bool, reveal: bool
) -> None:
    """Impor FILE ke kegiatan EVENT. Status keluar 1: ada baris yang perlu ditinjau."""
    try:
        reading = _import(event, file, regency, dry_run, reveal=reveal)
    except Invalid as refusal:
        if as_json_:
            click.echo(json.dumps(refused(file.name, refusal.code), indent=1))
        raise
    if as_json_:
        report = as_json(file.name, reading.issues, reading.plan, reveal=reveal)
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _tell(reading, dry_run)
    sys.exit(1 if reading.plan.review else 0)


def _import(event: str, file: Path, regency: str | None, dry_run: bool, *, reveal: bool) -> Reading:
    upload = Upload(file_name=file.name, content=_read(file), regency_code=regency)
    now = clock.now()
    with transaction() as session:
        found = get_event(session, event)
        if regency and regency not in {r.code for r in event_regencies(session, found)}:
            raise Invalid(
                mark("Kabupaten/kota %(regency)s bukan peserta kegiatan ini."),
                code="regency_unknown",
                regency=regency,
            )
        if reveal:
            record(
                session, System(), "roster.reveal", now=now, event_id=found.id, subject=file.name
            )
        if dry_run:
            return read_upload(session, found, upload, now)
        return service.import_upload(session, System(), found, upload, now)


@roster.command("search")
@click.argument("event")
@click.argument("text")
@click.option("--json", "as_json_", is_flag=True, help="Keluaran JSON.")
def search(event: str, text: str, as_json_: bool) -> None:
    """Cari TEXT (nama, nomor, NIK atau HP) di antara peserta EVENT; yang paling cocok di atas."""
    found = get_event(db.session, event)
    page = queries.list_participants(db.session, found, queries.Filters(text=text), 1)
    rows = page.rows[:SHOWN]
    if as_json_:
        shape = [
            {
                "number": row.number,
                "name": row.name,
                "nik": row.nik,
                "pillar": row.pillar,
                "regency": row.regency,
                "district": row.district,
            }
            for row in rows
        ]
        click.echo(json.dumps(shape, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(
            f"{row.number:>5}  {row.name:32} {row.pillar_label:16} {row.regency}, {row.district}"
        )


@roster.command("purge")
def purge() -> None:
    """Lupakan isi berkas yang tujuh hari tidak diterapkan."""
    with transaction() as session:
        count = uploads.purge_uploads(session, clock.now())
    click.echo(f"{formats.number(count)} unggahan dilupakan.")


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise Invalid(mark("Berkas terlalu besar; batasnya 20 MB."), code="file_too_large")
        return file.read_bytes()
    except OSError as error:
        raise Invalid(
            mark("Berkas %(file)s tidak dapat dibuka."), code="file_unreadable", file=str(file)
        ) from error


def _tell(reading: Reading, dry_run: bool) -> None:
    plan = reading.plan
    verb = "akan ditambahkan" if dry_run else "ditambahkan"
    click.echo(f"{formats.number(len(plan.added))} orang {verb}.")
    if plan.duplicate:
        click.echo(f"{formats.number(len(plan.duplicate))} baris sudah terdaftar.")
    for row in plan.review:
        said = " ".join(issue.sentence for issue in row.issues if issue.severity is Severity.ERROR)
        click.echo(f"Perlu ditinjau: [{row.judged.sheet}] baris {row.judged.row}: {said}")
