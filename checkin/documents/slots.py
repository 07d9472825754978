"""Read what WeasyPrint laid out: where the marked texts and pictures of an exemplar lie, and in what font.

With `native` the only module that knows WeasyPrint from inside. Lengths are CSS pixels, y grows downwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.fonts import Font
from weasyprint.text.fonts import get_pango_font_key

from checkin.documents.glyphs import Typeface
from checkin.documents.markup import Unstampable

COUNTER = "\x01"
SLOT = "stamp-slot"  # an element that only marks: unknown to CSS, so inline and without style
PLAIN_STYLE: Mapping[str, tuple[Any, ...]] = {
    "direction": ("ltr",),
    "font_feature_settings": ("normal",),
    "font_kerning": ("auto", "normal"),
    "font_variant_caps": ("normal",),
    "font_variant_ligatures": ("normal",),
    "font_variant_numeric": ("normal",),
    "letter_spacing": ("normal", 0),
    "text_transform": ("none",),
    "visibility": ("visible",),
    "white_space": ("normal", "nowrap"),
    "word_spacing": (0,),
}
DECORATED = {"underline", "overline", "line-through"}


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where its baseline begins, how wide it is, the edges of the box around it."""

    x: float
    y: float
    width: float
    text: str
    left: float
    right: float


@dataclass(slots=True)
class Slot:
    """A text of an exemplar as laid out; `usable` says whether other text could be stamped there."""

    lines: list[Line] = field(default_factory=list)
    texts: list[Any] = field(default_factory=list)
    room: float | None = None
    usable: bool = True
    hyphens: bool = False

    @property
    def size(self) -> float:
        """The type size."""
        return float(self.texts[0].style["font_size"])

    @property
    def color(self) -> str:
        """The colour as PDF operands."""
        rgb = self.texts[0].style["color"].to("srgb").coordinates
        return " ".join(f"{channel:.4g}" for channel in rgb)

    def typeface(self) -> Typeface:
        """Return the font that the text is set in."""
        _, font, _ = _font(self.texts[0])
        return _typeface(font.hash, font.file_content)

    def register(self, stream: Any) -> Any:
        """Make the font known to the PDF; return it."""
        layout = self.texts[0].pango_layout
        layout.reactivate(self.texts[0].style)
        font, _ = stream.add_font(layout.get_first_line()[0].runs[0].data.item.analysis.font)
        layout.deactivate()
        return font


@dataclass(slots=True)
class Spot:
    """A marked element as laid out: `path` leads from its page to it."""

    path: tuple[Any, ...]
    slots: dict[int, Slot] = field(default_factory=dict)
    pictures: dict[int, Any] = field(default_factory=dict)
    inner: list["Spot"] = field(default_factory=list)

    @property
    def box(self) -> Any:
        """The element's own box."""
        return self.path[-1]

    @property
    def page(self) -> Any:
        """The page that it is on."""
        return self.path[0]

    @property
    def place(self) -> tuple[float, float]:
        """Its upper left corner."""
        return self.box.position_x, self.box.position_y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, margins included."""
        return self.box.margin_width(), self.box.margin_height()


def opened(box: Any) -> Any:
    """Return what an absolutely positioned box's stand-in stands for."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def picture_area(box: Any) -> tuple[float, float, float, float]:
    """Return x, y, width and height of a picture."""
    return box.content_box_x(), box.content_box_y(), box.width, box.height


def sayings(page: Any) -> set[str]:
    """Return the names of what a page says for its margins to repeat."""
    return {name for box in inside(page) for name, _ in box.string_set or ()}


def numberings(page: Any, said: set[str]) -> Iterator[tuple[tuple[str, ...], Slot, float]]:
    """Yield what the margins say that counts pages: its parts, its text, the share of it left of x.

    A part is a text, or `page` or `pages` behind a mark; `said` is what margins may repeat.
    """
    for box in inside(page):
        if "::" in (box.element_tag or "") and _counts_pages(box.style["content"]):
            raise Unstampable("pages are counted inside of a page")
    for box in (child for child in page.children if isinstance(child, boxes.MarginBox)):
        content = box.style["content"]
        if isinstance(content, tuple) and any(
            kind == "string()" and value[0] not in said for kind, value in content
        ):
            raise Unstampable("a margin repeats what an earlier page said")
        if not _counts_pages(content):
            continue
        if any(kind == "counter()" and value[1] != "decimal" for kind, value in content):
            raise Unstampable("pages are not counted in decimals")
        if {kind for kind, _ in content} - {"string", "counter()"}:
            raise Unstampable("a margin mixes page numbers and other things")
        slot = Slot()
        for container, line in _lines(box, None):
            for _, text in _texts(line, None):
                _note(slot, container, text)
        if len(slot.lines) != 1 or not slot.usable:
            raise Unstampable("a page number cannot be stamped")
        share = {"right": 1.0, "end": 1.0, "center": 0.5}.get(box.style["text_align_all"], 0.0)
        slot.room = float(box.width)
        yield tuple(f"{COUNTER}{v[0]}" if k == "counter()" else v for k, v in content), slot, share


def _counts_pages(content: Any) -> bool:
    return isinstance(content, tuple) and any(
        kind == "counter()" and value[0] in ("page", "pages") for kind, value in content
    )


def blank(spot: Spot, used: set[int]) -> None:
    """Take the text of stamped slots out of the exemplar; its place stays."""
    for number in used:
        for text in spot.slots[number].texts:
            text.text = ""


def read(spot: Spot) -> None:
    """Find the marked texts and pictures inside of an element."""
    strays: set[int] = set()
    for container, line in _lines(spot.box, None):
        texts = list(_texts(line, None))
        owners = {slot for slot, box in texts if box is None or box.text.strip()}
        for slot, box in texts:
            if slot is None or box is None or not box.text.strip():
                continue
            if owners != {slot} or sum(1 for other, _ in texts if other == slot) > 1:
                strays.add(slot)
            _note(spot.slots.setdefault(slot, Slot()), container, box)
    for slot in strays:
        spot.slots[slot].usable = False
    for box in inside(spot.box):
        if isinstance(box, boxes.ReplacedBox) and box.element.get("data-slot"):
            spot.pictures[int(box.element.get("data-slot"))] = box


def _note(slot: Slot, container: Any, box: Any) -> None:
    style = box.style
    width = float(box.width)
    left, baseline = float(container.content_box_x()), box.position_y + box.baseline
    slot.lines.append(
        Line(box.position_x, baseline, width, box.text, left, left + float(container.width))
    )
    slot.texts.append(box)
    slot.hyphens = style["hyphens"] == "auto"
    shrunk = abs(container.width - width) < 0.01 and container.style["width"] == "auto"
    slot.room = None if style["white_space"] == "nowrap" or shrunk else float(container.width)
    slot.usable &= all(style[name] in allowed for name, allowed in PLAIN_STYLE.items())
    slot.usable &= not DECORATED & set(style["text_decoration_line"])
    slot.usable &= style["color"].alpha == 1 and container.style["text_overflow"] == "clip"
    slot.usable &= container.style["text_align_all"] != "justify"


def _lines(box: Any, container: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(box, boxes.LineBox):
        yield container, box
    for child in getattr(box, "children", ()):
        yield from _lines(opened(child), box)


def _texts(box: Any, slot: int | None) -> Iterator[tuple[int | None, Any]]:
    """Yield the texts of a line with the slot of each; None for what is no text."""
    if box.element is not None and box.element.tag == SLOT:
        slot = int(box.element.get("n"))
    if isinstance(box, boxes.TextBox):
        yield slot, box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(opened(child), slot)
    else:
        yield None, None


def inside(box: Any) -> Iterator[Any]:
    """Yield a box and all that it holds, out of the flow or in it."""
    yield box
    for child in getattr(box, "children", ()):
        yield from inside(opened(child))


def _font(text: Any) -> tuple[int, Font, float]:
    layout = text.pango_layout
    layout.reactivate(text.style)
    font = layout.get_first_line()[0].runs[0].data.item.analysis.font
    key, description, size = get_pango_font_key(font)
    made = Font(font, description, size)
    layout.deactivate()
    return key, made, size


@cache
def _typeface(name: str, content: bytes) -> Typeface:
    return Typeface(content)
