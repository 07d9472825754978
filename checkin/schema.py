"""Bring a database to the present schema through Alembic; the configuration is code, there is no ini.

Lives beside the composition root because it must know every feature's tables.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData

import checkin.accounts.models
import checkin.badges.models
import checkin.devices.models
import checkin.editions.models
import checkin.events.models
import checkin.jobs.models
import checkin.mail.models
import checkin.office.models
import checkin.people.models
import checkin.privacy.models
import checkin.regions.models
import checkin.roster.models
import checkin.scans.models
import checkin.signup.models  # noqa: F401
from checkin.db import Base

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def metadata() -> MetaData:
    """Return the metadata of all tables."""
    return Base.metadata


def alembic_config(connection: Connection) -> "Config":
    """Return Alembic's configuration for `connection`."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to `revision` on `connection`; the caller's transaction is used."""
    from alembic import command

    command.upgrade(alembic_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Run the migrations down to `revision`."""
    from alembic import command

    command.downgrade(alembic_config(connection), revision)


def knows(revision: str) -> bool:
    """Say whether a schema of this revision can be brought to the present one."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return revision in {
        one.revision for one in ScriptDirectory.from_config(config).walk_revisions()
    }
