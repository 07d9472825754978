"""Commands of backups and keys: for an administrator at the server itself."""

import base64
import json
import secrets
import sys
from datetime import UTC
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import DatabaseError

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import System
from checkin.db import db, transaction
from checkin.errors import Invalid
from checkin.formats import short_date
from checkin.office.queries import backup_plan
from checkin.settings import Settings
from checkin.text import mark
from checkin.upkeep import shelf
from checkin.upkeep.archive import read_archive
from checkin.upkeep.keys import rotate_keys, status
from checkin.upkeep.live_cli import restore as restore_live
from checkin.upkeep.making import make_backup
from checkin.upkeep.manifest import Manifest
from checkin.upkeep.restoring import restore_backup

_file = click.argument("file", type=click.Path(path_type=Path))
_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Berkas yang baris pertamanya kata sandi cadangan; kalau tidak: CHECKIN_BACKUP_PASSPHRASE.",
)
_passphrase = click.option("--passphrase", envvar="CHECKIN_BACKUP_PASSPHRASE", hidden=True)


@click.group()
def backup() -> None:
    """Cadangan: buat, periksa, pulihkan."""


@backup.command("create")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Berkas tujuan; kalau tidak: backups/."
)
@click.option("--without-keys", is_flag=True, help="Tanpa kunci data; simpan kunci itu terpisah.")
@_passphrase_file
@_passphrase
def create(
    out: Path | None, without_keys: bool, passphrase_file: Path | None, passphrase: str | None
) -> None:
    """Buat cadangan sekarang; server boleh terus berjalan."""
    plan = backup_plan(db.session)
    said = _said(passphrase_file, passphrase) or plan.passphrase or _asked(confirm=True)
    db.session.rollback()
    now = clock.now()
    made = make_backup(
        db.engine,
        _settings(),
        said,
        now,
        _silent,
        with_key=plan.with_key and not without_keys,
        target=out,
    )
    with transaction() as session:
        record(session, System(), "backup.make", now=now, subject=made.path.name)
    if out is None:
        shelf.forget_old(_settings(), plan.kept)
    click.echo(f"Cadangan ditulis ke {made.path}.")
    _tell(made.manifest)


@backup.command("list")
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON.")
def list_(as_json: bool) -> None:
    """Daftar cadangan yang tersimpan di sini."""
    found = shelf.list_backups(_settings())
    if as_json:
        rows = [
            {
                "name": one.name,
                "size": one.size,
                "created_at": one.created_at.isoformat(),
                "dialect": one.dialect,
                "has_key": one.has_key,
            }
            for one in found
        ]
        click.echo(json.dumps(rows, indent=1))
        return
    for one in found:
        key = "dengan kunci" if one.has_key else "tanpa kunci"
        click.echo(f"{one.name}  {one.created_at:%Y-%m-%d %H:%M}Z  {one.megabytes:>10}  {key}")


@backup.command("verify")
@_file
@_passphrase_file
@_passphrase
def verify(file: Path, passphrase_file: Path | None, passphrase: str | None) -> None:
    """Baca cadangan FILE sampai habis dan cocokkan setiap bagiannya."""
    said = _said(passphrase_file, passphrase) or _kept() or _asked()
    _tell(read_archive(_found(file), said, _silent))
    click.echo("Utuh: setiap bagian sama dengan yang dicatat.")


@backup.command("restore")
@_file
@click.option(
    "--replace", is_flag=True, help="Ganti isi yang ada; yang lama disimpan di sebelahnya."
)
@_passphrase_file
@_passphrase
def restore(
    file: Path, replace: bool, passphrase_file: Path | None, passphrase: str | None
) -> None:
    """Pulihkan cadangan FILE; hentikan server dan pekerjanya dahulu."""
    said = _said(passphrase_file, passphrase) or _asked()
    db.session.rollback()
    done = restore_backup(
        db.engine, _settings(), _found(file), said, clock.now(), _silent, replace=replace
    )
    _tell(done.manifest)
    click.echo("Dipulihkan. Jalankan lagi server; semua pengguna masuk ulang.")
    if done.kept:
        click.echo(f"Yang lama disimpan sebagai {done.kept}; hapus bila sudah yakin.")
    if done.certificate:
        click.echo(f"Sertifikat tanda tangan diletakkan di {done.certificate}.")


backup.add_command(restore_live)


@click.group()
def keys() -> None:
    """Kunci data: umur dan penggantian."""


@keys.command("status")
def status_() -> None:
    """Tampilkan umur kunci dan sisa hari sertifikat."""
    known = status(db.session, _settings(), clock.now())
    since = f"{known.data_key_since:%Y-%m-%d}" if known.data_key_since else "tidak tercatat"
    click.echo(f"Kunci data    {known.data_key_print}  sejak {since}")
    if known.certificate:
        click.echo(
            f"Sertifikat    {known.certificate.subject}, sisa {known.certificate.days_left} hari"
        )


@keys.command("new")
def new() -> None:
    """Cetak kunci data baru, untuk CHECKIN_DATA_KEY."""
    click.echo(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())


@keys.command("rotate")
def rotate() -> None:
    """Kunci ulang semua data pribadi dengan kunci baru; hentikan server dan pekerjanya dahulu."""
    rows = rotate_keys(_settings(), clock.now())
    click.echo(f"{rows} baris dikunci ulang. Buat cadangan baru sekarang: checkin backup create.")


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _found(file: Path) -> Path:
    """Return the file itself, or the one of that name on the shelf."""
    there = shelf.folder(_settings()) / file.name
    return there if not file.exists() and there.is_file() else file


def _said(path: Path | None, passphrase: str | None) -> str | None:
    if path is None:
        return passphrase or None
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            mark("Berkas kata sandi %(path)s tidak dapat dibaca."),
            code="passphrase_file",
            path=path,
        ) from error
    return lines[0].strip() if lines else None


def _kept() -> str | None:
    """Return the passphrase of the office, where there is a database that knows one."""
    try:
        return backup_plan(db.session).passphrase
    except DatabaseError:
        db.session.rollback()
        return None


def _asked(*, confirm: bool = False) -> str:
    if not sys.stdin.isatty():
        raise Invalid(
            mark("Sebutkan kata sandi cadangan: --passphrase-file atau CHECKIN_BACKUP_PASSPHRASE."),
            code="backup_no_passphrase",
        )
    said: str = click.prompt("Kata sandi cadangan", hide_input=True, confirmation_prompt=confirm)
    return said


def _tell(made: Manifest) -> None:
    facts = made.facts
    click.echo(
        f"Dibuat {made.created_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, skema {made.schema}, {made.dialect}, "
        f"{'dengan' if made.has_key else 'tanpa'} kunci data."
    )
    click.echo(
        f"{len(facts.events)} kegiatan, {facts.people} orang, {facts.registrations} pendaftaran, "
        f"{facts.scans} pemindaian, {facts.users} pengguna."
    )
    for event in facts.events:
        day = short_date(event.instant, event.timezone)
        click.echo(f"  {day}  {event.code}  {event.people} peserta  {event.name}")


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
