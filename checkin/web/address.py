"""The address under which people outside reach this installation, for links and QR codes."""

from typing import Any

from flask import current_app, request, url_for

from checkin.settings import Settings


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page: under the configured https name, else as it was opened."""
    settings: Settings = current_app.extensions["settings"]
    https = settings.public_url.startswith("https://")
    base = settings.public_url if https else request.host_url.rstrip("/")
    return base + url_for(endpoint, **values)
