"""A QR code within a page, as a drawing: whoever reads it is at the screen."""

import qrcode
from markupsafe import Markup
from qrcode.image.svg import SvgPathFillImage


def qr_svg(text: str) -> Markup:
    """Return the code of any text as SVG."""
    image = qrcode.make(text, image_factory=SvgPathFillImage, border=3)
    return Markup(image.to_string(encoding="unicode"))  # noqa: S704 - our own drawing
