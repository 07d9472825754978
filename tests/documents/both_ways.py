"""Hold the two ways of printing against each other: pages, words, pixels, codes."""

import io
from collections.abc import Iterator

import numpy as np
import pikepdf
import pypdfium2

from checkin.documents.press import Document, print_pdf

DPI = 72
FAR = 96  # of 255: more than a rule that falls on the other side of half a pixel, or a softer edge
FEW = 0.004  # the share of a page that may be far: a rule or two


def hold(document: Document, *, stamped: bool = True) -> bytes:
    """Print `document` both ways, compare, return the stamped PDF."""
    one, other = print_pdf(document), print_pdf(document, plain=True)
    assert is_stamped(one) == stamped
    assert not is_stamped(other)
    same(one, other)
    return one


def is_stamped(content: bytes) -> bool:
    """Whether a PDF was stamped: its pages are made of shared forms."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        forms = (o for o in pdf.objects if isinstance(o, pikepdf.Stream))
        return any(o.get("/Subtype") == "/Form" and "/Group" not in o for o in forms)


def same(one: bytes, other: bytes) -> None:
    """Assert that two PDFs say and show the same, page by page."""
    first, second = pypdfium2.PdfDocument(one), pypdfium2.PdfDocument(other)
    assert len(first) == len(second)
    for number, (a, b) in enumerate(zip(first, second, strict=True), start=1):
        assert a.get_size() == b.get_size()
        assert signs(a) == signs(b), f"page {number}: {set(signs(a)) ^ set(signs(b))}"
        far = np.abs(pixels(a) - pixels(b)) > FAR
        assert far.mean() <= FEW, f"{far.mean():.2%} of page {number} differ"


def signs(page: pypdfium2.PdfPage) -> str:
    """Return the signs of a page; where words end depends on the order in which they are painted."""
    return "".join(sorted("".join(page.get_textpage().get_text_bounded().split())))


def pixels(page: pypdfium2.PdfPage, dpi: int = DPI) -> np.ndarray:
    """Return a page as shades of grey."""
    return np.asarray(page.render(scale=dpi / 72).to_pil().convert("L")).astype(np.int16)


def texts(content: bytes) -> Iterator[str]:
    """Yield the text of each page, words set apart by one space."""
    for page in pypdfium2.PdfDocument(content):
        yield " ".join(page.get_textpage().get_text_bounded().split())
