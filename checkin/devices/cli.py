"""Commands of phones."""

import json

import click
from flask import current_app

from checkin import clock
from checkin.actor import DeviceKind, System
from checkin.db import transaction
from checkin.devices import service
from checkin.devices.pairing import address
from checkin.events.queries import get_checkpoint, get_event, get_gate
from checkin.settings import Settings


@click.group()
def device() -> None:
    """HP petugas."""


@device.command("pair")
@click.argument("event")
@click.option(
    "--checkpoint", default=None, help="Kode titik absensi; bila tidak disebut, yang pertama."
)
@click.option("--gate", default=None, help="Kode pintu; bila tidak disebut, yang pertama.")
@click.option(
    "--class",
    "kind",
    type=click.Choice([kind.value for kind in DeviceKind]),
    default=DeviceKind.GATE.value,
    show_default=True,
    help="gate: memindai saja; desk: juga mencari nama dan mendaftarkan; supervisor: juga memutuskan.",
)
@click.option("--json", "as_json", is_flag=True, help="Keluaran JSON.")
def pair(event: str, checkpoint: str | None, gate: str | None, kind: str, as_json: bool) -> None:
    """Buat kode pemasangan sekali pakai untuk HP pada kegiatan EVENT."""
    settings: Settings = current_app.extensions["settings"]
    with transaction() as session:
        found = get_event(session, event)
        point = get_checkpoint(session, found, checkpoint)
        door = get_gate(session, point, gate)
        offer = service.offer_pairing(session, System(), door, clock.now(), DeviceKind(kind))
        where = {"event": found.code, "checkpoint": point.code, "gate": door.code}
        where["class"] = DeviceKind(kind).value
    url = address(settings.public_url, offer.code)
    if as_json:
        told = {"code": offer.code, "url": url, "expires_at": offer.expires_at.isoformat()}
        click.echo(json.dumps(told | where))
        return
    click.echo(f"Kode pemasangan {offer.code}, berlaku 15 menit, sekali pakai.\n{url}")
