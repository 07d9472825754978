"""A second instance: another folder, another data key, an empty database of the same kind."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import make_url

from checkin.app import create_app
from checkin.db import db
from checkin.settings import Settings
from tests.conftest import SERVER, _execute

PASSPHRASE = "dua belas huruf lebih"


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Yield the settings of an instance that nobody has used yet."""
    folder = tmp_path / "lain"
    folder.mkdir()
    url, name = f"sqlite:///{folder / 'checkin.db'}", f"test_{uuid4().hex[:12]}"
    if SERVER:
        _execute(f"CREATE DATABASE {name}")
        url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    yield replace(settings, database_url=url, instance_dir=folder, data_key=b"k" * 32)
    if SERVER:
        _execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def other_app(app: Flask, elsewhere: Settings) -> Iterator[Flask]:
    """Yield the application of that instance inside its context."""
    made = create_app(elsewhere)
    with made.app_context():
        yield made
        db.session.close()
        db.engine.dispose()
