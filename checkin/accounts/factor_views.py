"""Pages of the second factor: set it up, give a code when identifiers are asked for, codes on paper, off."""

from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.accounts import factors, totp
from checkin.accounts.forms import CodeForm, FirstCodeForm, PasswordAndCodeForm
from checkin.accounts.proving import password_fits, submit_code
from checkin.accounts.views import own_page, warn_of_codes
from checkin.db import db, transaction
from checkin.errors import Conflict, Throttled
from checkin.text import mark
from checkin.web.access import signed_in
from checkin.web.errors import translated
from checkin.web.forms import BaseForm
from checkin.web.qr import qr_svg
from checkin.web.security import limiter

blueprint = Blueprint("second_factor", __name__, url_prefix="/akun/verifikasi")


@blueprint.route("/kode", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per minute", methods=["POST"])
def ask() -> ResponseReturnValue:
    """Ask for a code, then go back; who has no factor yet sets one up first."""
    target = request.args.get("next")
    if not current_user.has_factor:
        return redirect(url_for("second_factor.set_up", next=target))
    form = CodeForm()
    if form.validate_on_submit():
        actor, now = current_user.actor, clock.now()
        kind = submit_code(form, lambda fresh: factors.prove(fresh, actor, form.code.data, now))
        if kind:
            warn_of_codes(actor.id, kind)
            return redirect(own_page(target))
    page = render_template("accounts/ask.html", form=form, target=own_page(target))
    return page, 422 if form.errors else 200


@blueprint.route("/pasang", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per minute", methods=["POST"])
def set_up() -> ResponseReturnValue:
    """Show the QR code for an authenticator, take its first code, then show the recovery codes this once."""
    if current_user.has_factor:
        return redirect(url_for("own.show"))
    form = FirstCodeForm()
    actor, now = current_user.actor, clock.now()
    if form.validate_on_submit() and _password_given(form):
        codes = submit_code(form, lambda fresh: factors.confirm(fresh, actor, form.code.data, now))
        if codes:
            return _codes_page(codes)
    with transaction() as session:
        secret = factors.begin(session, actor, now)
    page = render_template(
        "accounts/set_up.html",
        form=form,
        qr=qr_svg(totp.address(secret, current_user.email)),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        asked="next" in request.args,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/kode-pemulihan", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per minute", methods=["POST"])
def renew_codes() -> ResponseReturnValue:
    """Give ten new recovery codes for a code; the old ones end."""
    _need_factor()
    form = CodeForm()
    actor, now = current_user.actor, clock.now()
    if form.validate_on_submit():
        codes = submit_code(
            form, lambda fresh: factors.renew_codes(fresh, actor, form.code.data, now)
        )
        if codes:
            return _codes_page(codes)
    page = render_template("accounts/renew_codes.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/matikan", methods=["GET", "POST"])
@signed_in
@limiter.limit("30 per minute", methods=["POST"])
def switch_off() -> ResponseReturnValue:
    """Take the factor away for password and code."""
    _need_factor()
    form = PasswordAndCodeForm()
    actor, now = current_user.actor, clock.now()
    if (
        form.validate_on_submit()
        and _password_given(form)
        and submit_code(form, lambda fresh: factors.remove(fresh, actor, form.code.data, now))
    ):
        flash(_("Verifikasi dua langkah dimatikan."), "success")
        return redirect(url_for("own.show"))
    page = render_template("accounts/switch_off.html", form=form)
    return page, 422 if form.errors else 200


def _password_given(form: BaseForm) -> bool:
    try:
        if password_fits(current_user.id, form.password.data):
            return True
        form.complain("password", _("Kata sandi Anda salah."))
    except Throttled as error:
        form.complain("password", translated(error))
    return False


def _need_factor() -> None:
    if not factors.has_factor(db.session, current_user.id):
        raise Conflict(mark("Verifikasi dua langkah belum aktif."), code="no_factor")


def _codes_page(codes: list[str]) -> str:
    target = request.args.get("next")
    onward = urlsplit(own_page(target) if target else url_for("own.show"))
    return render_template(
        "accounts/codes.html",
        codes=codes,
        onward=onward.path,
        onward_query=parse_qsl(onward.query, keep_blank_values=True),  # a GET form drops it
    )
