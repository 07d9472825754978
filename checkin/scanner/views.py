"""Serve the phone app: its one page, its manifest and its service worker.

Public: a phone comes here before it is paired, and the page holds nothing about any event. The
worker is served from /scan/ because a script's folder bounds what it may control; its file is put
behind a line that names the build and the files to keep.
"""

import json
from functools import lru_cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from checkin.scanner.assets import WORKER, Shell, read_shell
from checkin.web.access import public

blueprint = Blueprint("scanner", __name__, url_prefix="/scan")

THEME_COLOR = "#0b2e38"


@blueprint.get("/")
@public
def shell() -> ResponseReturnValue:
    """Show the shell page; everything else happens on the phone."""
    return _revalidated(make_response(_page()))


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """Describe the app to a phone that installs it."""
    body = {
        "id": url_for("scanner.shell"),
        "name": _("Pindai · Sapa Pilar"),
        "short_name": _("Pindai"),
        "lang": "id",
        "start_url": url_for("scanner.shell"),
        "scope": url_for("scanner.shell"),
        "display": "standalone",
        "orientation": "portrait",
        "background_color": THEME_COLOR,
        "theme_color": THEME_COLOR,
        "icons": [
            _icon("brand/mark.svg", "any", "image/svg+xml"),
            _icon("scanner/icon-192.png", "192x192", "image/png"),
            _icon("scanner/icon-512.png", "512x512", "image/png"),
        ],
    }
    return _revalidated(Response(json.dumps(body), mimetype="application/manifest+json"))


@blueprint.get("/app.js")
@public
def script() -> ResponseReturnValue:
    """Serve the app's own modules as one script."""
    kept = _read(Path(str(current_app.static_folder)), "")
    encoding = "br" if request.accept_encodings.quality("br") > 0 else None
    body = _compressed(kept.script) if encoding else kept.script.encode()
    response = Response(body, mimetype="text/javascript")
    response.vary.add("Accept-Encoding")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.set_etag(kept.build, weak=True)
    response.make_conditional(request)
    return _revalidated(response)


@blueprint.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """Serve the service worker with the build and the list of files it keeps."""
    static = Path(str(current_app.static_folder))
    page = _page()
    kept = _read(static, page)
    summed = [
        url_for("scanner.script"),
        *(url_for("static", filename=name) for name in kept.files),
    ]
    told = {
        "build": kept.build,
        "page": _build(static),
        "files": [url_for("scanner.shell"), url_for("scanner.manifest"), *summed],
        "sums": dict(zip(summed, kept.sums, strict=True)),
    }
    text = (static / WORKER).read_text(encoding="utf-8")
    head = f"self.shell = {json.dumps(told)};\n"
    return _revalidated(Response(head + text, mimetype="text/javascript"))


@lru_cache(maxsize=2)
def _compressed(script: str) -> bytes:
    body: bytes = brotli.compress(script.encode(), quality=11)
    return body


def _read(static: Path, page: str) -> Shell:
    return read_shell(static, page) if current_app.debug else _shell(static, page)


@lru_cache(maxsize=4)
def _shell(static: Path, page: str) -> Shell:
    return read_shell(static, page)


def _page() -> str:
    static = Path(str(current_app.static_folder))
    return render_template("scanner/app.html", theme_color=THEME_COLOR, build=_build(static))


def _build(static: Path) -> str:
    """Name the files of the app: what a phone tells the server it runs."""
    try:
        return _read(static, "").build
    except FileNotFoundError:  # npm's files are not installed: the page still says what it can
        return ""


def _icon(name: str, sizes: str, media_type: str) -> dict[str, str]:
    return {"src": url_for("static", filename=name), "sizes": sizes, "type": media_type}


def _revalidated(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    return response
