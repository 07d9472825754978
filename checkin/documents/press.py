"""Turn a document (a template's name, frozen data, pictures) into the bytes of a PDF.

One entry point, `print_pdf`; no document knows how it is made. Today there is the plain way: WeasyPrint
lays out everything, with Python's cyclic collector off (it walks a growing tree of boxes for nothing) and
part by part, which bounds memory: parts share no page, so they are rendered one after another and joined.
The faster way of research/pdf.md 2 has its place behind the same door, with this one as its oracle.
"""

import gc
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import RLock

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from checkin import formats
from checkin.documents.files import FULL
from checkin.documents.fonts import FONTS, REGULAR
from checkin.errors import Unavailable
from checkin.text import mark

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LAID_OUT = re.compile(r"Creating layout - Page (\d+)")

Picture = bytes | Callable[[], bytes]
Progress = Callable[[int, int], None]
_press = RLock()


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is to be printed.

    `parts` holds the template's variables, once for each stretch of pages that no other part shares a
    page or a page number with; `images` the pictures, by the name the template uses (`image:logo`);
    `pages` is a guess of how many pages there will be, for progress.
    """

    template: str
    title: str
    parts: Sequence[Mapping[str, object]]
    images: Mapping[str, Picture] = field(default_factory=dict)
    pages: int = 1


def print_pdf(document: Document, progress: Progress | None = None) -> bytes:
    """Return `document` as a PDF with its fonts embedded; tell `progress` pages done and in all.

    Raises `Unavailable` where the fonts are not installed or the disk is full.
    """
    if not (FONTS / REGULAR).is_file():
        raise Unavailable(
            mark("Huruf cetak belum terpasang; jalankan `script/server` sekali."), code="no_fonts"
        )
    meter = _Meter(document, progress or _silent)
    try:
        with _press, meter.listening():
            parts = [meter.printed(_render(document, part)) for part in document.parts]
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Unavailable(
            mark("Ruang penyimpanan penuh; berkas tidak dibuat."), code="disk_full"
        ) from error
    return parts[0] if len(parts) == 1 else _join(parts, document.title)


def _render(document: Document, part: Mapping[str, object]) -> bytes:
    from weasyprint import HTML  # half a second and 40 MB that a web worker need not spend
    from weasyprint.text.fonts import FontConfiguration

    from checkin.documents.fetch import StrictFetcher

    fetcher = StrictFetcher(document.images)
    html = _templates().get_template(document.template).render(part)
    fonts = FontConfiguration()
    with _without_collector():
        content: bytes = HTML(string=html, base_url="document:", url_fetcher=fetcher).write_pdf(
            font_config=fonts
        )
    if fetcher.refused:
        raise ValueError(f"{document.template} asks for {fetcher.refused[0]!r}")
    return content


def _join(parts: Sequence[bytes], title: str) -> bytes:
    import pikepdf

    whole = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as source:
            whole.pages.extend(source.pages)
    whole.docinfo["/Title"] = title
    with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {"id"}
    output = io.BytesIO()
    whole.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


@cache
def _templates() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("clock", "day_date", "long_date", "moment", "number", "share", "zone_name"):
        environment.filters[name] = getattr(formats, name)
    return environment


class _Meter(logging.Handler):
    """Counts pages by what WeasyPrint logs; the whole is a guess until the end."""

    def __init__(self, document: Document, progress: Progress) -> None:
        super().__init__(logging.INFO)
        self._progress = progress
        self._whole = max(document.pages, len(document.parts))
        self._share = self._whole / max(len(document.parts), 1)
        self._parts_done = 0

    @contextmanager
    def listening(self) -> Iterator[None]:
        log = logging.getLogger("weasyprint.progress")
        level = log.level
        log.setLevel(logging.INFO)
        log.addHandler(self)
        try:
            yield
        finally:
            log.removeHandler(self)
            log.setLevel(level)

    def emit(self, record: logging.LogRecord) -> None:
        page = LAID_OUT.search(record.getMessage())
        if page and int(page[1]) % 10 == 0:
            self._tell(min(int(page[1]), self._share * 0.8))

    def printed(self, part: bytes) -> bytes:
        self._parts_done += 1
        self._tell(0)
        return part

    def _tell(self, pages: float) -> None:
        self._progress(int(self._parts_done * self._share + pages), self._whole)


@contextmanager
def _without_collector() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        if was_enabled:
            gc.enable()


def _silent(done: int, total: int) -> None:
    """Nobody waits."""
