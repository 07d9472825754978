"""Send text and the QR decoder compressed: a phone's first visit costs 0.4 MB instead of 1.2.

A static file's `.br` beside it (script/vendor makes one where the best setting takes seconds) is
preferred; every other is compressed once per process. Pages are compressed as they are made, each with a
random number of bytes in its head: what is secret stands beside what a stranger may have chosen, and the
length must not tell whether they are alike (BREACH; the cookie's SameSite keeps strangers out before).
"""

import gzip
import io
import secrets
from functools import lru_cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]
from flask import Flask, Response, request

COMPRESSIBLE = {
    "application/javascript",
    "application/wasm",
    "image/svg+xml",
    "text/css",
    "text/javascript",
    "text/plain",
}
MADE = {"application/manifest+json", "text/html", "text/javascript"}
FROM = 1_000  # bytes; below, gzip costs more than it saves
LEVEL = 5
MASK = 100  # at most so many bytes of head hide the length


def register_compression(app: Flask) -> None:
    """Compress static files and pages where the browser understands it."""

    @app.after_request
    def compress(response: Response) -> Response:
        if request.endpoint == "static":
            return _static(response, Path(str(app.static_folder)))
        return _made(response)


def _static(response: Response, folder: Path) -> Response:
    if response.status_code != 200 or response.mimetype not in COMPRESSIBLE:
        return response
    response.vary.add("Accept-Encoding")
    accepted = request.accept_encodings
    encoding = next((one for one in ("br", "gzip") if accepted.quality(one) > 0), None)
    if encoding is None or request.range is not None:
        return response
    path = folder / str((request.view_args or {})["filename"])
    response.close()  # the file it would have sent
    response.direct_passthrough = False
    response.set_data(_compressed(path, encoding, path.stat().st_mtime_ns))
    _encoded(response, encoding)
    response.headers.pop("Accept-Ranges", None)
    return response


def _made(response: Response) -> Response:
    if response.mimetype not in MADE or not response.is_sequence:
        return response
    if "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0 or len(body := response.get_data()) < FROM:
        return response
    response.set_data(_masked(body))
    _encoded(response, "gzip")
    return response


def _masked(body: bytes) -> bytes:
    packed = io.BytesIO()
    name = secrets.token_hex(1 + secrets.randbelow(MASK // 2))
    with gzip.GzipFile(name, "wb", LEVEL, packed, mtime=0) as into:
        into.write(body)
    return packed.getvalue()


def _encoded(response: Response, encoding: str) -> None:
    response.headers["Content-Encoding"] = encoding
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # the same contents, other bytes


@lru_cache(maxsize=128)
def _compressed(path: Path, encoding: str, changed_at: int) -> bytes:
    if encoding == "gzip":
        return gzip.compress(path.read_bytes(), 6, mtime=0)
    ready = path.with_name(f"{path.name}.br")
    if ready.exists() and ready.stat().st_mtime_ns >= changed_at:
        return ready.read_bytes()
    body: bytes = brotli.compress(path.read_bytes(), quality=9)
    return body
