"""Commands of users."""

import click

from checkin import clock
from checkin.accounts import service
from checkin.actor import Role, System
from checkin.db import transaction

OFFICE = [role.value for role in Role if role is not Role.MEMBER]


@click.group()
def user() -> None:
    """Pengguna aplikasi."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Nama lengkap.")
@click.option("--role", type=click.Choice(OFFICE), default="organizer")
@click.password_option(help="Kata sandi; ditanyakan bila tidak disebut.")
def add(email: str, name: str, role: str, password: str) -> None:
    """Tambah pengguna EMAIL."""
    with transaction() as session:
        service.add_user(
            session,
            System(),
            email=email,
            name=name,
            password=password,
            role=Role(role),
            now=clock.now(),
        )
    click.echo(f"Pengguna {email.lower()} ditambahkan.")
