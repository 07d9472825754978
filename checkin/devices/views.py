"""The console's page of phones: pair one by QR, see them, revoke them."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin import clock
from checkin.actor import DeviceKind, Permission
from checkin.db import db, transaction
from checkin.devices import queries, service
from checkin.devices.pairing import address
from checkin.errors import Invalid
from checkin.events.queries import get_checkpoint, get_event, get_gate, list_gates
from checkin.settings import Settings
from checkin.text import mark
from checkin.web.access import current_actor, requires
from checkin.web.qr import qr_svg

blueprint = Blueprint("devices", __name__, url_prefix="/kegiatan/<code>/perangkat")
KINDS = {
    DeviceKind.GATE: mark("Pintu: memindai saja"),
    DeviceKind.DESK: mark("Meja: mencari dan mendaftarkan"),
    DeviceKind.SUPERVISOR: mark("Pengawas: memutuskan"),
}
LOCAL = {"localhost", "127.0.0.1", "::1"}


@blueprint.get("/")
@requires(Permission.EVENT_READ)
def index(code: str) -> ResponseReturnValue:
    """Show the gates and the phones that stand there."""
    event = get_event(db.session, code)
    return render_template(
        "devices/index.html",
        event=event,
        gates=list_gates(db.session, event),
        devices=queries.list_devices(db.session, event),
        kinds=KINDS,
        now=clock.now(),
    )


@blueprint.post("/pasang")
@requires(Permission.DEVICES_MANAGE)
def pair(code: str) -> ResponseReturnValue:
    """Offer a pairing for one gate and show its QR."""
    with transaction() as session:
        event = get_event(session, code)
        checkpoint = get_checkpoint(session, event, request.form.get("checkpoint"))
        gate = get_gate(session, checkpoint, request.form.get("gate"))
        kind = _kind(request.form.get("kind", DeviceKind.GATE))
        offer = service.offer_pairing(session, current_actor(), gate, clock.now(), kind)
        gate_name = gate.name
    target = address(_public_url(), offer.code)
    return render_template(
        "devices/pair.html",
        event=event,
        gate=gate_name,
        offer=offer,
        address=target,
        qr=qr_svg(target),
        camera_works=_is_secure(target),
    )


@blueprint.get("/pasang/<uuid:pairing_id>")
@requires(Permission.DEVICES_MANAGE)
def paired(code: str, pairing_id: UUID) -> ResponseReturnValue:
    """Say whether a phone has taken up the pairing; the pairing page asks every two seconds."""
    event = get_event(db.session, code)
    device = queries.find_paired(db.session, event, pairing_id)
    return render_template(
        "devices/_paired.html", event=event, device=device, pairing_id=pairing_id
    )


@blueprint.post("/<uuid:device_id>/pindah")
@requires(Permission.DEVICES_MANAGE)
def move(code: str, device_id: UUID) -> ResponseReturnValue:
    """Let a phone stand at another gate."""
    point, _slash, door = request.form.get("post", "").partition("/")
    with transaction() as session:
        event = get_event(session, code)
        gate = get_gate(session, get_checkpoint(session, event, point), door)
        device = service.move(session, current_actor(), event, device_id, gate, clock.now())
        told = {"device": device.label, "gate": gate.name}
    flash(_("%(device)s pindah ke %(gate)s saat terhubung lagi.", **told), "success")
    return redirect(url_for("devices.index", code=code))


@blueprint.post("/<uuid:device_id>/cabut")
@requires(Permission.DEVICES_MANAGE)
def revoke(code: str, device_id: UUID) -> ResponseReturnValue:
    """Revoke a phone."""
    with transaction() as session:
        event = get_event(session, code)
        device = service.revoke(session, current_actor(), event, device_id, clock.now())
        flash(_("%(device)s dicabut.", device=device.label), "success")
    return redirect(url_for("devices.index", code=code))


def _kind(told: str) -> DeviceKind:
    if told not in set(DeviceKind):
        raise Invalid(mark("Pilihan ini tidak ada."), code="device_kind")
    return DeviceKind(told)


def _public_url() -> str:
    """Return the configured https address, else the one this page was opened by."""
    settings: Settings = current_app.extensions["settings"]
    if settings.public_url.startswith("https://"):
        return settings.public_url
    return request.host_url.rstrip("/")


def _is_secure(url: str) -> bool:
    """Browsers give a camera to https and to this very machine only."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in LOCAL
