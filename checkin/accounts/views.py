"""Sign-in in one step or two, sign-out and the choice of language."""

from datetime import timedelta
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from checkin import clock
from checkin.accounts import factors, proving, queries, service, sign_ins
from checkin.accounts.browser import begin_session
from checkin.accounts.forms import CodeForm, SignInForm
from checkin.accounts.models import User
from checkin.db import db, transaction
from checkin.errors import Throttled
from checkin.web.access import public, signed_in
from checkin.web.errors import translated
from checkin.web.security import limiter
from checkin.web.text import LANGUAGES

PENDING = "pending"  # who gave the right password and not yet the code
PENDING_FOR = timedelta(minutes=5)

blueprint = Blueprint("accounts", __name__)


def _account_and_address() -> str:
    return f"{request.remote_addr} {request.form.get('email', '').strip().lower()}"


@blueprint.route("/masuk", methods=["GET", "POST"])
@public
@limiter.limit(
    "10 per minute", methods=["POST"], key_func=_account_and_address, on_breach=proving.note_limit
)
@limiter.limit("60 per minute", methods=["POST"], on_breach=proving.note_limit)
def sign_in() -> ResponseReturnValue:
    """Show the form; let the right password in, or on to the code."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = proving.authenticated(form.email.data, form.password.data)
        except Throttled as error:
            form.complain("password", translated(error))
            return _sign_in_page(form), error.status
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
    return _sign_in_page(form), 422 if form.errors else 200


def _sign_in_page(form: SignInForm) -> str:
    return render_template(
        "accounts/sign_in.html", form=form, is_new=not queries.has_users(db.session)
    )


@blueprint.route("/masuk/kode", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"], on_breach=proving.note_limit)
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
        kind = proving.submit_code(
            form, lambda fresh: factors.give(fresh, user_id, form.code.data, clock.now()), user
        )
        if kind:
            begin_session(db.session.get_one(User, user_id), kind=kind)
            warn_of_codes(user_id, kind)
            return redirect(own_page(request.args.get("next")))
    return render_template("accounts/code.html", form=form), 422 if form.errors else 200


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


@blueprint.post("/keluar")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session."""
    actor = current_user.actor
    with transaction() as fresh:
        sign_ins.end(fresh, actor.id, actor.sign_in_id, clock.now())
        service.record(fresh, actor, "user.sign_out", now=clock.now())
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


def _pending() -> User | None:
    who, since = session.get(PENDING) or ("", 0.0)
    if not who or clock.now().timestamp() - since > PENDING_FOR.total_seconds():
        return None
    return service.find_user(db.session, UUID(who))


def own_page(target: str | None) -> str:
    """Return `target` only when it is a path of this site (no open redirect)."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return url_for("events.index")
    return target if "\\" not in target and target.isprintable() else url_for("events.index")
