"""The first administrator of an empty installation comes by a link that the server prints."""

import re

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from checkin.accounts.models import User
from checkin.cli import group
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_user


def invited(app: Flask, *arguments: str) -> str:
    reply = app.test_cli_runner().invoke(group, ["user", "invite", *arguments], obj=lambda: app)
    assert reply.exit_code == 0, reply.output
    return re.sub(r"^https?://[^/]+", "", reply.output.strip())


def test_the_first_administrator_makes_their_account_by_the_link_of_the_last_start(
    app: Flask, client: OutsideClient, session: Session
) -> None:
    assert "Belum ada akun di sini" in client.get("/masuk").text
    before, last = invited(app, "--first"), invited(app, "--first")
    assert client.get(before).status_code == 404
    filled = {"name": "Ada", "email": "ada@example.id", "password": PASSWORD, "again": PASSWORD}
    assert client.submit(last, filled).status_code == 302
    assert session.scalars(select(User.role)).all() == ["admin"]
    assert client.get("/kegiatan/").status_code == 200
    assert invited(app, "--first") == ""


def test_who_manages_the_server_invites_beside_others(
    app: Flask, client: OutsideClient, session: Session
) -> None:
    with transaction() as fresh:
        make_user(fresh)
    assert "Belum ada akun di sini" not in client.get("/masuk").text
    path = invited(app, "--name", "Carl", "--role", "organizer")
    assert "Carl" in client.get(path).text
