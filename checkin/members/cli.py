"""Commands of members: invite somebody to an event, see who is there."""

import click
from flask import current_app

from checkin import clock
from checkin.actor import EventRole, System
from checkin.db import db, transaction
from checkin.events.queries import get_event
from checkin.members import queries, service
from checkin.members.roles import LABELS
from checkin.members.service import Seat


@click.group()
def member() -> None:
    """Anggota kegiatan."""


@member.command("invite")
@click.argument("event_code", metavar="EVENT")
@click.option("--name", required=True, help="Untuk siapa.")
@click.option("--role", type=click.Choice([role.value for role in EventRole]), required=True)
@click.option("--regency", metavar="CODE", help="Kabupaten/kota koordinator, misalnya 35.22.")
def invite(event_code: str, name: str, role: str, regency: str | None) -> None:
    """Buat tautan undangan sekali pakai ke EVENT."""
    seat = Seat(role=EventRole(role), regency_code=regency)
    with transaction() as session:
        event = get_event(session, event_code)
        _made, secret = service.invite(session, System(), event, name, seat, clock.now())
    public_url = current_app.extensions["settings"].public_url
    click.echo(f"{public_url}/undangan/{secret}")


@member.command("list")
@click.argument("event_code", metavar="EVENT")
def list_(event_code: str) -> None:
    """Daftar anggota EVENT."""
    for one in queries.list_members(db.session, get_event(db.session, event_code)):
        click.echo(f"{one.email:32} {LABELS[one.role]:28} {one.regency or ''}".rstrip())
