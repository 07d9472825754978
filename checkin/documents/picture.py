"""Turn a page of a PDF into a picture, for screens and for WhatsApp.

The picture is taken of what the press made, so that what people see is what they would hold.
"""

import io
from threading import Lock

from PIL import Image

COLORS = 64
_pdfium = Lock()  # the library keeps global state


def png(pdf: bytes, dpi: int, page: int = 0) -> bytes:
    """Return page `page` of `pdf` as a PNG of few colours, so that it stays small."""
    import pypdfium2  # 5 MB that a web worker need not load

    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        finally:
            document.close()
    output = io.BytesIO()
    picture.convert("RGB").quantize(COLORS).save(output, "PNG", optimize=True, dpi=(dpi, dpi))
    return output.getvalue()
