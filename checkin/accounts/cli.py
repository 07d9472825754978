"""Commands of users."""

import click
from flask import current_app

from checkin import clock
from checkin.accounts import factors, links, queries, service
from checkin.accounts.models import User
from checkin.actor import Role, System
from checkin.db import db, transaction
from checkin.errors import NotFound
from checkin.text import mark

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


@user.command("invite")
@click.option("--name", default="", help="Nama lengkap; yang diundang dapat mengubahnya.")
@click.option("--role", type=click.Choice(OFFICE), default="admin")
@click.option("--first", is_flag=True, help="Hanya bila belum ada satu pun pengguna.")
def invite(name: str, role: str, first: bool) -> None:
    """Buat tautan sekali pakai untuk akun baru, misalnya administrator pertama."""
    with transaction() as session:
        secret = (
            links.invite_first(session, clock.now())
            if first
            else links.invite(session, System(), name, Role(role), clock.now())[1]
        )
    if secret:
        click.echo(_address(secret))


@user.command("list")
def list_() -> None:
    """Daftar pengguna: surel, peran, verifikasi dua langkah."""
    for one in queries.list_users(db.session):
        signs = ("2FA" if one.has_factor else "", "" if one.active else "nonaktif")
        click.echo(f"{one.email:32} {one.role.value:10} {' '.join(filter(None, signs))}".rstrip())


@user.command("reset-factor")
@click.argument("email")
def reset_factor(email: str) -> None:
    """Hapus verifikasi dua langkah EMAIL; semua perangkatnya dikeluarkan."""
    with transaction() as session:
        factors.reset(session, System(), _user(email).id, clock.now())
    click.echo(f"Verifikasi dua langkah {email.lower()} dihapus.")


@user.command("new-password")
@click.argument("email")
def new_password(email: str) -> None:
    """Buat tautan sekali pakai untuk kata sandi baru EMAIL."""
    with transaction() as session:
        _made, secret = links.offer_password(session, System(), _user(email).id, clock.now())
    click.echo(_address(secret))


def _address(secret: str) -> str:
    public_url = current_app.extensions["settings"].public_url
    return f"{public_url}/undangan-kantor/{secret}"


def _user(email: str) -> User:
    found = service.find_by_email(db.session, email.strip().lower())
    if found is None:
        raise NotFound(
            mark("Tidak ada pengguna dengan surel %(email)s."), code="user_unknown", email=email
        )
    return found
