"""Badges as files for the browser: the preview of a sheet, one badge as PDF and as picture, free spares."""

import io
from dataclasses import replace

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue

from checkin import clock
from checkin.accounts.service import record
from checkin.actor import Permission
from checkin.badges import layout, printing, queries
from checkin.badges.printing import Order
from checkin.badges.sheets import DEFAULT_LAYOUT, SINGLE_LAYOUT, find_layout
from checkin.db import db, transaction
from checkin.documents import picture
from checkin.documents.press import print_pdf
from checkin.errors import NotFound
from checkin.events.queries import get_event
from checkin.text import mark
from checkin.web.access import current_actor, requires

blueprint = Blueprint("badge_files", __name__, url_prefix="/kegiatan/<code>/tanda-peserta")
PREVIEW_DPI = 84
PICTURE_DPI = 200


@blueprint.get("/pratinjau.png")
@requires(Permission.BADGES_PRINT)
def preview(code: str) -> ResponseReturnValue:
    """Give the first sheet of a print as a picture, before any code exists."""
    event = get_event(db.session, code)
    chosen = find_layout(request.args.get("layout", DEFAULT_LAYOUT))
    choice = queries.Choice(
        pillar=request.args.get("pillar") or None,
        regency=request.args.get("regency") or None,
        unprinted=bool(request.args.get("unprinted")),
        number=request.args.get("nomor", type=int),
    )
    sheet = queries.badge_sheet(db.session, event, chosen, choice, issued_only=False)
    if not sheet.badges:
        raise NotFound(
            mark("Tidak ada tanda peserta untuk dicetak pada pilihan ini."), code="no_badges"
        )
    first = replace(sheet, badges=sheet.badges[: chosen.a_sheet])
    dpi = PREVIEW_DPI if chosen.is_cut else 2 * PREVIEW_DPI
    return _png(picture.png(print_pdf(layout.document(first)), dpi), "pratinjau.png")


@blueprint.get("/<int(max=1000000):number>.pdf")
@requires(Permission.BADGES_PRINT)
def single(code: str, number: int) -> ResponseReturnValue:
    """Give the sheet with the badge of one person, to be looked at."""
    return _pdf(_one(code, number, DEFAULT_LAYOUT), f"tanda-peserta_{number}.pdf")


@blueprint.get("/<int(max=1000000):number>.png")
@requires(Permission.BADGES_PRINT)
def image(code: str, number: int) -> ResponseReturnValue:
    """Give the badge of one person as a picture, for WhatsApp."""
    content = picture.png(_one(code, number, SINGLE_LAYOUT), PICTURE_DPI)
    return _png(content, f"tanda-peserta_{number}.png")


@blueprint.get("/cadangan.pdf")
@requires(Permission.BADGES_PRINT)
def free_spares(code: str) -> ResponseReturnValue:
    """Give the sheet of the spares that nobody has yet, between two numbers."""
    with transaction() as session:
        event, actor = get_event(session, code), current_actor()
        first = request.args.get("dari", 1, type=int) % 1_000_000
        last = request.args.get("sampai", 999_999, type=int) % 1_000_000
        chosen = request.args.get("tata-letak", DEFAULT_LAYOUT)
        sheet = printing.prepare_spares(session, actor, event, chosen, first, last)
        record(
            session, actor, "badges.spares",
            now=clock.now(), event_id=event.id, subject=f"{first}-{last}",
        )  # fmt: skip
    return _pdf(print_pdf(layout.document(sheet)), "tanda-peserta_cadangan.pdf")


def _one(code: str, number: int, usual: str) -> bytes:
    chosen = Order(
        layout=request.args.get("tata-letak", usual), choice=queries.Choice(number=number)
    )
    with transaction() as session:
        event = get_event(session, code)
        actor, now = current_actor(), clock.now()
        sheet = printing.prepare(session, actor, event, chosen, now)
        record(session, actor, "badges.file", now=now, event_id=event.id, subject=f"#{number}")
    return print_pdf(layout.document(sheet))


def _pdf(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), "application/pdf", download_name=name)


def _png(content: bytes, name: str) -> ResponseReturnValue:
    return send_file(io.BytesIO(content), "image/png", download_name=name)
