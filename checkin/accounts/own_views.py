"""The page "Akun saya": name, language, password, second factor, and the browsers that are signed in."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.accounts import factors, sign_ins, users
from checkin.accounts.browser import terms
from checkin.accounts.forms import PasswordForm, ProfileForm
from checkin.accounts.proving import password_fits
from checkin.accounts.roles import EXPLAINED, LABELS
from checkin.accounts.service import record
from checkin.actor import EVENT_ROLE_GRANTS, GUARDED, ROLE_GRANTS, EventRole
from checkin.db import db, transaction
from checkin.errors import Invalid, NotFound, Throttled
from checkin.text import mark
from checkin.web.access import signed_in
from checkin.web.errors import translated
from checkin.web.security import limiter

blueprint = Blueprint("own", __name__, url_prefix="/akun")


@blueprint.get("/")
@signed_in
def show() -> ResponseReturnValue:
    """Show the own account."""
    return _page()


@blueprint.post("/")
@signed_in
def save() -> ResponseReturnValue:
    """Keep name and language."""
    form = ProfileForm().offer()
    if not form.validate_on_submit():
        return _page(profile=form), 422
    with transaction() as fresh:
        users.change_own(
            fresh,
            current_user.actor,
            name=form.name.data,
            language=form.language.data,
            now=clock.now(),
        )
    session["language"] = form.language.data
    flash(_("Perubahan disimpan."), "success")
    return redirect(url_for("own.show"))


@blueprint.post("/kata-sandi")
@signed_in
@limiter.limit("10 per minute")
def change_password() -> ResponseReturnValue:
    """Set another password; every other browser is signed out."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _page(password=form), 422
    actor = current_user.actor
    try:
        if not password_fits(actor.id, form.old.data):
            form.complain("old", _("Kata sandi Anda salah."))
            return _page(password=form), 422
        hashed = users.hashed(form.password.data)
    except (Throttled, Invalid) as error:
        form.complain("old" if isinstance(error, Throttled) else "password", translated(error))
        return _page(password=form), error.status
    with transaction() as fresh:
        users.change_password(fresh, actor, hashed, clock.now())
    flash(_("Kata sandi diganti. Semua perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for("own.show"))


@blueprint.post("/perangkat/<uuid:sign_in_id>/keluar")
@signed_in
def end_session(sign_in_id: UUID) -> ResponseReturnValue:
    """Sign one browser out."""
    actor = current_user.actor
    with transaction() as fresh:
        if not sign_ins.end(fresh, actor.id, sign_in_id, clock.now()):
            raise NotFound(mark("Perangkat ini sudah keluar."), code="sign_in_unknown")
        record(fresh, actor, "user.end_session", now=clock.now(), ended=1)
    flash(_("Perangkat itu sudah dikeluarkan."), "success")
    return redirect(url_for("own.show"))


@blueprint.post("/perangkat/keluar")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign every other browser out."""
    actor = current_user.actor
    with transaction() as fresh:
        ended = sign_ins.end_all(fresh, actor.id, clock.now(), but=actor.sign_in_id)
        record(fresh, actor, "user.end_session", now=clock.now(), ended=ended)
    flash(_("Semua perangkat lain sudah dikeluarkan."), "success")
    return redirect(url_for("own.show"))


def _page(*, profile: ProfileForm | None = None, password: PasswordForm | None = None) -> str:
    actor = current_user.actor
    has_factor = factors.has_factor(db.session, actor.id)
    open_sign_ins = sign_ins.list_open(db.session, actor.id, clock.now(), terms())
    return render_template(
        "accounts/own.html",
        profile=profile
        or ProfileForm(None, name=actor.name, language=current_user.language).offer(),
        password=password or PasswordForm(None),
        role=_(LABELS[actor.role]),
        explained=_(EXPLAINED[actor.role]),
        has_factor=has_factor,
        needs_factor=_needs_factor(),
        codes_left=factors.codes_left(db.session, actor.id) if has_factor else 0,
        open_sign_ins=sorted(open_sign_ins, key=lambda one: one.id != actor.sign_in_id),
        here=actor.sign_in_id,
    )


def _needs_factor() -> bool:
    """Say whether anything this user may do asks for a second factor."""
    actor = current_user.actor
    held = [ROLE_GRANTS[actor.role]]
    held += [EVENT_ROLE_GRANTS[EventRole(one.role)] for one in actor.memberships]
    return any(GUARDED & grants for grants in held)
