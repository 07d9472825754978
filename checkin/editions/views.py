"""The page behind the QR of a printed list: open to everybody, without anybody's data."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin.db import db
from checkin.editions.marks import read_seal
from checkin.editions.queries import find_verified
from checkin.web.access import public
from checkin.web.security import limiter

blueprint = Blueprint("editions", __name__, url_prefix="/v")
LIMIT = "60 per minute"


@blueprint.get("/")
@public
@limiter.limit(LIMIT)
def enter() -> ResponseReturnValue:
    """Ask for the code that stands beside the QR."""
    typed = read_seal(request.args.get("kode", ""))[:40]
    if typed:
        return redirect(url_for("editions.verify", seal=typed))
    return render_template("editions/enter.html", unknown=False)


@blueprint.get("/<seal>")
@public
@limiter.limit(LIMIT)
def verify(seal: str) -> ResponseReturnValue:
    """Say which list this is, what it counted, and whether a newer edition exists."""
    found = find_verified(db.session, read_seal(seal)[:40])
    if found is None:
        return render_template("editions/enter.html", unknown=True), 404
    return render_template("editions/verify.html", found=found)
