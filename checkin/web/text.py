"""Language of the reader and the text filters of the templates."""

from datetime import datetime
from typing import Any

from flask import Flask, has_request_context, session
from flask_babel import Babel, get_locale
from flask_login import current_user

from checkin import crypto, formats

LANGUAGES = {"id": "Indonesia", "en": "English"}
babel = Babel()


def select_locale() -> str:
    """Return the reader's language: chosen in this session, else the user's own, else Indonesian."""
    if not has_request_context():
        return "id"  # a job, whose handler forces another where its asker reads another
    chosen = session.get("language") or getattr(current_user, "language", None)
    return chosen if chosen in LANGUAGES else "id"


def _language() -> str:
    return str(get_locale() or "id")


def register_text(app: Flask) -> None:
    """Install gettext and the text filters: dates, times, numbers, shares, the mask."""
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{app.root_path}/translations"
    babel.init_app(app, locale_selector=select_locale)

    def day_date(instant: datetime, timezone: str) -> str:
        return formats.day_date(instant, timezone, _language())

    def short_date(instant: datetime, timezone: str) -> str:
        return formats.short_date(instant, timezone, _language())

    def moment(instant: datetime, timezone: str) -> str:
        return formats.moment(instant, timezone, _language())

    def number(value: int) -> str:
        return formats.number(value, _language())

    def share(part: int, whole: int) -> str:
        return formats.share(part, whole, _language())

    filters: list[Any] = [day_date, short_date, moment, number, share]
    for function in filters:
        app.add_template_filter(function)
    app.add_template_filter(formats.clock, "clock")
    app.add_template_filter(formats.zone_name, "zone_name")
    app.add_template_filter(crypto.mask, "mask")
    app.jinja_env.globals["LANGUAGES"] = LANGUAGES
    app.add_template_global(_language, "language")
