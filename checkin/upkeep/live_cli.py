"""The command behind the page's restore: it reads what is secret from its standard input."""

import json
import sys

import click
from flask import current_app

from checkin import clock
from checkin.db import db
from checkin.settings import Settings
from checkin.upkeep import shelf
from checkin.upkeep.live import restore_live


@click.command("restore-live", hidden=True)
@click.argument("name")
@click.option("--by", default="")
def restore(name: str, by: str) -> None:
    """Pulihkan cadangan selagi aplikasi berjalan; dipanggil oleh halamannya."""
    settings: Settings = current_app.extensions["settings"]
    path = shelf.find_backup(settings, name)
    said = json.load(sys.stdin)
    restore_live(db.engine, settings, path, said["passphrase"], said["present"], by, clock.now())
