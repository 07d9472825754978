"""The browser of a request: the user behind its cookie, the visit, and how a session begins."""

from datetime import timedelta

from flask import current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy.exc import OperationalError

from checkin import clock
from checkin.accounts import service, sign_ins
from checkin.accounts.models import User
from checkin.accounts.sign_ins import Present
from checkin.accounts.standing import Terms, browser_of
from checkin.db import ORIGIN, db, transaction
from checkin.errors import Unavailable
from checkin.settings import Settings
from checkin.web.errors import wants_json

login_manager = LoginManager()
UNATTENDED = {None, "static", "attendance.counts"}  # a page that refreshes by itself is no visit
STAFF_DOORS = {"accounts", "links", "members"}  # through which one comes in without a session


class SignedInUser(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a user: enough to be an actor, no ORM row; its cookie carries `secret`."""

    def __init__(self, present: Present, secret: str) -> None:
        self.id = present.user_id
        self.name = present.actor.name
        self.email = present.email
        self.language = present.language
        self.actor = present.actor
        self.has_factor = present.has_factor
        self.due = present.due
        self.secret = secret

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.secret


def terms() -> Terms:
    """Return what this installation asks of a sign-in."""
    settings: Settings = current_app.extensions["settings"]
    return Terms(
        idle=timedelta(hours=settings.session_idle_hours),
        longest=timedelta(hours=settings.session_hours),
        factor_required=settings.second_factor,
    )


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(secret: str) -> SignedInUser | None:
    """Return the user of the session cookie, unless the sign-in ended or the user was deactivated since."""
    if g.get("database_lost"):
        return None  # the page that says so must not ask the database again
    try:
        present = sign_ins.find(db.session, secret, clock.now(), terms())
        return SignedInUser(present, secret) if present else None
    except OperationalError:
        g.database_lost = True
        raise


def note_origin() -> None:
    """Tell the session where the asker is, for the audit log; a `before_request` handler.

    Pillars on their own pages and forms are no part of it: their addresses would stay for ever.
    """
    if "_user_id" in session or wants_json() or request.blueprint in STAFF_DOORS:
        browser = "" if wants_json() else browser_of(request.user_agent.string)
        db.session.info[ORIGIN] = " · ".join(filter(None, (request.remote_addr, browser)))


def note_visit() -> None:
    """Keep when a browser was last here, every five minutes; a `before_request` handler, never of the API."""
    if wants_json() or request.endpoint in UNATTENDED or "_user_id" not in session:
        return
    if current_user.is_authenticated and current_user.due:
        try:
            with transaction() as fresh:
                sign_ins.note_visit(fresh, current_user.actor.sign_in_id, clock.now())
        except Unavailable:
            current_app.logger.warning("the visit could not be noted")


def begin_session(user: User, *, kind: str = "") -> None:
    """Sign `user` in with a session of nobody else's making; `kind` names the second factor given."""
    user_id, language, now = user.id, user.language, clock.now()
    actor = service.as_actor(db.session, user)
    with transaction() as fresh:
        secret = sign_ins.begin(
            fresh,
            user_id,
            origin=request.remote_addr or "",
            agent=request.user_agent.string,
            now=now,
            proven=bool(kind),
        )
        service.record(fresh, actor, "user.sign_in", now=now, factor=kind)
    session.clear()
    present = sign_ins.find(db.session, secret, now, terms())
    if present:
        login_user(SignedInUser(present, secret))
        session["language"] = language
