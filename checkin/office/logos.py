"""Take a picture from outside: whatever was uploaded, what is kept is a picture this house drew itself.

Raster files are decoded and encoded anew, so no hidden payload survives; an SVG is drawn once, without
network, files or scripts, and kept as a PNG.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from checkin.errors import Invalid
from checkin.text import mark

MAX_BYTES = 2_000_000
MAX_PIXELS = 25_000_000
SIDE = 900  # pixels; 22 mm of letterhead at more than 1,000 dpi
_mutex = Lock()
_FORMATS = ("PNG", "JPEG")
_SVG = re.compile(
    rb"\s*(<\?xml[^>]*\?>)?\s*(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL
)
_RISKY = re.compile(rb"<!ENTITY|<script|<foreignObject|\bon\w+\s*=|javascript:", re.I)


def take_logo(content: bytes) -> bytes:
    """Return an uploaded PNG, JPEG or SVG as a PNG of our own making; raise `Invalid` for anything else."""
    if len(content) > MAX_BYTES:
        raise Invalid(mark("Logo paling besar 2 MB."), code="logo_size")
    content = content.removeprefix(b"\xef\xbb\xbf")
    return _encoded(_drawn(content) if _SVG.match(content) else content)


def _encoded(content: bytes) -> bytes:
    try:
        with _strictly(), warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=_FORMATS) as source:
                if source.width * source.height > MAX_PIXELS or min(source.size) < 8:
                    raise _too_large()
                picture = ImageOps.exif_transpose(source).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning) as error:
        raise Invalid(
            mark("Logo harus berkas PNG, JPEG, atau SVG yang utuh."), code="logo_form"
        ) from error
    picture.thumbnail((SIDE, SIDE))
    output = io.BytesIO()
    opaque = picture.getchannel("A").getextrema()[0] == 255
    (picture.convert("RGB") if opaque else picture).save(output, "PNG", optimize=True)
    return output.getvalue()


@contextmanager
def _strictly() -> Iterator[None]:
    """Take no half of a picture: WeasyPrint tells Pillow, once and for the whole process, to be lenient."""
    with _mutex:
        lenient = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _too_large() -> Invalid:
    return Invalid(
        mark("Ukuran gambar logo tidak wajar; pakai sisi 100 sampai 5.000 titik."),
        code="logo_pixels",
    )


def _drawn(svg: bytes) -> bytes:
    """Draw an SVG on a page of its own shape, and take a picture of that page."""
    if _RISKY.search(svg):
        raise Invalid(
            mark("SVG ini memuat skrip atau rujukan luar; simpan sebagai SVG biasa atau PNG."),
            code="logo_svg",
        )
    import pypdfium2
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from checkin.documents.fetch import StrictFetcher

    page = (
        "<style>@page{size:100mm 100mm;margin:0}body{margin:0}"
        "img{width:100mm;height:100mm;object-fit:contain;display:block}</style>"
        '<img src="image:logo" alt="">'
    )
    fetcher = StrictFetcher({"logo": svg[svg.index(b"<svg") :]})
    try:
        pdf = weasyprint.HTML(string=page, base_url="document:", url_fetcher=fetcher).write_pdf(
            font_config=FontConfiguration()
        )
    except (ValueError, SyntaxError, RecursionError) as error:
        raise Invalid(mark("SVG ini tidak dapat digambar; pakai PNG."), code="logo_svg") from error
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[0].render(scale=SIDE / 283.46, fill_color=(255, 255, 255, 0))
        picture: Image.Image = bitmap.to_pil()
    finally:
        document.close()
    box = picture.getchannel("A").getbbox() if picture.mode == "RGBA" else None
    if fetcher.refused or box is None:
        raise Invalid(mark("SVG ini tidak dapat digambar; pakai PNG."), code="logo_svg")
    output = io.BytesIO()
    picture.crop(box).save(output, "PNG")
    return output.getvalue()
