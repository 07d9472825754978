"""Members by command: a link to invite with, and who is there."""

import re

from flask import Flask

from checkin.cli import group
from checkin.db import transaction
from tests.conftest import OutsideClient
from tests.factories import PASSWORD, make_event


def test_an_invitation_by_command_opens(app: Flask, client: OutsideClient) -> None:
    with transaction() as session:
        make_event(session)
    runner = app.test_cli_runner()
    invite = ["member", "invite", "bojonegoro-2023", "--name", "Cora", "--role", "coordinator"]
    refused = runner.invoke(group, invite, obj=lambda: app)
    assert refused.exit_code == 2
    assert "Pilih kabupaten/kota" in refused.output
    made = runner.invoke(group, [*invite, "--regency", "35.22"], obj=lambda: app)
    link = re.search(r"/undangan/\S+", made.output)
    assert link
    account = {"name": "Cora", "email": "cora@example.id", "password": PASSWORD, "again": PASSWORD}
    client.submit(link[0], account)
    listed = runner.invoke(group, ["member", "list", "bojonegoro-2023"], obj=lambda: app)
    assert "cora@example.id" in listed.output
    assert "Kabupaten Bojonegoro" in listed.output
