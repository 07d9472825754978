"""What flies out of a view ends in one clear sentence."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import insert

from checkin.accounts.models import Attempts
from checkin.db import transaction
from checkin.web.access import public
from tests.conftest import OutsideClient
from tests.factories import NOW
from tests.personas import sign_in_as


@pytest.fixture
def doubled(app: Flask) -> Iterator[None]:
    """Add views that write what another request has written."""

    def save() -> str:
        with transaction() as session:
            session.execute(insert(Attempts).values(key="same", failures=1, since=NOW))
        return "saved"

    for address in ("/twice", "/api/twice"):
        app.add_url_rule(address, address, public(save))
    yield
    for address in ("/twice", "/api/twice"):
        del app.view_functions[address]


def test_who_comes_second_is_told_to_look(doubled: None, client: OutsideClient) -> None:
    assert client.get("/twice").text == "saved"
    second = client.get("/twice")
    assert second.status_code == 409
    assert "sudah disimpan oleh kiriman lain" in second.text


def test_a_phone_sends_again_what_came_second(doubled: None, client: OutsideClient) -> None:
    client.get("/twice")
    assert client.get("/api/twice").status_code == 500


def test_a_sign_that_no_database_keeps_is_no_bug(app: Flask, client: OutsideClient) -> None:
    olga = sign_in_as(client)
    for address in ("/p/%00", "/daftar/%00/", "/kegiatan/%00/"):
        assert olga.get(address).status_code in (400, 404)
