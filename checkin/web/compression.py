"""Send static text and the QR decoder compressed: a phone's first visit costs 0.4 MB instead of 1.2.

A file's `.br` beside it (script/vendor makes one where the best setting takes seconds) is preferred;
everything else is compressed once per process. Pages are not: they differ for every reader, and what
is secret must not be compressed together with what a stranger can choose (BREACH).
"""

import gzip
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


def register_compression(app: Flask) -> None:
    """Compress what the static folder of `app` serves, where the browser understands it."""

    @app.after_request
    def compress(response: Response) -> Response:
        plain = request.endpoint != "static" or response.status_code != 200
        if plain or response.mimetype not in COMPRESSIBLE:
            return response
        response.vary.add("Accept-Encoding")
        accepted = request.accept_encodings
        encoding = next((one for one in ("br", "gzip") if accepted.quality(one) > 0), None)
        if encoding is None or request.range is not None:
            return response
        path = Path(str(app.static_folder)) / str((request.view_args or {})["filename"])
        response.close()  # the file it would have sent
        response.direct_passthrough = False
        response.set_data(_compressed(path, encoding, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = encoding
        response.headers.pop("Accept-Ranges", None)
        tag, _ = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)  # the same file, other bytes
        return response


@lru_cache(maxsize=128)
def _compressed(path: Path, encoding: str, changed_at: int) -> bytes:
    if encoding == "gzip":
        return gzip.compress(path.read_bytes(), 6, mtime=0)
    ready = path.with_name(f"{path.name}.br")
    if ready.exists() and ready.stat().st_mtime_ns >= changed_at:
        return ready.read_bytes()
    body: bytes = brotli.compress(path.read_bytes(), quality=9)
    return body
