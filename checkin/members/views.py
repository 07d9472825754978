"""Pages of members: who works on the event, invite, change, remove; and the page an invitation opens."""

from typing import TypeVar
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from checkin import clock
from checkin.accounts.browser import begin_session
from checkin.accounts.forms import AcceptForm
from checkin.accounts.models import User
from checkin.accounts.proving import found_link, note_limit
from checkin.actor import EventRole, Permission
from checkin.db import db, transaction
from checkin.errors import Conflict, Invalid
from checkin.events.models import Event
from checkin.events.queries import event_regencies, get_event
from checkin.jobs.runner import runner
from checkin.mail.links import posted
from checkin.members import queries, service
from checkin.members.forms import InviteForm, SeatForm
from checkin.members.offers import Offer, make_offer
from checkin.members.roles import DUTIES, EXPLAINED, LABELS, may
from checkin.regions.queries import get_regency
from checkin.web.access import current_actor, public, requires
from checkin.web.errors import translated
from checkin.web.security import limiter

PAGE = "/kegiatan/<code>/anggota"

Form = TypeVar("Form", bound=SeatForm)


blueprint = Blueprint("members", __name__)


@blueprint.get(f"{PAGE}/")
@requires(Permission.MEMBERS_MANAGE)
def index(code: str) -> ResponseReturnValue:
    """List the members and the invitations that wait."""
    event = get_event(db.session, code)
    return _page(event, _offered(InviteForm(formdata=None), event))


@blueprint.post(f"{PAGE}/")
@requires(Permission.MEMBERS_MANAGE)
def invite(code: str) -> ResponseReturnValue:
    """Make an invitation and show its link, this once."""
    event = get_event(db.session, code)
    form = _offered(InviteForm(), event)
    if not form.validate_on_submit():
        return _page(event, form), 422
    try:
        with transaction() as session:
            event = get_event(session, code)
            made, secret = service.invite(
                session, current_actor(), event, form.name.data, form.seat(), clock.now()
            )
            offer = make_offer(session, event, made, secret, form.email.data or None)
    except Invalid as error:
        form.complain(error.code, translated(error))
        return _page(get_event(db.session, code), form), 422
    return _link_page(code, offer)


@blueprint.post(f"{PAGE}/undangan/<uuid:invitation_id>/baru")
@requires(Permission.MEMBERS_MANAGE)
def renew(code: str, invitation_id: UUID) -> ResponseReturnValue:
    """Make another link for an invitation whose link was lost or ran out."""
    with transaction() as session:
        event = get_event(session, code)
        made, secret = service.renew(session, current_actor(), event, invitation_id, clock.now())
        offer = make_offer(session, event, made, secret)
    return _link_page(code, offer)


@blueprint.route(f"{PAGE}/<uuid:user_id>", methods=["GET", "POST"])
@requires(Permission.MEMBERS_MANAGE)
def change(code: str, user_id: UUID) -> ResponseReturnValue:
    """Give a member another role."""
    event = get_event(db.session, code)
    member = next(
        (m for m in queries.list_members(db.session, event) if m.user_id == user_id), None
    )
    if member is None:
        return redirect(url_for("members.index", code=code))
    form = _offered(SeatForm(role=member.role.value, regency=member.regency_code or ""), event)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                event = get_event(session, code)
                service.change(session, current_actor(), event, user_id, form.seat(), clock.now())
        except (Invalid, Conflict) as error:
            form.complain("regency" if error.code == "regency" else "role", translated(error))
        else:
            flash(_("Peran %(name)s disimpan.", name=member.name), "success")
            return redirect(url_for("members.index", code=code))
    page = render_template(
        "members/change.html", event=get_event(db.session, code), member=member, form=form
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{PAGE}/<uuid:user_id>/hapus")
@requires(Permission.MEMBERS_MANAGE)
def remove(code: str, user_id: UUID) -> ResponseReturnValue:
    """End a membership."""
    with transaction() as session:
        event = get_event(session, code)
        service.remove(session, current_actor(), event, user_id, clock.now())
    flash(_("Anggota dikeluarkan dari kegiatan ini. Bila keliru, kembalikan di bawah."), "success")
    return redirect(url_for("members.index", code=code))


@blueprint.post(f"{PAGE}/<uuid:user_id>/kembalikan")
@requires(Permission.MEMBERS_MANAGE)
def restore(code: str, user_id: UUID) -> ResponseReturnValue:
    """Put back who was removed."""
    try:
        with transaction() as session:
            event = get_event(session, code)
            name = service.restore(session, current_actor(), event, user_id, clock.now())
    except (Conflict, Invalid) as error:
        flash(translated(error), "danger")
    else:
        flash(_("%(name)s menjadi anggota lagi dengan peran semula.", name=name), "success")
    return redirect(url_for("members.index", code=code))


@blueprint.post(f"{PAGE}/undangan/<uuid:invitation_id>/tarik")
@requires(Permission.MEMBERS_MANAGE)
def withdraw(code: str, invitation_id: UUID) -> ResponseReturnValue:
    """Take back an invitation."""
    with transaction() as session:
        event = get_event(session, code)
        service.withdraw(session, current_actor(), event, invitation_id, clock.now())
    flash(_("Undangan ditarik; tautannya tidak berlaku lagi."), "success")
    return redirect(url_for("members.index", code=code))


@blueprint.route("/undangan/<secret>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", on_breach=note_limit)
def accept(secret: str) -> ResponseReturnValue:
    """Show what the invitation is to; take the account, or the seat for who has one."""
    g.secret_address = True
    invitation = found_link(secret, to_event=True)
    form = AcceptForm(name=invitation.name, email=invitation.email)
    known = current_user.is_authenticated
    try:
        if known and form.is_submitted():
            _accept_as_known(secret)
            return redirect(url_for("events.index"))
        if not known and form.validate_on_submit():
            _accept_as_new(secret, form)
            return redirect(url_for("events.index"))
    except (Invalid, Conflict) as error:
        field = "password" if error.code == "password_short" else "email"
        form.complain(field, translated(error))
    invitation = found_link(secret, to_event=True)
    event = db.session.get_one(Event, invitation.event_id)
    role = EventRole(invitation.role)
    page = render_template(
        "members/accept.html",
        event=event,
        form=form,
        role=_(LABELS[role]),
        explained=_(EXPLAINED[role]),
        regency=get_regency(db.session, invitation.regency_code).name
        if invitation.regency_code
        else None,
        secret=secret,
    )
    return page, 422 if form.errors else 200


def _accept_as_known(secret: str) -> None:
    with transaction() as session:
        service.accept_as_known(session, current_user.id, secret, clock.now())
    flash(_("Anda sekarang anggota kegiatan ini."), "success")


def _accept_as_new(secret: str, form: AcceptForm) -> None:
    with transaction() as session:
        user = service.accept_as_new(
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


def _link_page(code: str, offer: Offer) -> ResponseReturnValue:
    if offer.job_id:
        runner().send(offer.job_id)
    return render_template(
        "members/invited.html",
        event=get_event(db.session, code),
        role=_(LABELS[offer.role]),
        offer=offer,
    )


def _offered(form: Form, event: Event) -> Form:
    form.offer(event_regencies(db.session, event))
    return form


def _page(event: Event, form: InviteForm) -> str:
    return render_template(
        "members/index.html",
        event=event,
        form=form,
        members=queries.list_members(db.session, event),
        invitations=(waiting := queries.list_invitations(db.session, event, clock.now())),
        posted=posted(db.session, [one.id for one in waiting]),
        removed=queries.list_removed(db.session, event, clock.now()),
        labels=LABELS,
        explained=EXPLAINED,
        duties=DUTIES,
        does=may,
    )
