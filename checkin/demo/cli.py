"""The command that makes a demo event."""

import click

from checkin import clock, formats
from checkin.actor import System
from checkin.db import transaction
from checkin.demo.events import DEMOS
from checkin.demo.service import make_demo


@click.command()
@click.option("--event", type=click.Choice(list(DEMOS)), default="bojonegoro", show_default=True)
@click.option(
    "--people", type=click.IntRange(1, 50_000), help="Jumlah orang; bawaan: seperti aslinya."
)
@click.option(
    "--arrived", type=click.FloatRange(0, 1), default=0.0, help="Bagian yang sudah hadir, 0-1."
)
def demo(event: str, people: int | None, arrived: float) -> None:
    """Buat kegiatan contoh dengan orang rekaan."""
    with transaction() as session:
        made = make_demo(
            session,
            System(),
            DEMOS[event],
            people=people,
            arrived=arrived,
            now=clock.now(),
        )
        code, name = made.event.code, made.event.name
    click.echo(f"Demo event     {name} ({code})")
    click.echo(
        f"People         {formats.number(made.people)}, arrived {formats.number(made.arrived)}"
    )
    click.echo(f"Sign in        {made.email}")
    if made.password:
        click.echo(f"Password       {made.password}")
