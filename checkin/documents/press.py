"""Turn a document (a template's name, frozen data, pictures) into the bytes of a PDF.

One entry point, `print_pdf`; no document knows how it is made. The *stamped* way has one exemplar of each
kind of record laid out and stamps the rest (`stamped`); what it cannot do goes the *plain* way, in which
WeasyPrint lays out everything (`plain`): slower and the same to look at, which tests hold to be so.
"""

import gc
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock

from checkin.documents.files import FULL
from checkin.documents.fonts import FONTS, REGULAR
from checkin.documents.markup import Unstampable
from checkin.documents.typeset import typeset
from checkin.errors import Unavailable
from checkin.text import mark

Picture = bytes | Callable[[], bytes]
Progress = Callable[[int, int], None]
SURPRISES = (AttributeError, IndexError, KeyError, TypeError, ValueError)
log = logging.getLogger(__name__)
_press = RLock()


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that a PDF carries: the data behind what it shows."""

    name: str
    content: bytes
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is to be printed.

    `parts` holds the template's variables, once for each stretch of pages that no other part shares a
    page or a page number with; `images` the pictures, by the name the template uses (`image:logo`);
    `pages` is a guess of how many pages there will be, for progress. `made_at` is what the file says of its
    date (nothing where unknown: the same data give the same bytes). `archive` asks for PDF/A-3b, the only
    one that may carry `attachments`; `tagged` for PDF/UA, for readers who listen.
    """

    template: str
    title: str
    parts: Sequence[Mapping[str, object]]
    images: Mapping[str, Picture] = field(default_factory=dict)
    pages: int = 1
    author: str = ""
    made_at: datetime | None = None
    archive: bool = False
    tagged: bool = False
    attachments: Sequence[Attached] = ()

    @property
    def variant(self) -> str | None:
        """The kind of PDF, as WeasyPrint calls it."""
        if self.tagged:
            return "pdf/ua-1"
        return "pdf/a-3b" if self.archive or self.attachments else None


def print_pdf(
    document: Document, progress: Progress | None = None, *, plain: bool = False
) -> bytes:
    """Return `document` as a PDF with its fonts embedded; tell `progress` pages done and in all.

    `progress` may raise to stop. `plain` asks for the plain way. Raises `Unavailable` where the fonts are not
    installed or the disk is full.
    """
    if not (FONTS / REGULAR).is_file():
        raise Unavailable(
            mark("Huruf cetak belum terpasang; jalankan `script/server` sekali."), code="no_fonts"
        )
    tell = progress or _silent
    try:
        with _press:
            htmls = [typeset(document.template, part) for part in document.parts]
            content = None if plain or document.tagged else _stamped(document, htmls, tell)
            return content if content is not None else _plain(document, htmls, tell)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Unavailable(
            mark("Ruang penyimpanan penuh; berkas tidak dibuat."), code="disk_full"
        ) from error


def _stamped(document: Document, htmls: Sequence[str], progress: Progress) -> bytes | None:
    """Return the PDF, or None where it has to go the plain way."""
    from checkin.documents.stamped import stamped_pdf  # WeasyPrint: half a second, 40 MB

    told: list[BaseException] = []

    def tell(done: int, total: int) -> None:
        try:
            progress(done, total)
        except (
            BaseException
        ) as error:  # who watches may stop the press; that is no surprise of ours
            told.append(error)
            raise

    try:
        with without_collector():
            return stamped_pdf(document, htmls, tell)
    except Unstampable as reason:
        log.info("%s goes the plain way: %s", document.template, reason)
    except SURPRISES:
        if told:
            raise
        log.exception("%s cannot be stamped; it goes the plain way", document.template)
    return None


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep Python's cyclic collector from walking the growing tree of boxes, again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _plain(document: Document, htmls: Sequence[str], progress: Progress) -> bytes:
    from checkin.documents.plain import plain_pdf

    try:
        with without_collector():
            return plain_pdf(document, htmls, progress)
    finally:
        gc.collect()


def _silent(done: int, total: int) -> None:
    """Nobody waits."""
