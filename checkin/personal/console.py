"""The console's page of messages: who gets which link over WhatsApp, by regency; the list as a file.

A coordinator has the people of the own regency here, and nobody else's.
"""

import io
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import Permission
from checkin.db import transaction
from checkin.errors import NotFound
from checkin.events.queries import event_regencies, get_event
from checkin.pages import cut
from checkin.personal import export, messages, queries, service
from checkin.personal.service import Invitation
from checkin.personal.views import address_of
from checkin.text import mark
from checkin.web.access import current_actor, current_limit, requires
from checkin.web.paging import asked_page

blueprint = Blueprint("invitations", __name__, url_prefix="/kegiatan/<code>/undangan")
PAGE_SIZE = 100
HERE_ONLY = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Portion:
    """One message to a coordinator, and the address that opens it."""

    text: str
    whatsapp: str


@blueprint.get("/")
@requires(Permission.INVITATIONS_SEND, limited=True)
def index(code: str) -> ResponseReturnValue:
    """Show a message for each person, and those for the coordinator of the chosen regency."""
    own = current_limit(Permission.INVITATIONS_SEND)
    regency = own or request.args.get("wilayah", "")
    state = request.args.get("keadaan", "")
    is_reminder = request.args.get("pesan") == "pengingat"
    with transaction() as session:
        event = get_event(session, code)
        everybody = service.prepare_invitations(
            session,
            current_actor(),
            event,
            address_of,
            clock.now(),
            regency or None,
            message="reminder" if is_reminder else "invitation",
        )
        regencies = [one for one in event_regencies(session, event) if own in (None, one.code)]
        occasion = queries.occasion(event)
    found = [one for one in everybody if _falls_under(one, state)]
    name = next((known.name for known in regencies if known.code == regency), "")
    people = [(one.to.name, one.address) for one in everybody] if name else []
    texts = messages.for_coordinator(occasion, name, people)
    return render_template(
        "personal/invitations.html",
        event=event,
        regencies=regencies,
        regency=regency,
        limited=own is not None,
        state=state,
        is_reminder=is_reminder,
        page=cut(found, asked_page(), PAGE_SIZE),
        everybody=len(everybody),
        sent=sum(1 for one in everybody if one.sent_at),
        without_phone=sum(1 for one in everybody if not one.whatsapp),
        portions=[Portion(text, messages.whatsapp_link(text)) for text in texts],
        unreachable=is_here_only(),
    )


@blueprint.get("/daftar.<any(xlsx, csv):kind>")
@requires(Permission.INVITATIONS_SEND, limited=True)
def download(code: str, kind: str) -> ResponseReturnValue:
    """Give the list as a file, all of it or that of one regency."""
    regency = current_limit(Permission.INVITATIONS_SEND) or request.args.get("wilayah") or None
    with transaction() as session:
        event = get_event(session, code)
        found = service.prepare_invitations(
            session, current_actor(), event, address_of, clock.now(), regency
        )
    if not found:
        raise NotFound(mark("Belum ada peserta pada pilihan ini."), code="nobody")
    lines = [line(one) for one in found]
    name = "_".join(filter(None, ("undangan", code, regency)))
    if kind == "csv":
        return send_file(
            io.BytesIO(export.comma_separated(lines)),
            "text/csv; charset=utf-8",
            as_attachment=True,
            download_name=f"{name}.csv",
        )
    return send_file(
        io.BytesIO(export.workbook(lines)), as_attachment=True, download_name=f"{name}.xlsx"
    )


@blueprint.post("/<int(max=1000000):number>/terkirim")
@requires(Permission.INVITATIONS_SEND, limited=True)
def sent(code: str, number: int) -> ResponseReturnValue:
    """Note that the message was sent; with `belum`, that it was not."""
    with transaction() as session:
        service.mark_sent(
            session,
            current_actor(),
            get_event(session, code),
            number,
            clock.now(),
            sent="belum" not in request.form,
        )
    return "", 204


@blueprint.post("/<int(max=1000000):number>/tautan")
@requires(Permission.INVITATIONS_SEND, limited=True)
def renew(code: str, number: int) -> ResponseReturnValue:
    """Give the person another address; the old one says that it was replaced."""
    with transaction() as session:
        event = get_event(session, code)
        service.renew_link(session, current_actor(), event, number, clock.now())
    flash(_("Tautan nomor %(number)s diganti; yang lama tidak berlaku.", number=number), "success")
    return redirect(url_for("invitations.index", code=code, wilayah=request.form.get("wilayah")))


def is_here_only() -> bool:
    """Say whether the addresses of personal pages open on this computer only."""
    return urlsplit(address_of("")).hostname in HERE_ONLY


def line(one: Invitation) -> export.Line:
    """Return the row of one person in the exported list."""
    return export.Line(
        number=one.to.number,
        name=one.to.name,
        pillar=one.to.pillar,
        regency=one.to.regency,
        phone=messages.whatsapp_number(one.to.phone),
        address=one.address,
        whatsapp=one.whatsapp,
        sent=one.sent_at.strftime("%Y-%m-%d %H:%MZ") if one.sent_at else "",
    )


def _falls_under(one: Invitation, state: str) -> bool:
    match state:
        case "belum":
            return bool(one.whatsapp) and one.sent_at is None
        case "terkirim":
            return one.sent_at is not None
        case "tanpa-nomor":
            return not one.whatsapp
        case _:
            return True
