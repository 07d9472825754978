"""The plain way: WeasyPrint lays out everything.

Parts share no page, so they are rendered one after
the other and joined, which bounds memory; a PDF/A or PDF/UA is written in one piece: joining would undo it.
"""

import io
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from checkin.documents.fetch import StrictFetcher
from checkin.documents.metadata import describe, options

if TYPE_CHECKING:
    from checkin.documents.press import Document

LAID_OUT = re.compile(r"Creating layout - Page (\d+)")


def plain_pdf(
    document: "Document", htmls: Sequence[str], progress: Callable[[int, int], None]
) -> bytes:
    """Return the parts of a document as one PDF; tell `progress` a growing number of pages."""
    meter = _Meter(document, progress)
    fetcher = StrictFetcher(document.images)
    with meter.listening():
        if document.variant:
            laid = [meter.printed(_laid(document, html, fetcher)) for html in htmls]
            pages = [page for part in laid for page in part.pages]
            content: bytes = laid[0].copy(pages).write_pdf(**options(document))
            content = _with_scopes(content) if document.tagged else content
        else:
            parts = [
                meter.printed(_laid(document, html, fetcher).write_pdf(**options(document)))
                for html in htmls
            ]
            content = parts[0] if len(parts) == 1 else _join(parts)
    if fetcher.refused:
        raise ValueError(f"{document.template} asks for {fetcher.refused[0]!r}")
    return content


def _laid(document: "Document", html: str, fetcher: StrictFetcher) -> Any:
    source = weasyprint.HTML(string=html, base_url="document:", url_fetcher=fetcher)
    laid = source.render(font_config=FontConfiguration(), pdf_variant=document.variant)
    describe(laid, document)
    return laid


def _with_scopes(content: bytes) -> bytes:
    """Say of each header cell what it heads; WeasyPrint only links cells to it, and not across spans.

    PDF/UA-1 (ISO 14289-1) 7.5: else the structure of a table with spans cannot be told.
    """
    import pikepdf

    pdf = pikepdf.open(io.BytesIO(content))
    waiting: list[tuple[Any, bool]] = [(pdf.Root.StructTreeRoot.K, False)]
    while waiting:
        node, in_body = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += [(kid, in_body) for kid in node]
        elif isinstance(node, pikepdf.Dictionary):
            kind = node.get("/S")
            if kind == "/TH":
                node.A.Scope = pikepdf.Name("/Row" if in_body else "/Column")
            if "/K" in node:
                waiting.append((node.K, in_body or kind == "/TBody"))
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _join(parts: Sequence[bytes]) -> bytes:
    import pikepdf

    whole = pikepdf.open(io.BytesIO(parts[0]))
    for part in parts[1:]:
        with pikepdf.open(io.BytesIO(part)) as source:
            whole.pages.extend(source.pages)
    output = io.BytesIO()
    whole.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return output.getvalue()


class _Meter(logging.Handler):
    """Counts pages by what WeasyPrint logs; the whole is a guess until the end."""

    def __init__(self, document: "Document", progress: Callable[[int, int], None]) -> None:
        super().__init__(logging.INFO)
        self._progress = progress
        self._whole = max(document.pages, len(document.parts))
        self._share = self._whole / max(len(document.parts), 1)
        self._parts_done = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        log = logging.getLogger("weasyprint.progress")
        level = log.level
        log.setLevel(logging.INFO)
        log.addHandler(self)
        try:
            yield
        finally:
            log.removeHandler(self)
            log.setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        page = LAID_OUT.search(record.getMessage())
        if page and int(page[1]) % 10 == 0:
            self._tell(min(int(page[1]), self._share * 0.8))

    def printed(self, part: Any) -> Any:
        self._parts_done += 1
        self._tell(0)
        return part

    def _tell(self, pages: float) -> None:
        self._progress(int(self._parts_done * self._share + pages), self._whole)
