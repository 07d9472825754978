"""WeasyPrint from inside: lay HTML out, take pages apart, paint pieces of them as forms.

With `slots` the only module that touches what WeasyPrint does not publish. Pinned to version 70
(`supported`); what is read is checked against itself by `stencils`, and a surprise sends the document the
plain way.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import weasyprint
from weasyprint.draw import draw_page
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration

from checkin.documents.glyphs import Typeface
from checkin.documents.markup import Unstampable
from checkin.documents.slots import Spot, inside, opened, read

KEPT_SHEETS = 16
SIDES = ("top", "right", "bottom", "left")

_sheets: OrderedDict[str, tuple[Any, Any]] = OrderedDict()


class Marks(NamedTuple):
    """What a page offers to those who navigate: entries of the outline, links and their targets."""

    bookmarks: list[Any]
    links: list[Any]
    anchors: dict[str, Any]


NO_MARKS = Marks([], [], {})


@dataclass(slots=True)
class Laid:
    """A laid-out document and the marked elements in it, by their `data-at`."""

    document: Any
    spots: dict[str, Spot]

    @property
    def links(self) -> bool:
        """Whether a marked element links to somewhere."""
        return any(box.link for spot in self.spots.values() for box in inside(spot.box))

    @property
    def pages(self) -> list[Any]:
        """The boxes of the pages."""
        return [page._page_box for page in self.document.pages]


def supported() -> bool:
    """Whether this is the WeasyPrint whose inside is known here."""
    return bool(weasyprint.VERSION.startswith("70."))


def lay_out(html: str, style: str, fetcher: Any, variant: str | None) -> Laid:
    """Lay `html` out with the style sheet `style` and find what it marks."""
    sheet, fonts = _sheet(style, fetcher)
    source = weasyprint.HTML(string=html, base_url="document:", url_fetcher=fetcher)
    document = source.render(font_config=fonts, stylesheets=[sheet], pdf_variant=variant)
    spots: dict[str, Spot] = {}
    for page in document.pages:
        for path in _marked((page._page_box,)):
            at = path[-1].element.get("data-at")
            if at in spots and spots[at].page is not path[0]:
                raise Unstampable(f"{at} is torn by a page break")
            if at not in spots:
                spots[at] = Spot(path)
                read(spots[at])
    return Laid(document, spots)


def _sheet(style: str, fetcher: Any) -> tuple[Any, Any]:
    """Return a style sheet read once, with the fonts that it brings."""
    if style not in _sheets:
        fonts = FontConfiguration()
        sheet = weasyprint.CSS(
            string=style, font_config=fonts, url_fetcher=fetcher, base_url="document:"
        )
        _sheets[style] = (sheet, fonts)
        while len(_sheets) > KEPT_SHEETS:
            _sheets.popitem(last=False)
    _sheets.move_to_end(style)
    return _sheets[style]


def isolated(path: tuple[Any, ...], dropped: set[int]) -> Any:
    """Return a copy of the page with nothing on it but the box that `path` ends in, less `dropped`."""
    box = without(path[-1], dropped)
    for parent in reversed(path[:-1]):
        box = _bare(parent.copy_with_children([box]))
    return box


def stands_bare(path: tuple[Any, ...]) -> bool:
    """Whether the tables around a row are nothing but their rows."""
    return all(
        box.style["border_collapse"] == "separate"
        and not any(getattr(box, f"border_{side}_width") for side in SIDES)
        and not any(value.value for value in box.style["border_spacing"] if hasattr(value, "value"))
        for box in path
        if isinstance(box, boxes.TableBox)
    )


def holds_only(page: Any, wanted: Any) -> bool:
    """Whether a page has no other piece of content than this box (nor anything that floats along)."""
    (root,) = (box for box in page.children if not isinstance(box, boxes.MarginBox))
    level = [root]
    while len(level) == 1 and level[0] is not wanted:
        level = [opened(child) for child in level[0].children]
    return level == [wanted]


def bottom(page: Any) -> float:
    """Return where the content of a page must end."""
    return float(page.content_box_y() + page.height)


def without(page: Any, dropped: set[int]) -> Any:
    """Return a copy of a box that lacks some others (by `id`)."""
    if not dropped:
        return page

    def pruned(box: Any) -> Any:
        box = opened(box)
        if not isinstance(box, boxes.ParentBox):
            return box
        kept = [child for child in box.children if id(opened(child)) not in dropped]
        return box.copy_with_children([pruned(child) for child in kept])

    return pruned(page)


def marks(page: Any, stamped: set[str]) -> Marks:
    """Return what a page's own art offers; an entry that names a stamped text is of its exemplar only."""
    made = weasyprint.Page(page)
    bookmarks = [mark for mark in made.bookmarks if not any(text in mark[1] for text in stamped)]
    return Marks(bookmarks, made.links, made.anchors)


def write(document: Any, pages: list[Any], options: Mapping[str, Any]) -> bytes:
    """Write pages of our own with the metadata of `document`."""
    content: bytes = document.copy(pages).write_pdf(**options)
    return content


def add_form(stream: Any, page: Any) -> str:
    """Paint a page into a Form XObject; return its name."""
    form = stream.add_group(*stream.page_rectangle)
    del form.extra["Group"]
    draw_page(page, form)
    return str(form.id)


def register_glyphs(font: Any, typeface: Typeface, glyphs: Iterable[int]) -> None:
    """Tell the PDF's font which glyphs are used, and what they read as."""
    for glyph in glyphs:
        font.to_unicode.setdefault(glyph, typeface.reads[glyph])
        font.widths.setdefault(glyph, typeface.widths[glyph])


def _marked(path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    box = path[-1]
    element = getattr(box, "element", None)
    if element is not None and element.get("data-at") and not _repeats(path):
        yield path
    for child in getattr(box, "children", ()):
        yield from _marked((*path, opened(child)))


def _repeats(path: tuple[Any, ...]) -> bool:
    """Whether this is an inner box of an element: a table inside its wrapper, a line's own text."""
    return len(path) > 1 and path[-2].element is path[-1].element


def _bare(box: Any) -> Any:
    """Take the box's own background, border and clipping away."""
    box.background = None
    for side in SIDES:
        setattr(box, f"border_{side}_width", 0)
    if isinstance(box, boxes.PageBox):
        box.canvas_background = None
    for group in getattr(box, "column_groups", ()):
        if any(column.background for column in group.children) or group.background:
            raise Unstampable("columns have backgrounds")
    return box
