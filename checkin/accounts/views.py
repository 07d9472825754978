"""Sign-in, sign-out and the choice of language."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy.exc import OperationalError
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from checkin import actor as who
from checkin.accounts import service
from checkin.accounts.models import User
from checkin.db import db
from checkin.web.access import public, signed_in
from checkin.web.forms import BaseForm, trimmed
from checkin.web.security import limiter
from checkin.web.text import LANGUAGES

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()


class SignedInUser(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps of a user: enough to be an actor, no ORM row."""

    def __init__(self, user: User, actor: who.User) -> None:
        self.id = user.id
        self.name = user.name
        self.email = user.email
        self.language = user.language
        self.actor = actor


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_user(user_id: str) -> SignedInUser | None:
    """Return the user of the session cookie, unless deactivated since."""
    if g.get("database_lost"):
        return None  # the page that says so must not ask the database again
    try:
        user = service.find_user(db.session, UUID(user_id))
        return SignedInUser(user, service.as_actor(db.session, user)) if user else None
    except OperationalError:
        g.database_lost = True
        raise


class SignInForm(BaseForm):
    """Address and password."""

    email = StringField(
        _l("Alamat surel"),
        [InputRequired(_l("Isi alamat surel Anda."))],
        filters=[trimmed],
        render_kw={"autocomplete": "username", "inputmode": "email", "autofocus": True},
    )
    password = PasswordField(
        _l("Kata sandi"),
        [InputRequired(_l("Isi kata sandi Anda."))],
        render_kw={"autocomplete": "current-password"},
    )


def _account_and_address() -> str:
    return f"{request.remote_addr} {request.form.get('email', '').strip().lower()}"


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
@limiter.limit("10 per minute", methods=["POST"], key_func=_account_and_address)
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; let the right password in."""
    form = SignInForm()
    if form.validate_on_submit():
        user = service.authenticate(db.session, form.email.data, form.password.data)
        if user:
            begin_session(user)
            return redirect(_own_page(request.args.get("next")))
        form.complain("password", _("Alamat surel atau kata sandi salah."))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


def begin_session(user: User) -> None:
    """Sign `user` in with a session of nobody else's making."""
    session.clear()
    login_user(SignedInUser(user, service.as_actor(db.session, user)))
    session["language"] = user.language


@blueprint.post("/keluar")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    flash(_("Anda sudah keluar."), "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/bahasa/<language>")
@public
def choose_language(language: str) -> ResponseReturnValue:
    """Keep the chosen language for this session."""
    if language in LANGUAGES:
        session["language"] = language
    return redirect(_own_page(request.form.get("next")))


def _own_page(target: str | None) -> str:
    """Return `target` only when it is a path of this site (no open redirect)."""
    parts = urlsplit(target or "")
    own = bool(target) and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return (
        target
        if own and target and "\\" not in target and target.isprintable()
        else url_for("events.index")
    )
