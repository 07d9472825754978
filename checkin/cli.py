"""The `checkin` command group: feature commands under one roof, errors as one line and exit status 2.

Exit status: 0 done; 1 done, but with something to look at; 2 refused, with one line on stderr.
The root command is handed the application factory, so that this module need not know the composition.
"""

import os
import pwd
import socket
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy.exc import DatabaseError

from checkin import clock, schema
from checkin.accounts.cli import user
from checkin.attendance.cli import attendance
from checkin.audit.cli import audit
from checkin.badges.cli import badges
from checkin.db import ORIGIN, db, transaction, unavailable
from checkin.demo.cli import demo
from checkin.devices.cli import device
from checkin.errors import CheckinError
from checkin.events.cli import event
from checkin.jobs.runner import runner
from checkin.members.cli import member
from checkin.personal.cli import certificates, invitations
from checkin.privacy.cli import privacy
from checkin.roster.cli import roster
from checkin.roster.uploads import purge_uploads
from checkin.upkeep.cli import backup, keys
from checkin.upkeep.keys import begin_serving


class HouseGroup(click.Group):
    """A group that turns a refusal into one line on stderr and exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a bug still flies."""
        try:
            return super().invoke(ctx)
        except CheckinError as error:
            _refuse(error)
        except DatabaseError as error:
            _refuse(unavailable(error))


def _refuse(error: CheckinError) -> None:
    click.echo(str(error), err=True)
    sys.exit(2)


@click.group(cls=HouseGroup, name="checkin")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Sapa Pilar Check-in: pendaftaran, tanda peserta, pemindaian, daftar hadir."""
    create_app: Callable[[], Flask] = ctx.obj
    ctx.with_resource(create_app().app_context())
    db.session.info[ORIGIN] = f"{_user_name()}@{socket.gethostname()}"


def _user_name() -> str:
    """Return who runs the command on this machine."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


@group.group("db")
def database() -> None:
    """Basis data."""


@database.command("upgrade")
def upgrade() -> None:
    """Siapkan atau mutakhirkan basis data, termasuk data wilayah dan jenis pilar."""
    with db.engine.connect() as connection:
        schema.upgrade(connection)
        connection.commit()
    click.echo("Basis data siap.")


@group.command("worker")
def worker() -> None:
    """Kerjakan cetakan dan pekerjaan panjang di latar belakang."""
    begin_serving(current_app.extensions["settings"])
    jobs = runner()
    jobs.send_forgotten()
    with transaction() as session:
        purge_uploads(session, clock.now())
    jobs.keep_beating()
    consumer = jobs.huey.create_consumer(workers=1, worker_type="thread", periodic=True)
    consumer.run()


for command in (
    attendance,
    audit,
    backup,
    badges,
    certificates,
    demo,
    device,
    event,
    invitations,
    keys,
    member,
    privacy,
    roster,
    user,
):
    group.add_command(command)
