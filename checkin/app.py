"""The composition root: settings, database, blueprints, error pages and routes come together here."""

from inspect import iscoroutinefunction
from pathlib import Path

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from checkin import crypto
from checkin.accounts.browser import login_manager, note_origin, note_visit
from checkin.accounts.factor_views import blueprint as second_factor
from checkin.accounts.link_views import blueprint as links
from checkin.accounts.own_views import blueprint as own
from checkin.accounts.service import actor_of
from checkin.accounts.user_views import blueprint as users
from checkin.accounts.views import blueprint as accounts
from checkin.attendance.views import blueprint as attendance
from checkin.audit.views import blueprint as audit
from checkin.badges.files import blueprint as badge_files
from checkin.badges.views import blueprint as badges
from checkin.cli import group
from checkin.control.views import blueprint as control
from checkin.db import configure, db
from checkin.desk.views import blueprint as desk
from checkin.devices.api import blueprint as devices_api
from checkin.devices.views import blueprint as devices
from checkin.directory.views import blueprint as directory
from checkin.editions.views import blueprint as editions
from checkin.events.checkpoint_views import blueprint as checkpoints
from checkin.events.queries import find_event_id
from checkin.events.views import blueprint as events
from checkin.jobs.runner import Runner
from checkin.jobs.views import blueprint as jobs
from checkin.mail.links import post_link, posted
from checkin.members.views import blueprint as members
from checkin.office.mail_views import blueprint as office_mail
from checkin.office.official_views import blueprint as officials
from checkin.office.text_views import blueprint as office_texts
from checkin.office.views import blueprint as office
from checkin.people.views import blueprint as people
from checkin.personal.awards import blueprint as certificates
from checkin.personal.console import blueprint as invitations
from checkin.personal.mail_views import blueprint as letters
from checkin.personal.views import blueprint as personal
from checkin.planning.views import blueprint as planning
from checkin.privacy.incident_views import blueprint as privacy_incidents
from checkin.privacy.notices import shown as shown_notice
from checkin.privacy.own_views import blueprint as privacy_own
from checkin.privacy.public_views import blueprint as privacy_notice
from checkin.privacy.retention_views import blueprint as privacy_retention
from checkin.privacy.text_views import blueprint as privacy_texts
from checkin.privacy.views import blueprint as privacy
from checkin.regions.views import blueprint as regions
from checkin.roster.views import blueprint as roster
from checkin.scanner.views import blueprint as scanner
from checkin.scans.api import blueprint as scans_api
from checkin.settings import Settings
from checkin.signup.console import blueprint as signup_console
from checkin.signup.views import blueprint as signup
from checkin.upkeep import live
from checkin.upkeep.gate import Gate, register_gate
from checkin.upkeep.restore_views import busy
from checkin.upkeep.standing import standing
from checkin.upkeep.views import blueprint as upkeep
from checkin.web.access import guard, may, public
from checkin.web.api import register_api
from checkin.web.compression import register_compression
from checkin.web.errors import register_error_handlers
from checkin.web.menu import register_menu
from checkin.web.security import register_security
from checkin.web.statics import register_static
from checkin.web.text import register_text
from checkin.work import CHORES, HANDLERS

ROOT = Path(__file__).resolve().parent.parent
MAX_UPLOAD_BYTES = 20 * 1024 * 1024

BLUEPRINTS = (
    accounts,
    attendance,
    audit,
    badge_files,
    badges,
    certificates,
    checkpoints,
    control,
    desk,
    devices,
    devices_api,
    directory,
    editions,
    events,
    invitations,
    jobs,
    letters,
    links,
    members,
    own,
    office,
    office_mail,
    office_texts,
    officials,
    people,
    personal,
    planning,
    privacy,
    privacy_incidents,
    privacy_notice,
    privacy_own,
    privacy_retention,
    privacy_texts,
    regions,
    roster,
    scanner,
    scans_api,
    second_factor,
    signup,
    signup_console,
    upkeep,
    users,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application; raises `Unavailable` where the settings cannot stand."""
    settings = settings or Settings.from_environ()
    app = Flask(
        "checkin",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        root_path=str(ROOT / "checkin"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        SQLALCHEMY_ENGINES={"default": settings.database_url},
        TESTING=settings.testing,
    )
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    crypto.use_data_key(settings.data_key, *settings.older_data_keys)
    db.init_app(app)
    # The extension also closes async sessions, of which there are none: half a millisecond a request.
    app.teardown_appcontext_funcs[:] = [
        close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
    ]
    with app.app_context():
        configure(db.engine)
    register_security(app, settings)
    register_static(app, ROOT / "static")
    register_compression(app)
    register_text(app)
    login_manager.init_app(app)
    app.extensions["privacy_notice"] = lambda session, now: shown_notice(session, now).number
    app.extensions["post_link"], app.extensions["posted"] = post_link, posted
    app.extensions["find_event_id"] = lambda code: find_event_id(db.session, code)
    app.before_request(note_origin)
    app.before_request(guard)
    app.before_request(note_visit)
    app.add_template_global(may)
    register_menu(app)
    register_error_handlers(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_api(app)
    app.add_url_rule("/", "home", _home)
    app.add_url_rule("/favicon.ico", "favicon", _favicon)
    gate = Gate(settings, lambda: _forget(app))
    Runner(app, settings, HANDLERS, actor_of, CHORES, gate.inside)
    app.extensions["restorer"] = live.start
    app.extensions["standing"] = standing
    register_gate(app, gate, lambda environ, start: busy(app, environ, start))
    if hops := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    return app


def _forget(app: Flask) -> None:
    """Forget the database as it was before another took its place."""
    with app.app_context():
        db.engine.dispose()
    app.extensions.pop("board", None)


@public
def _home() -> ResponseReturnValue:
    return redirect(url_for("events.index"))


@public
def _favicon() -> ResponseReturnValue:
    """Answer browsers that show a PDF and ask for an icon no page named."""
    return redirect(url_for("static", filename="brand/mark.svg"))


def main() -> None:
    """Run the `checkin` command."""
    group(obj=create_app)
