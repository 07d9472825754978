"""Make a film for Chromium's fake camera: badges held up one after the other.

A film is MJPEG, which is nothing but JPEG files in a row; Chromium plays 30 of them a second, again and
again. They must be 4:2:0 with full range: from 4:4:4 Chromium delivers frames in which nothing is ever
read, without an error (research/scan.md 2). Pillow writes that, so no ffmpeg is needed.
"""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFilter
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

SIZE = (1280, 720)
FPS = 30
HELD = 0.9  # seconds one badge is held up
BETWEEN = 0.4  # seconds of bare floor before the next
# How a hand holds a badge: (degrees of tilt, sideways pixels, blur); out of focus first.
POSES = ((-7.0, -40, 3.0), (-4.0, -15, 1.2), (3.0, 10, 0.6), (5.0, 25, 0.8))


def chromium_arguments(film: Path) -> list[str]:
    """Return the switches that make Chromium take `film` for its camera."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def draw_badge(code: str, width: int = 330) -> Image.Image:
    """Return a paper badge with the QR of `code` as they are printed: version 1 at level M."""
    qr = qrcode.QRCode(version=1, error_correction=ERROR_CORRECT_M, box_size=8, border=4)
    qr.add_data(QRData(code.encode(), mode=MODE_ALPHA_NUM))
    qr.make(fit=False)
    return paper(qr.make_image().get_image(), width)


def draw_foreign(text: str, width: int = 330) -> Image.Image:
    """Return a paper with a QR that is not ours."""
    qr = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=4)
    qr.add_data(text)
    return paper(qr.make_image().get_image(), width)


def paper(content: Image.Image, width: int) -> Image.Image:
    """Return `content`, for instance a rendered PDF page or a part of it, on white paper."""
    content = content.convert("RGB")
    height = round(width * content.height / content.width)
    sheet = Image.new("RGB", (width + 60, height + 110), "#fbfaf6")
    sheet.paste(content.resize((width, height), Image.Resampling.LANCZOS), (30, 20))
    lines = ImageDraw.Draw(sheet)
    for place, share in ((height + 40, 0.8), (height + 70, 0.5)):
        lines.rectangle((30, place, 30 + width * share, place + 14), fill="#3c3c3c")
    return sheet


def make_film(path: Path, cards: Sequence[Image.Image], held: float = HELD) -> Path:
    """Write a film in which the `cards` are held up in turn; return `path`."""
    bare = _jpeg(_scene(None))
    with path.open("wb") as film:
        for card in cards:
            film.write(bare * round(FPS * BETWEEN))
            for frame in _hold(card):
                film.write(frame * max(1, round(FPS * held / len(POSES))))
        film.write(bare * round(FPS * BETWEEN))
    return path


def _hold(card: Image.Image) -> Iterable[bytes]:
    for pose in POSES:
        yield _jpeg(_scene(card, *pose))


def _scene(
    card: Image.Image | None, tilt: float = 0, aside: int = 0, blur: float = 0
) -> Image.Image:
    scene = Image.new("RGB", SIZE, "#5b6a63")
    floor = ImageDraw.Draw(scene)
    for x in range(0, SIZE[0], 160):
        floor.line((x, 0, x - 120, SIZE[1]), fill="#53615a", width=5)
    if card is not None:
        turned = card.convert("RGBA").rotate(tilt, Image.Resampling.BICUBIC, expand=True)
        place = (SIZE[0] - turned.width) // 2 + aside, (SIZE[1] - turned.height) // 2
        scene.paste(turned, place, turned)
    return scene.filter(ImageFilter.GaussianBlur(blur)) if blur else scene


def _jpeg(scene: Image.Image) -> bytes:
    data = io.BytesIO()
    scene.save(data, "JPEG", quality=88, subsampling="4:2:0")
    return data.getvalue()
