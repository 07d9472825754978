"""The page that a link of the office opens: make the account, or choose a new password."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.accounts import links, users
from checkin.accounts.browser import begin_session
from checkin.accounts.forms import AcceptForm, NewPasswordForm
from checkin.accounts.models import User
from checkin.accounts.proving import found_link, note_limit
from checkin.accounts.roles import EXPLAINED, LABELS
from checkin.actor import Role
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.web.access import public
from checkin.web.errors import translated
from checkin.web.security import limiter

blueprint = Blueprint("links", __name__)


@blueprint.route("/undangan-kantor/<secret>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", on_breach=note_limit)
def accept(secret: str) -> ResponseReturnValue:
    """Take the account or the role that the link offers, or a new password."""
    g.secret_address = True
    link = found_link(secret, to_event=False)
    return (
        _password(secret, link.name)
        if link.for_user
        else _invitation(secret, link.name, link.email, Role(link.role))
    )


def _invitation(secret: str, name: str, email: str | None, role: Role) -> ResponseReturnValue:
    form = AcceptForm(name=name, email=email)
    known = current_user.is_authenticated
    try:
        if known and form.is_submitted():
            with transaction() as session:
                links.accept_as_known(session, current_user.id, secret, clock.now())
            flash(_("Peran Anda sekarang %(role)s.", role=_(LABELS[role])), "success")
            return redirect(url_for("events.index"))
        if not known and form.validate_on_submit():
            _make_account(secret, form)
            return redirect(url_for("events.index"))
    except (Invalid, Conflict) as error:
        form.complain("password" if error.code == "password_short" else "email", translated(error))
    page = render_template(
        "accounts/accept.html",
        form=form,
        role=_(LABELS[role]),
        explained=_(EXPLAINED[role]),
        secret=secret,
    )
    return page, 422 if form.errors else 200


def _make_account(secret: str, form: AcceptForm) -> None:
    with transaction() as session:
        user = links.accept_as_new(
            session,
            secret,
            email=form.email.data,
            name=form.name.data,
            password=form.password.data,
            now=clock.now(),
        )
        user_id = user.id
    begin_session(db.session.get_one(User, user_id))
    flash(_("Selamat datang. Akun Anda sudah siap."), "success")


def _password(secret: str, name: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            hashed = users.hashed(form.password.data)
        except Invalid as error:
            form.complain("password", translated(error))
        else:
            with transaction() as session:
                links.choose_password(session, secret, hashed, clock.now())
            flash(_("Kata sandi baru disimpan. Silakan masuk."), "success")
            return redirect(url_for("accounts.sign_in"))
    page = render_template("accounts/new_password.html", form=form, name=name)
    return page, 422 if form.errors else 200
