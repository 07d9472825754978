"""Give WeasyPrint what a template may use: files of the static folder and pictures held in memory.

`static:brand/mark.svg` and `image:logo` are the only addresses there are; network, file system and data
URIs do not exist here, whatever a template or a name says.
"""

import mimetypes
from collections.abc import Callable, Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from checkin.documents.fonts import STATIC

PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"<svg": "image/svg+xml"}


class StrictFetcher(URLFetcher):  # type: ignore[misc]
    """Fetches `static:` and `image:` addresses; `refused` names every other one that was asked for."""

    def __init__(
        self, images: Mapping[str, bytes | Callable[[], bytes]], static: Path = STATIC
    ) -> None:
        super().__init__(allowed_protocols=("static", "image"), allow_redirects=False)
        self._images = images
        self._static = static
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the content at `url`; raise ValueError, and remember it, where there is none."""
        scheme, _, name = url.partition(":")
        content = {"static": self._read, "image": self._picture}.get(scheme, _nothing)(name)
        if content is None:
            self.refused.append(url)
            raise ValueError(f"documents may not read {url!r}")
        body, media_type = content
        return URLFetcherResponse(url, body, {"Content-Type": media_type})

    def _picture(self, name: str) -> tuple[bytes, str] | None:
        picture = self._images.get(name)
        if picture is None:
            return None
        body = picture() if callable(picture) else picture
        for start, media_type in PICTURES.items():
            if body.startswith(start):
                return body, media_type
        return None

    def _read(self, name: str) -> tuple[bytes, str] | None:
        path = (self._static / name).resolve()
        if not path.is_relative_to(self._static.resolve()) or not path.is_file():
            return None
        return path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _nothing(name: str) -> None:
    return None
