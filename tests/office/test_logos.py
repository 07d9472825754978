"""Whatever is uploaded as a logo, what is kept is a picture drawn here."""

import io

import pytest
from PIL import Image

from checkin.errors import Invalid
from checkin.office.logos import MAX_BYTES, take_logo

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20" viewBox="0 0 40 20">'
    '<rect width="40" height="20" fill="#ff0000"/>{}</svg>'
)


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size, "#00ff0080" if mode == "RGBA" else "#00ff00").save(file, form)
    return file.getvalue()


def drawn(content: bytes) -> Image.Image:
    made = Image.open(io.BytesIO(content))
    assert made.format == "PNG"
    return made


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_is_drawn_anew_without_what_hides_in_it(form: str) -> None:
    made = take_logo(picture(form) + b"<script>alert(1)</script>")
    assert b"script" not in made
    assert drawn(made).size == (60, 40)


def test_transparency_stays_and_large_ones_shrink() -> None:
    made = drawn(take_logo(picture("PNG", "RGBA", (2000, 1000))))
    assert made.mode == "RGBA"
    assert made.size == (900, 450)


@pytest.mark.parametrize("head", ["", '<?xml version="1.0"?>', "<!-- Inkscape -->\n", "\ufeff"])
def test_an_svg_is_drawn_once(head: str) -> None:
    made = drawn(take_logo((head + SVG.format("")).encode())).convert("RGB")
    assert made.width > made.height
    assert made.getpixel((made.width // 2, made.height // 2)) == (255, 0, 0)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + bytes(40),
        b"\x89PNG\r\n\x1a\n" + bytes(20),
        picture("PNG")[:20],
        picture("BMP"),
        b"x" * (MAX_BYTES + 1),
        picture("PNG", size=(4, 4)),
        SVG.format("<script>alert(1)</script>").encode(),
        SVG.format('<image href="file:///etc/passwd" width="9" height="9"/>').encode(),
        SVG.format('<image href="https://example.id/x.png" width="9" height="9"/>').encode(),
        SVG.format('<rect onload="alert(1)"/>').encode(),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;").encode(),
        b"<svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_anything_else_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Invalid):
        take_logo(content)
