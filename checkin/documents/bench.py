"""What the stamping of one document needs at hand: its head, its pictures, the layout engine."""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from checkin.documents import native
from checkin.documents.exemplars import Surroundings
from checkin.documents.markup import Unit, Unstampable
from checkin.documents.stamp import Ink, inline_picture
from checkin.documents.stencils import Stencil

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
Pictures = Mapping[str, bytes | Callable[[], bytes]]


class Bench:
    """A place to lay out exemplars of one document.

    `base` names all that a page depends on; `style` leaves out what runs along on every page, which a
    record does not see: an edition's mark, for one.
    """

    def __init__(
        self,
        head: str,
        tail: str,
        images: Pictures,
        fetcher: Any,
        variant: str | None,
        tell: Callable[[], None],
    ) -> None:
        self.head = head
        self._css = "\n".join(STYLE.findall(head))
        self._head, self._tail = STYLE.sub("", head), tail
        self._fetcher, self._images, self._variant = fetcher, images, variant
        self._inline: dict[str, str | None] = {}
        self._digests: dict[str, str] = {}
        self.ink = Ink(self.picture, tell)
        self._style = head[: head.find(">", head.find("<body")) + 1]
        used = [f"{name} {self.digest(name)}" for name in images if f"image:{name}" in self._style]
        self.style = _digest(self._style, str(variant), *used)
        carried = head[len(self._style) :]
        used = [f"{name} {self.digest(name)}" for name in images if f'"image:{name}"' in carried]
        self.base = _digest(self.style, carried, *used)

    def around(
        self,
        what: str,
        arrange: Callable[[Sequence[tuple[Unit, str]]], str],
        *,
        whole: bool = False,
    ) -> Surroundings:
        """Return the surroundings of units that are pages, or of units that stand on one."""
        return Surroundings(
            base=f"{self.base if whole else self.style} {what}",
            arrange=arrange,
            lay_out=self._lay_out_pages if whole else self._lay_out_inner,
            stampable=self.stampable,
            digest=self.digest,
            whole=whole,
        )

    def lay_out(self, body: str) -> native.Laid:
        """Lay pages out as they are."""
        return self._laid(self._head + body)

    def lay_out_nothing(self) -> Any:
        """Return an empty document, with the metadata of this one."""
        return self._lay_out_inner("").document

    def digest(self, name: str) -> str:
        """Return what tells a picture from another of the same name."""
        if name not in self._digests:
            content = self._images.get(name, b"")
            self._digests[name] = sha256(content() if callable(content) else content).hexdigest()
        return self._digests[name]

    def _laid(self, html: str) -> native.Laid:
        return native.lay_out(html + self._tail, self._css, self._fetcher, self._variant)

    def _lay_out_inner(self, body: str) -> native.Laid:
        laid = self._laid(STYLE.sub("", self._style) + body)
        if laid.links:
            raise Unstampable("records hold links")
        return laid

    def _lay_out_pages(self, body: str) -> native.Laid:
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


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
