"""Pictures a hall's cameras make: a badge's QR under thirteen conditions, drawn from a seed.

The model is a phone at 1280x720 with a horizontal field of view of 66 degrees and a code printed 30 mm
wide; conditions and payload lengths are those of research/scan.md 1b. Synthetic: rates rank decoders,
they do not foretell a hall.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import qrcode
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from qrcode.constants import ERROR_CORRECT_M

Pixels = NDArray[np.float64]

WIDTH, HEIGHT = 1280, 720
FOCAL = float(WIDTH / 2 / np.tan(np.radians(33)))
PRINT_MM = 30.0
PAYLOADS = (20, 44, 114, 200)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Frame:
    """One picture: brightness by row and column, and the text that is to be read from it."""

    condition: str
    text: str
    pixels: NDArray[np.uint8]


def make_frames(seed: int, each: int, payloads: tuple[int, ...] = PAYLOADS) -> Iterator[Frame]:
    """Yield `each` pictures of every condition and payload length."""
    for condition, draw in CONDITIONS.items():
        for length in payloads:
            for number in range(each):
                rng = default_rng([seed, length, number, *condition.encode()])
                text = "".join(rng.choice(list(LETTERS), length))
                yield Frame(condition, text, _to_bytes(draw(rng, text)))


def _to_bytes(pixels: Pixels) -> NDArray[np.uint8]:
    return np.clip(pixels + 0.5, 0, 255).astype(np.uint8)


def _card(text: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=12, border=0)
    code.add_data(text)
    code.make()
    symbol = code.make_image().get_image().convert("L").resize((600, 600), Image.Resampling.BOX)
    card = Image.new("L", (1200, 1500), 244)
    card.paste(symbol, (300, 200))
    lines = ImageDraw.Draw(card)
    for y, width in ((900, 700), (1000, 460), (1090, 560)):
        lines.rectangle((250, y, 250 + width, y + 45), fill=40)
    return card


def _scene(
    rng: Generator,
    card: Image.Image,
    distance: tuple[float, float] = (150, 300),
    tilt: float = 15.0,
    turn: float = 20.0,
) -> Pixels:
    """Return the card before a floor, seen from `distance` mm and turned at random up to the angles."""
    floor = rng.normal(0, 1, (HEIGHT // 40, WIDTH // 40))
    ground = np.asarray(
        Image.fromarray(_to_bytes(110 + 30 * floor)).resize(
            (WIDTH, HEIGHT), Image.Resampling.BICUBIC
        ),
        dtype=float,
    )
    scale = PRINT_MM / 600
    corners = np.array(
        [(0, 0), (card.width, 0), (card.width, card.height), (0, card.height)], float
    )
    flat = (corners - (600, 500)) * scale
    a, b = (np.radians(rng.uniform(-tilt, tilt)) for _ in "xy")
    c = np.radians(rng.uniform(-turn, turn))
    turned = np.column_stack([flat, np.zeros(4)]) @ (_around_z(c) @ _around_x(a) @ _around_y(b)).T
    away = rng.uniform(*distance)
    seen = turned[:, :2] * FOCAL / (turned[:, 2:] + away)
    reach = max(10.0, 260 - PRINT_MM * FOCAL / away / 2)
    seen += (WIDTH / 2 + rng.uniform(-reach, reach), HEIGHT / 2 + rng.uniform(-reach, reach) / 2)
    coefficients = _perspective(seen, corners)
    size, kind, how = (WIDTH, HEIGHT), Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    shrink = max(1.0, float(away) * 600 / (PRINT_MM * FOCAL))  # a lens averages what it makes small
    soft = card.filter(ImageFilter.GaussianBlur(float(0.42 * shrink)))
    paper = np.asarray(soft.transform(size, kind, coefficients, how), dtype=float)
    mask = np.asarray(
        Image.new("L", card.size, 255).transform(size, kind, coefficients, how), dtype=float
    )
    return ground + (paper - ground) * mask / 255


def _around_x(angle: float) -> Pixels:
    s, c = np.sin(angle), np.cos(angle)
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def _around_y(angle: float) -> Pixels:
    s, c = np.sin(angle), np.cos(angle)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def _around_z(angle: float) -> Pixels:
    s, c = np.sin(angle), np.cos(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _perspective(seen: Pixels, source: Pixels) -> tuple[float, ...]:
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return tuple(np.linalg.solve(np.array(rows), source.reshape(8)))


def _blurred(pixels: Pixels, radius: float) -> Pixels:
    image = Image.fromarray(_to_bytes(pixels)).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(image, dtype=float)


def _defocused(pixels: Pixels, radius: float) -> Pixels:
    y, x = np.mgrid[-12:13, -12:13]
    return _convolved(pixels, np.clip(radius + 0.5 - np.hypot(x, y), 0, 1))


def _moved(pixels: Pixels, length: float, angle: float) -> Pixels:
    y, x = np.mgrid[-15:16, -15:16]
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    return _convolved(
        pixels, np.clip(1 - np.abs(across), 0, 1) * np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
    )


def _convolved(pixels: Pixels, kernel: Pixels) -> Pixels:
    wide = np.zeros_like(pixels)
    wide[: kernel.shape[0], : kernel.shape[1]] = kernel / kernel.sum()
    wide = np.roll(wide, (-(kernel.shape[0] // 2), -(kernel.shape[1] // 2)), (0, 1))
    return np.fft.irfft2(np.fft.rfft2(pixels) * np.fft.rfft2(wide), pixels.shape)


def _grainy(rng: Generator, pixels: Pixels, strength: float) -> Pixels:
    return pixels + rng.normal(0, strength, pixels.shape)


def easy(rng: Generator, text: str) -> Pixels:
    """A calm hand in good light."""
    return _grainy(rng, _blurred(_scene(rng, _card(text), (120, 200)), 0.6), 3)


def perspective(rng: Generator, text: str) -> Pixels:
    """Held far askew."""
    return _grainy(rng, _blurred(_scene(rng, _card(text), (140, 220), 48, 180), 0.6), 4)


def defocus(rng: Generator, text: str) -> Pixels:
    """Too near for the lens."""
    return _grainy(rng, _defocused(_scene(rng, _card(text)), rng.uniform(1.5, 5)), 4)


def motion(rng: Generator, text: str) -> Pixels:
    """Moved while the shutter was open."""
    scene = _scene(rng, _card(text))
    return _grainy(rng, _moved(scene, rng.uniform(4, 14), rng.uniform(0, np.pi)), 4)


def low_light(rng: Generator, text: str) -> Pixels:
    """A dim corner: little contrast, much grain."""
    scene = _scene(rng, _card(text))
    return _grainy(rng, _blurred(scene, 0.8) * rng.uniform(0.15, 0.35) + 12, rng.uniform(5, 9))


def noise(rng: Generator, text: str) -> Pixels:
    """A cheap sensor at its highest gain."""
    return _grainy(rng, _blurred(_scene(rng, _card(text)), 0.6), rng.uniform(25, 55))


def glare(rng: Generator, text: str) -> Pixels:
    """A lamp mirrored in the plastic sleeve."""
    scene = _scene(rng, _card(text))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    cx, cy = WIDTH / 2 + rng.uniform(-160, 160), HEIGHT / 2 + rng.uniform(-120, 120)
    spot = np.exp(
        -(((x - cx) / rng.uniform(60, 160)) ** 2 + ((y - cy) / rng.uniform(40, 110)) ** 2)
    )
    return _grainy(rng, _blurred(scene, 0.7) + rng.uniform(150, 320) * spot, 4)


def shadow(rng: Generator, text: str) -> Pixels:
    """The edge of a hard shadow across the code."""
    scene = _scene(rng, _card(text))
    angle = rng.uniform(0, np.pi)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    side = (x - WIDTH / 2) * np.cos(angle) + (y - HEIGHT / 2) * np.sin(angle)
    dark = 1 - rng.uniform(0.55, 0.8) / (1 + np.exp(-(side - rng.uniform(-60, 60)) / 3))
    return _grainy(rng, _blurred(scene, 0.7) * dark, 4)


def small(rng: Generator, text: str) -> Pixels:
    """An arm's length away."""
    return _grainy(rng, _blurred(_scene(rng, _card(text), (330, 520)), 0.6), 4)


def screen(rng: Generator, text: str) -> Pixels:
    """Shown on another phone's screen: its pixel grid beats with the sensor's."""
    scene = _scene(rng, _card(text))
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    pitch, angle = rng.uniform(2.3, 6), rng.uniform(0, np.pi)
    wave = np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / pitch)
    weave = wave * np.sin(2 * np.pi * (y * np.cos(angle) - x * np.sin(angle)) / pitch)
    return _grainy(rng, _blurred(scene, 0.8) * (1 + rng.uniform(0.2, 0.5) * weave), 5)


def damage(rng: Generator, text: str) -> Pixels:
    """Scratches, ink and a torn corner."""
    card = _card(text)
    hand = ImageDraw.Draw(card)
    for _ in range(rng.integers(2, 6)):
        x0, y0, x1, y1 = rng.uniform((300, 200, 300, 200), (900, 800, 900, 800))
        shade = int(rng.choice([20, 120, 240]))
        hand.line((x0, y0, x1, y1), fill=shade, width=int(rng.uniform(6, 22)))
    for _ in range(rng.integers(1, 3)):
        x, y = rng.uniform((330, 230), (870, 770))
        size = rng.uniform(20, 55)
        hand.ellipse((x - size, y - size, x + size, y + size), fill=int(rng.choice([30, 235])))
    return _grainy(rng, _blurred(_scene(rng, card), 0.7), 4)


def fold(rng: Generator, text: str) -> Pixels:
    """Crumpled paper: bent lines and uneven light."""
    card = np.asarray(_card(text), dtype=float)
    y, x = np.mgrid[: card.shape[0], : card.shape[1]].astype(float)
    shade = np.ones_like(card)
    for _ in range(3):
        angle, place = rng.uniform(0, np.pi), rng.uniform(-250, 250)
        side = (x - 600) * np.cos(angle) + (y - 500) * np.sin(angle) - place
        crease = np.exp(-np.abs(side) / rng.uniform(60, 160))
        push = rng.uniform(8, 26) * crease
        x, y = x + push * np.cos(angle), y + push * np.sin(angle)
        shade *= 1 + rng.uniform(-0.45, 0.25) * np.where(side > 0, crease, crease / 3)
    at = np.clip(y, 0, card.shape[0] - 1).astype(int), np.clip(x, 0, card.shape[1] - 1).astype(int)
    bent = Image.fromarray(_to_bytes(card[at] * shade))
    return _grainy(rng, _blurred(_scene(rng, bent), 0.7), 4)


def combination(rng: Generator, text: str) -> Pixels:
    """Some of everything at once."""
    scene = _scene(rng, _card(text), (160, 300), 30, 60)
    scene = _moved(
        _defocused(scene, rng.uniform(0.8, 2.5)), rng.uniform(1, 5), rng.uniform(0, np.pi)
    )
    return _grainy(rng, scene * rng.uniform(0.3, 0.7), rng.uniform(6, 14))


CONDITIONS: dict[str, Callable[[Generator, str], Any]] = {
    condition.__name__: condition
    for condition in (
        *(easy, perspective, defocus, motion, low_light, noise, glare, shadow),
        *(small, screen, damage, fold, combination),
    )
}
