"""The server as the readiness page looks at it: its worker, its certificates, its backups."""

from flask import current_app

from checkin import clock
from checkin.attendance.jobs import office_certificate
from checkin.db import db
from checkin.editions import signing
from checkin.errors import Unavailable
from checkin.jobs.runner import runner
from checkin.planning.facts import Certificate, Machine
from checkin.planning.queries import waiting_since
from checkin.settings import Settings

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def present_machine() -> Machine:
    """Return the server as the checks look at it."""
    settings: Settings = current_app.extensions["settings"]
    url = settings.public_url
    host = url.split("://")[-1].split("/")[0].split(":")[0]
    backup, https = current_app.extensions["standing"](db.session, settings, clock.now())
    return Machine(
        worker_at=runner().last_beat(),
        waiting_since=waiting_since(db.session),
        certificate=_certificate(),
        is_secure=url.startswith("https://") or host in LOCAL,
        https=https,
        backup=backup,
    )


def _certificate() -> Certificate | None:
    found = office_certificate()
    if found is None:
        return None
    try:
        return Certificate(ends_at=signing.valid_until(found))
    except Unavailable:
        return Certificate(ends_at=None)
