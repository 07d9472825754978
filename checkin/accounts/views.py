"""Sign-in in one step or two, sign-out and the choice of language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from checkin import clock
from checkin.accounts import attempts, factors, service, sign_ins
from checkin.accounts.forms import CodeForm, SignInForm
from checkin.accounts.models import User
from checkin.accounts.sign_ins import Present
from checkin.accounts.standing import Terms
from checkin.db import db, transaction
from checkin.errors import Throttled, Unavailable
from checkin.settings import Settings
from checkin.web.access import public, signed_in
from checkin.web.errors import translated, wants_json
from checkin.web.security import limiter
from checkin.web.text import LANGUAGES

PENDING = "pending"  # who gave the right password and not yet the code
PENDING_FOR = timedelta(minutes=5)

blueprint = Blueprint("accounts", __name__)
login_manager = LoginManager()


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


def note_visit() -> None:
    """Keep when a browser was last here, every five minutes; a `before_request` handler, never of the API."""
    if "_user_id" not in session or wants_json() or request.endpoint in (None, "static"):
        return
    if current_user.is_authenticated and current_user.due:
        try:
            with transaction() as fresh:
                sign_ins.note_visit(fresh, current_user.actor.sign_in_id, clock.now())
        except Unavailable:
            current_app.logger.warning("the visit could not be noted")


def _account_and_address() -> str:
    return f"{request.remote_addr} {request.form.get('email', '').strip().lower()}"


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
@limiter.limit("10 per minute", methods=["POST"], key_func=_account_and_address)
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Show the form; let the right password in, or on to the code."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = _authenticated(form.email.data, form.password.data)
        except Throttled as error:
            form.complain("password", translated(error))
            return render_template("accounts/sign_in.html", form=form), error.status
        if user and factors.has_factor(db.session, user.id):
            language = session.get("language") or user.language
            session.clear()
            session["language"] = language
            session[PENDING] = [str(user.id), clock.now().timestamp()]
            return redirect(url_for("accounts.code", next=request.args.get("next")))
        if user:
            begin_session(user)
            return redirect(own_page(request.args.get("next")))
        form.complain("password", _("Alamat surel atau kata sandi salah."))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.route("/masuk/kode", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def code() -> ResponseReturnValue:
    """Ask who gave the right password for the second factor."""
    user = _pending()
    if user is None:
        session.pop(PENDING, None)
        flash(_("Waktu untuk kode sudah habis. Masuk lagi dari awal."), "info")
        return redirect(url_for("accounts.sign_in", next=request.args.get("next")))
    form = CodeForm()
    if form.validate_on_submit():
        user_id = user.id
        kind = submit_code(
            form, lambda fresh: factors.give(fresh, user_id, form.code.data, clock.now())
        )
        if kind:
            begin_session(db.session.get_one(User, user_id), kind=kind)
            warn_of_codes(user_id, kind)
            return redirect(own_page(request.args.get("next")))
    return render_template("accounts/code.html", form=form), 422 if form.errors else 200


def submit_code(form: Any, act: Callable[[Any], Any]) -> Any:
    """Return what `act` made of the code in a transaction; complain in the form of a wrong one."""
    try:
        with transaction() as fresh:
            made = act(fresh)
    except Throttled as error:
        form.complain("code", translated(error))
        return None
    if not made:
        form.complain(
            "code",
            _("Kode salah, sudah dipakai, atau jam HP Anda tidak tepat. Tunggu kode berikutnya."),
        )
    return made


def warn_of_codes(user_id: UUID, kind: str) -> None:
    """Tell who used a recovery code how many are left."""
    if kind == "recovery":
        left = factors.codes_left(db.session, user_id)
        flash(
            _(
                "Kode pemulihan terpakai; tersisa %(left)d. Kode baru dapat dibuat di Akun saya.",
                left=left,
            ),
            "warning",
        )


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


@blueprint.post("/keluar")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session."""
    actor = current_user.actor
    with transaction() as fresh:
        sign_ins.end(fresh, actor.id, actor.sign_in_id, clock.now())
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
    return redirect(own_page(request.form.get("next")))


def password_fits(user_id: UUID, password: str) -> bool:
    """Say whether this is the signed-in user's password; raise `Throttled` after too many wrong ones.

    Argon2 takes its time outside the transaction: on SQLite the gates write to the same file.
    """
    user = service.find_user(db.session, user_id)
    return bool(user and _authenticated(user.email, password))


def _authenticated(email: str, password: str) -> User | None:
    key = attempts.key_of("password", email.strip().lower())
    attempts.check(db.session, key, attempts.PASSWORDS, clock.now())
    user = service.authenticate(db.session, email, password)
    user_id = user.id if user else None
    with transaction() as fresh:
        if user_id is None:
            attempts.count(fresh, key, clock.now())
        else:
            attempts.forget(fresh, key)
    return db.session.get(User, user_id) if user_id else None


def _pending() -> User | None:
    who, since = session.get(PENDING) or ("", 0.0)
    if not who or clock.now().timestamp() - since > PENDING_FOR.total_seconds():
        return None
    return service.find_user(db.session, UUID(who))


def own_page(target: str | None) -> str:
    """Return `target` only when it is a path of this site (no open redirect)."""
    parts = urlsplit(target or "")
    own = bool(target) and not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return (
        target
        if own and target and "\\" not in target and target.isprintable()
        else url_for("events.index")
    )
