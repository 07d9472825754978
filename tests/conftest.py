"""Settings, a migrated database for each test, the application, a client.

SQLite by default; `TEST_DATABASE_URL` (a PostgreSQL server where databases may be made) runs the same
tests there. The schema is built once by the migrations and copied for each test.
"""

import os
import shutil
from collections.abc import Iterator
from contextvars import Context
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from checkin import schema
from checkin.app import create_app
from checkin.db import db
from checkin.settings import Settings
from tests.trail import watched

SERVER = os.environ.get("TEST_DATABASE_URL")
KEY = b"test key of exactly thirty-two b"

# Runs repeat the same examples: a red one is about the change. HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis_settings.register_profile("repeat", derandomize=True)
hypothesis_settings.register_profile("search", derandomize=False)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database; script/test runs that again on PostgreSQL."""
    for item in items:
        if "template_database" in getattr(item, "fixturenames", ()):
            item.add_marker("database")


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the URL of a database built by the migrations, to be copied and left alone."""
    if not SERVER:
        path = tmp_path_factory.mktemp("template") / "template.db"
        _migrate(create_engine(f"sqlite:///{path}"))
        yield f"sqlite:///{path}"
        return
    name = f"template_{uuid4().hex[:12]}"
    _execute(f"CREATE DATABASE {name}")
    _migrate(create_engine(make_url(SERVER).set(database=name)))
    yield name
    _execute(f"DROP DATABASE {name}")


@pytest.fixture
def database_url(template_database: str, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database of this test's own."""
    if not SERVER:
        path = tmp_path / "checkin.db"
        shutil.copy(make_url(template_database).database or "", path)
        yield f"sqlite:///{path}"
        return
    name = f"test_{uuid4().hex[:12]}"
    _execute(f"CREATE DATABASE {name} TEMPLATE {template_database}")
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    _execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Return settings made by argument, not by environment."""
    return Settings(
        database_url=database_url,
        secret_key="test",
        data_key=KEY,
        instance_dir=tmp_path,
        public_url="http://localhost",
        testing=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Yield an application inside its context; jobs run at once."""
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.close()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def trail() -> Iterator[None]:
    """Hold every request of every test to its line in the audit log."""
    with watched():
        yield


@pytest.fixture
def session(app: Flask) -> Session:
    """Return the session of the application's context."""
    return db.session


class OutsideClient(FlaskClient):
    """A client whose requests do not see the test's application context, as in life."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Make the request in a fresh context."""
        return Context().run(super().open, *args, **kwargs)

    def submit(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Post a form with its CSRF token, as the page would."""
        with self.session_transaction() as cookie:
            cookie["csrf_token"] = secret = "form of the tests"
        signer = URLSafeTimedSerializer(str(self.application.secret_key), salt="wtf-csrf-token")
        return self.post(path, data={"csrf_token": signer.dumps(secret)} | (data or {}))


@pytest.fixture
def client(app: Flask) -> OutsideClient:
    """Return a client that nobody signed in."""
    return OutsideClient(app, app.response_class)


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        schema.upgrade(connection)
        connection.commit()
    engine.dispose()


def _execute(statement: str) -> None:
    engine = create_engine(SERVER or "", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
