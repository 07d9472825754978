"""What is stamped is what plain WeasyPrint would have printed, and what cannot be stamped is not."""

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import weasyprint
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkin.badges.codes import make_code
from checkin.documents import exemplars, qr, stamped, typeset
from checkin.documents.press import Attached, Document, print_pdf
from tests.documents.both_ways import hold, is_stamped, pixels, same, texts

STYLE = """
@page { size: 148mm 105mm; margin: 10mm 8mm 14mm;
  @bottom-right { content: "Halaman " counter(page) " dari " counter(pages); font: 8pt "Press Sans";
    text-align: right; width: 40%; }
  @bottom-left { content: string(running); font: 8pt "Press Sans"; width: 40%; } }
html { font: 10pt/1.2 "Press Sans", "Press Signs"; }
body { margin: 0; }
.running { string-set: running content(); position: absolute; visibility: hidden; margin: 0; }
.sheet { position: relative; height: 80mm; break-inside: avoid; }
.sheet + .sheet { break-before: page; }
.place { position: absolute; }
.place-0 { left: 0; top: 0; }
.place-1 { left: 66mm; top: 0; }
.card { width: 60mm; height: 70mm; border: .5pt solid #000; position: relative; }
.name { clear: both; font: 700 16pt/1.1 "Press Sans", "Press Signs"; width: 52mm; padding: 3mm 0 0 3mm;
  overflow-wrap: anywhere; }
.middle { text-align: center; }
.number { float: right; }
.symbol { position: absolute; left: 3mm; bottom: 3mm; width: 26mm; height: 26mm; image-rendering: pixelated; }
section { break-before: page; }
section:first-of-type { break-before: auto; }
table { width: 100%; table-layout: fixed; border-collapse: separate; border-spacing: 0; }
td, th { border: .6pt solid #000; padding: 1mm; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
.no { width: 12mm; text-align: right; }
.odd { background: #eee; }
"""
HEAD = (
    """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Uji</title><style>
{% include "documents/_fonts.css" %}"""
    + STYLE
    + "</style></head><body>"
)
SHEETS = (
    HEAD
    + """{% for sheet in names|batch(2) %}<div class="sheet" data-stamp="page">
<p class="running">Lembar {{ loop.index }}</p>
{% for name in sheet %}<div class="place place-{{ loop.index0 }}">
<div class="card" data-stamp="record">
<div class="number">No. {{ name|length }}</div><div class="name">{{ name }}</div>
<div class="middle">{{ name[:12] }}</div>
<img class="symbol" src="image:{{ codes[name] }}" alt=""></div></div>{% endfor %}</div>
{% endfor %}</body></html>"""
)
TABLE = (
    HEAD
    + """{% for page in names|batch(9) %}<section data-stamp="section"><p class="running">Bagian</p>
<table data-stamp="rows"><colgroup><col class="no"><col></colgroup>
<thead><tr><th>No</th><th>Nama</th></tr></thead><tbody>
{% for name in page %}<tr class="{{ loop.cycle('odd', 'even') }}">
<td class="no">{{ loop.index }}</td><td>{{ name }}</td></tr>{% endfor %}
</tbody></table></section>{% endfor %}
<section><p class="running">Rekap</p><p>{{ names|length }}</p></section></body></html>"""
)
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %}",
    "W" * 60,
    "Siti Aminah \U0001f600",
    "\u202eitiS\u202c hanimA",
    "محمد عبد الله",
    "שלום",
    "Nurul-Aini / Sari-Dewi Kusuma-Wardhani Prawirodirdjo",
    "Zulkifli Affandi",
    "Se\u0301an Le\u0301vi",
    "王小明",
    "Siti\u00a0Nur\u00adAini",
    "O'Connor “Budi” & Co <b>",
    "A\u200dB\u200cC",
    "\ufdfa",
    "x\x00y\x01z\x02",
    "Drs. H. Raden Mas Soegeng Prawirodirdjo Kusumonegoro, S.Sos., M.Si.",
)
PEOPLE = tuple(
    f"{one} {two}" for one in ("Siti", "Budi Nur", "Wahyu") for two in HOSTILE[-1].split()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with templates of these tests' own."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "documents").symlink_to(typeset.TEMPLATES / "documents")
    (folder / "sheets.html").write_text(SHEETS, encoding="utf-8")
    (folder / "table.html").write_text(TABLE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typeset, "TEMPLATES", folder)
        exemplars.forget()
        yield folder
    exemplars.forget()


def document(template: str, *parts: tuple[str, ...], **over: object) -> Document:
    """Return a document of these names."""
    names = sorted({name for part in parts for name in part})
    codes = {name: make_code(number.to_bytes(10)) for number, name in enumerate(names, start=1)}
    return Document(
        template=f"{template}.html",
        title="Uji",
        parts=[{"names": names, "codes": codes} for names in parts],
        images={code: qr.png(code) for code in codes.values()},
        **over,  # type: ignore[arg-type]
    )


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("template", ["sheets", "table"])
def test_both_ways_are_one(template: str) -> None:
    hold(document(template, PEOPLE))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("template", ["sheets", "table"])
def test_hostile_names_are_text(template: str) -> None:
    content = hold(document(template, HOSTILE + PEOPLE))
    said = "".join(texts(content)).replace(" ", "")  # a long name breaks inside
    for name in ("<script>alert(1)</script>", "{{7*7}}{%raw%}"):
        assert name in said
    assert "itiShanimA" in said  # in the order of its letters: what turns it around is gone


@pytest.mark.usefixtures("folder")
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(HOSTILE),
            st.text(
                st.characters(codec="utf-8", exclude_categories=["Cs", "Co"]),
                min_size=1,
                max_size=40,
            ),
            st.text("abcdefgijklmnSWATVY .,'-/&()!?0123456789", min_size=1, max_size=60),
        ).filter(lambda name: typeset.clean(name).strip()),
        min_size=1,
        max_size=6,
    )
)
def test_any_name_prints_the_same_both_ways(names: list[str]) -> None:
    hold(document("table", (*names, *PEOPLE)))


@pytest.mark.usefixtures("folder")
def test_a_second_print_gives_the_same_bytes() -> None:
    one = document("sheets", PEOPLE)
    exemplars.forget()
    first = print_pdf(one)
    assert print_pdf(one) == first
    exemplars.forget()
    assert print_pdf(document("sheets", PEOPLE)) == first
    exemplars.forget()
    print_pdf(
        document("sheets", PEOPLE[::-1])
    )  # other exemplars: the same pages, if not the same bytes
    same(print_pdf(one), first)


@pytest.mark.usefixtures("folder")
def test_what_was_learnt_from_others_is_checked_again() -> None:
    print_pdf(document("table", PEOPLE))
    hold(document("table", (*PEOPLE, *(f"i{'l' * n} Wmmmm{'W' * n}" for n in range(9)))))


@pytest.mark.usefixtures("folder")
def test_pages_are_told_one_by_one_and_whoever_watches_may_stop() -> None:
    told: list[tuple[int, int]] = []
    content = print_pdf(document("sheets", PEOPLE), lambda *pages: told.append(pages))
    pages = len(pypdfium2.PdfDocument(content))
    assert told == [(page, pages) for page in range(1, pages + 1)]

    class Stopped(ValueError):
        pass

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        print_pdf(document("sheets", PEOPLE), stop)
    assert print_pdf(document("sheets", PEOPLE)) == content


@pytest.mark.usefixtures("folder")
def test_codes_read_back() -> None:
    one = document("sheets", PEOPLE)
    read = []
    for page in pypdfium2.PdfDocument(hold(one)):
        read += [found.text for found in zxingcpp.read_barcodes(pixels(page, 150).astype("uint8"))]
    assert sorted(read) == sorted(one.images)


@pytest.mark.usefixtures("folder")
def test_another_weasyprint_prints_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    assert not is_stamped(print_pdf(document("sheets", PEOPLE)))


@pytest.mark.usefixtures("folder")
def test_a_surprise_inside_prints_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*_: object) -> None:
        raise AttributeError("a box lost an attribute")

    monkeypatch.setattr(stamped.native, "lay_out", surprise)
    assert not is_stamped(print_pdf(document("sheets", PEOPLE)))


def test_a_layout_other_than_foreseen_prints_plainly(folder: Path) -> None:
    for rule in (
        "td:last-child { text-align: justify }",
        "table { border-collapse: collapse }",
        "table { border: 3pt solid #000 }",
        "section:last-child .running { string-set: none }",
        "td::after { content: counter(page) }",
        "section { height: 60mm } table { margin-top: 300mm }",
    ):
        odd = TABLE.replace("</style>", f"{rule}</style>")
        (folder / "odd.html").write_text(odd, encoding="utf-8")
        exemplars.forget()
        typeset.environment.cache_clear()
        hold(document("odd", PEOPLE), stamped="justify" in rule)


@pytest.mark.parametrize(
    "more",
    [
        '<img src="http://127.0.0.1/x.png">',
        '<img src="file:///etc/passwd">',
        '<link rel="stylesheet" href="static:../../etc/passwd">',
        '<style>p { background: url("https://example.id/x.png") }</style><p>x</p>',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_nothing_is_read_from_elsewhere(folder: Path, more: str) -> None:
    (folder / "reads.html").write_text(
        TABLE.replace("</body>", f"<section>{more}</section></body>"), encoding="utf-8"
    )
    typeset.environment.cache_clear()
    exemplars.forget()
    with pytest.raises(ValueError, match="asks for"):
        print_pdf(document("reads", PEOPLE))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("parts", [1, 2])
def test_an_archive_carries_its_data_and_says_what_it_is(plain: bool, parts: int) -> None:
    data = b"nomor,nama\r\n1,Siti\r\n"
    one = document(
        "table",
        *[PEOPLE] * parts,
        author="Dinas Sosial",
        archive=True,
        attachments=[Attached(name="data.csv", content=data, description="Isi daftar")],
    )
    content = print_pdf(one, plain=plain)
    assert is_stamped(content) != plain
    assert print_pdf(one, plain=plain) == content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.open_metadata().pdfa_status == "3B"
        assert str(pdf.docinfo["/Title"]) == "Uji"
        assert str(pdf.docinfo["/Author"]) == "Dinas Sosial"
        assert str(pdf.Root.Lang) == "id"
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert "/ID" in pdf.trailer
        assert pdf.attachments["data.csv"].get_file().read_bytes() == data
        assert str(pdf.Root.AF[0].AFRelationship) == "/Data"
        assert all_fonts_embedded(pdf)
        assert not pdf.check_pdf_syntax()


@pytest.mark.usefixtures("folder")
def test_the_outline_is_the_same_both_ways(folder: Path) -> None:
    headed = TABLE.replace("<table data", '<h1>Daftar <a href="#end">hadir</a></h1><table data')
    headed = headed.replace("</style>", "h1 { font-size: 6pt; margin: 0 }</style>")
    headed = headed.replace("<p>{{ names|length }}", '<p id="end">{{ names|length }}')
    (folder / "headed.html").write_text(headed, encoding="utf-8")
    entries = []
    for plain in (False, True):
        content = print_pdf(document("headed", PEOPLE), plain=plain)
        assert is_stamped(content) != plain
        with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
            links = sum(len(page.get("/Annots", [])) for page in pdf.pages)
            entries.append(([entry.title for entry in outline.root], links))
    assert entries[0] == entries[1]
    assert entries[0][1] > 0


@pytest.mark.usefixtures("folder")
def test_a_tagged_document_tells_its_structure() -> None:
    content = print_pdf(document("table", PEOPLE, tagged=True))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.StructTreeRoot.Type) == "/StructTreeRoot"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "id"
        nodes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        heads = [node for node in nodes if node.get("/S") == "/TH"]
        assert heads
        assert all(str(head.A.Scope) in ("/Column", "/Row") for head in heads)
        with pdf.open_metadata() as metadata:
            assert str(metadata["pdfuaid:part"]) == "1"


def all_fonts_embedded(pdf: pikepdf.Pdf) -> bool:
    """Whether every font of a PDF is inside, with what its glyphs read as."""
    fonts = [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
    ]
    described = [o for o in fonts if "/FontDescriptor" in o]
    return (
        bool(described)
        and all("/FontFile2" in font.FontDescriptor for font in described)
        and all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
    )
