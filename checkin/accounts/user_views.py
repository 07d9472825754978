"""Pages of the office's users: who they are, invite one by a link, roles, sign-ins, lost factors."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.accounts import factors, links, queries, sign_ins, users
from checkin.accounts.browser import terms
from checkin.accounts.forms import InviteForm, RoleForm
from checkin.accounts.roles import EXPLAINED, LABELS, OFFICE
from checkin.actor import Permission, Role
from checkin.db import db, transaction
from checkin.errors import Conflict, NotFound
from checkin.jobs.runner import runner
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.address import public_address
from checkin.web.errors import translated

blueprint = Blueprint("users", __name__, url_prefix="/pengguna")


@blueprint.get("/")
@requires(Permission.USERS_MANAGE)
def index() -> ResponseReturnValue:
    """List the users and the invitations that wait."""
    form = InviteForm(None)
    form.offer()
    return _list_page(form)


@blueprint.post("/")
@requires(Permission.USERS_MANAGE)
def invite() -> ResponseReturnValue:
    """Make an invitation and show its link, this once."""
    form = InviteForm()
    form.offer()
    if not form.validate_on_submit():
        return _list_page(form), 422
    now, email = clock.now(), form.email.data or None
    with transaction() as session:
        actor = current_actor()
        made, secret = links.invite(session, actor, form.name.data, Role(form.role.data), now)
        name, role, expires_at = made.name, Role(made.role), made.expires_at
        address = public_address("links.accept", secret=secret)
        job_id = current_app.extensions["post_link"](
            session, actor, made, email=email, seat=LABELS[role], address=address, now=now
        )
    if job_id:
        runner().send(job_id)
    return render_template(
        "accounts/link.html",
        title=_("Tautan undangan untuk %(name)s", name=name),
        subtitle=_(LABELS[role]),
        message=_(
            "Anda diundang sebagai %(role)s di Sapa Pilar Check-in. Buka tautan ini untuk membuat akun:",
            role=_(LABELS[role]),
        ),
        address=address,
        email=email,
        mailed=job_id is not None,
        expires_at=expires_at,
        back=url_for("users.index"),
    )


@blueprint.get("/<uuid:user_id>")
@requires(Permission.USERS_MANAGE)
def show(user_id: UUID) -> ResponseReturnValue:
    """Show one user and what can be done."""
    form = RoleForm(None, role=_officer(user_id).role.value)
    form.offer(Role)
    return _user_page(user_id, form)


@blueprint.post("/<uuid:user_id>/peran")
@requires(Permission.USERS_MANAGE)
def change_role(user_id: UUID) -> ResponseReturnValue:
    """Give a user another role."""
    form = RoleForm()
    form.offer(Role)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                role = Role(form.role.data)
                users.change_role(session, current_actor(), user_id, role, clock.now())
        except Conflict as error:
            form.complain("role", translated(error))
        else:
            flash(_("Peran disimpan."), "success")
            return redirect(url_for("users.show", user_id=user_id))
    return _user_page(user_id, form), 422


@blueprint.post("/<uuid:user_id>/nonaktifkan")
@requires(Permission.USERS_MANAGE)
def deactivate(user_id: UUID) -> ResponseReturnValue:
    """Shut a user out."""
    return _act(
        user_id,
        lambda session, actor, now: users.set_active(session, actor, user_id, False, now),
        _("Akun dinonaktifkan; semua perangkatnya sudah dikeluarkan."),
    )


@blueprint.post("/<uuid:user_id>/aktifkan")
@requires(Permission.USERS_MANAGE)
def activate(user_id: UUID) -> ResponseReturnValue:
    """Let a user in again."""
    return _act(
        user_id,
        lambda session, actor, now: users.set_active(session, actor, user_id, True, now),
        _("Akun aktif kembali."),
    )


@blueprint.post("/<uuid:user_id>/keluarkan")
@requires(Permission.USERS_MANAGE)
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    """End every sign-in of a user."""
    return _act(
        user_id,
        lambda session, actor, now: users.end_sessions(session, actor, user_id, now),
        _("Semua perangkat pengguna ini sudah dikeluarkan."),
    )


@blueprint.post("/<uuid:user_id>/verifikasi")
@requires(Permission.USERS_MANAGE)
def reset_factor(user_id: UUID) -> ResponseReturnValue:
    """Take away the factor of who lost it."""
    return _act(
        user_id,
        lambda session, actor, now: factors.reset(session, actor, user_id, now),
        _("Verifikasi dua langkah dihapus; pengguna memasangnya lagi setelah masuk."),
    )


@blueprint.post("/<uuid:user_id>/kata-sandi")
@requires(Permission.USERS_MANAGE)
def offer_password(user_id: UUID) -> ResponseReturnValue:
    """Make a link by which a user chooses a new password, and show it this once."""
    with transaction() as session:
        made, secret = links.offer_password(session, current_actor(), user_id, clock.now())
        name, expires_at = made.name, made.expires_at
    return render_template(
        "accounts/link.html",
        title=_("Tautan kata sandi baru untuk %(name)s", name=name),
        subtitle=_("Kata sandi lama tetap berlaku sampai tautan ini dipakai."),
        message=_("Buka tautan ini untuk membuat kata sandi baru Sapa Pilar Check-in:"),
        address=public_address("links.accept", secret=secret),
        email=None,
        mailed=False,
        expires_at=expires_at,
        back=url_for("users.show", user_id=user_id),
    )


@blueprint.post("/undangan/<uuid:invitation_id>/tarik")
@requires(Permission.USERS_MANAGE)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Take back an invitation."""
    with transaction() as session:
        links.withdraw(session, current_actor(), invitation_id, clock.now())
    flash(_("Undangan ditarik; tautannya tidak berlaku lagi."), "success")
    return redirect(url_for("users.index"))


def _act(user_id: UUID, act: Callable[..., Any], said: str) -> ResponseReturnValue:
    try:
        with transaction() as session:
            act(session, current_actor(), clock.now())
    except (Conflict, NotFound) as error:
        flash(translated(error), "danger")
        return redirect(url_for("users.show", user_id=user_id))
    flash(said, "success")
    return redirect(url_for("users.show", user_id=user_id))


def _officer(user_id: UUID) -> queries.Officer:
    found = queries.find_officer(db.session, user_id)
    if found is None:
        raise NotFound(mark("Pengguna ini tidak ada."), code="user_unknown")
    return found


def _user_page(user_id: UUID, form: RoleForm) -> str:
    return render_template(
        "accounts/user.html",
        officer=_officer(user_id),
        form=form,
        open_sign_ins=sign_ins.list_open(db.session, user_id, clock.now(), terms()),
        labels=LABELS,
        explained=EXPLAINED,
    )


def _list_page(form: InviteForm) -> str:
    return render_template(
        "accounts/users.html",
        officers=queries.list_users(db.session),
        invitations=(waiting := queries.list_links(db.session, clock.now())),
        posted=current_app.extensions["posted"](db.session, [one.id for one in waiting]),
        form=form,
        labels=LABELS,
        explained={role: EXPLAINED[role] for role in OFFICE},
    )
