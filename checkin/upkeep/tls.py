"""Look at the https certificate as phones see it: fetched once a day from the public address, kept beside.

Read from outside and not from a file: whatever stands before the server (a proxy, a tunnel) presents it.
"""

import json
import socket
import ssl
from dataclasses import asdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography import x509
from flask import current_app

from checkin.documents.files import write_whole
from checkin.planning.facts import Https
from checkin.settings import Settings

NAME = "https.json"
OFTEN = timedelta(hours=12)
TIMEOUT_S = 10.0


def look_often(now: datetime) -> None:
    """Look at the certificate again where the last look is old; a chore of the worker."""
    settings: Settings = current_app.extensions["settings"]
    last = known(settings)
    if not settings.public_url.startswith("https://"):
        return
    if last and last.address == settings.public_url and now - last.looked_at < OFTEN:
        return
    keep(settings, look(settings.public_url, now))


def look(address: str, now: datetime, trust: ssl.SSLContext | None = None) -> Https:
    """Return what the server at this https address presents, and whether phones would trust it."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    try:
        ends_at = _ends_at(host, port)
    except (OSError, ValueError) as error:
        return Https(address=address, looked_at=now, problem=_said(error))
    try:
        with _connection(host, port, trust or ssl.create_default_context()):
            problem = ""
    except (OSError, ValueError) as error:
        problem = _said(error)
    return Https(address=address, looked_at=now, ends_at=ends_at, problem=problem)


def known(settings: Settings) -> Https | None:
    """Return what was seen last."""
    try:
        said = json.loads((settings.instance_dir / NAME).read_text(encoding="utf-8"))
        ends_at = datetime.fromisoformat(said["ends_at"]) if said["ends_at"] else None
        looked_at = datetime.fromisoformat(said["looked_at"])
        return Https(**(said | {"looked_at": looked_at, "ends_at": ends_at}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(settings: Settings, seen: Https) -> None:
    """Keep what was seen for the pages."""
    said = asdict(seen) | {
        "looked_at": seen.looked_at.isoformat(),
        "ends_at": seen.ends_at.isoformat() if seen.ends_at else "",
    }
    write_whole(settings.instance_dir / NAME, json.dumps(said, indent=1).encode())


def _ends_at(host: str, port: int) -> datetime:
    """Return when the certificate ends, whoever signed it."""
    anyone = ssl.create_default_context()
    anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
    with _connection(host, port, anyone) as line:
        shown = line.getpeercert(binary_form=True)
    if not shown:
        raise ValueError("no certificate")
    return x509.load_der_x509_certificate(shown).not_valid_after_utc


def _connection(host: str, port: int, context: ssl.SSLContext) -> ssl.SSLSocket:
    plain = socket.create_connection((host, port), timeout=TIMEOUT_S)
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (str(error) or type(error).__name__)[:160]
