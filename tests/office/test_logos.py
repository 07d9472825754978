"""Whatever is uploaded as a logo, what is kept is a picture drawn here."""

import io
import struct
import zlib

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


def claiming(width: int, height: int) -> bytes:
    """Return a tiny PNG that says it is this large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(6000, 6000), (12_000, 12_000), (30_000, 30_000), (65_535, 1)])
def test_a_picture_that_would_not_fit_into_memory_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid):
        take_logo(claiming(*size))


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_half_a_picture_is_refused(form: str, kept: float) -> None:
    file = io.BytesIO()
    Image.effect_noise((120, 90), 50).convert("RGB").save(file, form)
    content = file.getvalue()
    with pytest.raises(Invalid, match="utuh"):
        take_logo(content[: int(len(content) * kept)])
