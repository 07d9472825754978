"""The press turns a template and data into a PDF with its fonts inside."""

import errno
import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from checkin.documents import plain, press, typeset
from checkin.documents.press import Document, print_pdf
from checkin.errors import Unavailable

PAGE = """<!doctype html><html lang="id"><head><title>Uji</title><style>
{% include "documents/_fonts.css" %}
@page { size: 100mm 50mm; margin: 5mm }
body { font: 12pt "Press Sans" }
p { break-after: page }
</style></head><body>{% for name in names %}<p>{{ name }}</p>{% endfor %}{{ more }}</body></html>"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a template folder of this test's own, beside the shared pieces."""
    (tmp_path / "documents").symlink_to(typeset.TEMPLATES / "documents")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(typeset, "TEMPLATES", tmp_path)
    return tmp_path


def text_of(content: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


def document(*parts: list[str], **over: object) -> Document:
    """Return a document of these parts, each a list of names."""
    return Document(
        template="page.html",
        title="Uji",
        parts=[{"names": names, "more": "akhir"} for names in parts],
        **over,
    )


@pytest.mark.usefixtures("templates")
def test_prints_text_whatever_it_holds() -> None:
    names = ["<script>alert(1)</script>", "{{ 7*7 }} {% raw %}", "Nur 'Aini & Zulkifli"]
    assert [page.strip() for page in text_of(print_pdf(document(names)))[:3]] == names


@pytest.mark.usefixtures("templates")
def test_embeds_its_fonts() -> None:
    with pikepdf.open(io.BytesIO(print_pdf(document(["Siti"])))) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
        names = {str(font["/FontName"]) for font in fonts}
    assert names
    assert all("Press-Sans" in name for name in names)


@pytest.mark.usefixtures("templates")
def test_joins_parts_in_order_and_tells_progress() -> None:
    told: list[tuple[int, int]] = []
    content = print_pdf(
        document(["satu", "dua"], ["tiga"], pages=5), lambda done, total: told.append((done, total))
    )
    words = [page.split()[0] for page in text_of(content)]
    assert words == ["satu", "dua", "akhir", "tiga", "akhir"]
    assert told[-1] == (5, 5)
    assert told == sorted(told)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Uji"


def test_a_template_that_asks_for_the_network_is_a_bug(templates: Path) -> None:
    (templates / "page.html").write_text('<img src="http://127.0.0.1/x.png">{{ more }}')
    with pytest.raises(ValueError, match="asks for 'http"):
        print_pdf(document([]))


def test_templates_are_sandboxed(templates: Path) -> None:
    (templates / "page.html").write_text("{{ more.__class__.__mro__ }}")
    with pytest.raises(Exception, match="unsafe"):
        print_pdf(document([]))


@pytest.mark.usefixtures("templates")
def test_a_full_disk_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(plain, "_laid", full)
    with pytest.raises(Unavailable, match="Ruang penyimpanan penuh"):
        print_pdf(document(["Siti"]))


def test_missing_fonts_are_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(press, "FONTS", tmp_path)
    with pytest.raises(Unavailable, match="script/server"):
        print_pdf(document(["Siti"]))
