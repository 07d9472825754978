"""Static files whose addresses name their contents: what a browser has, it never asks for again.

`url_for("static", filename=...)` gives such an address by itself. The file's own address still answers,
revalidated: for what another file names, and for the phone's app, which its service worker keeps whole.
An address of contents that are gone leads to those there are now.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import safe_join

YEAR = 365 * 24 * 60 * 60
# Files that name each other by relative addresses: they change their addresses together.
TOGETHER = ("vendor/inter/",)
# The phone's: their addresses stay, for all name each other and a phone fetches only what has changed.
KEPT_BY_PHONE = ("scanner/", "vendor/idb/", "vendor/zxing-wasm/")


def register_static(app: Flask, folder: Path) -> None:
    """Serve `folder` below /static/, and let `url_for` name the contents."""

    def serve(filename: str, contents: str | None = None) -> ResponseReturnValue:
        if contents and contents != fingerprint(folder, filename):
            return redirect(url_for("static", filename=filename))
        response = app.send_static_file(filename)
        if contents:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

    app.static_folder = str(folder)
    app.add_url_rule("/static/v-<contents>/<path:filename>", "static", serve)
    app.add_url_rule("/static/<path:filename>", "static", serve)

    @app.url_defaults
    def name_contents(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "contents" not in values:
            contents = fingerprint(folder, str(values["filename"]))
            if contents:
                values["contents"] = contents


def fingerprint(folder: Path, filename: str) -> str | None:
    """Return what stands for the contents of the file; None where its address does not name them."""
    if filename.startswith(KEPT_BY_PHONE):
        return None
    file = safe_join(str(folder), filename)
    if file is None:
        return None
    group = next((group for group in TOGETHER if filename.startswith(group)), None)
    try:
        files = sorted((folder / group).iterdir()) if group else [Path(file)]
        return _digest(tuple((file, file.stat().st_mtime_ns) for file in files))
    except OSError:  # the address says nothing then; who opens it is told
        return None


@lru_cache(maxsize=512)
def _digest(files: tuple[tuple[Path, int], ...]) -> str:
    digest = hashlib.sha256()
    for file, _ in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
