"""What the stamping of one document needs at hand: its head, its pictures, the layout engine."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from checkin.documents import native
from checkin.documents.exemplars import Stencil
from checkin.documents.markup import Unstampable
from checkin.documents.stamp import Ink, inline_picture

Pictures = Mapping[str, bytes | Callable[[], bytes]]


class Bench:
    """A place to lay out exemplars of one document; `base` names all that they depend on."""

    def __init__(
        self,
        head: str,
        tail: str,
        images: Pictures,
        fetcher: Any,
        variant: str | None,
        tell: Callable[[], None],
    ) -> None:
        self.head, self.tail = head, tail
        self._fetcher, self._images, self._variant = fetcher, images, variant
        self._inline: dict[str, str | None] = {}
        self.ink = Ink(self.picture, tell)
        digest = sha256(f"{head}\0{variant}".encode())
        for name, content in images.items():
            if isinstance(content, bytes):
                digest.update(name.encode() + b"\0" + sha256(content).digest())
        self.base = digest.hexdigest()

    def lay_out(self, body: str) -> native.Laid:
        """Lay exemplars out."""
        return native.lay_out(self.head + body + self.tail, self._fetcher, self._variant)

    def lay_out_pages(self, body: str) -> native.Laid:
        """Lay exemplars out that each fill a page."""
        laid = self.lay_out(body)
        units = [spot for at, spot in laid.spots.items() if "/" not in at]
        if len(laid.document.pages) != len(units) or len({id(u.page) for u in units}) != len(units):
            raise Unstampable("a sheet is not one page")
        return laid

    def stampable(self, name: str) -> bool:
        """Whether a picture is one that can be stamped."""
        if name not in self._inline:
            content = self._images.get(name, b"")
            self._inline[name] = inline_picture(content() if callable(content) else content)
        return self._inline[name] is not None

    def picture(self, name: str) -> str:
        """Return a stampable picture as operators."""
        return self._inline[name] or ""

    def page_size(self, stencil: Stencil) -> tuple[float, float]:
        """Return width and height of the page that a stencil lay on."""
        page = stencil.spot.page
        return page.margin_width(), page.margin_height()
