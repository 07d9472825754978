"""`checkin privacy`: what a purge would take away, and the purge itself."""

import json

import click

from checkin import clock
from checkin.actor import System
from checkin.db import db
from checkin.jobs.runner import runner
from checkin.privacy import purge
from checkin.privacy.running import run_purge


@click.group("privacy")
def privacy() -> None:
    """Data pribadi: masa simpan dan pemusnahan."""


@privacy.command("purge")
@click.option("--preview", is_flag=True, help="Hanya tampilkan yang akan dimusnahkan.")
@click.option("--json", "as_json", is_flag=True, help="Tulis sebagai JSON.")
def purge_command(preview: bool, as_json: bool) -> None:
    """Musnahkan data yang habis masa simpannya."""
    now = clock.now()
    portions = purge.preview(db.session, now)
    if as_json and preview:
        found = {
            one.code: {event or "-": n for event, n in one.by_event.items()} for one in portions
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    elif preview:
        for one in portions:
            click.echo(f"{one.label}: {one.total}")
            for event, count in sorted(one.by_event.items()):
                click.echo(f"  {event or '(bukan kegiatan)'}: {count}")
        if not portions:
            click.echo("Tidak ada yang habis masa simpannya.")
    if preview:
        return
    counts = run_purge(System(), now, runner().output)
    gone = {code: n for code, n in counts.items() if n}
    if as_json:
        click.echo(json.dumps(gone))
        return
    for one in portions:
        click.echo(f"{one.label}: {gone.get(one.code, 0)}")
    click.echo(f"Selesai; {sum(gone.values())} dimusnahkan.")
