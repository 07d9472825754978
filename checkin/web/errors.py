"""The one translator from errors to answers: a page for people, problem+json (RFC 9457) for devices."""

from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from checkin.db import unavailable
from checkin.errors import CheckinError, FactorNeeded, Unauthorized
from checkin.text import mark

SENTENCES = {
    400: mark("Permintaan tidak dapat dibaca."),
    403: mark("Anda tidak berwenang membuka halaman ini."),
    404: mark("Halaman ini tidak ada."),
    405: mark("Cara membuka halaman ini keliru."),
    413: mark("Berkas terlalu besar; batasnya 20 MB."),
    415: mark("Jenis isi ini tidak diterima."),
    429: mark("Terlalu banyak percobaan. Tunggu satu menit, lalu coba lagi."),
    500: mark("Terjadi kesalahan di sistem kami. Tidak ada yang berubah; silakan coba lagi."),
}


def register_error_handlers(app: Flask) -> None:
    """Make every refusal and every bug end in one clear sentence."""
    app.register_error_handler(CheckinError, _refuse)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(DataError, _unreadable)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(RateLimitExceeded, _http)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)


def wants_json() -> bool:
    """Say whether a machine is asking."""
    return request.path.startswith("/api/")


def _answer(status: int, code: str, sentence: str) -> ResponseReturnValue:
    if wants_json():
        return problem(status, code, sentence)
    page = render_template("error.html", status=status, sentence=sentence, request_id=g.request_id)
    return page, status


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """Return an `application/problem+json` reply."""
    body = {
        "type": "about:blank",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
    }
    response = jsonify(body | more)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def translated(error: CheckinError) -> str:
    """Return the error's sentence in the reader's language."""
    sentence: str = gettext(error.message, **error.params)
    return sentence


def _refuse(error: CheckinError) -> ResponseReturnValue:
    if isinstance(error, Unauthorized | FactorNeeded) and not wants_json():
        return _by_way_of_proof(error)
    return _answer(error.status, error.code, translated(error))


def _way_back() -> str:
    """Return the page to come back to: what was sent to another address is lost, its page is not."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    return (
        came.path + (f"?{came.query}" if came.query else "") if came.netloc == request.host else ""
    )


def _by_way_of_proof(error: Unauthorized | FactorNeeded) -> ResponseReturnValue:
    """Lead to where the asker signs in or gives the code, and from there back.

    A script that asked for a part of a page leads its reader there; any other is told.
    """
    asked = isinstance(error, FactorNeeded)
    address = url_for("second_factor.ask" if asked else "accounts.sign_in", next=_way_back())
    sentence, lost = translated(error), request.method not in ("GET", "HEAD")
    if lost:
        sentence += " " + gettext("Yang baru Anda kirim belum disimpan; ulangi setelah ini.")
    by_htmx = bool(request.headers.get("HX-Request"))
    if not by_htmx and request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return _answer(error.status, error.code, sentence)
    if lost or not asked:  # the page that asks for the code says why
        flash(sentence, "info")
    return ("", 200, {"HX-Redirect": address}) if by_htmx else redirect(address)


def _database(error: OperationalError) -> ResponseReturnValue:
    return _refuse(unavailable(error))


def _raced(error: IntegrityError) -> ResponseReturnValue:
    """Tell whoever sent the same as another at one instant; the other's is kept.

    A phone is not told: it keeps what a bug refused and sends it again.
    """
    said = str(error.orig)
    if wants_json() or not ("UNIQUE constraint" in said or "unique constraint" in said):
        return _bug(error)
    current_app.logger.warning("request %s came second", g.get("request_id"), exc_info=error)
    sentence = gettext(
        "Pada saat yang sama hal ini sudah disimpan oleh kiriman lain. Muat ulang halaman, lalu "
        "periksa sebelum mengulang."
    )
    return _answer(409, "at_once", sentence)


def _unreadable(error: DataError) -> ResponseReturnValue:
    """Refuse what nobody can type: PostgreSQL takes no NUL, whatever field or address it came in."""
    if wants_json() or "NUL" not in str(error.orig):
        return _bug(error)
    return _answer(400, "http_400", gettext(SENTENCES[400]))


def _expired_form(error: CSRFError) -> ResponseReturnValue:
    sentence = gettext("Formulir sudah kedaluwarsa. Kembali, muat ulang halaman, lalu kirim lagi.")
    return _answer(400, "csrf", sentence)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status in (301, 302, 307, 308):
        return error.get_response()
    sentence = gettext(SENTENCES.get(status, SENTENCES[400 if status < 500 else 500]))
    return _answer(status, f"http_{status}", sentence)


def _bug(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("request %s failed", g.get("request_id"))
    return _answer(500, "internal", gettext(SENTENCES[500]))
