"""The stamped way: cut the document, stamp its pages, write one PDF; raises `Unstampable` where it cannot."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from checkin.documents import native
from checkin.documents.bench import Bench
from checkin.documents.fetch import StrictFetcher
from checkin.documents.markup import Piece, Section, Unit, Unstampable, cut, weight
from checkin.documents.metadata import describe, options
from checkin.documents.sections import plain_pages, section_pages
from checkin.documents.sheets import sheet_pages
from checkin.documents.stamp import StampedPage

if TYPE_CHECKING:
    from checkin.documents.press import Document

FEW = 16  # records; fewer are sooner laid out than sorted into classes


def stamped_pdf(
    document: "Document", htmls: Sequence[str], progress: Callable[[int, int], None]
) -> bytes:
    """Return the parts of a document as one PDF; tell `progress` after every page."""
    if not native.supported():
        raise Unstampable("another WeasyPrint than the one known")
    pages: list[StampedPage] = []
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        progress(done, len(pages))

    cuts = [cut(html) for html in htmls]
    if sum(weight(piece) for whole in cuts for piece in whole.pieces) < FEW:
        raise Unstampable("there is little to stamp")
    fetcher = StrictFetcher(document.images)
    benches: dict[str, Bench] = {}
    parts: dict[str, list[Sequence[Piece]]] = {}
    for whole in cuts:
        if whole.head not in benches:
            benches[whole.head] = Bench(
                whole.head, whole.tail, document.images, fetcher, document.variant, tell
            )
        parts.setdefault(whole.head, []).append(whole.pieces)
    made = {head: _pages(bench, parts[head]) for head, bench in benches.items()}
    for whole in cuts:
        part = next(made[whole.head])
        for number, page in enumerate(part, start=1):
            page.number, page.of = number, len(part)
        pages += part
    laid = next(iter(benches.values())).lay_out_nothing()
    if fetcher.refused:
        raise Unstampable("it asks for what it may not have")
    describe(laid, document)
    return native.write(laid, pages, options(document))


def _pages(bench: Bench, parts: Sequence[Sequence[Piece]]) -> Iterator[list[StampedPage]]:
    """Yield the pages of each part; all parts are sorted into classes together."""
    pieces = [piece for part in parts for piece in part]
    sheets = iter(sheet_pages(bench, [piece for piece in pieces if isinstance(piece, Unit)]))
    sections = [piece for piece in pieces if isinstance(piece, Section)]
    tables = iter(section_pages(bench, sections))
    for part in parts:
        made: list[StampedPage] = []
        for piece in part:
            match piece:
                case Unit():
                    made.append(next(sheets))
                case Section():
                    made.append(next(tables))
                case str():
                    made += plain_pages(bench, piece)
        yield made
